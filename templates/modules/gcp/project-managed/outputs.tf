output "enabled_services" {
  description = "APIs enabled here."
  value       = module.ready.enabled_services
}

output "minted_agents" {
  description = "API => identities the Workload Identity API returned."
  value       = module.ready.minted_agents
}

output "project_id" {
  description = "Id of the project, once it is ready."
  value       = module.ready.project_id
  depends_on  = [google_project_iam_audit_config.all]
}

output "project_number" {
  description = "Number of the project, once it is ready."
  value       = module.ready.project_number
  depends_on  = [google_project_iam_audit_config.all]
}

output "service_agents" {
  description = "Short name of a service agent => member for IAM grants. Only agents whose API is enabled."
  value       = module.ready.service_agents
}
