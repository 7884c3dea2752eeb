# Service agents: the identities with which Google's services use keys, networks and data of the project. Enabling an API does not
# create them all, so each is minted, waited for, and only then handed on by the outputs.
locals {
  # Short name → API, identity ({n} is the project number), how it comes into being:
  #   producer  minted below
  #   data      minted by reading a data source, which alone knows its name
  #   lazy      returned only by the Workload Identity API; Vertex creates it with first use otherwise
  #   api       created when the API is enabled
  agent_catalog = yamldecode(file("${path.module}/agents.yaml"))

  agents = {
    for name, agent in local.agent_catalog : name => agent
    if contains(local.services, agent.service) && (agent.mint != "lazy" || var.agent_source == "workload_identity")
  }

  producers = toset(distinct([for agent in local.agents : agent.service if contains(["producer", "lazy"], agent.mint)]))

  minted_by_data = {
    bigquery = one(data.google_bigquery_default_service_account.this[*].email)
    logging  = one(data.google_logging_project_cmek_settings.this[*].service_account_id)
    storage  = one(data.google_storage_project_service_account.this[*].email_address)
  }

  agent_members = {
    for name, agent in local.agents : name => (
      agent.mint == "data"
      ? "serviceAccount:${trimprefix(local.minted_by_data[name], "serviceAccount:")}"
      : "serviceAccount:${replace(agent.identity, "{n}", local.project_number)}"
    )
  }
}

# Returns every agent of a producer, also the lazy ones (general since 7.28). Destroying it changes nothing.
resource "google_workload_identity_service_agent" "this" {
  for_each = var.agent_source == "workload_identity" ? local.producers : toset([])

  parent = "projects/${local.project_number}/locations/global/serviceProducers/${each.value}"

  depends_on = [time_sleep.services]
}

# The older route, beta: the primary agent of each API only.
resource "google_project_service_identity" "this" {
  provider = google-beta
  for_each = var.agent_source == "service_identity" ? local.producers : toset([])

  project = var.project_id
  service = each.value

  depends_on = [time_sleep.services]
}

data "google_storage_project_service_account" "this" {
  count = contains(keys(local.agents), "storage") ? 1 : 0

  project = var.project_id

  depends_on = [time_sleep.services]
}

data "google_bigquery_default_service_account" "this" {
  count = contains(keys(local.agents), "bigquery") ? 1 : 0

  project = var.project_id

  depends_on = [time_sleep.services]
}

data "google_logging_project_cmek_settings" "this" {
  count = contains(keys(local.agents), "logging") ? 1 : 0

  project = var.project_id

  depends_on = [time_sleep.services]
}

resource "time_sleep" "agents" {
  create_duration = var.propagation_wait

  triggers = { producers = join(",", sort(local.producers)) }

  depends_on = [
    google_project_service_identity.this,
    google_workload_identity_service_agent.this,
  ]
}
