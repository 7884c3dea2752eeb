output "data_resource_group_name" {
  description = "Group of lake, streams and catalogue."
  value       = local.names["data"]
}

output "evidence_resource_group_name" {
  description = "Group of evidence and ledger; few people need rights here."
  value       = local.names["evidence"]
}

output "ml_resource_group_name" {
  description = "Group of workspace and compute; never locked."
  value       = local.names["ml"]
}

output "network_resource_group_name" {
  description = "Group of networks, zones and flow logs."
  value       = local.names["network"]
}

output "operations_resource_group_name" {
  description = "Group of logs, alerts and budgets."
  value       = local.names["operations"]
}

output "resource_group_ids" {
  description = "Resource ids by purpose: scopes of roles and policies."
  value       = { for purpose, name in local.names : purpose => "/subscriptions/${local.subscription_id}/resourceGroups/${name}" }
}

output "security_resource_group_name" {
  description = "Group of vaults, keys and identities."
  value       = local.names["security"]
}

output "subscription_id" {
  description = "Subscription everything lies in."
  value       = local.subscription_id
}

output "tenant_id" {
  description = "Tenant of the subscription."
  value       = data.azurerm_client_config.current.tenant_id
}
