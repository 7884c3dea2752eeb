# The minimum set. Metric alerts are PromQL without metric validation: a metric that never existed, as on the first day, would otherwise be
# refused. Log alerts match one entry.
locals {
  serving = "aiplatform_googleapis_com:prediction_online"

  metric_alerts = merge(
    {
      endpoint-errors = {
        severity = "CRITICAL", duration = "300s", title = "Endpoint answers with errors"
        query    = "sum by (endpoint_id) (rate(${local.serving}_error_count{monitored_resource=\"aiplatform.googleapis.com/Endpoint\"}[5m])) / sum by (endpoint_id) (rate(${local.serving}_prediction_count{monitored_resource=\"aiplatform.googleapis.com/Endpoint\"}[5m])) > ${var.error_ratio}"
        text     = "Shift traffic back to the previous deployed model, then look at its log."
      }
      endpoint-latency = {
        severity = "ERROR", duration = "600s", title = "Endpoint is slow"
        query    = "histogram_quantile(0.95, sum by (endpoint_id, le) (rate(${local.serving}_prediction_latencies_bucket{monitored_resource=\"aiplatform.googleapis.com/Endpoint\"}[5m]))) > ${var.latency_ms}"
        text     = "The 95th percentile is above the agreed latency. Look at replicas and accelerators."
      }
      endpoint-saturation = {
        severity = "WARNING", duration = "900s", title = "Endpoint runs at its most replicas"
        query    = "max by (endpoint_id) (${local.serving}_cpu_utilization{monitored_resource=\"aiplatform.googleapis.com/Endpoint\"}) > 0.9"
        text     = "Replicas are saturated: raise max_replica_count, and see whether the quota lets it."
      }
      quota = {
        severity = "WARNING", duration = "600s", title = "Quota nearly used up"
        query    = "max by (quota_metric, location) (serviceruntime_googleapis_com:quota_allocation_usage{monitored_resource=\"consumer_quota\"}) / max by (quota_metric, location) (serviceruntime_googleapis_com:quota_limit{monitored_resource=\"consumer_quota\"}) > 0.8"
        text     = "Ask for more (platform.project, quotas) before jobs are refused."
      }
      idle-accelerators = {
        severity = "WARNING", duration = "3600s", title = "Accelerators are idle"
        query    = "avg by (endpoint_id) (${local.serving}_accelerator_duty_cycle{monitored_resource=\"aiplatform.googleapis.com/Endpoint\"}) < 0.05"
        text     = "An accelerator was used less than 5 % for an hour and is paid for all the same."
      }
    },
    { for name, alert in var.extra_metric_alerts : name => alert },
  )

  audit = "log_id(\"cloudaudit.googleapis.com/activity\") AND"

  log_alerts = merge(
    {
      access-transparency = { severity = "WARNING", title = "Google's staff accessed content", filter = "log_id(\"cloudaudit.googleapis.com/access_transparency\")", text = "Compare with an open support case." }
      job-failure         = { severity = "ERROR", title = "Training or pipeline failed", filter = "resource.type=(\"aiplatform.googleapis.com/PipelineJob\" OR \"ml_job\") AND severity>=ERROR", text = "Read the job's log; a second failure of a scheduled run needs a person." }
      feature-sync        = { severity = "ERROR", title = "Feature view did not sync", filter = "resource.type=\"aiplatform.googleapis.com/FeatureOnlineStore\" AND severity>=ERROR", text = "Serving reads old features. Look at the grant of the Vertex agent on the dataset." }
      key-change          = { severity = "CRITICAL", title = "Key disabled or destroyed", filter = "${local.audit} protoPayload.serviceName=\"cloudkms.googleapis.com\" AND protoPayload.methodName=(\"DestroyCryptoKeyVersion\" OR \"UpdateCryptoKeyVersion\" OR \"UpdateCryptoKey\")", text = "What the key encrypts becomes unreadable. A destruction can be undone until its day comes." }
      monitoring-anomaly  = { severity = "ERROR", title = "Model monitoring found an anomaly", filter = "log_id(\"aiplatform.googleapis.com/model_monitoring_anomaly\")", text = "Drift or skew above its threshold: follow the model's runbook." }
      org-policy          = { severity = "ERROR", title = "Organisation policy changed", filter = "${local.audit} protoPayload.serviceName=\"orgpolicy.googleapis.com\" AND protoPayload.methodName=~\"(Create|Update|Delete)(Policy|CustomConstraint)\"", text = "Outside a change of Terraform, treat it as an incident." }
      owner-grant         = { severity = "CRITICAL", title = "Owner or editor granted", filter = "${local.audit} protoPayload.methodName=\"SetIamPolicy\" AND protoPayload.serviceData.policyDelta.bindingDeltas.action=\"ADD\" AND protoPayload.serviceData.policyDelta.bindingDeltas.role=(\"roles/owner\" OR \"roles/editor\")", text = "Basic roles are never granted by this platform." }
      perimeter           = { severity = "ERROR", title = "Service perimeter refused a call", filter = "log_id(\"cloudaudit.googleapis.com/policy\") AND protoPayload.metadata.@type=\"type.googleapis.com/google.cloud.audit.VpcServiceControlAuditMetadata\"", text = "Somebody, or a new job, reached across the perimeter." }
      service-account-key = { severity = "CRITICAL", title = "Service account key created", filter = "${local.audit} protoPayload.methodName=(\"google.iam.admin.v1.CreateServiceAccountKey\" OR \"google.iam.admin.v1.UploadServiceAccountKey\")", text = "Should be denied twice over: find out which exception let it through, then delete the key." }
    },
    { for name, alert in var.extra_log_alerts : name => alert },
  )
}

resource "google_monitoring_alert_policy" "metric" {
  for_each = { for name, alert in local.metric_alerts : name => alert if !contains(var.disabled_alerts, name) }

  project               = var.project_id
  display_name          = "${var.name_prefix}: ${each.value.title}"
  combiner              = "OR"
  severity              = each.value.severity
  notification_channels = local.channel_ids
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
    auto_close = "86400s"
  }

  documentation {
    content   = each.value.text
    mime_type = "text/markdown"
    subject   = "${var.name_prefix}: ${each.value.title}"
  }
}

resource "google_monitoring_alert_policy" "log" {
  for_each = { for name, alert in local.log_alerts : name => alert if !contains(var.disabled_alerts, name) }

  project               = var.project_id
  display_name          = "${var.name_prefix}: ${each.value.title}"
  combiner              = "OR"
  severity              = each.value.severity
  notification_channels = local.channel_ids
  user_labels           = var.labels

  conditions {
    display_name = each.value.title

    condition_matched_log {
      filter = each.value.filter
    }
  }

  alert_strategy {
    auto_close = "86400s"

    notification_rate_limit {
      period = "300s" # required with a log match
    }
  }

  documentation {
    content   = each.value.text
    mime_type = "text/markdown"
    subject   = "${var.name_prefix}: ${each.value.title}"
  }
}
