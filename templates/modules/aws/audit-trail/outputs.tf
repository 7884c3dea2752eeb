output "access_log_bucket_name" {
  description = "Bucket for server access logs of the platform's buckets, known at plan."
  value       = module.access_logs.name
}

output "alarm_names" {
  description = "CloudWatch alarms on the trail, by what they watch."
  value       = { for key, alarm in aws_cloudwatch_metric_alarm.trail : key => alarm.alarm_name }
}

output "alerts_topic_arn" {
  description = "Topic that security, cost and monitoring alerts go to."
  value       = aws_sns_topic.alerts.arn
  depends_on  = [aws_sns_topic_policy.alerts]
}

output "evidence_bucket_arn" {
  description = "ARN of the locked evidence bucket."
  value       = module.evidence.arn
}

output "evidence_bucket_name" {
  description = "Name of the locked evidence bucket."
  value       = module.evidence.name
}

output "evidence_lock" {
  description = "Mode and days of the lock that is in force, for the evidence report."
  value       = { mode = var.lock_mode, days = local.lock_days }
}

output "trail_arn" {
  description = "ARN of the trail: the one made here or the adopted one."
  value       = local.create_trail ? aws_cloudtrail.this[0].arn : var.existing_trail_arn
}

output "trail_bucket_name" {
  description = "Bucket of the trail files; null when a trail was adopted."
  value       = one(module.trail_bucket[*].name)
}

output "trail_log_group_name" {
  description = "Log group of the trail; null when a trail was adopted."
  value       = one(aws_cloudwatch_log_group.trail[*].name)
}
