output "credentials_secret_name" {
  description = "Secret with the API keys, in the store's namespace."
  value       = var.api_key_secret_name
}

output "endpoint" {
  description = "REST address inside the cluster; gRPC with TLS is weaviate-grpc on port 50051."
  value       = "http://weaviate.${local.namespace}.svc:80"
}

output "images" {
  description = "Images as the cluster pulls them."
  value       = module.weaviate.images
}

output "manifests" {
  description = "Service account, certificate and network policy as plain data."
  value       = module.objects.manifests
}

output "mirror" {
  description = "What an air-gapped site must mirror: kind, source and target."
  value       = module.weaviate.mirror
}

output "releases" {
  description = "Release to chart version."
  value       = module.weaviate.releases
}

output "values" {
  description = "Values by release, for checks."
  value       = { weaviate = module.weaviate.values }
}
