resource "azurerm_virtual_network" "this" {
  for_each = local.networks

  name                = "${var.name_prefix}-${each.key}"
  resource_group_name = var.resource_group_name
  location            = var.location
  address_space       = [each.value]
  tags                = var.tags

  # Traffic between machines that support it is encrypted by the network; the others are let through and seen in flow logs.
  encryption {
    enforcement = "AllowUnencrypted"
  }

  dynamic "ddos_protection_plan" {
    for_each = each.key == "hub" && var.ddos_protection_plan_id != null ? [var.ddos_protection_plan_id] : []

    content {
      id     = ddos_protection_plan.value
      enable = true
    }
  }

  lifecycle {
    # Set below: the hub's DNS server is the firewall, which needs the hub first.
    ignore_changes = [dns_servers]
  }
}

resource "azurerm_virtual_network_dns_servers" "this" {
  for_each = local.uses_custom_dns ? local.spokes : toset([])

  virtual_network_id = azurerm_virtual_network.this[each.value].id
  dns_servers        = local.dns_servers
}

resource "azurerm_virtual_network_peering" "to_hub" {
  for_each = local.has_hub ? local.spokes : toset([])

  name                         = "to-hub"
  resource_group_name          = var.resource_group_name
  virtual_network_name         = azurerm_virtual_network.this[each.value].name
  remote_virtual_network_id    = azurerm_virtual_network.this["hub"].id
  allow_virtual_network_access = true
  allow_forwarded_traffic      = true

  # A peering keeps the address space it was made with until it is made again.
  triggers = { remote_address_space = local.networks["hub"] }
}

resource "azurerm_virtual_network_peering" "to_spoke" {
  for_each = local.has_hub ? local.spokes : toset([])

  name                         = "to-${each.value}"
  resource_group_name          = var.resource_group_name
  virtual_network_name         = azurerm_virtual_network.this["hub"].name
  remote_virtual_network_id    = azurerm_virtual_network.this[each.value].id
  allow_virtual_network_access = true
  allow_forwarded_traffic      = true
  triggers                     = { remote_address_space = local.networks[each.value] }
}

# Our half. The hub's team makes theirs; until then the peering says "Initiated".
resource "azurerm_virtual_network_peering" "to_existing_hub" {
  for_each = local.has_peer_hub ? local.spokes : toset([])

  name                         = "to-organisation-hub"
  resource_group_name          = var.resource_group_name
  virtual_network_name         = azurerm_virtual_network.this[each.value].name
  remote_virtual_network_id    = var.hub.virtual_network_id
  allow_virtual_network_access = true
  allow_forwarded_traffic      = true
  use_remote_gateways          = var.hub.use_gateway
}

resource "azurerm_virtual_network_peering" "between_spokes" {
  for_each = var.aks_network && !local.has_hub && !local.has_peer_hub ? { ml = "aks", aks = "ml" } : {}

  name                         = "to-${each.value}"
  resource_group_name          = var.resource_group_name
  virtual_network_name         = azurerm_virtual_network.this[each.key].name
  remote_virtual_network_id    = azurerm_virtual_network.this[each.value].id
  allow_virtual_network_access = true
  triggers                     = { remote_address_space = local.networks[each.value] }
}

module "private_endpoints_subnet" {
  source = "../_subnet"

  name                 = "private-endpoints"
  resource_group_name  = var.resource_group_name
  location             = var.location
  virtual_network_name = azurerm_virtual_network.this["ml"].name
  address_prefix       = local.prefixes["private-endpoints"]
  diagnostics          = local.diagnostics
  tags                 = var.tags

  # An endpoint answers and never calls: in from our networks on the services' ports, nothing out.
  rules = {
    AllowClientsInbound = {
      priority     = 100
      direction    = "Inbound"
      ports        = [for port in var.endpoint_ports : tostring(port)]
      sources      = local.client_prefixes
      destinations = [local.prefixes["private-endpoints"]]
    }
  }
}

module "compute_subnet" {
  source = "../_subnet"

  name                 = "compute"
  resource_group_name  = var.resource_group_name
  location             = var.location
  virtual_network_name = azurerm_virtual_network.this["ml"].name
  address_prefix       = local.prefixes["compute"]
  rules                = merge(local.inside_rules["compute"], local.way_out_rules)
  route_table          = local.route_table
  nat_gateway          = local.nat_gateway
  diagnostics          = local.diagnostics
  tags                 = var.tags
}

module "runners_subnet" {
  source = "../_subnet"

  name                 = "runners"
  resource_group_name  = var.resource_group_name
  location             = var.location
  virtual_network_name = azurerm_virtual_network.this["ml"].name
  address_prefix       = local.prefixes["runners"]
  rules                = merge(local.inside_rules["runners"], local.way_out_rules)
  route_table          = local.route_table
  nat_gateway          = local.nat_gateway
  diagnostics          = local.diagnostics
  tags                 = var.tags
}

module "aks_nodes_subnet" {
  source = "../_subnet"
  count  = var.aks_network ? 1 : 0

  name                 = "aks-nodes"
  resource_group_name  = var.resource_group_name
  location             = var.location
  virtual_network_name = azurerm_virtual_network.this["aks"].name
  address_prefix       = local.aks_prefix
  rules                = merge(local.inside_rules["aks-nodes"], local.way_out_rules)
  route_table          = local.route_table
  nat_gateway          = local.nat_gateway
  diagnostics          = local.diagnostics
  tags                 = var.tags
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
  virtual_network_ids = { for name, network in azurerm_virtual_network.this : name => network.id }
  tags                = var.tags
}

module "flow_logs" {
  source = "../_flow-logs"

  name_prefix                = var.name_prefix
  storage_account_name       = "stflow${var.name_suffix}${var.environment}"
  resource_group_name        = var.resource_group_name
  location                   = var.location
  replication_type           = var.replication_type
  encryption                 = var.encryption
  private_endpoint_subnet_id = module.private_endpoints_subnet.id
  blob_zone_ids              = module.private_dns.service_zone_ids["blob"]
  manage_dns_zone_group      = var.manage_dns_zone_group
  log_analytics              = var.log_analytics
  virtual_network_ids        = { for name, network in azurerm_virtual_network.this : name => network.id }
  tags                       = var.tags

  network_watcher = {
    name                = coalesce(var.network_watcher.name, "NetworkWatcher_${var.location}")
    resource_group_name = var.network_watcher.resource_group_name
  }
}
