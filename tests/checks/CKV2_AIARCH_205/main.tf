resource "google_logging_project_bucket_config" "own_key" {
  cmek_settings {
    kms_key_name = var.key_id
  }
}

resource "google_logging_project_bucket_config" "google_key" {
  retention_days = 400
}
