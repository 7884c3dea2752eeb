output "feature_store_id" {
  description = "Feature store; null without one."
  value       = one(azurerm_machine_learning_workspace.feature_store[*].id)
}

output "registry_id" {
  description = "Model registry."
  value       = azapi_resource.registry.id
}

output "registry_managed_group_id" {
  description = "Resource group Azure keeps the registry's storage and images in: for policy exemptions, and the only place to look for their cost."
  value       = try(azapi_resource.registry.output.managed_group_id, "")
}

output "registry_mlflow_uri" {
  description = "Address for MLflow clients."
  value       = try(azapi_resource.registry.output.mlflow_uri, "")
}

output "registry_name" {
  description = "Registry name, as in azureml://registries/<name>."
  value       = azapi_resource.registry.name
}

output "registry_regions" {
  description = "Regions the registry is kept in."
  value       = local.region_names
}
