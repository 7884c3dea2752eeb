output "alerts_key_id" {
  description = "Key of topics and queues."
  value       = module.keys.alerts_key_id
}

output "audit_key_id" {
  description = "Key of locked logs and evidence."
  value       = module.keys.audit_key_id
}

output "data_key_id" {
  description = "Key of the lake, warehouse and streams."
  value       = module.keys.data_key_id
}

output "images_key_id" {
  description = "Key of images and packages."
  value       = module.keys.images_key_id
}

output "logs_key_id" {
  description = "Key of operational logs."
  value       = module.keys.logs_key_id
}

output "ml_key_id" {
  description = "Key of Vertex AI and notebooks."
  value       = module.keys.ml_key_id
}

output "runtime_key_id" {
  description = "Key of clusters and services."
  value       = module.keys.runtime_key_id
}

output "secrets_key_id" {
  description = "Key of secrets."
  value       = module.keys.secrets_key_id
}

output "key_grants" {
  description = "Purpose => agents that may use the key."
  value       = module.keys.key_grants
}

output "key_ids" {
  description = "Purpose => key, the further ones included, without the signing key."
  value       = module.keys.key_ids
}

output "key_project_id" {
  description = "Project the keys lie in, for gcp.restrictCmekCryptoKeyProjects."
  value       = module.keys.key_project_id
}

output "key_ring_id" {
  description = "Ring of all keys."
  value       = module.keys.key_ring_id
}

output "signing_key_id" {
  description = "Asymmetric key that signs models, images and evidence."
  value       = module.keys.signing_key_id
}
