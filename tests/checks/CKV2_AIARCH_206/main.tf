resource "google_logging_project_bucket_config" "decided" {
  locked         = true
  retention_days = 400
}

resource "google_logging_project_bucket_config" "undecided" {
  retention_days = 400
}

resource "google_logging_project_bucket_config" "short" {
  locked         = true
  retention_days = 7
}
