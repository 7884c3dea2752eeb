output "id" {
  description = "Endpoint; depend on it for everything that must be deleted while the target can still be reached."
  value       = one(concat(azurerm_private_endpoint.managed_dns[*].id, azurerm_private_endpoint.policy_dns[*].id))
}
