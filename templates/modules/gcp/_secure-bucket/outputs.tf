# Name and URL wait for the grants: who reads the name may use the bucket.
output "name" {
  description = "Name of the bucket."
  value       = google_storage_bucket.this.name
  depends_on  = [google_storage_bucket_iam_member.this]
}

output "url" {
  description = "gs:// URL of the bucket, without a trailing slash."
  value       = "gs://${google_storage_bucket.this.name}"
  depends_on  = [google_storage_bucket_iam_member.this]
}
