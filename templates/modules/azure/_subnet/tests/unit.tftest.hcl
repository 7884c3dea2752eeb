mock_provider "azurerm" {
  mock_resource "azurerm_subnet" {
    defaults = { id = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/acme-dev-ml/subnets/compute" }
  }

  mock_resource "azurerm_network_security_group" {
    defaults = { id = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.Network/networkSecurityGroups/acme-dev-ml-compute" }
  }
}

variables {
  name                 = "compute"
  resource_group_name  = "acme-dev-network"
  location             = "westeurope"
  virtual_network_name = "acme-dev-ml"
  address_prefix       = "10.80.64.0/20"
  rules = {
    AllowOwnSubnetInbound = { priority = 100, direction = "Inbound", sources = ["10.80.64.0/20"], destinations = ["10.80.64.0/20"] }
    AllowEndpoints        = { priority = 100, direction = "Outbound", ports = ["443"], sources = ["10.80.64.0/20"], destinations = ["10.80.80.0/22", "10.81.0.0/22"] }
  }
}

run "subnet_is_closed_by_default" {
  assert {
    condition     = !azurerm_subnet.this.default_outbound_access_enabled && azurerm_subnet.this.private_endpoint_network_policies == "Enabled"
    error_message = "No hidden way out, and endpoints obey the security group."
  }

  assert {
    condition     = azurerm_network_security_rule.this["DenyAllInbound"].priority == 4096 && azurerm_network_security_rule.this["DenyAllOutbound"].priority == 4096 && azurerm_network_security_rule.this["DenyInternetInbound"].access == "Deny" && azurerm_network_security_rule.this["DenyInternetInbound"].source_address_prefix == "Internet"
    error_message = "Everything that is not listed is denied, in both directions."
  }

  assert {
    condition     = azurerm_network_security_rule.this["AllowOwnSubnetInbound"].source_address_prefix == "10.80.64.0/20" && azurerm_network_security_rule.this["AllowEndpoints"].destination_address_prefixes == toset(["10.80.80.0/22", "10.81.0.0/22"])
    error_message = "One prefix goes into the singular argument, several into the plural one."
  }

  assert {
    condition     = azurerm_subnet_network_security_group_association.this.network_security_group_id == azurerm_network_security_group.this.id && length(azurerm_subnet_route_table_association.this) + length(azurerm_subnet_nat_gateway_association.this) == 0
    error_message = "The group is attached, and no way out is made unasked."
  }
}

run "route_and_delegation_are_attached" {
  variables {
    delegation  = "Microsoft.App/environments"
    route_table = { id = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.Network/routeTables/egress" }
    diagnostics = { workspace_id = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.OperationalInsights/workspaces/law" }
  }

  assert {
    condition     = azurerm_subnet_route_table_association.this[0].route_table_id == var.route_table.id && one(one(azurerm_subnet.this.delegation).service_delegation).name == "Microsoft.App/environments" && one(azurerm_monitor_diagnostic_setting.group[0].enabled_log).category_group == "allLogs"
    error_message = "Route, delegation and logs belong to the subnet."
  }
}

run "rejects_ssh_from_the_internet" {
  command         = plan
  expect_failures = [var.rules]

  variables {
    rules = { AllowSsh = { priority = 100, direction = "Inbound", ports = ["22"], sources = ["Internet"], destinations = ["*"] } }
  }
}

run "rejects_used_and_reserved_priorities" {
  command         = plan
  expect_failures = [var.rules]

  variables {
    rules = {
      A = { priority = 4001, direction = "Inbound", sources = ["10.0.0.0/8"], destinations = ["*"] }
      B = { priority = 4001, direction = "Inbound", sources = ["10.0.0.0/8"], destinations = ["*"] }
    }
  }
}

run "rejects_two_ways_out" {
  command         = plan
  expect_failures = [var.nat_gateway]

  variables {
    nat_gateway = { id = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.Network/natGateways/n" }
    route_table = { id = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.Network/routeTables/egress" }
  }
}

run "rejects_firewall_subnet_and_bad_prefix" {
  command         = plan
  expect_failures = [var.name, var.address_prefix]

  variables {
    name           = "AzureFirewallSubnet"
    address_prefix = "10.0.0.0/31"
  }
}
