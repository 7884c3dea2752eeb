output "evidence_bucket" {
  description = "Where audit events lie: endpoint, bucket, prefix, and the lock the bucket must have."
  value       = { endpoint = local.endpoint, bucket = var.evidence.bucket, prefix = local.prefix, lock_mode = "COMPLIANCE", lock_days = local.lock_days }
}

output "images" {
  description = "Images as the cluster pulls them."
  value       = module.shipper.images
}

output "manifests" {
  description = "Network policy, monitor and alert rules as plain data."
  value       = module.objects.manifests
}

output "mirror" {
  description = "What an air-gapped site must mirror: kind, source and target."
  value       = module.shipper.mirror
}

output "releases" {
  description = "Release to chart version."
  value       = module.shipper.releases
}

output "values" {
  description = "Values by release, for checks."
  value       = { audit-shipper = module.shipper.values }
}
