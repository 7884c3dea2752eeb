output "domain" {
  description = "Domain below which every model has its host."
  value       = local.domain
}

output "gateway_name" {
  description = "Gateway that routes attach to."
  value       = local.name
}

output "gateway_namespace" {
  description = "Namespace of the gateway."
  value       = local.namespace
}

output "images" {
  description = "Images as the cluster pulls them."
  value       = module.kong.images
}

output "manifests" {
  description = "Class, gateway, plugins and network policy as plain data."
  value       = module.objects.manifests
}

output "mirror" {
  description = "What an air-gapped site must mirror: kind, source and target."
  value       = module.kong.mirror
}

output "releases" {
  description = "Release to chart version."
  value       = module.kong.releases
}

output "values" {
  description = "Values by release, for checks."
  value       = { kong = module.kong.values }
}
