output "access_log_bucket_name" {
  description = "Bucket for access logs of other buckets (logging.log_bucket)."
  value       = google_storage_bucket.access.name
  depends_on  = [google_storage_bucket_iam_member.access_log_delivery]
}

output "alert_names" {
  description = "Alerts on the trail, short name => policy."
  value       = { for name, policy in google_monitoring_alert_policy.this : name => policy.name }
}

output "evidence_bucket_name" {
  description = "Write-once bucket of the trail. Others write evidence here as objectCreator."
  value       = google_storage_bucket.archive.name
}

output "is_locked" {
  description = "Whether retention can no longer be shortened."
  value       = var.lock_retention
}

output "log_bucket_id" {
  description = "Log bucket of the trail."
  value       = google_logging_project_bucket_config.audit.id
}

output "retention_days" {
  description = "Days the trail is kept."
  value       = local.bucket_days
}

output "sink_writers" {
  description = "Sink => identity it writes with."
  value       = { for name, sink in google_logging_project_sink.this : name => sink.writer_identity }
}
