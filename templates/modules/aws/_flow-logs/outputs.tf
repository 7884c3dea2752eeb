output "bucket_name" {
  description = "Flow log bucket; null when logs are kept in CloudWatch only."
  value       = one(module.bucket[*].name)
}

output "log_group_name" {
  description = "Log group of the flow logs."
  value       = aws_cloudwatch_log_group.this.name
}
