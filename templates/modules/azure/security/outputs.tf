locals {
  # What a consumer of a key needs, in one piece.
  encryption = {
    for purpose in local.purposes : purpose => {
      key_id             = local.versioned_ids[purpose]
      key_versionless_id = local.versionless_ids[purpose]
      key_vault_id       = local.key_vault_id
      identity_id        = azurerm_user_assigned_identity.key_user[purpose].id
      identity_client_id = azurerm_user_assigned_identity.key_user[purpose].client_id
      is_hsm             = local.is_hsm
    }
  }

  identities = merge(azurerm_user_assigned_identity.key_user, azurerm_user_assigned_identity.workload)

  workloads = {
    for name, identity in azurerm_user_assigned_identity.workload : name => {
      id           = identity.id
      principal_id = identity.principal_id
      client_id    = identity.client_id
    }
  }
}

output "audit_encryption" {
  description = "Key of evidence: versioned and versionless id, vault, and the identity that may use it."
  value       = local.encryption["audit"]
  depends_on  = [time_sleep.roles]
}

output "compute_identity" {
  description = "Identity of compute and endpoints: id, principal_id, client_id."
  value       = local.workloads["compute"]
}

output "data_encryption" {
  description = "Key of lake and streams."
  value       = local.encryption["data"]
  depends_on  = [time_sleep.roles]
}

output "disk_encryption_set_id" {
  description = "Disk encryption set for machines and cluster nodes."
  value       = azurerm_disk_encryption_set.this.id
}

output "identity_client_ids" {
  description = "Client ids by name: the key users by purpose, workspace and compute."
  value       = { for name, identity in local.identities : name => identity.client_id }
}

output "identity_ids" {
  description = "Resource ids by name."
  value       = { for name, identity in local.identities : name => identity.id }
}

output "identity_principal_ids" {
  description = "Object ids by name, for role assignments."
  value       = { for name, identity in local.identities : name => identity.principal_id }
}

output "key_ids" {
  description = "Key ids with the version they were made with, by purpose."
  value       = local.versioned_ids
}

output "key_vault_id" {
  description = "Vault or managed HSM of the keys."
  value       = local.key_vault_id
}

output "key_versionless_ids" {
  description = "Key ids without version, by purpose."
  value       = local.versionless_ids
}

output "logs_encryption" {
  description = "Key of logs: flow logs, diagnostics."
  value       = local.encryption["logs"]
  depends_on  = [time_sleep.roles]
}

output "ml_encryption" {
  description = "Key of the workspace, its storage and its registry."
  value       = local.encryption["ml"]
  depends_on  = [time_sleep.roles]
}

output "ml_key_vault_id" {
  description = "Vault of the workspace's secrets, which the workspace administers."
  value       = module.ml_vault.id
}

output "workspace_identity" {
  description = "Identity of the workspace: id, principal_id, client_id."
  value       = local.workloads["workspace"]
}
