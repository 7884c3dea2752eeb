# Only routes that somebody chose. The VIP ranges need theirs although traffic to them never leaves Google: without one a call hangs
# instead of failing.
locals {
  vip_routes = merge(
    var.api_access == "restricted" ? { restricted = "199.36.153.4/30" } : {},
    length(var.private_vip_domains) > 0 ? { private = "199.36.153.8/30" } : {},
  )
}

resource "google_compute_route" "vip" {
  for_each = local.vip_routes

  project          = var.project_id
  name             = "${var.name_prefix}-${each.key}-vip"
  description      = "Google APIs on the ${each.key} VIP."
  network          = google_compute_network.this.id
  dest_range       = each.value
  next_hop_gateway = "default-internet-gateway"
  priority         = 100
}

resource "google_compute_route" "internet" {
  count = local.has_nat ? 1 : 0

  project          = var.project_id
  name             = "${var.name_prefix}-internet"
  description      = "Way to the NAT; the firewall policy lets listed names out only."
  network          = google_compute_network.this.id
  dest_range       = "0.0.0.0/0"
  next_hop_gateway = "default-internet-gateway"
  priority         = 1000
}

resource "google_compute_router" "this" {
  count = local.has_nat ? 1 : 0

  project = var.project_id
  name    = "${var.name_prefix}-nat"
  region  = var.region
  network = google_compute_network.this.id
}

# Addresses of our own when partners allow-list us: they stay when the NAT is rebuilt.
resource "google_compute_address" "nat" {
  count = local.has_nat ? var.nat_addresses : 0

  project = var.project_id
  name    = "${var.name_prefix}-nat-${count.index}"
  region  = var.region
  labels  = var.labels
}

resource "google_compute_router_nat" "this" {
  count = local.has_nat ? 1 : 0

  project                             = var.project_id
  name                                = "${var.name_prefix}-nat"
  router                              = google_compute_router.this[0].name
  region                              = var.region
  nat_ip_allocate_option              = var.nat_addresses > 0 ? "MANUAL_ONLY" : "AUTO_ONLY"
  nat_ips                             = var.nat_addresses > 0 ? google_compute_address.nat[*].self_link : null
  source_subnetwork_ip_ranges_to_nat  = "LIST_OF_SUBNETWORKS"
  enable_dynamic_port_allocation      = true
  enable_endpoint_independent_mapping = false # not together with dynamic ports

  dynamic "subnetwork" {
    for_each = toset(["runtime", "workloads"]) # never endpoints or interfaces

    content {
      name                    = google_compute_subnetwork.this[subnetwork.value].id
      source_ip_ranges_to_nat = ["ALL_IP_RANGES"]
    }
  }

  log_config {
    enable = true
    filter = "ERRORS_ONLY" # connections are in the flow logs already
  }
}

# Private services access: only for producers that still need peering (endpoints and indexes with `network`, some databases).
resource "google_compute_global_address" "psa" {
  count = var.private_services_access ? 1 : 0

  project       = var.project_id
  name          = "${var.name_prefix}-psa"
  description   = "Range handed to Google's peered producers."
  purpose       = "VPC_PEERING"
  address_type  = "INTERNAL"
  address       = cidrhost(local.psa_cidr, 0)
  prefix_length = tonumber(split("/", local.psa_cidr)[1])
  network       = google_compute_network.this.id
}

resource "google_service_networking_connection" "psa" {
  count = var.private_services_access ? 1 : 0

  network                 = google_compute_network.this.id
  service                 = "servicenetworking.googleapis.com"
  reserved_peering_ranges = [google_compute_global_address.psa[0].name]
}

resource "google_service_networking_vpc_service_controls" "psa" {
  count = var.private_services_access ? 1 : 0

  project = var.project_id
  network = google_compute_network.this.name
  service = "servicenetworking.googleapis.com"
  enabled = true # no default route to the internet from the producer's side

  depends_on = [google_service_networking_connection.psa]
}

resource "google_service_networking_peered_dns_domain" "this" {
  for_each = var.private_services_access ? var.peered_dns_domains : {}

  project    = var.project_id
  network    = google_compute_network.this.name
  service    = "servicenetworking.googleapis.com"
  name       = each.key
  dns_suffix = each.value

  depends_on = [google_service_networking_connection.psa]
}
