mock_provider "azurerm" {
  mock_resource "azurerm_storage_account" {
    defaults = { id = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/acme-dev-network/providers/Microsoft.Storage/storageAccounts/stflow1a2b3c4ddev" }
  }
}

variables {
  name_prefix                = "acme-dev"
  storage_account_name       = "stflow1a2b3c4ddev"
  resource_group_name        = "acme-dev-network"
  location                   = "westeurope"
  private_endpoint_subnet_id = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/v/subnets/s"
  blob_zone_ids              = ["/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.Network/privateDnsZones/privatelink.blob.core.windows.net"]
  network_watcher            = { name = "NetworkWatcher_westeurope", resource_group_name = "NetworkWatcherRG" }
  virtual_network_ids        = { ml = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/acme-dev-network/providers/Microsoft.Network/virtualNetworks/acme-dev-ml" }
  log_analytics = {
    id       = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.OperationalInsights/workspaces/law"
    guid     = "00000000-0000-0000-0000-00000000000a"
    location = "westeurope"
  }
}

run "flows_of_the_network_are_kept" {
  assert {
    condition     = azurerm_network_watcher_flow_log.this["ml"].target_resource_id == var.virtual_network_ids.ml && azurerm_network_watcher_flow_log.this["ml"].enabled && azurerm_network_watcher_flow_log.this["ml"].version == 2
    error_message = "The network itself is the target, in version 2."
  }

  assert {
    condition     = one(azurerm_network_watcher_flow_log.this["ml"].retention_policy).enabled && one(azurerm_network_watcher_flow_log.this["ml"].retention_policy).days == 365
    error_message = "Flow logs are kept a year."
  }

  assert {
    condition     = one(azurerm_network_watcher_flow_log.this["ml"].traffic_analytics).workspace_id == var.log_analytics.guid && one(azurerm_network_watcher_flow_log.this["ml"].traffic_analytics).workspace_resource_id == var.log_analytics.id
    error_message = "Traffic analytics wants the GUID and the resource id, each in its place."
  }
}

run "works_without_a_workspace" {
  variables {
    log_analytics = null
  }

  assert {
    condition     = length(azurerm_network_watcher_flow_log.this["ml"].traffic_analytics) == 0
    error_message = "Without a workspace the logs still lie in the account."
  }
}

run "rejects_security_group" {
  command         = plan
  expect_failures = [var.virtual_network_ids]

  variables {
    virtual_network_ids = { ml = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.Network/networkSecurityGroups/nsg" }
  }
}
