# Alerts of each endpoint with its own thresholds; the platform-wide ones are observability's. Private endpoints report under names of their
# own, so every query asks for both. Without validation of the metric: before the first request there is none, and a rule would be refused.
locals {
  metric = "aiplatform_googleapis_com:prediction_online"
  of     = { for name, number in local.endpoint_names : name => "monitored_resource=\"aiplatform.googleapis.com/Endpoint\",endpoint_id=\"${number}\"" }

  endpoint_alerts = merge([
    for name, endpoint in var.endpoints : {
      "${name}/errors" = {
        severity = "CRITICAL"
        duration = "300s"
        title    = "Endpoint ${name} answers with errors"
        text     = "More than ${endpoint.error_ratio * 100} % of answers are 5xx. Shift traffic back to the previous deployed model, then look at the container's log."
        query = join("", [
          "((sum(rate(${local.metric}_response_count{${local.of[name]},response_code=~\"5..\"}[5m])) or vector(0)) + (sum(rate(${local.metric}_private_response_count{${local.of[name]},response_code=~\"5..\"}[5m])) or vector(0)))",
          " / ((sum(rate(${local.metric}_response_count{${local.of[name]}}[5m])) or vector(0)) + (sum(rate(${local.metric}_private_response_count{${local.of[name]}}[5m])) or vector(0))) > ${endpoint.error_ratio}",
        ])
      }
      "${name}/latency" = {
        severity = "ERROR"
        duration = "600s"
        title    = "Endpoint ${name} is slow"
        text     = "The 95th percentile is above ${endpoint.latency_ms} ms. Look at replicas, accelerators and the last deployment."
        query    = "histogram_quantile(0.95, sum by (le) (rate(${local.metric}_prediction_latencies_bucket{${local.of[name]}}[5m])) or sum by (le) (rate(${local.metric}_private_prediction_latencies_bucket{${local.of[name]}}[5m]))) > ${endpoint.latency_ms}"
      }
      "${name}/replicas" = {
        severity = "WARNING"
        duration = "900s"
        title    = "Endpoint ${name} lacks replicas"
        text     = "Fewer replicas run than are wanted: quota, capacity of the region, or a container that does not become healthy."
        query    = "sum(${local.metric}_target_replicas{${local.of[name]}}) - sum(${local.metric}_replicas{${local.of[name]}}) > 0"
      }
    }
  ]...)

  index_alerts = {
    for name, index in var.indexes : "index-${name}/latency" => {
      severity = "ERROR"
      duration = "600s"
      title    = "Index ${name} is slow"
      text     = "The 95th percentile of queries is above ${index.latency_ms} ms. Look at replicas and at the share of leaves searched."
      query    = "histogram_quantile(0.95, sum by (le) (rate(aiplatform_googleapis_com:matching_engine_query_latencies_bucket{monitored_resource=\"aiplatform.googleapis.com/IndexEndpoint\",index_endpoint_id=\"${google_vertex_ai_index_endpoint.this[name].name}\"}[5m]))) > ${index.latency_ms}"
    }
  }

  # Only what is made here has a key, a private way in and a request log.
  foreign_filter = var.deployer == null ? "" : join(" AND ", [
    "(log_id(\"cloudaudit.googleapis.com/activity\") OR log_id(\"cloudaudit.googleapis.com/data_access\"))",
    "protoPayload.serviceName=\"aiplatform.googleapis.com\"",
    "protoPayload.methodName=~\"(EndpointService\\.CreateEndpoint|IndexEndpointService\\.CreateIndexEndpoint|ModelGardenService\\.Deploy)$\"",
    "NOT protoPayload.authenticationInfo.principalEmail=\"${trimprefix(var.deployer, "serviceAccount:")}\"",
  ])
}

resource "google_monitoring_alert_policy" "metric" {
  for_each = merge(local.endpoint_alerts, local.index_alerts)

  project               = var.project_id
  display_name          = "${var.name_prefix}: ${each.value.title}"
  combiner              = "OR"
  severity              = each.value.severity
  notification_channels = var.notification_channels
  user_labels           = var.labels

  conditions {
    display_name = each.value.title

    condition_prometheus_query_language {
      query                     = each.value.query
      duration                  = each.value.duration
      evaluation_interval       = "60s"
      disable_metric_validation = true
    }
  }

  alert_strategy {
    auto_close = "3600s"
  }

  documentation {
    content   = each.value.text
    mime_type = "text/markdown"
    subject   = "${var.name_prefix}: ${each.value.title}"
  }
}

resource "google_monitoring_alert_policy" "foreign" {
  count = var.deployer == null ? 0 : 1

  project               = var.project_id
  display_name          = "${var.name_prefix}: Endpoint made past the platform"
  combiner              = "OR"
  severity              = "CRITICAL"
  notification_channels = var.notification_channels
  user_labels           = var.labels

  conditions {
    display_name = "Endpoint made past the platform"

    condition_matched_log {
      filter = local.foreign_filter
    }
  }

  alert_strategy {
    auto_close = "86400s"

    notification_rate_limit {
      period = "300s" # required with a log match
    }
  }

  documentation {
    content   = "An endpoint was made by an identity other than ${coalesce(var.deployer, "none")}: it is public unless somebody thought of it, without our key and without a request log."
    mime_type = "text/markdown"
    subject   = "${var.name_prefix}: Endpoint made past the platform"
  }
}
