mock_provider "azurerm" {
  mock_resource "azurerm_key_vault" {
    defaults = {
      id        = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/acme-dev-security/providers/Microsoft.KeyVault/vaults/kv-keys-1a2b3c4d-dev"
      vault_uri = "https://kv-keys-1a2b3c4d-dev.vault.azure.net/"
    }
  }

  mock_resource "azurerm_key_vault_managed_hardware_security_module" {
    defaults = {
      id      = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/acme-dev-security/providers/Microsoft.KeyVault/managedHSMs/hsm-1a2b3c4d-prod"
      hsm_uri = "https://hsm-1a2b3c4d-prod.managedhsm.azure.net/"
    }
  }

  mock_resource "azurerm_key_vault_managed_hardware_security_module_key" {
    defaults = {
      id           = "https://hsm-1a2b3c4d-prod.managedhsm.azure.net/keys/acme-prod-ml"
      versioned_id = "https://hsm-1a2b3c4d-prod.managedhsm.azure.net/keys/acme-prod-ml/0123456789abcdef0123456789abcdef"
    }
  }

  mock_resource "azurerm_key_vault_key" {
    defaults = {
      id             = "https://kv-keys-1a2b3c4d-dev.vault.azure.net/keys/acme-dev-ml/0123456789abcdef0123456789abcdef"
      versionless_id = "https://kv-keys-1a2b3c4d-dev.vault.azure.net/keys/acme-dev-ml"
    }
  }

  mock_resource "azurerm_user_assigned_identity" {
    defaults = {
      id           = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/acme-dev-security/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id"
      principal_id = "00000000-0000-0000-0000-0000000000aa"
      client_id    = "00000000-0000-0000-0000-0000000000bb"
    }
  }

  mock_resource "azurerm_role_assignment" {
    defaults = { id = "/subscriptions/00000000-0000-0000-0000-000000000001/providers/Microsoft.Authorization/roleAssignments/00000000-0000-0000-0000-0000000000cc" }
  }

  mock_resource "azurerm_private_endpoint" {
    defaults = { id = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/acme-dev-security/providers/Microsoft.Network/privateEndpoints/pe" }
  }
}

mock_provider "azapi" {
  mock_resource "azapi_resource_action" {
    defaults = { output = { versioned = "https://kv-keys-1a2b3c4d-dev.vault.azure.net/keys/acme-dev-ml/0123456789abcdef0123456789abcdef" } }
  }
}

mock_provider "time" {}

variables {
  name_prefix                = "acme-dev"
  name_suffix                = "1a2b3c4d"
  environment                = "dev"
  location                   = "westeurope"
  resource_group_name        = "acme-dev-security"
  tenant_id                  = "00000000-0000-0000-0000-000000000002"
  private_endpoint_subnet_id = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/v/subnets/s"
  deletion_lock              = false
  rbac_wait                  = "0s"
  service_zone_ids = {
    vault      = ["/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.Network/privateDnsZones/privatelink.vaultcore.azure.net"]
    managedhsm = ["/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.Network/privateDnsZones/privatelink.managedhsm.azure.net"]
  }
}

run "one_rotated_key_per_blast_radius" {
  assert {
    condition     = keys(azapi_resource_action.key) == ["audit", "data", "disks", "logs", "ml"] && length(azurerm_key_vault_key.this) == 0
    error_message = "Five keys, made in the resource manager's plane: the vault is closed to a hosted runner."
  }

  assert {
    condition = alltrue([
      for key in azapi_resource_action.key :
      key.method == "PUT" && key.type == "Microsoft.KeyVault/vaults/keys@2024-11-01" && key.body.properties.kty == "RSA-HSM" && key.body.properties.keySize == 3072
      && !key.body.properties.attributes.exportable && toset(key.body.properties.keyOps) == toset(["wrapKey", "unwrapKey"])
      && key.body.properties.rotationPolicy.attributes.expiryTime == "P2Y"
      && [for step in key.body.properties.rotationPolicy.lifetimeActions : "${step.action.type} ${step.trigger.timeBeforeExpiry}"] == ["rotate P30D", "notify P29D"]
    ])
    error_message = "Keys live in hardware, only wrap and unwrap, cannot be exported, and rotate 30 days before they expire."
  }

  assert {
    condition     = output.ml_encryption.key_versionless_id == "https://kv-keys-1a2b3c4d-dev.vault.azure.net/keys/acme-dev-ml" && endswith(output.ml_encryption.key_id, "/acme-dev-ml/0123456789abcdef0123456789abcdef") && !output.ml_encryption.is_hsm
    error_message = "Consumers that follow rotation get the id without version, the workspace the one with it."
  }
}

run "roles_are_held_to_one_key" {
  assert {
    condition = alltrue([
      for purpose, grant in azurerm_role_assignment.key_user :
      grant.role_definition_name == "Key Vault Crypto Service Encryption User" && grant.scope == "${output.key_vault_id}/keys/acme-dev-${purpose}" && grant.principal_type == "ServicePrincipal"
    ])
    error_message = "A key's user may use that key and no other."
  }

  assert {
    condition     = { for key, grant in azurerm_role_assignment.group : key => grant.role_definition_name } == {} && azurerm_role_assignment.secrets_reader.role_definition_name == "Key Vault Secrets User" && length(azurerm_role_assignment.key_deployer) == 0
    error_message = "Nobody else is given anything unasked."
  }

  assert {
    condition     = keys(output.identity_ids) == ["audit", "compute", "data", "disks", "logs", "ml", "workspace"] && output.workspace_identity.principal_id == "00000000-0000-0000-0000-0000000000aa"
    error_message = "Each key has a user of its own; workspace and compute have theirs."
  }

  assert {
    condition     = azurerm_disk_encryption_set.this.auto_key_rotation_enabled && azurerm_disk_encryption_set.this.key_vault_key_id == output.key_versionless_ids["disks"] && azurerm_disk_encryption_set.this.encryption_type == "EncryptionAtRestWithPlatformAndCustomerKeys"
    error_message = "Disks follow the rotation and are encrypted twice."
  }

  assert {
    condition     = length(time_sleep.roles.triggers) == 5 && time_sleep.roles.create_duration == "0s"
    error_message = "Consumers wait for every assignment."
  }
}

run "groups_get_separate_rights" {
  variables {
    group_ids = {
      key_officers    = ["00000000-0000-0000-0000-000000000010"]
      secret_officers = ["00000000-0000-0000-0000-000000000011"]
      auditors        = ["00000000-0000-0000-0000-000000000012"]
    }
  }

  assert {
    condition = { for key, grant in azurerm_role_assignment.group : key => grant.role_definition_name } == {
      "key-auditor/00000000-0000-0000-0000-000000000012"    = "Key Vault Reader"
      "key-officer/00000000-0000-0000-0000-000000000010"    = "Key Vault Crypto Officer"
      "secret-auditor/00000000-0000-0000-0000-000000000012" = "Key Vault Reader"
      "secret-officer/00000000-0000-0000-0000-000000000011" = "Key Vault Secrets Officer"
    }
    error_message = "Officers of keys, officers of secrets and auditors are three groups with three roles."
  }

  assert {
    condition     = alltrue([for grant in azurerm_role_assignment.group : grant.principal_type == "Group"])
    error_message = "Without the type a brand-new group is not found."
  }
}

run "keys_over_the_data_plane" {
  variables {
    key_plane                  = "data"
    key_deployer_principal_ids = ["00000000-0000-0000-0000-000000000020"]
  }

  assert {
    condition     = length(azapi_resource_action.key) == 0 && toset(azurerm_key_vault_key.this["ml"].key_opts) == toset(["wrapKey", "unwrapKey"]) && azurerm_key_vault_key.this["ml"].key_type == "RSA-HSM" && azurerm_key_vault_key.this["ml"].key_size == 3072 && one(azurerm_key_vault_key.this["ml"].rotation_policy).expire_after == "P2Y" && one(one(azurerm_key_vault_key.this["ml"].rotation_policy).automatic).time_before_expiry == "P30D"
    error_message = "The same key, made from a runner inside the network."
  }

  assert {
    condition     = azurerm_role_assignment.key_deployer["00000000-0000-0000-0000-000000000020"].role_definition_name == "Key Vault Crypto Officer"
    error_message = "The pipeline needs a right in the data plane."
  }
}

run "existing_vault_is_used" {
  variables {
    existing_key_vault = {
      id  = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-central/providers/Microsoft.KeyVault/vaults/kv-central"
      uri = "https://kv-central.vault.azure.net/"
    }
  }

  assert {
    condition     = length(module.key_vault) == 0 && output.key_vault_id == var.existing_key_vault.id && output.key_versionless_ids["data"] == "https://kv-central.vault.azure.net/keys/acme-dev-data"
    error_message = "No second vault for keys is made."
  }
}

run "managed_hsm_has_its_own_roles" {
  variables {
    name_prefix   = "acme-prod"
    environment   = "prod"
    cmk_backend   = "hsm"
    deletion_lock = true
    hsm = {
      admin_object_ids                = ["00000000-0000-0000-0000-000000000030", "00000000-0000-0000-0000-000000000031"]
      security_domain_certificate_ids = ["https://kv.vault.azure.net/certificates/a/1", "https://kv.vault.azure.net/certificates/b/1", "https://kv.vault.azure.net/certificates/c/1"]
    }
    log_analytics = {
      id       = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/acme-prod-operations/providers/Microsoft.OperationalInsights/workspaces/acme-prod-logs"
      guid     = "00000000-0000-0000-0000-00000000000a"
      location = "westeurope"
    }
  }

  assert {
    condition     = one(azurerm_monitor_diagnostic_setting.hsm[0].enabled_log).category_group == "allLogs" && azurerm_monitor_diagnostic_setting.hsm[0].target_resource_id == output.key_vault_id && length(module.hsm_endpoint) == 1
    error_message = "Every use of a key in the HSM is logged, and it is reached by its endpoint."
  }

  assert {
    condition     = azurerm_key_vault_managed_hardware_security_module.this[0].purge_protection_enabled && !azurerm_key_vault_managed_hardware_security_module.this[0].public_network_access_enabled && azurerm_key_vault_managed_hardware_security_module.this[0].security_domain_quorum == 2 && one(azurerm_key_vault_managed_hardware_security_module.this[0].network_acls).bypass == "AzureServices"
    error_message = "The HSM is private, protected and activated."
  }

  assert {
    condition     = azurerm_key_vault_managed_hardware_security_module_role_assignment.key_user["ml"].scope == "/keys/acme-prod-ml" && endswith(azurerm_key_vault_managed_hardware_security_module_role_assignment.key_user["ml"].role_definition_id, "33413926-3206-4cdd-b39a-83574fe37a17") && length(azurerm_role_assignment.key_user) == 0
    error_message = "Rights in an HSM are its own, held to one key."
  }

  assert {
    condition     = output.audit_encryption.is_hsm && output.audit_encryption.key_versionless_id == "https://hsm-1a2b3c4d-prod.managedhsm.azure.net/keys/acme-prod-audit" && length(module.key_vault) == 0 && length(azurerm_key_vault_managed_hardware_security_module_key_rotation_policy.this) == 5
    error_message = "Consumers must be told that the key is an HSM's; every key rotates."
  }
}

run "rejects_hsm_in_dev" {
  command         = plan
  expect_failures = [var.cmk_backend]

  variables {
    cmk_backend = "hsm"
  }
}

run "rejects_hsm_with_one_administrator_and_two_certificates" {
  command         = plan
  expect_failures = [var.hsm]

  variables {
    environment   = "prod"
    cmk_backend   = "hsm"
    deletion_lock = true
    hsm = {
      admin_object_ids                = ["00000000-0000-0000-0000-000000000030"]
      security_domain_certificate_ids = ["https://kv.vault.azure.net/certificates/a/1", "https://kv.vault.azure.net/certificates/b/1"]
    }
  }
}

run "rejects_data_plane_without_deployer" {
  command         = plan
  expect_failures = [var.key_plane]

  variables {
    key_plane = "data"
  }
}

run "rejects_short_keys_and_late_rotation" {
  command         = plan
  expect_failures = [var.key_size, var.rotation, var.rbac_wait]

  variables {
    key_size  = 2048
    rotation  = { rotate_before_expiry = "P10D", notify_before_expiry = "P29D" }
    rbac_wait = "2h"
  }
}

run "rejects_rotation_over_two_years" {
  command         = plan
  expect_failures = [var.rotation]

  variables {
    rotation = { expire_after = "P5Y" }
  }
}

run "rejects_auditor_who_administers" {
  command         = plan
  expect_failures = [var.group_ids]

  variables {
    group_ids = {
      key_officers = ["00000000-0000-0000-0000-000000000010"]
      auditors     = ["00000000-0000-0000-0000-000000000010"]
    }
  }
}

run "rejects_group_names_and_vault_names" {
  command         = plan
  expect_failures = [var.group_ids, var.existing_key_vault]

  variables {
    group_ids          = { auditors = ["auditors"] }
    existing_key_vault = { id = "kv-central", uri = "http://kv-central" }
  }
}

run "rejects_unlocked_prod" {
  command         = plan
  expect_failures = [var.deletion_lock]

  variables {
    environment = "prod"
  }
}

run "rejects_bad_names" {
  command         = plan
  expect_failures = [var.environment, var.name_suffix]

  variables {
    environment = "production"
    name_suffix = "x"
  }
}
