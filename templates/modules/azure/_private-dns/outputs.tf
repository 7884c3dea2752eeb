output "service_zone_ids" {
  description = "Zones of each service's endpoint, in one group: amlworkspace has two, account three, monitor five."
  value = {
    for service in var.services : service => [
      for zone in local.service_zones[service] : local.zone_ids[zone] if contains(keys(local.zone_ids), zone)
    ]
  }

  # An endpoint may be made as soon as its name can be resolved.
  depends_on = [azurerm_private_dns_zone_virtual_network_link.this]
}

output "zone_ids" {
  description = "Zones by their name in the catalogue."
  value       = local.zone_ids
}
