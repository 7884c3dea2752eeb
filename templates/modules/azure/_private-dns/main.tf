locals {
  names = local.zone_names[var.azure_cloud]

  # Only zones the cloud has: the government cloud knows no services.ai.azure.com, but its AI services do have a zone.
  wanted_zones   = toset([for zone in distinct(flatten([for service in var.services : local.service_zones[service]])) : zone if contains(keys(local.names), zone)])
  created_zones  = var.manage_zones ? setsubtract(local.wanted_zones, keys(var.existing_zone_ids)) : toset([])
  supplied_zones = { for zone, id in var.existing_zone_ids : zone => id if contains(local.wanted_zones, zone) }

  zone_ids = merge(
    local.supplied_zones,
    { for zone, created in azurerm_private_dns_zone.this : zone => created.id },
  )

  # A zone that nobody links answers nobody. What is linked by its owner, through a hub or a resolver, is not linked again.
  linked_zones = merge(
    { for zone in local.created_zones : zone => { name = local.names[zone], resource_group_name = var.resource_group_name } },
    var.link_existing_zones ? {
      for zone, id in local.supplied_zones : zone => { name = split("/", id)[8], resource_group_name = split("/", id)[4] }
    } : {},
  )

  links = merge([
    for zone, target in local.linked_zones : {
      for network, id in var.virtual_network_ids : "${zone}/${network}" => merge(target, { network = network, network_id = id })
    }
  ]...)
}

resource "azurerm_private_dns_zone" "this" {
  for_each = local.created_zones

  name                = local.names[each.value]
  resource_group_name = var.resource_group_name
  tags                = var.tags
}

# azurerm 5 replaces the two names by private_dns_zone_id: this is the only place to change.
resource "azurerm_private_dns_zone_virtual_network_link" "this" {
  for_each = local.links

  name                  = "${var.link_prefix}-${each.value.network}"
  resource_group_name   = each.value.resource_group_name
  private_dns_zone_name = each.value.name
  virtual_network_id    = each.value.network_id
  registration_enabled  = false
  # A private zone hides the public one. For names a partner publishes, ask the public zone when this one knows nothing.
  resolution_policy = contains(var.fallback_zones, split("/", each.key)[0]) ? "NxDomainRedirect" : "Default"
  tags              = var.tags

  depends_on = [azurerm_private_dns_zone.this]
}
