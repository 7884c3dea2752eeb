output "apply_role_arn" {
  description = "Role of pipeline runs that passed review; goes into the pipeline's environment settings."
  value       = aws_iam_role.apply.arn
  depends_on  = [aws_iam_role_policy_attachment.apply]
}

output "backend_config" {
  description = "What `terraform init -backend-config=` needs besides the key, the same as environments/<environment>.backend.hcl."
  value = {
    bucket       = module.state_bucket.name
    region       = var.region
    kms_key_id   = aws_kms_alias.state.name
    encrypt      = true
    use_lockfile = true
  }
}

output "oidc_provider_arn" {
  description = "OIDC provider made here or adopted; null when runners are trusted by role only."
  value       = local.create_provider ? aws_iam_openid_connect_provider.ci[0].arn : local.oidc_provider_arn
}

output "plan_bucket_name" {
  description = "Bucket for saved plans; null without one."
  value       = one(module.plan_bucket[*].name)
}

output "plan_role_arn" {
  description = "Role of pipeline runs before review and of the drift run."
  value       = aws_iam_role.plan.arn
  depends_on  = [aws_iam_role_policy_attachment.plan]
}

output "state_bucket_name" {
  description = "Bucket of every layer's state."
  value       = module.state_bucket.name
}

output "state_key_arn" {
  description = "KMS key of state and plans."
  value       = aws_kms_key.state.arn
}

output "trusted_subjects" {
  description = "Token subjects each role accepts, for the evidence report."
  value       = local.subjects
}
