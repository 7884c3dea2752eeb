# Where work is kept: artifacts stay, staging does not. Grants lie on the buckets and the dataset, nothing on the project.
locals {
  # buckets.get is asked for by the Vertex SDK before it writes, and no object role contains it.
  workload_bucket_roles = {
    artifacts = {
      monitoring = ["roles/storage.objectViewer"]
      notebook   = ["roles/storage.legacyBucketReader", "roles/storage.objectUser"]
      pipeline   = ["roles/storage.legacyBucketReader", "roles/storage.objectUser"]
      release    = ["roles/storage.objectViewer"]
      serving    = ["roles/storage.objectViewer"]
      training   = ["roles/storage.legacyBucketReader", "roles/storage.objectUser"]
    }
    staging = {
      notebook = ["roles/storage.legacyBucketReader", "roles/storage.objectUser"]
      pipeline = ["roles/storage.legacyBucketReader", "roles/storage.objectUser"]
      training = ["roles/storage.legacyBucketReader", "roles/storage.objectUser"]
    }
  }

  builder_bucket_role = local.is_released ? "roles/storage.objectViewer" : "roles/storage.objectUser"

  bucket_grants = {
    for bucket, workloads in local.workload_bucket_roles : bucket => concat(
      flatten([for workload, roles in workloads : [for role in roles : { name = workload, role = role, member = var.account_members[workload] }]]),
      [for name, group in local.builders : { name = name, role = local.builder_bucket_role, member = group }],
      # Reports of an evaluation are artifacts: who approves and who audits must see them.
      bucket == "artifacts" ? [for name, group in local.readers : { name = name, role = "roles/storage.objectViewer", member = group }] : [],
    )
  }
}

module "artifacts" {
  source = "../_secure-bucket"

  project_id        = var.project_id
  name              = "${var.name_prefix}-artifacts-${var.project_number}"
  location          = var.region
  purpose           = "ml-artifacts"
  kms_key_id        = var.ml_key_id
  access_log_bucket = var.access_log_bucket
  noncurrent_days   = var.artifact_noncurrent_days
  force_destroy     = var.force_destroy
  protect           = var.protect
  grants            = local.bucket_grants["artifacts"]
  labels            = var.labels
}

module "staging" {
  source = "../_secure-bucket"

  project_id        = var.project_id
  name              = "${var.name_prefix}-staging-${var.project_number}"
  location          = var.region
  purpose           = "ml-staging"
  kms_key_id        = var.ml_key_id
  access_log_bucket = var.access_log_bucket
  expire_days       = var.staging_days
  noncurrent_days   = 7
  force_destroy     = var.force_destroy
  protect           = var.protect
  grants            = local.bucket_grants["staging"]
  labels            = var.labels
}

# Requests and responses of endpoints. In the region of the endpoints: Vertex AI writes nowhere else.
resource "google_bigquery_dataset" "requests" {
  project                         = var.project_id
  dataset_id                      = "${local.snake_prefix}_requests"
  friendly_name                   = "Requests of ${var.name_prefix}"
  description                     = "Requests and responses of endpoints: input, output, model version, time. Read by model monitoring."
  location                        = var.region
  default_partition_expiration_ms = var.request_days * 86400000
  delete_contents_on_destroy      = var.force_destroy
  deletion_policy                 = local.deletion_policy
  max_time_travel_hours           = "168"
  labels                          = merge(var.labels, { purpose = "inference-log" })

  default_encryption_configuration {
    kms_key_name = var.data_key_id
  }
}

resource "google_bigquery_dataset_iam_member" "requests" {
  for_each = {
    vertex     = { role = "roles/bigquery.dataEditor", member = var.service_agents["aiplatform"] }
    monitoring = { role = "roles/bigquery.dataViewer", member = var.account_members["monitoring"] }
  }

  project    = var.project_id
  dataset_id = google_bigquery_dataset.requests.dataset_id
  role       = each.value.role
  member     = each.value.member
}

resource "google_bigquery_dataset_iam_member" "auditors" {
  for_each = toset(lookup(var.personas, "auditor", []))

  project    = var.project_id
  dataset_id = google_bigquery_dataset.requests.dataset_id
  role       = "roles/bigquery.dataViewer"
  member     = each.value
}
