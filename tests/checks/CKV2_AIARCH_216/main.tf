resource "google_monitoring_alert_policy" "told" {
  notification_channels = var.channels
}

resource "google_monitoring_alert_policy" "silent" {
  combiner = "OR"
}

resource "google_monitoring_alert_policy" "off" {
  notification_channels = var.channels
  enabled               = false
}
