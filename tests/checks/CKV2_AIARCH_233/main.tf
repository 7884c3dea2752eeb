resource "google_project_iam_custom_role" "explained" {
  description = "Deploys what is registered."
  permissions = ["aiplatform.endpoints.deploy"]
}

resource "google_project_iam_custom_role" "bare" {
  permissions = ["aiplatform.endpoints.deploy"]
}
