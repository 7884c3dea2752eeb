resource "google_project_iam_custom_role" "named" {
  permissions = ["aiplatform.endpoints.deploy", "aiplatform.models.get"]
}

resource "google_project_iam_custom_role" "wildcard" {
  permissions = ["aiplatform.endpoints.*"]
}

resource "google_project_iam_custom_role" "escalating" {
  permissions = ["aiplatform.models.get", "resourcemanager.projects.setIamPolicy"]
}
