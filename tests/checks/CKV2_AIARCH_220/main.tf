resource "google_logging_metric" "explained" {
  description = "Calls refused."
  filter      = "severity=ERROR"
}

resource "google_logging_metric" "bare" {
  filter = "severity=ERROR"
}
