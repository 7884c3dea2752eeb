output "cluster_ids" {
  description = "Compute clusters by name."
  value       = { for name, cluster in azurerm_machine_learning_compute_cluster.this : name => cluster.id }
}

output "container_registry_id" {
  description = "Registry of environment images."
  value       = local.container_registry_id
}

output "datastore_names" {
  description = "Datastores, all without keys."
  value       = sort(keys(var.datastores))
}

output "instance_ids" {
  description = "Compute instances by name."
  value       = { for name, instance in azapi_resource.instance : name => instance.id }
}

output "isolation_mode" {
  description = "AllowOnlyApprovedOutbound, or Disabled where compute lives in the platform's network."
  value       = var.isolation_mode
}

output "mlflow_tracking_uri" {
  description = "Address for MLflow clients."
  value       = try(data.azapi_resource.workspace.output.mlflow_tracking_uri, "")
}

output "outbound_rules" {
  description = "What the managed network lets out besides the service's own: rule => type."
  value       = { for name, rule in local.outbound_bodies : name => rule.type }
}

output "storage_id" {
  description = "Default storage of the workspace."
  value       = module.storage.id
}

output "workspace_guid" {
  description = "Immutable id of the workspace, as logs and DNS names carry it."
  value       = azurerm_machine_learning_workspace.this.workspace_id
}

output "workspace_id" {
  description = "Workspace."
  value       = azurerm_machine_learning_workspace.this.id

  # Whoever builds on the workspace wants it reachable and its rules in place.
  depends_on = [azapi_resource.outbound_rule, azapi_resource_action.provision, module.workspace_endpoint]
}

output "workspace_name" {
  description = "Workspace name."
  value       = azurerm_machine_learning_workspace.this.name
}
