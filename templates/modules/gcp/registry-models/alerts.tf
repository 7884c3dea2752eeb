# What nobody may do unseen. Whether a person belongs to the approvers cannot be read from an audit entry, which names people and not their
# groups; but only the release account moves aliases and deploys, so anything else is a finding without exception.
locals {
  audit_log   = "(log_id(\"cloudaudit.googleapis.com/activity\") OR log_id(\"cloudaudit.googleapis.com/data_access\"))"
  actor       = "protoPayload.authenticationInfo.principalEmail"
  release     = trimprefix(var.account_members["release"], "serviceAccount:")
  not_release = "NOT ${local.actor}=\"${local.release}\""
  not_apply   = var.deployer == null ? "" : " AND NOT ${local.actor}=\"${trimprefix(var.deployer, "serviceAccount:")}\""
  aliases     = join("|", sort(var.guarded_aliases))

  watched = merge(
    {
      foreign-alias = {
        severity = "CRITICAL"
        title    = "Approval alias moved by somebody else"
        filter   = "${local.audit_log} AND protoPayload.serviceName=\"aiplatform.googleapis.com\" AND protoPayload.methodName=~\"ModelService\\.MergeVersionAliases$\" AND protoPayload.request.versionAliases=~\"^-?(${local.aliases})$\" AND ${local.not_release}"
        text     = "An alias that stands for an approval was moved by an identity other than ${local.release}. Compare with the decision records; move it back."
      }
      foreign-label = {
        severity = "ERROR"
        title    = "Approval label changed by somebody else"
        filter   = "${local.audit_log} AND protoPayload.serviceName=\"aiplatform.googleapis.com\" AND protoPayload.methodName=~\"ModelService\\.(UpdateModel|UploadModel)$\" AND protoPayload.request.model.labels.approval_status:* AND ${local.not_release}"
        text     = "Label approval_status of a model was written by an identity other than ${local.release}. The label decides nothing, records do; find out who meant to make it look approved."
      }
      foreign-release = {
        severity = "CRITICAL"
        title    = "Model deployed past the release pipeline"
        filter   = "${local.audit_log} AND protoPayload.serviceName=\"aiplatform.googleapis.com\" AND protoPayload.methodName=~\"EndpointService\\.(DeployModel|MutateDeployedModel|UndeployModel|UpdateEndpoint)$\" AND ${local.not_release}${local.not_apply}"
        text     = "A model or its traffic was changed by an identity other than ${local.release}. Undeploy it unless a decision record covers it."
      }
      registry-tampering = {
        severity = "CRITICAL"
        title    = "Model, inventory or approval record removed"
        filter = join("", [
          "${local.audit_log} AND (",
          "(protoPayload.serviceName=\"aiplatform.googleapis.com\" AND protoPayload.methodName=~\"ModelService\\.Delete(Model|ModelVersion)$\")",
          " OR (protoPayload.serviceName=\"dataplex.googleapis.com\" AND protoPayload.methodName=~\"CatalogService\\.(Delete(Entry|EntryGroup|EntryType|AspectType)|Update(EntryType|AspectType))$\"${local.not_apply})",
          " OR (resource.type=\"gcs_bucket\" AND resource.labels.bucket_name=\"${google_storage_bucket.approvals.name}\" AND protoPayload.methodName=~\"storage\\.(objects\\.delete|buckets\\.(update|delete)|setIamPermissions)$\"${local.not_apply})",
          ")",
        ])
        text = "Evidence about models was removed, or an attempt was refused. Soft-deleted objects can be restored for a week."
      }
    },
    var.notify_decisions ? {
      decision = {
        severity = "WARNING"
        title    = "Decision about a model recorded"
        filter   = "log_id(\"cloudaudit.googleapis.com/data_access\") AND resource.type=\"gcs_bucket\" AND resource.labels.bucket_name=\"${google_storage_bucket.approvals.name}\" AND protoPayload.methodName=\"storage.objects.create\""
        text     = "Somebody approved, rejected or withdrew a model. Read the record in ${google_storage_bucket.approvals.name}."
      }
    } : {},
  )
}

# Counts for dashboards and reviews, per actor.
resource "google_logging_metric" "this" {
  for_each = local.watched

  project     = var.project_id
  name        = "${var.name_prefix}/registry/${each.key}"
  description = "${each.value.title}."
  filter      = each.value.filter

  label_extractors = {
    actor = "EXTRACT(${local.actor})"
  }

  metric_descriptor {
    metric_kind  = "DELTA"
    value_type   = "INT64"
    unit         = "1"
    display_name = each.value.title

    labels {
      key         = "actor"
      value_type  = "STRING"
      description = "Who did it."
    }
  }
}

# On the entry itself and not on the metric: a metric made in the same apply is unknown to Monitoring for minutes, and its first count, the
# one that matters here, has no earlier point to be a difference to.
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

      label_extractors = {
        actor = "EXTRACT(${local.actor})"
      }
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
