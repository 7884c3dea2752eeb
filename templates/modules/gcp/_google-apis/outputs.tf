output "api_ips" {
  description = "Addresses Google APIs answer on."
  value       = local.api_ips
}

output "api_ranges" {
  description = "CIDR ranges that egress must reach on 443 for Google APIs."
  value = compact([
    local.uses_psc ? "${var.psc_address}/32" : "199.36.153.4/30",
    length(var.private_vip_domains) > 0 ? "199.36.153.8/30" : "",
  ])
}

output "zone_names" {
  description = "Domain => private zone."
  value       = { for domain, zone in google_dns_managed_zone.this : domain => zone.name }
  depends_on  = [google_dns_record_set.address, google_dns_record_set.wildcard]
}
