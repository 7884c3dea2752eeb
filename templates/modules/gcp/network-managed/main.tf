# A network from which nothing reaches the internet unless listed, and which the internet does not reach at all. The default route is
# deleted; Google's APIs answer on a restricted address; a firewall policy denies the rest and says so in its log.
locals {
  subnets = {
    workloads = { cidr = cidrsubnet(var.network_cidr, 2, 0), secondary = {} }
    runtime   = { cidr = cidrsubnet(var.network_cidr, 4, 8), secondary = { pods = cidrsubnet(var.network_cidr, 2, 1), services = cidrsubnet(var.network_cidr, 6, 36) } }
    interface = { cidr = cidrsubnet(var.network_cidr, 8, 160), secondary = {} }
    endpoints = { cidr = cidrsubnet(var.network_cidr, 8, 161), secondary = {} }
  }
  proxy_cidr  = cidrsubnet(var.network_cidr, 8, 162)
  psa_cidr    = cidrsubnet(var.network_cidr, 4, 12)
  psc_address = cidrhost(cidrsubnet(var.network_cidr, 8, 255), 5)

  has_nat = var.egress_mode == "nat"
}

resource "google_compute_network" "this" {
  project                                   = var.project_id
  name                                      = var.name_prefix
  description                               = "AI platform ${var.name_prefix}: private, default deny."
  auto_create_subnetworks                   = false
  routing_mode                              = "GLOBAL"
  delete_default_routes_on_create           = true
  network_firewall_policy_enforcement_order = "BEFORE_CLASSIC_FIREWALL"
}

resource "google_compute_subnetwork" "this" {
  for_each = local.subnets

  project                  = var.project_id
  name                     = "${var.name_prefix}-${each.key}"
  region                   = var.region
  network                  = google_compute_network.this.id
  ip_cidr_range            = each.value.cidr
  private_ip_google_access = true
  stack_type               = "IPV4_ONLY"

  log_config {
    aggregation_interval = "INTERVAL_5_SEC"
    flow_sampling        = var.flow_sampling
    metadata             = "INCLUDE_ALL_METADATA"
  }

  dynamic "secondary_ip_range" {
    for_each = each.value.secondary

    content {
      range_name    = secondary_ip_range.key
      ip_cidr_range = secondary_ip_range.value
    }
  }
}

# Envoy proxies of internal load balancers live here; such a subnet takes neither flow logs nor Private Google Access.
resource "google_compute_subnetwork" "proxy" {
  count = var.proxy_subnet ? 1 : 0

  project       = var.project_id
  name          = "${var.name_prefix}-proxy"
  region        = var.region
  network       = google_compute_network.this.id
  ip_cidr_range = local.proxy_cidr
  purpose       = "REGIONAL_MANAGED_PROXY"
  role          = "ACTIVE"
}

# Through this Vertex AI training, pipelines and agents reach into the network (Private Service Connect interface).
resource "google_compute_network_attachment" "vertex" {
  project               = var.project_id
  name                  = "${var.name_prefix}-vertex"
  description           = "Private Service Connect interfaces of Vertex AI jobs."
  region                = var.region
  connection_preference = "ACCEPT_MANUAL"
  subnetworks           = [google_compute_subnetwork.this["interface"].self_link]

  lifecycle {
    ignore_changes = [producer_accept_lists] # Vertex AI enters its tenant projects there
  }
}

# What the Vertex agent needs on the attachment, and no more: compute.networkAdmin, which the documentation offers, may change every network.
resource "google_project_iam_custom_role" "attachment" {
  project     = var.project_id
  role_id     = "${replace(var.name_prefix, "-", "_")}_network_attachment"
  title       = "Network attachment of Vertex AI (${var.name_prefix})"
  description = "Accept Private Service Connect interfaces and resolve names of this network."
  stage       = "GA"
  permissions = [
    "compute.networkAttachments.get",
    "compute.networkAttachments.list",
    "compute.networkAttachments.update",
    "compute.regionOperations.get",
    "dns.networks.targetWithPeeringZone",
  ]
}

resource "google_project_iam_member" "attachment" {
  for_each = toset([for agent in ["aiplatform"] : agent if contains(keys(var.service_agents), agent)])

  project = var.project_id
  role    = google_project_iam_custom_role.attachment.id
  member  = var.service_agents[each.value]
}
