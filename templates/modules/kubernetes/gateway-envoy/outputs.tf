output "domain" {
  description = "Domain below which every model has its host."
  value       = local.domain
}

output "gateway_name" {
  description = "Gateway that routes attach to; listener https for models, platform for the platform's own sites."
  value       = local.name
}

output "gateway_namespace" {
  description = "Namespace of the gateway."
  value       = local.namespace
}

output "images" {
  description = "Images as the cluster pulls them, proxies and rate limiter included."
  value       = module.gateway.images
}

output "manifests" {
  description = "Class, gateway, policies and routes as plain data."
  value       = module.objects.manifests
}

output "mirror" {
  description = "What an air-gapped site must mirror: kind, source and target."
  value       = module.gateway.mirror
}

output "releases" {
  description = "Release to chart version."
  value       = module.gateway.releases
}

output "values" {
  description = "Values by release, for checks."
  value       = { envoy-gateway = module.gateway.values }
}
