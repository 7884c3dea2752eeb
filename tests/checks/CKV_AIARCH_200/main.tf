resource "google_storage_bucket_iam_member" "account" {
  role   = "roles/storage.objectViewer"
  member = google_service_account.training.member
}

resource "google_storage_bucket_iam_member" "groups" {
  for_each = merge({ auditors = "group:auditors@acme.example" }, var.more)

  role   = "roles/storage.objectViewer"
  member = each.value
}

resource "google_service_account_iam_member" "repository" {
  role   = "roles/iam.workloadIdentityUser"
  member = "principalSet://iam.googleapis.com/${google_iam_workload_identity_pool.ci.name}/attribute.repository_id/1"
}

resource "google_storage_bucket_iam_member" "public" {
  role   = "roles/storage.objectViewer"
  member = "allUsers"
}

resource "google_storage_bucket_iam_member" "public_among_others" {
  for_each = merge({ everybody = "allAuthenticatedUsers" }, var.more)

  role   = "roles/storage.objectViewer"
  member = each.value
}

resource "google_pubsub_topic_iam_binding" "public" {
  role    = "roles/pubsub.publisher"
  members = ["group:ml@acme.example", "allUsers"]
}

resource "google_service_account_iam_member" "whole_pool" {
  role   = "roles/iam.workloadIdentityUser"
  member = "principalSet://iam.googleapis.com/${google_iam_workload_identity_pool.ci.name}/*"
}

# Hangs on a variable alone: neither passed nor failed.
resource "google_storage_bucket_iam_member" "unknown" {
  role   = "roles/storage.objectViewer"
  member = var.member
}
