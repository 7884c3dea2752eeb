mock_provider "azurerm" {
  mock_data "azurerm_virtual_network" {
    defaults = {
      location      = "westeurope"
      address_space = ["10.42.0.0/20"]
    }
  }

  mock_data "azurerm_subnet" {
    defaults = {
      default_outbound_access_enabled   = false
      private_endpoint_network_policies = "Enabled"
      network_security_group_id         = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-spoke/providers/Microsoft.Network/networkSecurityGroups/nsg"
    }
  }

  mock_resource "azurerm_storage_account" {
    defaults = { id = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/acme-dev-network/providers/Microsoft.Storage/storageAccounts/stflow1a2b3c4ddev" }
  }

  mock_resource "azurerm_private_dns_zone" {
    defaults = { id = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/acme-dev-network/providers/Microsoft.Network/privateDnsZones/privatelink.blob.core.windows.net" }
  }
}

variables {
  name_prefix         = "acme-dev"
  name_suffix         = "1a2b3c4d"
  environment         = "dev"
  location            = "westeurope"
  resource_group_name = "acme-dev-network"
  virtual_network_id  = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-spoke/providers/Microsoft.Network/virtualNetworks/spoke-042"
  subnet_ids = {
    private-endpoints = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-spoke/providers/Microsoft.Network/virtualNetworks/spoke-042/subnets/snet-pe"
  }
}

run "given_network_is_handed_on" {
  assert {
    condition     = output.private_endpoint_subnet_id == var.subnet_ids["private-endpoints"] && output.vnet_ids == { ml = var.virtual_network_id } && output.egress_public_ip == null
    error_message = "The interface must be that of the managed network."
  }

  assert {
    condition     = length(module.flow_logs) == 0 && output.flow_log_storage_id == null && length(output.service_zone_ids["amlworkspace"]) == 2
    error_message = "Flow logs stay with the organisation; names are made."
  }
}

run "given_zones_are_used" {
  variables {
    existing_private_dns_zone_ids = { blob = "/subscriptions/00000000-0000-0000-0000-000000000009/resourceGroups/hub-dns/providers/Microsoft.Network/privateDnsZones/privatelink.blob.core.windows.net" }
  }

  assert {
    condition     = output.private_dns_zone_ids["blob"] == var.existing_private_dns_zone_ids["blob"] && output.service_zone_ids["blob"] == [var.existing_private_dns_zone_ids["blob"]]
    error_message = "A zone of the organisation is handed on to every endpoint, and no second one is made."
  }
}

run "landing_zone_registers_endpoints" {
  variables {
    manage_dns_zone_group = false
  }

  assert {
    condition     = output.private_dns_zone_ids == {} && !output.dns_zone_groups_managed
    error_message = "No zone where a policy does it."
  }
}

run "flow_logs_on_request" {
  variables {
    flow_logs = true
  }

  assert {
    condition     = length(module.flow_logs) == 1 && endswith(output.flow_log_storage_id, "stflow1a2b3c4ddev")
    error_message = "Flows are logged when asked."
  }
}

run "warns_about_a_hidden_way_out" {
  expect_failures = [check.subnets_have_no_hidden_way_out, check.endpoints_obey_a_security_group]

  override_data {
    target = data.azurerm_subnet.this["private-endpoints"]
    values = {
      default_outbound_access_enabled   = true
      private_endpoint_network_policies = "Disabled"
    }
  }
}

run "rejects_docker_bridge" {
  command         = plan
  expect_failures = [output.vnet_ids]

  override_data {
    target = data.azurerm_virtual_network.this
    values = {
      location      = "westeurope"
      address_space = ["172.17.4.0/22"]
    }
  }
}

run "warns_about_network_in_another_region" {
  command         = plan
  expect_failures = [check.network_is_in_the_region]

  override_data {
    target = data.azurerm_virtual_network.this
    values = {
      location      = "northeurope"
      address_space = ["10.42.0.0/20"]
    }
  }
}

run "rejects_foreign_subnet" {
  command         = plan
  expect_failures = [var.subnet_ids]

  variables {
    subnet_ids = { private-endpoints = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-spoke/providers/Microsoft.Network/virtualNetworks/other/subnets/snet-pe" }
  }
}

run "rejects_missing_endpoint_subnet" {
  command         = plan
  expect_failures = [var.subnet_ids]

  variables {
    subnet_ids = { compute = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-spoke/providers/Microsoft.Network/virtualNetworks/spoke-042/subnets/c" }
  }
}

run "rejects_network_that_is_none" {
  command         = plan
  expect_failures = [var.virtual_network_id]

  variables {
    virtual_network_id = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-spoke/providers/Microsoft.Network/natGateways/spoke-042"
  }
}

run "rejects_missing_workspace_zone_and_bad_words" {
  command         = plan
  expect_failures = [var.environment, var.firewall_private_ip, var.name_suffix, var.private_dns_services]

  variables {
    environment          = "production"
    firewall_private_ip  = "firewall.corp"
    name_suffix          = "ACME"
    private_dns_services = ["blob"]
  }
}
