# Ready by construction: whoever takes the id from here waits for APIs, agents and audit configuration.
output "enabled_services" {
  description = "APIs enabled here."
  value       = sort(local.services)
  depends_on  = [google_project_service.this]
}

output "minted_agents" {
  description = "API => identities the Workload Identity API returned, the ones created lazily among them."
  value       = { for service, producer in google_workload_identity_service_agent.this : service => producer.service_agents[*].principal }
}

output "project_id" {
  description = "Id of the project, once it is ready."
  value       = var.project_id
  depends_on  = [google_project_iam_audit_config.all, time_sleep.agents]
}

output "project_number" {
  description = "Number of the project, once it is ready."
  value       = local.project_number
  depends_on  = [google_project_iam_audit_config.all, time_sleep.agents]
}

output "service_agents" {
  description = "Short name of a service agent (aiplatform, storage, notebooks, …) => member for IAM grants. Only agents whose API is enabled."
  value       = local.agent_members
  depends_on  = [time_sleep.agents]
}
