resource "google_logging_project_sink" "own" {
  unique_writer_identity = true
}

resource "google_logging_project_sink" "shared" {
  unique_writer_identity = false
}
