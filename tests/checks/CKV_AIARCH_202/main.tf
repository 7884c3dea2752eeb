resource "google_project_iam_member" "narrow" {
  role = "roles/bigquery.jobUser"
}

resource "google_project_iam_member" "bounded" {
  role = "roles/resourcemanager.projectIamAdmin"
  condition {
    title      = "roles of the platform"
    expression = "api.getAttribute('iam.googleapis.com/modifiedGrantsByRole', []).hasOnly(['roles/storage.objectUser'])"
  }
}

resource "google_project_iam_member" "unbounded" {
  role = "roles/resourcemanager.projectIamAdmin"
}

resource "google_project_iam_member" "timed_only" {
  role = "roles/iam.securityAdmin"
  condition {
    title      = "for a day"
    expression = "request.time < timestamp('2027-01-01T00:00:00Z')"
  }
}
