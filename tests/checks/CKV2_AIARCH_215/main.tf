resource "google_project_service" "stays" {
  service            = "aiplatform.googleapis.com"
  disable_on_destroy = false
}

resource "google_project_service" "goes" {
  service            = "aiplatform.googleapis.com"
  disable_on_destroy = true
}
