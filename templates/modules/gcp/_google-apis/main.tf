# How a network without internet reaches Google: names of Google APIs answer with an address that only serves APIs under a service perimeter,
# either the restricted VIP or a Private Service Connect endpoint of our own.
locals {
  # Published addresses (Google Cloud documentation, "Configure Private Google Access"). Constants, because a data source at plan
  # would need credentials; data.google_netblock_ip_ranges has the same.
  restricted_ips = ["199.36.153.4", "199.36.153.5", "199.36.153.6", "199.36.153.7"]
  private_ips    = ["199.36.153.8", "199.36.153.9", "199.36.153.10", "199.36.153.11"]

  uses_psc = var.mode == "psc"
  api_ips  = local.uses_psc ? [var.psc_address] : local.restricted_ips

  # The wildcard of googleapis.com points at a name of its own, as the documentation has it; elsewhere at the zone's apex.
  zones = merge(
    { for domain in var.domains : domain => local.api_ips },
    { for domain in var.private_vip_domains : domain => local.private_ips },
  )
  anchor = { for domain in keys(local.zones) : domain => domain == "googleapis.com" ? (local.uses_psc ? "private-endpoint.googleapis.com." : "restricted.googleapis.com.") : "${domain}." }

  # Rule of the API: 1 to 20 letters and digits, no hyphen.
  psc_name = substr("apis${replace(var.name_prefix, "-", "")}", 0, 20)
}

resource "google_compute_global_address" "psc" {
  count = local.uses_psc ? 1 : 0

  project      = var.project_id
  name         = "${var.name_prefix}-google-apis"
  description  = "Google APIs by Private Service Connect; outside every subnet."
  purpose      = "PRIVATE_SERVICE_CONNECT"
  address_type = "INTERNAL"
  address      = var.psc_address
  network      = var.network_id
}

resource "google_compute_global_forwarding_rule" "psc" {
  count = local.uses_psc ? 1 : 0

  project               = var.project_id
  name                  = local.psc_name
  target                = "vpc-sc" # the bundle of APIs that service perimeters know; all-apis would be the way around them
  network               = var.network_id
  ip_address            = google_compute_global_address.psc[0].id
  load_balancing_scheme = "" # an endpoint is no load balancer; the provider's default would make it one
}

resource "google_dns_managed_zone" "this" {
  for_each = local.zones

  project     = var.project_id
  name        = "${var.name_prefix}-${replace(each.key, ".", "-")}"
  dns_name    = "${each.key}."
  description = "${each.key} without the internet."
  visibility  = "private"
  labels      = var.labels

  private_visibility_config {
    networks {
      network_url = var.network_id
    }
  }
}

resource "google_dns_record_set" "address" {
  for_each = local.zones

  project      = var.project_id
  managed_zone = google_dns_managed_zone.this[each.key].name
  name         = local.anchor[each.key]
  type         = "A"
  ttl          = 300
  rrdatas      = each.value
}

resource "google_dns_record_set" "wildcard" {
  for_each = local.zones

  project      = var.project_id
  managed_zone = google_dns_managed_zone.this[each.key].name
  name         = "*.${each.key}."
  type         = "CNAME"
  ttl          = 300
  rrdatas      = [local.anchor[each.key]]
}
