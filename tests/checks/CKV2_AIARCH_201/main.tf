resource "google_monitoring_alert_policy" "labelled" {
  user_labels = var.labels
}

resource "google_monitoring_alert_policy" "bare" {
  combiner = "OR"
}
