output "parameter_arn" {
  description = "ARN of the inventory record."
  value       = aws_ssm_parameter.record.arn
}
