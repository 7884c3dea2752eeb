output "alerts_key_arn" {
  description = "Key of alert topics and queues."
  value       = aws_kms_key.this["alerts"].arn
}

output "alias_names" {
  description = "Alias per purpose."
  value       = { for purpose, alias in aws_kms_alias.this : purpose => alias.name }
}

output "audit_key_arn" {
  description = "Key of trail, configuration history and evidence."
  value       = aws_kms_key.this["audit"].arn
}

output "confidential_key_arn" {
  description = "Key that only attested enclaves decrypt with; null without enclave_image_hashes."
  value       = one([for purpose, key in aws_kms_key.this : key.arn if purpose == "confidential"])
}

output "data_key_arn" {
  description = "Key of lake, tables, queries, streams and vectors."
  value       = aws_kms_key.this["data"].arn
}

output "key_arns" {
  description = "Key ARN per purpose, the signing key included."
  value       = local.key_arns
}

output "key_ids" {
  description = "Key id per purpose, the signing key included."
  value       = local.key_ids
}

output "logs_key_arn" {
  description = "Key of log groups and flow logs."
  value       = aws_kms_key.this["logs"].arn
}

output "ml_key_arn" {
  description = "Key of Studio, training, endpoints, feature store and artefacts."
  value       = aws_kms_key.this["ml"].arn
}

output "signing_key_arn" {
  description = "Asymmetric key that signs models, images and evidence."
  value       = aws_kms_key.signing.arn
}
