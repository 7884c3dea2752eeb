output "artifact_bucket_arn" {
  description = "ARN of the artifact bucket, known at plan."
  value       = module.artifacts.arn
}

output "artifact_bucket_name" {
  description = "Artifact bucket; prefixes are described in the README."
  value       = module.artifacts.name
}

output "domain_security_group_id" {
  description = "Security group SageMaker made for the domain's file system; left behind on destroy (README)."
  value       = aws_sagemaker_domain.this.security_group_id_for_domain_boundary
}

output "execution_role_arns" {
  description = "Studio execution roles by persona. They wait for their policies."
  value       = { for name, role in aws_iam_role.persona : name => role.arn }
  depends_on  = [time_sleep.roles]
}

output "home_file_system_id" {
  description = "EFS file system of the users' homes; survives the domain in staging and prod."
  value       = aws_sagemaker_domain.this.home_efs_file_system_id
}

output "image_repository_urls" {
  description = "ECR repositories of the workspace by short name."
  value       = { for name, repository in aws_ecr_repository.images : name => repository.repository_url }
}

output "job_role_arns" {
  description = "Execution roles by kind of workload: endpoint, pipeline, processing, training. They wait for their policies."
  value       = { for name, role in aws_iam_role.job : name => role.arn }
  depends_on  = [time_sleep.roles]
}

output "log_group_names" {
  description = "Log groups made here, by short name; adopted ones are missing."
  value       = { for name, group in aws_cloudwatch_log_group.this : name => group.name }
}

output "scp_document" {
  description = "Service control policy for the account, as JSON; to be attached in the management account."
  value       = local.scp_document

  precondition {
    condition     = length(local.scp_document) <= 5120
    error_message = "The service control policy exceeds the 5120 characters of AWS Organizations: name fewer scp_exempt_principal_arns, with patterns."
  }
}

output "sso_application_arn" {
  description = "Identity Center application of the domain, to assign groups to; null with auth_mode IAM."
  value       = var.auth_mode == "SSO" ? aws_sagemaker_domain.this.single_sign_on_application_arn : null
}

output "studio_bucket_name" {
  description = "Bucket of shared notebook snapshots."
  value       = module.studio.name
}

output "studio_entry_policy_arn" {
  description = "Policy for the people's federated roles that opens Studio from inside the network; null with auth_mode SSO."
  value       = one(aws_iam_policy.studio_entry[*].arn)
}

output "user_profile_arns" {
  description = "User profiles by name."
  value       = { for name, profile in aws_sagemaker_user_profile.this : name => profile.arn }
}

output "workload_boundary_arn" {
  description = "Permissions boundary for every role that runs workloads: the one made here or the organisation's."
  value       = local.boundary_arn
}

output "workspace_arn" {
  description = "ARN of the domain."
  value       = aws_sagemaker_domain.this.arn
}

output "workspace_id" {
  description = "Id of the domain."
  value       = aws_sagemaker_domain.this.id
}

output "workspace_url" {
  description = "URL of the domain; opens from inside the network only."
  value       = aws_sagemaker_domain.this.url
}
