output "dns_zone_groups_managed" {
  description = "Whether endpoints attach their zones; false where a policy of the landing zone does."
  value       = var.manage_dns_zone_group
}

output "egress_public_ip" {
  description = "Unknown here: the organisation's firewall has it."
  value       = null
}

output "firewall_private_ip" {
  description = "Next hop of the organisation's default route, as given; null when nobody said."
  value       = var.firewall_private_ip
}

output "flow_log_storage_id" {
  description = "Account of the flow logs; null where the organisation keeps them."
  value       = one(module.flow_logs[*].storage_account_id)
}

output "private_dns_zone_ids" {
  description = "Zones by their name in the catalogue (blob, vault, aml_api ...)."
  value       = module.private_dns.zone_ids
}

output "private_endpoint_subnet_id" {
  description = "Subnet of every private endpoint."
  value       = var.subnet_ids["private-endpoints"]
}

output "service_zone_ids" {
  description = "Zones per private link service: what an endpoint's zone group holds."
  value       = module.private_dns.service_zone_ids
}

output "subnet_ids" {
  description = "Subnets by name, as given."
  value       = var.subnet_ids
}

output "vnet_ids" {
  description = "The network, as ml."
  value       = { ml = var.virtual_network_id }

  precondition {
    condition     = alltrue([for space in data.azurerm_virtual_network.this.address_space : !can(regex("^172\\.17\\.", cidrhost(space, 0))) && !contains(["172.16.0.0/12", "172.16.0.0/15"], space)])
    error_message = "The network overlaps 172.17.0.0/16, Docker's bridge on every machine of Azure Machine Learning: compute in it would lose its way."
  }
}
