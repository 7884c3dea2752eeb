resource "google_project_iam_member" "narrow" {
  role = "roles/bigquery.jobUser"
}

resource "google_project_iam_member" "custom" {
  role = google_project_iam_custom_role.caller.id
}

resource "google_project_iam_member" "owner" {
  role = "roles/owner"
}

resource "google_project_iam_member" "editor" {
  role = "roles/editor"
}

resource "google_project_iam_member" "viewer" {
  role = "roles/viewer"
}
