output "approval_scp_document" {
  description = "Service control policy, as JSON, by which nobody but the approver role approves; to be attached in the management account."
  value       = local.approval_scp_document
}

output "approver_role_arn" {
  description = "Role that approves and rejects versions. It waits for its policy."
  value       = aws_iam_role.approver.arn
  depends_on  = [aws_iam_role_policy_attachment.approver]
}

output "history_log_group_name" {
  description = "Log group with every state of every version and card."
  value       = aws_cloudwatch_log_group.history.name
}

output "missing_card_fields" {
  description = "Narrative fields not given at seeding time, by group; empty lists everywhere mean complete cards."
  value       = local.missing_fields
}

output "model_card_arns" {
  description = "Model cards by group."
  value       = { for key, card in aws_sagemaker_model_card.this : key => card.model_card_arn }
}

output "model_package_group_arns" {
  description = "Model package groups by short name."
  value       = { for key, group in aws_sagemaker_model_package_group.this : key => group.arn }
}

output "model_package_group_names" {
  description = "Names of the model package groups by short name."
  value       = { for key, group in aws_sagemaker_model_package_group.this : key => group.model_package_group_name }
}

output "undelivered_queue_url" {
  description = "Dead-letter queue of the registry's events."
  value       = aws_sqs_queue.undelivered.id
}
