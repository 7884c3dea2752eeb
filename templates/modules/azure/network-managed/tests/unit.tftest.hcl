mock_provider "azurerm" {
  mock_resource "azurerm_virtual_network" {
    defaults = { id = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/acme-dev-network/providers/Microsoft.Network/virtualNetworks/acme-dev-ml" }
  }

  mock_resource "azurerm_subnet" {
    defaults = { id = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/acme-dev-network/providers/Microsoft.Network/virtualNetworks/acme-dev-ml/subnets/s" }
  }

  mock_resource "azurerm_network_security_group" {
    defaults = { id = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/acme-dev-network/providers/Microsoft.Network/networkSecurityGroups/nsg" }
  }

  mock_resource "azurerm_private_dns_zone" {
    defaults = { id = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/acme-dev-network/providers/Microsoft.Network/privateDnsZones/privatelink.blob.core.windows.net" }
  }

  mock_resource "azurerm_storage_account" {
    defaults = { id = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/acme-dev-network/providers/Microsoft.Storage/storageAccounts/stflow1a2b3c4ddev" }
  }

  mock_resource "azurerm_route_table" {
    defaults = { id = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/acme-dev-network/providers/Microsoft.Network/routeTables/acme-dev-egress" }
  }

  mock_resource "azurerm_nat_gateway" {
    defaults = { id = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/acme-dev-network/providers/Microsoft.Network/natGateways/acme-dev-egress" }
  }

  mock_resource "azurerm_public_ip" {
    defaults = {
      id         = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/acme-dev-network/providers/Microsoft.Network/publicIPAddresses/acme-dev-egress"
      ip_address = "203.0.113.10"
    }
  }

  mock_resource "azurerm_firewall_policy" {
    defaults = { id = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/acme-dev-network/providers/Microsoft.Network/firewallPolicies/acme-dev-egress" }
  }

  mock_resource "azurerm_firewall" {
    defaults = {
      id               = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/acme-dev-network/providers/Microsoft.Network/azureFirewalls/acme-dev-egress"
      ip_configuration = { private_ip_address = "10.81.0.4" }
    }
  }
}

variables {
  name_prefix         = "acme-dev"
  name_suffix         = "1a2b3c4d"
  environment         = "dev"
  location            = "westeurope"
  resource_group_name = "acme-dev-network"
  address_space       = "10.81.0.0/16"
  log_analytics = {
    id       = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.OperationalInsights/workspaces/law"
    guid     = "00000000-0000-0000-0000-00000000000a"
    location = "westeurope"
  }
}

run "isolated_network_has_no_way_out" {
  assert {
    condition     = { for name, network in azurerm_virtual_network.this : name => one(network.address_space) } == { ml = "10.81.64.0/18" }
    error_message = "Without a firewall there is one network; the hub's quarter stays free for it."
  }

  assert {
    condition     = local.prefixes == { private-endpoints = "10.81.64.0/22", runners = "10.81.68.0/24", compute = "10.81.80.0/20" }
    error_message = "Subnets must be cut without overlap, compute larger than /27."
  }

  assert {
    condition     = length(azurerm_public_ip.egress) + length(azurerm_nat_gateway.this) + length(azurerm_firewall.this) + length(azurerm_route_table.egress) == 0 && length(local.way_out_rules) == 0
    error_message = "Mode none has no public address, no route and no rule towards the internet."
  }

  assert {
    condition     = keys(output.subnet_ids) == ["compute", "private-endpoints", "runners"] && length(output.service_zone_ids["amlworkspace"]) == 2 && length(output.service_zone_ids["monitor"]) == 5 && output.dns_zone_groups_managed
    error_message = "Consumers need the subnets, and the zones of every service."
  }

  assert {
    condition     = one(azurerm_virtual_network.this["ml"].encryption).enforcement == "AllowUnencrypted" && !local.uses_custom_dns
    error_message = "Traffic is encrypted where machines can, and names are resolved by Azure."
  }
}

run "firewall_is_the_only_way" {
  variables {
    egress_mode        = "firewall"
    allowed_fqdns      = ["pypi.org", "*.pypi.org"]
    availability_zones = ["1", "2", "3"]
    aks_network        = true
  }

  assert {
    condition     = azurerm_firewall_policy.this[0].sku == "Premium" && azurerm_firewall_policy.this[0].threat_intelligence_mode == "Deny" && one(azurerm_firewall_policy.this[0].intrusion_detection).mode == "Deny" && one(azurerm_firewall_policy.this[0].dns).proxy_enabled && azurerm_firewall.this[0].threat_intel_mode == "Deny"
    error_message = "The firewall must block known evil and resolve names itself."
  }

  assert {
    condition     = azurerm_route.default[0].next_hop_type == "VirtualAppliance" && azurerm_route.default[0].next_hop_in_ip_address == azurerm_firewall.this[0].ip_configuration[0].private_ip_address && !azurerm_route_table.egress[0].bgp_route_propagation_enabled
    error_message = "Everything goes to the firewall, whatever a gateway announces."
  }

  assert {
    condition     = azurerm_subnet.firewall[0].name == "AzureFirewallSubnet" && azurerm_subnet.firewall[0].address_prefixes == tolist(["10.81.0.0/26"]) && azurerm_firewall.this[0].zones == toset(["1", "2", "3"])
    error_message = "Azure wants this name and a /26."
  }

  assert {
    condition     = keys(azurerm_virtual_network_dns_servers.this) == ["aks", "ml"] && keys(azurerm_virtual_network_peering.to_hub) == keys(azurerm_virtual_network_peering.to_spoke) && azurerm_virtual_network_peering.to_hub["ml"].allow_forwarded_traffic && azurerm_virtual_network_peering.to_hub["ml"].triggers["remote_address_space"] == "10.81.0.0/18"
    error_message = "Spokes ask the firewall for names and are peered in both directions."
  }

  assert {
    condition     = toset(one(one(azurerm_firewall_policy_rule_collection_group.egress[0].application_rule_collection).rule).destination_fqdns) == toset(["pypi.org", "*.pypi.org"])
    error_message = "Only listed names may be reached."
  }

  assert {
    condition     = contains([for rule in one(azurerm_firewall_policy_rule_collection_group.egress[0].network_rule_collection).rule : one(rule.destination_addresses)], "BatchNodeManagement.westeurope")
    error_message = "Compute in a network of one's own needs the region's batch management."
  }

  assert {
    condition     = azurerm_monitor_diagnostic_setting.firewall[0].log_analytics_destination_type == "Dedicated" && output.egress_public_ip == "203.0.113.10" && contains(keys(output.subnet_ids), "aks-nodes")
    error_message = "What the firewall did is logged, and partners can be told its address."
  }
}

run "nat_is_for_development" {
  variables {
    egress_mode = "nat"
  }

  assert {
    condition     = length(azurerm_nat_gateway.this) == 1 && length(azurerm_route_table.egress) == 0 && azurerm_public_ip.egress[0].sku == "Standard" && azurerm_public_ip.egress[0].allocation_method == "Static" && azurerm_nat_gateway_public_ip_association.this[0].nat_gateway_id == azurerm_nat_gateway.this[0].id
    error_message = "A NAT gateway with one fixed address and no route table."
  }
}

run "organisations_hub_is_used" {
  variables {
    egress_mode           = "hub"
    manage_dns_zone_group = false
    aks_network           = true
    on_premises_cidrs     = ["10.0.0.0/12", "192.168.0.0/16"]
    hub = {
      virtual_network_id = "/subscriptions/00000000-0000-0000-0000-000000000009/resourceGroups/hub/providers/Microsoft.Network/virtualNetworks/hub"
      next_hop_ip        = "10.0.0.4"
      dns_servers        = ["10.0.0.4", "10.0.0.5"]
    }
  }

  assert {
    condition     = azurerm_route.default[0].next_hop_in_ip_address == "10.0.0.4" && length(azurerm_firewall.this) == 0 && azurerm_virtual_network_dns_servers.this["ml"].dns_servers == tolist(["10.0.0.4", "10.0.0.5"]) && keys(azurerm_virtual_network_peering.to_existing_hub) == ["aks", "ml"]
    error_message = "Traffic and names go to the organisation's hub; no second firewall is paid for."
  }

  assert {
    condition     = output.private_dns_zone_ids == {} && !output.dns_zone_groups_managed && length(local.client_prefixes) == 4
    error_message = "No zone is made where a policy registers endpoints; corporate clients reach them."
  }
}

run "organisations_zones_and_ddos_plan_are_used" {
  variables {
    egress_mode                   = "firewall"
    ddos_protection_plan_id       = "/subscriptions/00000000-0000-0000-0000-000000000009/resourceGroups/hub/providers/Microsoft.Network/ddosProtectionPlans/plan"
    existing_private_dns_zone_ids = { blob = "/subscriptions/00000000-0000-0000-0000-000000000009/resourceGroups/hub-dns/providers/Microsoft.Network/privateDnsZones/privatelink.blob.core.windows.net" }
  }

  assert {
    condition     = output.private_dns_zone_ids["blob"] == var.existing_private_dns_zone_ids["blob"] && output.service_zone_ids["blob"] == [var.existing_private_dns_zone_ids["blob"]]
    error_message = "A zone of the organisation is handed on to every endpoint, and no second one is made."
  }

  assert {
    condition     = one(azurerm_virtual_network.this["hub"].ddos_protection_plan).id == var.ddos_protection_plan_id && length(azurerm_virtual_network.this["ml"].ddos_protection_plan) == 0
    error_message = "The plan is for the one network with a public address."
  }

  assert {
    condition     = try(length(azurerm_firewall.this[0].zones), 0) == 0 && try(length(azurerm_public_ip.egress[0].zones), 0) == 0
    error_message = "No zone is assumed: not every region has them."
  }
}

run "two_networks_without_hub_are_peered" {
  variables {
    aks_network = true
  }

  assert {
    condition     = keys(azurerm_virtual_network_peering.between_spokes) == ["aks", "ml"]
    error_message = "Kubernetes must reach the endpoints in the ml network."
  }
}

run "rejects_docker_bridge" {
  command         = plan
  expect_failures = [var.address_space]

  variables {
    address_space = "172.17.0.0/16"
  }
}

run "rejects_public_space" {
  command         = plan
  expect_failures = [var.address_space]

  variables {
    address_space = "8.8.0.0/16"
  }
}

run "rejects_small_space" {
  command         = plan
  expect_failures = [var.address_space]

  variables {
    address_space = "10.81.0.0/24"
  }
}

run "rejects_space_that_begins_in_the_middle" {
  command         = plan
  expect_failures = [var.address_space]

  variables {
    address_space = "10.81.7.0/16"
  }
}

run "rejects_overlap_with_on_premises" {
  command         = plan
  expect_failures = [var.on_premises_cidrs]

  variables {
    on_premises_cidrs = ["10.81.128.0/24"]
  }
}

run "rejects_overlap_from_above" {
  command         = plan
  expect_failures = [var.on_premises_cidrs]

  variables {
    on_premises_cidrs = ["10.0.0.0/8"]
  }
}

run "rejects_nat_in_prod" {
  command         = plan
  expect_failures = [var.egress_mode]

  variables {
    environment = "prod"
    egress_mode = "nat"
  }
}

run "rejects_hub_mode_without_next_hop" {
  command         = plan
  expect_failures = [var.egress_mode]

  variables {
    egress_mode = "hub"
  }
}

run "rejects_two_hubs" {
  command         = plan
  expect_failures = [var.egress_mode]

  variables {
    egress_mode = "firewall"
    hub         = { virtual_network_id = "/subscriptions/00000000-0000-0000-0000-000000000009/resourceGroups/hub/providers/Microsoft.Network/virtualNetworks/hub" }
  }
}

run "rejects_unknown_egress_mode" {
  command         = plan
  expect_failures = [var.egress_mode]

  variables {
    egress_mode = "internet"
  }
}

run "rejects_names_nobody_enforces" {
  command         = plan
  expect_failures = [var.allowed_fqdns]

  variables {
    allowed_fqdns = ["pypi.org"]
  }
}

run "rejects_whole_top_level_domain" {
  command         = plan
  expect_failures = [var.allowed_fqdns]

  variables {
    egress_mode   = "firewall"
    allowed_fqdns = ["*.com"]
  }
}

run "rejects_missing_workspace_zone_and_remote_login" {
  command         = plan
  expect_failures = [var.private_dns_services, var.endpoint_ports, var.environment, var.name_suffix]

  variables {
    private_dns_services = ["blob"]
    endpoint_ports       = [443, 22]
    environment          = "production"
    name_suffix          = "ACME"
  }
}
