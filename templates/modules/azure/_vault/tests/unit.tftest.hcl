mock_provider "azurerm" {
  mock_resource "azurerm_key_vault" {
    defaults = { id = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/acme-dev-security/providers/Microsoft.KeyVault/vaults/kv-keys-1a2b3c4d-dev" }
  }
}

variables {
  name                = "kv-keys-1a2b3c4d-dev"
  resource_group_name = "acme-dev-security"
  location            = "westeurope"
  tenant_id           = "00000000-0000-0000-0000-000000000002"
  diagnostics         = { workspace_id = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.OperationalInsights/workspaces/law" }
  private_endpoint = {
    subnet_id    = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/v/subnets/s"
    dns_zone_ids = ["/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.Network/privateDnsZones/privatelink.vaultcore.azure.net"]
  }
}

run "vault_is_private_and_cannot_be_purged" {
  assert {
    condition = alltrue([
      azurerm_key_vault.this.sku_name == "premium",
      azurerm_key_vault.this.rbac_authorization_enabled,
      azurerm_key_vault.this.purge_protection_enabled,
      azurerm_key_vault.this.soft_delete_retention_days == 90,
      !azurerm_key_vault.this.public_network_access_enabled,
      one(azurerm_key_vault.this.network_acls).default_action == "Deny",
      one(azurerm_key_vault.this.network_acls).bypass == "AzureServices",
    ])
    error_message = "Premium, RBAC, purge protection, 90 days, no public network, trusted services let in."
  }

  assert {
    condition     = one(azurerm_monitor_diagnostic_setting.this[0].enabled_log).category_group == "allLogs" && one(azurerm_private_endpoint.managed_dns[0].private_service_connection).subresource_names == tolist(["vault"]) && one(azurerm_private_endpoint.managed_dns[0].private_dns_zone_group).private_dns_zone_ids == tolist(var.private_endpoint.dns_zone_ids) && length(azurerm_management_lock.this) == 0
    error_message = "Every use of a key is logged and comes over the endpoint."
  }
}

run "bootstrap_has_no_endpoint_and_stays_private" {
  variables {
    private_endpoint = null
    diagnostics      = null
    deletion_lock    = true
  }

  assert {
    condition     = !azurerm_key_vault.this.public_network_access_enabled && one(azurerm_key_vault.this.network_acls).default_action == "Deny" && azurerm_management_lock.this[0].lock_level == "CanNotDelete"
    error_message = "Without a network the data plane is closed, and the vault locked."
  }

  assert {
    condition     = output.private_endpoint_id == null
    error_message = "There is no endpoint without a network."
  }
}

run "policy_owns_the_zones" {
  variables {
    private_endpoint = {
      subnet_id             = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/v/subnets/s"
      dns_zone_ids          = []
      manage_dns_zone_group = false
    }
  }

  assert {
    condition     = length(azurerm_private_endpoint.managed_dns) == 0 && length(azurerm_private_endpoint.policy_dns[0].private_dns_zone_group) == 0
    error_message = "Where a policy attaches the zones, nothing here may fight it."
  }
}

run "rejects_bad_name" {
  command         = plan
  expect_failures = [var.name]

  variables {
    name = "keys--of-a-very-long-project-name"
  }
}
