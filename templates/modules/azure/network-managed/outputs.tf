output "dns_zone_groups_managed" {
  description = "Whether endpoints attach their zones; false where a policy of the landing zone does."
  value       = var.manage_dns_zone_group
}

output "egress_public_ip" {
  description = "Address traffic leaves with, for partners' allow-lists; null without one of our own."
  value       = one(azurerm_public_ip.egress[*].ip_address)
}

output "firewall_private_ip" {
  description = "Next hop of the default route: our firewall or the organisation's; null without one."
  value       = local.next_hop
}

output "flow_log_storage_id" {
  description = "Account of the flow logs."
  value       = module.flow_logs.storage_account_id
}

output "private_dns_zone_ids" {
  description = "Zones by their name in the catalogue (blob, vault, aml_api ...)."
  value       = module.private_dns.zone_ids
}

output "private_endpoint_subnet_id" {
  description = "Subnet of every private endpoint."
  value       = module.private_endpoints_subnet.id
}

output "service_zone_ids" {
  description = "Zones per private link service: what an endpoint's zone group holds."
  value       = module.private_dns.service_zone_ids
}

output "subnet_ids" {
  description = "Subnets by name: private-endpoints, compute, runners, aks-nodes."
  value = merge(
    {
      private-endpoints = module.private_endpoints_subnet.id
      compute           = module.compute_subnet.id
      runners           = module.runners_subnet.id
    },
    { for subnet in module.aks_nodes_subnet : "aks-nodes" => subnet.id },
  )
}

output "vnet_ids" {
  description = "Networks by name: ml, hub, aks."
  value       = { for name, network in azurerm_virtual_network.this : name => network.id }

  depends_on = [azurerm_virtual_network_peering.to_hub, azurerm_virtual_network_peering.to_spoke]
}
