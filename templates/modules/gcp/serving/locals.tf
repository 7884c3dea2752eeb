locals {
  deletion_policy = var.protect ? "PREVENT" : "DELETE"
  snake_prefix    = replace(var.name_prefix, "-", "_")

  # One exposure, three arguments of which exactly one may be set.
  exposures = {
    psc       = { psc = true, network = null, dedicated = null }
    peering   = { psc = false, network = var.network_number_form, dedicated = null }
    dedicated = { psc = false, network = null, dedicated = true }
    public    = { psc = false, network = null, dedicated = null }
  }

  has_psa = var.psa_range_name != null && var.psa_range_name != ""

  # Who may connect: the project of the network, where our own forwarding rules live, and those named.
  psc_projects = sort(distinct(concat([var.network_project_id], tolist(var.psc_consumer_projects))))

  logged_endpoints = { for name, endpoint in var.endpoints : name => endpoint if endpoint.log_sampling > 0 }

  # Vertex AI's own names are numbers, so a drawn one is kept in the state, and a chosen one is checked.
  endpoint_names = { for name, endpoint in var.endpoints : name => endpoint.number == null ? tostring(random_integer.endpoint[name].result) : endpoint.number }
}
