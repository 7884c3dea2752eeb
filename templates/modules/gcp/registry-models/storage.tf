# Decisions, written once. An approver adds an object per decision and can neither replace nor delete one, nor can anybody else.
resource "google_storage_bucket" "approvals" {
  # checkov:skip=CKV_GCP_78:versioning and a retention policy exclude each other, and retention is the stronger; owner=platform-team; expires=2027-11-30
  project                     = var.project_id
  name                        = "${var.name_prefix}-approvals-${var.project_number}"
  location                    = var.region
  storage_class               = "STANDARD"
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
  force_destroy               = false
  deletion_policy             = local.deletion_policy
  labels                      = merge(var.labels, { purpose = "model-approvals" })

  encryption {
    default_kms_key_name = var.audit_key_id

    customer_managed_encryption_enforcement_config {
      restriction_mode = "NotRestricted"
    }

    customer_supplied_encryption_enforcement_config {
      restriction_mode = "FullyRestricted"
    }

    google_managed_encryption_enforcement_config {
      restriction_mode = "FullyRestricted"
    }
  }

  retention_policy {
    retention_period = tostring(local.approval_days * 86400) # a string since provider 7
    is_locked        = var.lock_retention
  }

  logging {
    log_bucket        = var.access_log_bucket
    log_object_prefix = "${var.name_prefix}-approvals"
  }

  lifecycle {
    precondition {
      condition     = !var.lock_retention || var.lock_acknowledged
      error_message = "Locking cannot be undone: decisions then stay for ${local.approval_days} days whatever happens. Set lock_acknowledged once somebody with authority has accepted that."
    }
  }
}

resource "google_storage_bucket_iam_member" "decide" {
  for_each = local.approvers

  bucket = google_storage_bucket.approvals.name
  role   = "roles/storage.objectCreator"
  member = each.value
}

resource "google_storage_bucket_iam_member" "read_decisions" {
  for_each = merge(
    { release = var.account_members["release"] },
    { for member in local.auditors : "auditor/${member}" => member },
    { for member in local.approvers : "approver/${member}" => member },
  )

  bucket = google_storage_bucket.approvals.name
  role   = "roles/storage.objectViewer"
  member = each.value
}

# What is served comes from here: the release account copies what was approved, and whoever trained it can no longer touch it.
module "released" {
  source = "../_secure-bucket"

  project_id        = var.project_id
  name              = "${var.name_prefix}-models-${var.project_number}"
  location          = var.region
  purpose           = "released-models"
  kms_key_id        = var.ml_key_id
  access_log_bucket = var.access_log_bucket
  noncurrent_days   = 365
  force_destroy     = var.force_destroy
  protect           = var.protect
  labels            = var.labels
  grants = concat(
    [for role in ["roles/storage.legacyBucketReader", "roles/storage.objectUser"] : { name = "release", role = role, member = var.account_members["release"] }],
    [for name in ["monitoring", "serving"] : { name = name, role = "roles/storage.objectViewer", member = var.account_members[name] }],
    [for member in sort(setunion(local.approvers, local.auditors)) : { name = member, role = "roles/storage.objectViewer", member = member }],
  )
}

check "prod_is_locked" {
  assert {
    condition     = var.environment != "prod" || var.lock_retention
    error_message = "Decisions about models in prod are kept but not locked: an owner can still shorten the retention. Set lock_retention and lock_acknowledged once it is agreed."
  }
}
