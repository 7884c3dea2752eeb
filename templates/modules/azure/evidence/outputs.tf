output "activity_log_setting_id" {
  description = "Diagnostic setting that exports the activity log."
  value       = azurerm_monitor_diagnostic_setting.activity.id
}

output "evidence_container_ids" {
  description = "Immutable containers by name."
  value       = module.store.container_ids
  depends_on  = [azurerm_storage_container_immutability_policy.this]
}

output "evidence_lock" {
  description = "What keeps evidence: days, and whether anybody can still lift it."
  value       = { days = local.lock_days, locked = var.locked }
}

output "evidence_storage_id" {
  description = "Account of evidence."
  value       = module.store.id
}

output "evidence_storage_name" {
  description = "Name of the account of evidence."
  value       = module.store.name
}

output "evidence_writer_client_id" {
  description = "Client id of the identity that writes evidence."
  value       = azurerm_user_assigned_identity.writer.client_id
}

output "evidence_writer_identity_id" {
  description = "Identity that writes evidence: into its container and, where there is one, the ledger."
  value       = azurerm_user_assigned_identity.writer.id
}

output "ledger_endpoint" {
  description = "Confidential ledger; null without one."
  value       = one(azurerm_confidential_ledger.this[*].ledger_endpoint)
}
