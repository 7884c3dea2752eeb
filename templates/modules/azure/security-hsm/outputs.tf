output "audit_encryption" {
  description = "Key of evidence: versioned and versionless id, vault, and the identity that may use it."
  value       = module.keys.audit_encryption
}

output "compute_identity" {
  description = "Identity of compute and endpoints: id, principal_id, client_id."
  value       = module.keys.compute_identity
}

output "data_encryption" {
  description = "Key of lake and streams."
  value       = module.keys.data_encryption
}

output "disk_encryption_set_id" {
  description = "Disk encryption set for machines and cluster nodes."
  value       = module.keys.disk_encryption_set_id
}

output "identity_client_ids" {
  description = "Client ids by name: the key users by purpose, workspace and compute."
  value       = module.keys.identity_client_ids
}

output "identity_ids" {
  description = "Resource ids by name."
  value       = module.keys.identity_ids
}

output "identity_principal_ids" {
  description = "Object ids by name, for role assignments."
  value       = module.keys.identity_principal_ids
}

output "key_ids" {
  description = "Key ids with the version they were made with, by purpose."
  value       = module.keys.key_ids
}

output "key_vault_id" {
  description = "Vault or managed HSM of the keys."
  value       = module.keys.key_vault_id
}

output "key_versionless_ids" {
  description = "Key ids without version, by purpose."
  value       = module.keys.key_versionless_ids
}

output "logs_encryption" {
  description = "Key of logs: flow logs, diagnostics."
  value       = module.keys.logs_encryption
}

output "ml_encryption" {
  description = "Key of the workspace, its storage and its registry."
  value       = module.keys.ml_encryption
}

output "ml_key_vault_id" {
  description = "Vault of the workspace's secrets, which the workspace administers."
  value       = module.keys.ml_key_vault_id
}

output "workspace_identity" {
  description = "Identity of the workspace: id, principal_id, client_id."
  value       = module.keys.workspace_identity
}
