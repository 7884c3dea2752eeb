output "blob_endpoint" {
  description = "Blob endpoint; resolves to the private address inside the network."
  value       = azurerm_storage_account.this.primary_blob_endpoint
}

output "container_ids" {
  description = "Resource manager ids of the containers, by name."
  value       = { for name, container in azurerm_storage_container.this : name => container.id }
}

output "id" {
  description = "Account."
  value       = azurerm_storage_account.this.id
}

output "name" {
  description = "Account name."
  value       = azurerm_storage_account.this.name
}

output "private_endpoint_ids" {
  description = "Endpoints, by private link group."
  value       = { for group, endpoint in merge(azurerm_private_endpoint.managed_dns, azurerm_private_endpoint.policy_dns) : group => endpoint.id }
}
