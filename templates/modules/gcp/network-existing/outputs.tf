output "google_api_ips" {
  description = "Addresses Google's APIs answer on, where zones are made here; empty when the owner has them."
  value       = flatten(module.google_apis[*].api_ips)
}

output "network_attachment_id" {
  description = "Attachment for Private Service Connect interfaces; empty without one (the state drops outputs that are null)."
  value       = var.network_attachment_id != null ? var.network_attachment_id : join("", google_compute_network_attachment.vertex[*].id)
}

output "network_id" {
  description = "Network as projects/ID/global/networks/NAME."
  value       = data.google_compute_network.this.id
  depends_on  = [google_compute_subnetwork_iam_member.user, module.google_apis]
}

output "network_name" {
  description = "Name of the network."
  value       = var.network_name
}

output "network_number_form" {
  description = "Network as projects/NUMBER/global/networks/NAME, with the number of the host project: what Vertex AI's `network` arguments take."
  value       = "projects/${local.host_project_number}/global/networks/${var.network_name}"
  depends_on  = [google_compute_subnetwork_iam_member.user]
}

output "network_project_id" {
  description = "Project of the network."
  value       = local.host_project_id
}

output "psa_range_name" {
  description = "Range of private services access; empty without it (the state drops outputs that are null)."
  value       = var.psa_range_name == null ? "" : var.psa_range_name
}

output "secondary_ranges" {
  description = "Names of the secondary ranges of the runtime subnet."
  value       = var.secondary_ranges
}

output "subnet_cidrs" {
  description = "Role => range."
  value       = { for role, subnet in data.google_compute_subnetwork.this : role => subnet.ip_cidr_range }
}

output "subnet_ids" {
  description = "Role => subnet."
  value       = { for role, subnet in data.google_compute_subnetwork.this : role => subnet.id }
  depends_on  = [google_compute_subnetwork_iam_member.user]
}
