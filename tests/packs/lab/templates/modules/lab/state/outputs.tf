output "plan_role" {
  description = "Identity of the pipeline that plans."
  value       = terraform_data.role.output
}
