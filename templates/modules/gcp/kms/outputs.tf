# Every id waits for the grants.

output "alerts_key_id" {
  description = "Key of topics and queues."
  value       = google_kms_crypto_key.this["alerts"].id
  depends_on  = [time_sleep.grants]
}

output "audit_key_id" {
  description = "Key of locked logs and evidence."
  value       = google_kms_crypto_key.this["audit"].id
  depends_on  = [time_sleep.grants]
}

output "data_key_id" {
  description = "Key of the lake, warehouse and streams."
  value       = google_kms_crypto_key.this["data"].id
  depends_on  = [time_sleep.grants]
}

output "images_key_id" {
  description = "Key of images and packages."
  value       = google_kms_crypto_key.this["images"].id
  depends_on  = [time_sleep.grants]
}

output "logs_key_id" {
  description = "Key of operational logs."
  value       = google_kms_crypto_key.this["logs"].id
  depends_on  = [time_sleep.grants]
}

output "ml_key_id" {
  description = "Key of Vertex AI and notebooks."
  value       = google_kms_crypto_key.this["ml"].id
  depends_on  = [time_sleep.grants]
}

output "runtime_key_id" {
  description = "Key of clusters and services."
  value       = google_kms_crypto_key.this["runtime"].id
  depends_on  = [time_sleep.grants]
}

output "secrets_key_id" {
  description = "Key of secrets."
  value       = google_kms_crypto_key.this["secrets"].id
  depends_on  = [time_sleep.grants]
}

output "key_grants" {
  description = "Purpose => agents that may use the key."
  value       = { for purpose in keys(local.keys) : purpose => sort([for grant in values(local.agent_grants) : grant.agent if grant.purpose == purpose]) }
}

output "key_ids" {
  description = "Purpose => key, the further ones included, without the signing key."
  value       = { for purpose, key in google_kms_crypto_key.this : purpose => key.id }
  depends_on  = [time_sleep.grants]
}

output "key_project_id" {
  description = "Project the keys lie in, for gcp.restrictCmekCryptoKeyProjects."
  value       = local.key_project_id
}

output "key_ring_id" {
  description = "Ring of all keys."
  value       = google_kms_key_ring.this.id
}

output "protection_levels" {
  description = "Purpose => where the key's material lives."
  value       = merge({ for purpose, key in google_kms_crypto_key.this : purpose => key.version_template[0].protection_level }, { signing = google_kms_crypto_key.signing.version_template[0].protection_level })
}

output "signing_key_id" {
  description = "Asymmetric key that signs models, images and evidence."
  value       = google_kms_crypto_key.signing.id
}
