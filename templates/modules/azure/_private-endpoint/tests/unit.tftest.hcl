mock_provider "azurerm" {}

variables {
  name                = "acme-dev-flow-blob"
  resource_group_name = "acme-dev-network"
  location            = "westeurope"
  subnet_id           = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/v/subnets/s"
  resource_id         = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/stacme"
  subresource         = "blob"
  dns_zone_ids        = ["/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.Network/privateDnsZones/privatelink.blob.core.windows.net"]
}

run "endpoint_has_its_zones" {
  command = plan

  assert {
    condition     = one(azurerm_private_endpoint.managed_dns[0].private_dns_zone_group).private_dns_zone_ids == var.dns_zone_ids && length(azurerm_private_endpoint.policy_dns) == 0
    error_message = "Without a zone group the name resolves to the public address."
  }

  assert {
    condition     = one(azurerm_private_endpoint.managed_dns[0].private_service_connection).subresource_names == tolist(["blob"]) && !one(azurerm_private_endpoint.managed_dns[0].private_service_connection).is_manual_connection
    error_message = "One group per endpoint, approved automatically."
  }

  assert {
    condition     = azurerm_private_endpoint.managed_dns[0].custom_network_interface_name == "acme-dev-flow-blob-nic"
    error_message = "The interface's name must be predictable."
  }
}

run "policy_owns_the_zones" {
  command = plan

  variables {
    manage_dns_zone_group = false
    dns_zone_ids          = []
  }

  assert {
    condition     = length(azurerm_private_endpoint.managed_dns) == 0 && length(azurerm_private_endpoint.policy_dns[0].private_dns_zone_group) == 0
    error_message = "Where a policy attaches the zones, nothing here may fight it."
  }
}

run "rejects_endpoint_without_zone" {
  command         = plan
  expect_failures = [var.manage_dns_zone_group]

  variables {
    dns_zone_ids = []
  }
}

run "rejects_long_name_and_list_of_groups" {
  command         = plan
  expect_failures = [var.name, var.subresource]

  variables {
    name        = "a-name-that-is-so-long-that-nothing-could-be-added-to-it-without-a-refusal-by-azure"
    subresource = "blob,dfs"
  }
}
