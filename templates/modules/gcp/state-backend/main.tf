# Applied once per environment by a person, with local state: what must stand before any pipeline can run.
locals {
  # docs/adr/0004: <project>-<environment>-tfstate-<suffix>, known before any project is.
  state_bucket = var.state_bucket

  # The same name as local.apply_account of the stack: 18 characters, a hyphen and at most 11 more.
  account_prefix = trimsuffix(substr(var.name_prefix, 0, 18), "-")

  # The last three for calls without a project of their own, which are counted here: billing, budgets, constraints of the organisation.
  services = [
    "cloudkms.googleapis.com",
    "cloudresourcemanager.googleapis.com",
    "iam.googleapis.com",
    "iamcredentials.googleapis.com",
    "serviceusage.googleapis.com",
    "storage.googleapis.com",
    "sts.googleapis.com",
    "billingbudgets.googleapis.com",
    "cloudbilling.googleapis.com",
    "orgpolicy.googleapis.com",
  ]
}

resource "google_project_service" "this" {
  for_each = toset(local.services)

  project            = var.seed_project_id
  service            = each.value
  disable_on_destroy = false

  timeouts {
    create = "30m"
  }
}

resource "time_sleep" "services" {
  create_duration = "60s"

  depends_on = [google_project_service.this]
}

# Reading it creates the agent that encrypts and decrypts for the bucket.
data "google_storage_project_service_account" "this" {
  project = var.seed_project_id

  depends_on = [time_sleep.services]
}

# Key rings never go away, so a second bootstrap needs another name.
resource "random_id" "ring" {
  byte_length = 3
}

resource "google_kms_key_ring" "state" {
  project  = var.seed_project_id
  name     = "${var.name_prefix}-tfstate-${random_id.ring.hex}"
  location = var.region

  depends_on = [time_sleep.services]
}

resource "google_kms_crypto_key" "state" {
  name                       = "tfstate"
  key_ring                   = google_kms_key_ring.state.id
  purpose                    = "ENCRYPT_DECRYPT"
  rotation_period            = "7776000s"
  destroy_scheduled_duration = "2592000s"
  labels                     = var.labels

  version_template {
    algorithm        = "GOOGLE_SYMMETRIC_ENCRYPTION"
    protection_level = var.key_protection_level
  }

  lifecycle {
    prevent_destroy = true # with the key goes every state
  }
}

resource "google_kms_crypto_key_iam_member" "state" {
  crypto_key_id = google_kms_crypto_key.state.id
  role          = "roles/cloudkms.cryptoKeyEncrypterDecrypter"
  member        = "serviceAccount:${trimprefix(data.google_storage_project_service_account.this.email_address, "serviceAccount:")}"
}

resource "time_sleep" "key" {
  create_duration = "60s"

  depends_on = [google_kms_crypto_key_iam_member.state]
}

# No retention policy: a state is rewritten and its lock deleted at every run. Versions and soft delete bring a lost one back.
resource "google_storage_bucket" "state" {
  # checkov:skip=CKV_GCP_62:the access log bucket comes with audit.trail, which needs a state; object calls are in the audit log; owner=platform-team; expires=2027-11-30
  project                     = var.seed_project_id
  name                        = local.state_bucket
  location                    = var.region
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
  force_destroy               = var.force_destroy
  labels                      = var.labels

  encryption {
    default_kms_key_name = google_kms_crypto_key.state.id

    google_managed_encryption_enforcement_config {
      restriction_mode = "FullyRestricted"
    }

    customer_supplied_encryption_enforcement_config {
      restriction_mode = "FullyRestricted"
    }
  }

  versioning {
    enabled = true
  }

  soft_delete_policy {
    retention_duration_seconds = var.soft_delete_days * 86400
  }

  dynamic "logging" {
    for_each = var.access_log_bucket == null ? [] : [var.access_log_bucket]

    content {
      log_bucket        = logging.value
      log_object_prefix = local.state_bucket
    }
  }

  lifecycle_rule {
    action {
      type = "Delete"
    }

    condition {
      num_newer_versions         = var.state_versions
      days_since_noncurrent_time = 30
      with_state                 = "ARCHIVED"
    }
  }

  depends_on = [time_sleep.key]
}

# Reads state; a plan runs with -lock=false, since a lock is a write.
resource "google_storage_bucket_iam_member" "plan" {
  bucket = google_storage_bucket.state.name
  role   = "roles/storage.objectViewer"
  member = google_service_account.ci["plan"].member
}

resource "google_storage_bucket_iam_member" "apply" {
  bucket = google_storage_bucket.state.name
  role   = "roles/storage.objectUser" # not objectAdmin: no change of object ACLs or holds
  member = google_service_account.ci["apply"].member
}
