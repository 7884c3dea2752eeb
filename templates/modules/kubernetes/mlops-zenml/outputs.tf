output "api_url" {
  description = "Address inside the cluster."
  value       = "http://zenml.${local.namespace}.svc:80"
}

output "database" {
  description = "MySQL database it needs, which the site provides: host, port, name and user."
  value       = local.database
}

output "images" {
  description = "Images as the cluster pulls them."
  value       = module.zenml.images
}

output "manifests" {
  description = "Network policy as plain data."
  value       = module.objects.manifests
}

output "mirror" {
  description = "What an air-gapped site must mirror: kind, source and target."
  value       = module.zenml.mirror
}

output "releases" {
  description = "Release to chart version."
  value       = module.zenml.releases
}

output "ui_url" {
  description = "Address people use, through the gateway."
  value       = "https://${local.host}"
}

output "values" {
  description = "Values by release, for checks."
  value       = { zenml = module.zenml.values }
}
