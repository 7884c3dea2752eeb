output "bucket_names" {
  description = "Names of buckets, sorted; ordered after the job that makes them."
  value       = sort(keys(var.buckets))

  depends_on = [module.seaweedfs]
}

output "credentials_secret_name" {
  description = "Secret (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY) in the namespace of every client."
  value       = var.credentials_secret_name
}

output "images" {
  description = "Images as the cluster pulls them, sorted."
  value       = module.seaweedfs.images
}

output "manifests" {
  description = "Certificate and external secrets as plain data."
  value       = module.secrets.manifests
}

output "mirror" {
  description = "Charts and images an air-gapped site mirrors: kind, source, target."
  value       = module.seaweedfs.mirror
}

output "releases" {
  description = "Release name to chart version."
  value       = merge(module.seaweedfs.releases, module.secrets.releases)
}

output "s3_endpoint" {
  description = "Address of the S3 API inside the cluster; TLS, path style."
  value       = "https://seaweedfs-s3.${local.namespace}.svc:8333"

  depends_on = [module.seaweedfs]
}
