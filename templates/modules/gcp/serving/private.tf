# Ways in from the network. The attachment of an endpoint exists only after a model is deployed to it, so this is the second phase:
# psc_targets is empty at first, and the first phase is complete without it. An index has its attachment at once.
locals {
  private_targets = merge(
    { for name, attachment in var.psc_targets : name => attachment },
    { for name, index in var.indexes : "index-${name}" => google_vertex_ai_index_endpoint_deployed_index.this[name].private_endpoints[0].service_attachment if index.exposure == "psc" },
  )
  # Keys by themselves: attachments of indexes are unknown at plan.
  private_names = toset(concat(keys(var.psc_targets), [for name, index in var.indexes : "index-${name}" if index.exposure == "psc"]))

  has_private = length(local.private_names) > 0
}

resource "google_compute_address" "psc" {
  for_each = local.private_names

  project      = var.network_project_id
  region       = var.region
  name         = "${var.name_prefix}-${each.value}"
  description  = "Way in to ${each.value}."
  address_type = "INTERNAL"
  subnetwork   = var.subnet_ids["endpoints"]
  labels       = var.labels
}

resource "google_compute_forwarding_rule" "psc" {
  for_each = local.private_names

  project                 = var.network_project_id
  region                  = var.region
  name                    = "${var.name_prefix}-${each.value}"
  network                 = var.network_id
  ip_address              = google_compute_address.psc[each.value].id
  target                  = local.private_targets[each.value]
  load_balancing_scheme   = "" # empty and not left out: a rule for a service attachment is no load balancer
  allow_psc_global_access = var.psc_global_access
  recreate_closed_psc     = true # a new deployment brings a new attachment and closes the old connection
  no_automate_dns_zone    = true
  labels                  = var.labels
}

# Names instead of addresses, in the network only.
resource "google_dns_managed_zone" "serving" {
  count = local.has_private ? 1 : 0

  project     = var.network_project_id
  name        = "${var.name_prefix}-serving"
  dns_name    = "${local.dns_domain}."
  description = "Endpoints and indexes of ${var.name_prefix}."
  visibility  = "private"
  labels      = var.labels

  private_visibility_config {
    networks {
      network_url = var.network_id
    }
  }
}

locals {
  dns_domain = coalesce(var.dns_domain, "${var.name_prefix}.serving.internal")
}

resource "google_dns_record_set" "serving" {
  for_each = local.private_names

  project      = var.network_project_id
  managed_zone = google_dns_managed_zone.serving[0].name
  name         = "${each.value}.${local.dns_domain}."
  type         = "A"
  ttl          = 60
  rrdatas      = [google_compute_address.psc[each.value].address]
}
