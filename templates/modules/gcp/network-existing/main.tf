# The organisation's network, usually a Shared VPC of another project: read, checked, and given only what is missing. Nothing of the owner's
# is changed but IAM members on subnets, and, where asked for, private zones.
locals {
  is_shared           = var.host_project_id != null
  host_project_id     = var.host_project_id == null ? var.project_id : var.host_project_id
  host_project_number = var.host_project_id == null ? var.project_number : var.host_project_number

  # Who deploys into a subnet of a host project does so as a service agent of ours, and needs compute.networkUser there.
  subnet_agents = {
    workloads = ["cloudservices", "notebooks", "dataflow"]
    runtime   = ["cloudservices", "container", "run"]
    interface = ["aiplatform"]
    endpoints = ["cloudservices"]
  }
  network_users = local.is_shared && var.grant_network_user ? merge([
    for role in keys(var.subnets) : {
      for agent in local.subnet_agents[role] : "${role}/${agent}" => { role = role, agent = agent }
      if contains(keys(var.service_agents), agent)
    }
  ]...) : {}
}

data "google_compute_network" "this" {
  project = local.host_project_id
  name    = var.network_name
}

data "google_compute_subnetwork" "this" {
  for_each = var.subnets

  project = local.host_project_id
  region  = var.region
  name    = each.value

}

# A warning and no refusal: the owner may reach Google's APIs in another way.
check "subnets_reach_google" {
  assert {
    condition     = alltrue([for subnet in data.google_compute_subnetwork.this : subnet.private_ip_google_access])
    error_message = "Without Private Google Access: ${join(", ", [for role, subnet in data.google_compute_subnetwork.this : var.subnets[role] if !subnet.private_ip_google_access])}. Nothing in these subnets reaches a Google API without an external address; their owner must switch it on."
  }
}

resource "google_compute_subnetwork_iam_member" "user" {
  for_each = local.network_users

  project    = local.host_project_id
  region     = var.region
  subnetwork = var.subnets[each.value.role]
  role       = "roles/compute.networkUser"
  member     = var.service_agents[each.value.agent]
}

# GKE manages its own firewall rules and routes in a host project.
resource "google_project_iam_member" "gke_host" {
  for_each = toset(local.is_shared && var.grant_network_user && contains(keys(var.service_agents), "container") ? ["container"] : [])

  project = local.host_project_id
  role    = "roles/container.hostServiceAgentUser"
  member  = var.service_agents[each.value]
}

resource "google_compute_network_attachment" "vertex" {
  count = var.network_attachment_id == null && contains(keys(var.subnets), "interface") ? 1 : 0

  project               = var.project_id
  name                  = "${var.name_prefix}-vertex"
  description           = "Private Service Connect interfaces of Vertex AI jobs."
  region                = var.region
  connection_preference = "ACCEPT_MANUAL"
  subnetworks           = [data.google_compute_subnetwork.this["interface"].self_link]

  lifecycle {
    ignore_changes = [producer_accept_lists] # Vertex AI enters its tenant projects there
  }

  depends_on = [google_compute_subnetwork_iam_member.user]
}

module "google_apis" {
  source = "../_google-apis"
  count  = var.api_access == "owner" ? 0 : 1

  name_prefix         = var.name_prefix
  project_id          = local.host_project_id
  network_id          = data.google_compute_network.this.id
  mode                = var.api_access
  psc_address         = var.psc_address
  private_vip_domains = var.private_vip_domains
  labels              = var.labels
}
