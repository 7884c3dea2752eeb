output "api_server_cidrs" {
  description = "Networks pods reach the API server at; all private ranges where the site said none."
  value       = terraform_data.adopted.input.api_server_cidrs
}

output "cluster_name" {
  description = "Name of the cluster."
  value       = terraform_data.adopted.input.cluster_name
}

output "control_plane_cidrs" {
  description = "Networks the API server calls webhooks from; all private ranges where the site said none."
  value       = terraform_data.adopted.input.control_plane_cidrs
}

output "dns_addresses" {
  description = "Addresses of NodeLocal DNSCache."
  value       = var.dns_addresses
}

output "host_files" {
  description = "Files the owner of the hosts installs: audit policy, encryption configuration, API server flags, containerd mirrors."
  value       = local.host_files
}

output "images" {
  description = "None: nothing runs here."
  value       = tolist([])
}

output "kubernetes_version" {
  description = "Minor version of the cluster."
  value       = terraform_data.adopted.input.kubernetes_version
}

output "manifests" {
  description = "None: the cluster is adopted, not changed."
  value       = []
}

output "mirror" {
  description = "None: nothing is installed here."
  value       = tolist([])
}

output "node_cidrs" {
  description = "Networks of all nodes; all private ranges where the site said none."
  value       = length(var.node_cidrs) > 0 ? var.node_cidrs : local.private_ranges
}

output "pod_cidrs" {
  description = "Networks of pods."
  value       = var.pod_cidrs
}

output "releases" {
  description = "None: nothing is installed here."
  value       = tomap({})
}
