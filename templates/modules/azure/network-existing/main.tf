locals {
  # /subscriptions/S/resourceGroups/G/providers/Microsoft.Network/virtualNetworks/V[/subnets/N]
  network_parts = split("/", var.virtual_network_id)
  network_name  = local.network_parts[8]
  network_group = local.network_parts[4]
}

data "azurerm_virtual_network" "this" {
  name                = local.network_name
  resource_group_name = local.network_group
}

data "azurerm_subnet" "this" {
  for_each = var.subnet_ids

  name                 = split("/", each.value)[10]
  virtual_network_name = split("/", each.value)[8]
  resource_group_name  = split("/", each.value)[4]
}

module "private_dns" {
  source = "../_private-dns"

  resource_group_name = var.resource_group_name
  location            = var.location
  azure_cloud         = var.azure_cloud
  link_prefix         = var.name_prefix
  services            = var.private_dns_services
  existing_zone_ids   = var.existing_private_dns_zone_ids
  link_existing_zones = var.link_existing_zones
  fallback_zones      = var.fallback_zones
  manage_zones        = var.manage_dns_zone_group
  virtual_network_ids = { ml = var.virtual_network_id }
  tags                = var.tags
}

module "flow_logs" {
  source = "../_flow-logs"
  count  = var.flow_logs ? 1 : 0

  name_prefix                = var.name_prefix
  storage_account_name       = "stflow${var.name_suffix}${var.environment}"
  resource_group_name        = var.resource_group_name
  location                   = var.location
  replication_type           = var.replication_type
  encryption                 = var.encryption
  private_endpoint_subnet_id = var.subnet_ids["private-endpoints"]
  blob_zone_ids              = module.private_dns.service_zone_ids["blob"]
  manage_dns_zone_group      = var.manage_dns_zone_group
  log_analytics              = var.log_analytics
  virtual_network_ids        = { ml = var.virtual_network_id }
  tags                       = var.tags

  network_watcher = {
    name                = coalesce(var.network_watcher.name, "NetworkWatcher_${var.location}")
    resource_group_name = var.network_watcher.resource_group_name
  }
}

# Subnets of others are judged, not changed. A warning, because their owner may have reasons; the live checks of the platform ask again.
check "subnets_have_no_hidden_way_out" {
  assert {
    condition     = alltrue([for subnet in data.azurerm_subnet.this : subnet.default_outbound_access_enabled == false])
    error_message = "Machines in ${join(", ", [for name, subnet in data.azurerm_subnet.this : name if subnet.default_outbound_access_enabled != false])} get a public address nobody logs: ask the network team to set default outbound access to false."
  }
}

check "endpoints_obey_a_security_group" {
  assert {
    condition     = data.azurerm_subnet.this["private-endpoints"].private_endpoint_network_policies == "Enabled" && coalesce(data.azurerm_subnet.this["private-endpoints"].network_security_group_id, "none") != "none"
    error_message = "The subnet private-endpoints has no security group, or its policies are off and the group does nothing: ask the network team for both."
  }
}

check "network_is_in_the_region" {
  assert {
    condition     = data.azurerm_virtual_network.this.location == var.location
    error_message = "The network is in ${data.azurerm_virtual_network.this.location}, the platform in ${var.location}: Azure makes endpoints only in the region of their network."
  }
}
