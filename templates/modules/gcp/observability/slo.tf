# A number to steer by, and its burn rate to be woken by. The service is what users see: all endpoints of the project together.
resource "google_monitoring_custom_service" "inference" {
  count = var.slo_availability == null ? 0 : 1

  project      = var.project_id
  service_id   = "${var.name_prefix}-inference"
  display_name = "${var.name_prefix} inference"
  user_labels  = var.labels
}

resource "google_monitoring_slo" "availability" {
  count = var.slo_availability == null ? 0 : 1

  project             = var.project_id
  service             = google_monitoring_custom_service.inference[0].service_id
  slo_id              = "availability"
  display_name        = "${var.slo_availability * 100} % of predictions succeed, 28 days"
  goal                = var.slo_availability
  rolling_period_days = 28
  user_labels         = var.labels

  request_based_sli {
    good_total_ratio {
      total_service_filter = "metric.type=\"aiplatform.googleapis.com/prediction/online/prediction_count\" resource.type=\"aiplatform.googleapis.com/Endpoint\""
      bad_service_filter   = "metric.type=\"aiplatform.googleapis.com/prediction/online/error_count\" resource.type=\"aiplatform.googleapis.com/Endpoint\""
    }
  }
}

# 2 % of a month's budget within the hour: the fast burn of the SRE workbook, factor 14.4 scaled to 28 days.
resource "google_monitoring_alert_policy" "burn" {
  count = var.slo_availability == null ? 0 : 1

  project               = var.project_id
  display_name          = "${var.name_prefix}: Error budget burns fast"
  combiner              = "OR"
  severity              = "CRITICAL"
  notification_channels = local.channel_ids
  user_labels           = var.labels

  conditions {
    display_name = "Burn rate above 13.4 for an hour"

    condition_threshold {
      filter          = "select_slo_burn_rate(\"${google_monitoring_slo.availability[0].name}\", \"3600s\")"
      comparison      = "COMPARISON_GT"
      threshold_value = 13.4
      duration        = "0s"
    }
  }

  alert_strategy {
    auto_close = "86400s"
  }

  documentation {
    content   = "At this rate the budget of 28 days is gone in two. Roll back the latest release first."
    mime_type = "text/markdown"
  }
}

# Counters for the dashboard and for weekly review; alerts on single entries are above.
resource "google_logging_metric" "this" {
  for_each = {
    denied-calls    = { filter = "log_id(\"cloudaudit.googleapis.com/activity\") AND protoPayload.status.code=7", text = "Calls refused for lack of permission." }
    job-failures    = { filter = local.log_alerts["job-failure"].filter, text = "Failed training jobs and pipelines." }
    denied-egress   = { filter = "log_id(\"compute.googleapis.com/firewall\") AND jsonPayload.disposition=\"DENIED\" AND jsonPayload.rule_details.direction=\"EGRESS\"", text = "Connections the firewall refused on the way out." }
    unusual-regions = { filter = "log_id(\"cloudaudit.googleapis.com/activity\") AND protoPayload.methodName=~\"[Cc]reate\" AND NOT protoPayload.resourceLocation.currentLocations=(\"${var.region}\" OR \"global\") AND protoPayload.resourceLocation.currentLocations:*", text = "Things created outside ${var.region}." }
  }

  project     = var.project_id
  name        = "${var.name_prefix}/${each.key}"
  description = each.value.text
  filter      = each.value.filter

  metric_descriptor {
    metric_kind  = "DELTA"
    value_type   = "INT64"
    unit         = "1"
    display_name = "${var.name_prefix} ${each.key}"
  }
}
