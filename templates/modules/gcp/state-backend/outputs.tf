output "apply_account_email" {
  description = "Account of pipeline runs that passed review; goes into the pipeline's environment settings."
  value       = google_service_account.ci["apply"].email
  depends_on  = [google_project_iam_member.ci, google_project_iam_member.computed, google_service_account_iam_member.ci, google_storage_bucket_iam_member.apply]
}

output "backend_config" {
  description = "What `terraform init -backend-config=` needs besides the prefix, the same as environments/<environment>.backend.hcl."
  value       = { bucket = google_storage_bucket.state.name }
}

output "plan_account_email" {
  description = "Account of pipeline runs before review and of the drift run."
  value       = google_service_account.ci["plan"].email
  depends_on  = [google_project_iam_member.ci, google_project_iam_member.computed, google_service_account_iam_member.ci, google_storage_bucket_iam_member.plan]
}

output "rights_left_out" {
  description = "Rights of deployer_rights that are not granted here, per account and scope, with who grants them; empty without deployer_rights."
  value       = local.rights_left_out
}

output "state_bucket_name" {
  description = "Bucket of every layer's state."
  value       = google_storage_bucket.state.name
}

output "state_key_id" {
  description = "Key of the state bucket."
  value       = google_kms_crypto_key.state.id
}

output "trusted_subjects" {
  description = "Token subjects each account accepts, for the evidence report."
  value       = local.subjects
}

output "workload_identity_providers" {
  description = "plan, apply => full name of the provider, for the pipeline's settings; empty when runners are trusted by account only."
  value       = { for role, provider in google_iam_workload_identity_pool_provider.ci : role => provider.name }
}
