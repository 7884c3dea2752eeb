# The key's user may wrap and unwrap with its own key: the scope is the key, not the vault.
resource "azurerm_role_assignment" "key_user" {
  for_each = local.is_hsm ? toset([]) : local.purposes

  scope                = "${local.key_vault_id}/keys/${local.key_names[each.value]}"
  role_definition_name = "Key Vault Crypto Service Encryption User"
  principal_id         = azurerm_user_assigned_identity.key_user[each.value].principal_id
  principal_type       = "ServicePrincipal"

  depends_on = [azapi_resource_action.key, azurerm_key_vault_key.this]
}

# A managed HSM has roles of its own; Azure's do not reach into it.
resource "azurerm_key_vault_managed_hardware_security_module_role_assignment" "key_user" {
  for_each = local.hsm_keys

  managed_hsm_id = local.key_vault_id
  name           = uuidv5("url", "https://${local.key_names[each.value]}/crypto-service-encryption-user")
  scope          = "/keys/${local.key_names[each.value]}"
  # Managed HSM Crypto Service Encryption User
  role_definition_id = "/Microsoft.KeyVault/providers/Microsoft.Authorization/roleDefinitions/33413926-3206-4cdd-b39a-83574fe37a17"
  principal_id       = azurerm_user_assigned_identity.key_user[each.value].principal_id

  depends_on = [azurerm_key_vault_managed_hardware_security_module_key.this]
}

locals {
  # A group's own entry per right: groups come and go, and removing one must not touch the others.
  group_grants = merge(
    local.is_hsm ? {} : {
      for id in var.group_ids.key_officers : "key-officer/${id}" => { role = "Key Vault Crypto Officer", scope = local.key_vault_id, principal_id = id }
    },
    local.is_hsm ? {} : {
      for id in var.group_ids.auditors : "key-auditor/${id}" => { role = "Key Vault Reader", scope = local.key_vault_id, principal_id = id }
    },
    {
      for id in var.group_ids.secret_officers : "secret-officer/${id}" => { role = "Key Vault Secrets Officer", scope = module.ml_vault.id, principal_id = id }
    },
    {
      for id in var.group_ids.auditors : "secret-auditor/${id}" => { role = "Key Vault Reader", scope = module.ml_vault.id, principal_id = id }
    },
  )
}

resource "azurerm_role_assignment" "group" {
  for_each = local.group_grants

  scope                = each.value.scope
  role_definition_name = each.value.role
  principal_id         = each.value.principal_id
  principal_type       = "Group"
}

# The pipeline makes keys over the data plane and needs a right there. An id that is given, not the caller's: plan and apply run as
# two identities, and the grant would move to and fro between them.
resource "azurerm_role_assignment" "key_deployer" {
  for_each = var.key_plane == "data" && !local.is_hsm ? var.key_deployer_principal_ids : toset([])

  scope                = local.key_vault_id
  role_definition_name = "Key Vault Crypto Officer"
  principal_id         = each.value
  principal_type       = "ServicePrincipal"
}

resource "azurerm_role_assignment" "secrets_reader" {
  scope                = module.ml_vault.id
  role_definition_name = "Key Vault Secrets User"
  principal_id         = azurerm_user_assigned_identity.workload["compute"].principal_id
  principal_type       = "ServicePrincipal"
}

# An assignment that exists is not one that works: Azure spreads it over minutes. Everything that uses a key waits here.
resource "time_sleep" "officers" {
  create_duration = var.rbac_wait
  triggers        = { for key, grant in azurerm_role_assignment.key_deployer : key => grant.id }
}

resource "time_sleep" "roles" {
  create_duration = var.rbac_wait

  triggers = merge(
    { for purpose, grant in azurerm_role_assignment.key_user : purpose => grant.id },
    { for purpose, grant in azurerm_key_vault_managed_hardware_security_module_role_assignment.key_user : purpose => grant.id },
  )
}
