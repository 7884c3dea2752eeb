output "credentials_secret_name" {
  description = "Secret with the API keys, in the store's namespace."
  value       = var.api_key_secret_name
}

output "endpoint" {
  description = "REST address inside the cluster; gRPC is port 6334 of the same host."
  value       = "https://qdrant.${local.namespace}.svc:6333"
}

output "images" {
  description = "Images as the cluster pulls them."
  value       = sort(concat(module.qdrant.images, [for backups in var.backups[*] : local.curl_target]))
}

output "manifests" {
  description = "Certificate, network policy and snapshot job as plain data."
  value       = module.objects.manifests
}

output "mirror" {
  description = "What an air-gapped site must mirror: kind, source and target."
  value       = concat(module.qdrant.mirror, [for backups in var.backups[*] : { kind = "image", source = local.curl, target = local.curl_target }])
}

output "releases" {
  description = "Release to chart version."
  value       = module.qdrant.releases
}

output "values" {
  description = "Values by release, for checks."
  value       = { qdrant = module.qdrant.values }
}
