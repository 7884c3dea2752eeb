# A trail that stops is the first thing to know of. Log metrics and alerts lie with what they watch.
locals {
  watched = {
    sink-errors = {
      severity = "CRITICAL"
      title    = "Export of the audit trail fails"
      filter   = "log_id(\"logging.googleapis.com/sink_error\")"
      text     = "A sink of ${var.project_id} cannot deliver. Look at grants of its writer, at the key and at the bucket; entries are lost from now on, not queued."
    }
    sink-changes = {
      severity = "ERROR"
      title    = "Route of the audit trail changed"
      filter   = "log_id(\"cloudaudit.googleapis.com/activity\") AND protoPayload.methodName=~\"ConfigServiceV2\\.(Update|Delete)(Sink|Bucket)|CreateExclusion|UpdateExclusion\""
      text     = "A sink, log bucket or exclusion was changed. Outside a change of Terraform, treat it as an incident."
    }
    audit-config = {
      severity = "ERROR"
      title    = "Audit configuration changed"
      filter   = "log_id(\"cloudaudit.googleapis.com/activity\") AND protoPayload.methodName=\"SetIamPolicy\" AND protoPayload.serviceData.policyDelta.auditConfigDeltas:*"
      text     = "What is recorded, or who is exempted, was changed."
    }
    evidence-bucket = {
      severity = "ERROR"
      title    = "Evidence bucket changed"
      filter   = "log_id(\"cloudaudit.googleapis.com/activity\") AND resource.type=\"gcs_bucket\" AND resource.labels.bucket_name=\"${google_storage_bucket.archive.name}\" AND protoPayload.methodName=~\"storage\\.(buckets\\.(update|delete)|setIamPermissions)\""
      text     = "Retention, access or existence of the evidence bucket was changed."
    }
  }
}

resource "google_monitoring_alert_policy" "this" {
  for_each = local.watched

  project               = var.project_id
  display_name          = "${var.name_prefix}: ${each.value.title}"
  combiner              = "OR"
  severity              = each.value.severity
  notification_channels = var.notification_channels
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
