resource "google_monitoring_alert_policy" "explained" {
  severity = "CRITICAL"
  documentation {
    content = "Look at the trail."
  }
}

resource "google_monitoring_alert_policy" "bare" {
  severity = "CRITICAL"
}

resource "google_monitoring_alert_policy" "unweighed" {
  documentation {
    content = "Look at the trail."
  }
}
