output "account_emails" {
  description = "Workload (notebook, pipeline, training, serving, …) => mail address of its service account."
  value       = { for name, account in google_service_account.this : name => account.email }
  depends_on  = [google_project_iam_member.account, google_service_account_iam_member.act_as]
}

output "account_members" {
  description = "Workload => member for IAM grants on resources."
  value       = { for name, account in google_service_account.this : name => account.member }
}

output "account_names" {
  description = "Workload => full resource name of the account, for IAM on the account."
  value       = { for name, account in google_service_account.this : name => account.name }
}

output "custom_role_ids" {
  description = "ml_auditor, ml_developer, ml_tracker, model_promoter, evidence_writer => role."
  value       = { for name, role in google_project_iam_custom_role.this : name => role.id }
}

output "personas" {
  description = "Persona => groups, for grants on resources."
  value       = var.personas
}

output "workload_pool_name" {
  description = "Pool of workloads elsewhere; null without one."
  value       = one(google_iam_workload_identity_pool.workloads[*].name)
}
