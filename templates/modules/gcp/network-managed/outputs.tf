output "firewall_policy_id" {
  description = "Firewall policy, for rules of one's own at priorities 1 to 99 and 5000 to 59999."
  value       = google_compute_network_firewall_policy.this.id
}

output "google_api_ips" {
  description = "Addresses Google's APIs answer on."
  value       = module.google_apis.api_ips
}

output "nat_ips" {
  description = "Static addresses of the NAT, for partners."
  value       = google_compute_address.nat[*].address
}

output "network_attachment_id" {
  description = "Attachment for Private Service Connect interfaces (psc_interface_config.network_attachment)."
  value       = google_compute_network_attachment.vertex.id
  depends_on  = [google_project_iam_member.attachment]
}

output "network_id" {
  description = "Network as projects/ID/global/networks/NAME, for everything but Vertex AI's `network` arguments."
  value       = google_compute_network.this.id
  depends_on  = [google_compute_network_firewall_policy_association.this, module.google_apis]
}

output "network_name" {
  description = "Name of the network."
  value       = google_compute_network.this.name
}

output "network_number_form" {
  description = "Network as projects/NUMBER/global/networks/NAME: what Vertex AI endpoints, index endpoints, jobs and schedules take. The other form gives a permanent diff or a 400."
  value       = "projects/${var.project_number}/global/networks/${google_compute_network.this.name}"
  depends_on  = [google_compute_network_firewall_policy_association.this, google_service_networking_connection.psa]
}

output "network_project_id" {
  description = "Project of the network."
  value       = var.project_id
}

output "psa_range_name" {
  description = "Range of private services access; empty without it (the state drops outputs that are null)."
  value       = join("", google_compute_global_address.psa[*].name)
  depends_on  = [google_service_networking_connection.psa]
}

output "secondary_ranges" {
  description = "Names of the secondary ranges of the runtime subnet."
  value       = { for name in ["pods", "services"] : name => name }
}

output "subnet_cidrs" {
  description = "Role => range."
  value       = { for name, subnet in local.subnets : name => subnet.cidr }
}

output "subnet_ids" {
  description = "Role (workloads, runtime, interface, endpoints) => subnet."
  value       = { for name, subnet in google_compute_subnetwork.this : name => subnet.id }
  depends_on  = [google_compute_network_firewall_policy_association.this, google_compute_route.vip]
}
