output "id" {
  description = "Vault."
  value       = azurerm_key_vault.this.id
}

output "name" {
  description = "Vault name."
  value       = azurerm_key_vault.this.name
}

output "private_endpoint_id" {
  description = "Endpoint; keys made over the data plane depend on it, so that they are deleted while the vault can be reached."
  value       = one(concat(azurerm_private_endpoint.managed_dns[*].id, azurerm_private_endpoint.policy_dns[*].id))
}

output "uri" {
  description = "Data plane of the vault, with a slash at its end."
  value       = azurerm_key_vault.this.vault_uri
}
