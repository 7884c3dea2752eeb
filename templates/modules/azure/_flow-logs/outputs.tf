output "flow_log_ids" {
  description = "Flow logs by network."
  value       = { for network, log in azurerm_network_watcher_flow_log.this : network => log.id }
}

output "storage_account_id" {
  description = "Account of the flow logs."
  value       = module.store.id
}
