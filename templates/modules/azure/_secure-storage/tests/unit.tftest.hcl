mock_provider "azurerm" {
  mock_resource "azurerm_storage_account" {
    defaults = { id = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/acme-dev-network/providers/Microsoft.Storage/storageAccounts/stflow1a2b3c4ddev" }
  }

  mock_resource "azurerm_private_endpoint" {
    defaults = { id = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/acme-dev-network/providers/Microsoft.Network/privateEndpoints/pe" }
  }
}

variables {
  name                       = "stflow1a2b3c4ddev"
  resource_group_name        = "acme-dev-network"
  location                   = "westeurope"
  private_endpoint_subnet_id = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/v/subnets/s"
  private_endpoints          = { blob = ["/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.Network/privateDnsZones/privatelink.blob.core.windows.net"] }
  containers                 = ["logs"]
  diagnostics                = { workspace_id = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.OperationalInsights/workspaces/law" }
  encryption = {
    key_versionless_id = "https://kv-keys.vault.azure.net/keys/logs"
    identity_id        = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/logs"
  }
}

run "account_is_private_and_keyless" {
  assert {
    condition = alltrue([
      !azurerm_storage_account.this.shared_access_key_enabled,
      !azurerm_storage_account.this.local_user_enabled,
      !azurerm_storage_account.this.sftp_enabled,
      !azurerm_storage_account.this.public_network_access_enabled,
      !azurerm_storage_account.this.allow_nested_items_to_be_public,
      !azurerm_storage_account.this.cross_tenant_replication_enabled,
      azurerm_storage_account.this.default_to_oauth_authentication,
      azurerm_storage_account.this.infrastructure_encryption_enabled,
      azurerm_storage_account.this.min_tls_version == "TLS1_2",
      azurerm_storage_account.this.allowed_copy_scope == "PrivateLink",
      one(azurerm_storage_account.this.network_rules).default_action == "Deny",
    ])
    error_message = "No key, no local user, no anonymous blob, no public network."
  }

  assert {
    condition     = one(azurerm_storage_account.this.customer_managed_key).key_vault_key_id == "https://kv-keys.vault.azure.net/keys/logs" && one(azurerm_storage_account.this.identity).type == "UserAssigned"
    error_message = "The versionless key id follows rotation, and the key's identity must be on the account."
  }

  assert {
    condition     = one(azurerm_storage_account.this.blob_properties).versioning_enabled && one(one(azurerm_storage_account.this.blob_properties).delete_retention_policy).days == 30
    error_message = "What is overwritten or deleted must come back."
  }

  assert {
    condition     = azurerm_monitor_diagnostic_setting.service["blob"].target_resource_id == "${azurerm_storage_account.this.id}/blobServices/default" && toset([for log in azurerm_monitor_diagnostic_setting.service["blob"].enabled_log : log.category]) == toset(["StorageRead", "StorageWrite", "StorageDelete"])
    error_message = "Reads, writes and deletes are logged where the service has its categories."
  }

  assert {
    condition     = azurerm_storage_container.this["logs"].container_access_type == "private" && azurerm_storage_container.this["logs"].storage_account_id == azurerm_storage_account.this.id && keys(output.private_endpoint_ids) == ["blob"]
    error_message = "Containers are private and made by the resource manager; the blob service has an endpoint."
  }

  assert {
    condition     = length(azurerm_management_lock.this) == 0
    error_message = "Only what asks for it is locked."
  }
}

run "policy_owns_the_zones" {
  variables {
    manage_dns_zone_group = false
    private_endpoints     = { blob = [], dfs = [] }
  }

  assert {
    condition     = keys(azurerm_private_endpoint.policy_dns) == ["blob", "dfs"] && length(azurerm_private_endpoint.managed_dns) == 0 && one(azurerm_private_endpoint.policy_dns["dfs"].private_service_connection).subresource_names == tolist(["dfs"])
    error_message = "One endpoint per service, whose zones a policy attaches."
  }
}

run "lake_has_no_versions" {
  variables {
    hierarchical_namespace = true
  }

  assert {
    condition     = !one(azurerm_storage_account.this.blob_properties).versioning_enabled && !one(azurerm_storage_account.this.blob_properties).change_feed_enabled
    error_message = "Azure refuses versions and change feed on a hierarchical namespace."
  }
}

run "hsm_key_goes_to_its_own_argument" {
  variables {
    encryption = {
      key_versionless_id = "https://hsm-acme.managedhsm.azure.net/keys/logs"
      identity_id        = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/logs"
      is_hsm             = true
    }
  }

  assert {
    condition     = one(azurerm_storage_account.this.customer_managed_key).managed_hsm_key_id == "https://hsm-acme.managedhsm.azure.net/keys/logs" && one(azurerm_storage_account.this.customer_managed_key).key_vault_key_id != "https://hsm-acme.managedhsm.azure.net/keys/logs"
    error_message = "A key of a managed HSM is named by managed_hsm_key_id."
  }
}

run "selected_networks_still_deny_by_default" {
  variables {
    allowed_ip_ranges = ["203.0.113.0/28"]
    deletion_lock     = true
    trusted_services  = false
  }

  assert {
    condition     = azurerm_storage_account.this.public_network_access_enabled && one(azurerm_storage_account.this.network_rules).default_action == "Deny" && one(azurerm_storage_account.this.network_rules).bypass == toset(["None"])
    error_message = "Selected networks open the endpoint for the listed ranges only."
  }

  assert {
    condition     = azurerm_management_lock.this[0].lock_level == "CanNotDelete"
    error_message = "The account must be locked when asked."
  }
}

run "a_model_registry_may_read_and_nobody_else" {
  variables {
    trusted_resource_ids = ["/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/acme-dev-ml/providers/Microsoft.MachineLearningServices/registries/acme"]
  }

  assert {
    condition     = azurerm_storage_account.this.public_network_access_enabled && one(azurerm_storage_account.this.network_rules).default_action == "Deny" && one(one(azurerm_storage_account.this.network_rules).private_link_access).endpoint_resource_id == one(var.trusted_resource_ids)
    error_message = "Sharing with a registry opens the endpoint for that one resource; the default stays Deny."
  }
}

run "storage_is_copied_to_the_paired_region_unless_told_otherwise" {
  assert {
    condition     = azurerm_storage_account.this.account_replication_type == "GZRS" && azurerm_storage_account.this.account_tier == "Standard"
    error_message = "Zones and a second region; where residency forbids the pair, the stack says ZRS."
  }
}

run "rejects_private_range" {
  command         = plan
  expect_failures = [var.allowed_ip_ranges]

  variables {
    allowed_ip_ranges = ["10.0.0.0/8"]
  }
}

run "rejects_half_the_internet" {
  command         = plan
  expect_failures = [var.allowed_ip_ranges]

  variables {
    allowed_ip_ranges = ["128.0.0.0/1"]
  }
}

run "rejects_single_datacentre" {
  command         = plan
  expect_failures = [var.replication_type]

  variables {
    replication_type = "LRS"
  }
}

run "rejects_bad_names" {
  command         = plan
  expect_failures = [var.name, var.containers, var.private_endpoints, var.soft_delete_days]

  variables {
    name              = "st-acme"
    containers        = ["Logs"]
    private_endpoints = { registry = ["x"] }
    soft_delete_days  = 1
  }
}
