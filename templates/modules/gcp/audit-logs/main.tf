# The audit trail leaves the project's ordinary log bucket for one nobody can shorten, and a copy goes to write-once storage. Both are
# encrypted with the key for evidence; both routes are watched.
locals {
  retention_days = ceil(var.retention_years * 365.25)

  # In prod the statute decides; elsewhere evidence of tests is kept as long as somebody looks for it.
  bucket_days  = var.environment == "prod" ? min(max(local.retention_days, 400), 3650) : var.test_retention_days # 3650 is the longest a log bucket takes
  archive_days = var.environment == "prod" ? max(local.retention_days, 400) : var.test_retention_days

  # Admin activity, data access, system events, policy denials, access by Google's staff, network flows and DNS.
  base_filters = [
    "log_id(\"cloudaudit.googleapis.com/activity\")",
    "log_id(\"cloudaudit.googleapis.com/data_access\")",
    "log_id(\"cloudaudit.googleapis.com/system_event\")",
    "log_id(\"cloudaudit.googleapis.com/policy\")",
    "log_id(\"cloudaudit.googleapis.com/access_transparency\")",
  ]
  network_filters = var.include_network_logs ? [
    "log_id(\"compute.googleapis.com/vpc_flows\")",
    "log_id(\"compute.googleapis.com/firewall\")",
    "log_id(\"dns.googleapis.com/dns_queries\")",
  ] : []
  filter = join(" OR ", concat(local.base_filters, local.network_filters, sort(var.extra_filters)))

  sinks = {
    bucket  = "logging.googleapis.com/${google_logging_project_bucket_config.audit.id}"
    archive = "storage.googleapis.com/${google_storage_bucket.archive.name}"
  }
}

# The name of a deleted log bucket is free again after seven days, that of a storage bucket belongs to the world.
resource "random_id" "suffix" {
  byte_length = 3
}

resource "google_logging_project_bucket_config" "audit" {
  project        = var.project_id
  location       = var.region
  bucket_id      = "${var.name_prefix}-audit-${random_id.suffix.hex}"
  description    = "Audit trail of ${var.name_prefix}."
  retention_days = local.bucket_days
  locked         = var.lock_retention # for ever: not even the organisation shortens a locked bucket

  # A key can be changed, never removed. The grant to Logging's own agent was made with the key.
  cmek_settings {
    kms_key_name = var.audit_key_id
  }

  lifecycle {
    precondition {
      condition     = !var.lock_retention || var.lock_acknowledged
      error_message = "Locking cannot be undone: log bucket and archive then live for ${local.bucket_days} days whatever happens. Set lock_acknowledged once somebody with authority has accepted that."
    }
  }
}

resource "google_storage_bucket" "archive" {
  # checkov:skip=CKV_GCP_78:versioning and a retention policy exclude each other, and retention is the stronger; owner=platform-team; expires=2027-11-30
  project                     = var.project_id
  name                        = "${var.name_prefix}-evidence-${random_id.suffix.hex}"
  location                    = var.region
  storage_class               = "NEARLINE"
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
  force_destroy               = var.force_destroy
  labels                      = var.labels

  encryption {
    default_kms_key_name = var.audit_key_id

    # Not only a default: writes with Google's own keys are refused.
    google_managed_encryption_enforcement_config {
      restriction_mode = "FullyRestricted"
    }

    customer_supplied_encryption_enforcement_config {
      restriction_mode = "FullyRestricted"
    }
  }

  retention_policy {
    retention_period = tostring(local.archive_days * 86400) # a string since provider 7
    is_locked        = var.lock_retention
  }

  logging {
    log_bucket        = google_storage_bucket.access.name
    log_object_prefix = "${var.name_prefix}-evidence"
  }

  lifecycle_rule {
    action {
      type          = "SetStorageClass"
      storage_class = "ARCHIVE"
    }

    condition {
      age = 90
    }
  }

  lifecycle_rule {
    action {
      type = "Delete"
    }

    condition {
      age = local.archive_days + 1 # the policy must have let go first
    }
  }
}

# Access logs of buckets. Object calls are in the audit log too; these add the caller's address for anonymous and signed requests.
resource "google_storage_bucket" "access" {
  # checkov:skip=CKV_GCP_62:the target of access logs, logging itself would never end; owner=platform-team; expires=2027-11-30
  project                     = var.project_id
  name                        = "${var.name_prefix}-access-${random_id.suffix.hex}"
  location                    = var.region
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
  force_destroy               = var.force_destroy
  labels                      = var.labels

  encryption {
    default_kms_key_name = var.logs_key_id

    google_managed_encryption_enforcement_config {
      restriction_mode = "FullyRestricted"
    }
  }

  versioning {
    enabled = true
  }

  lifecycle_rule {
    action {
      type = "Delete"
    }

    condition {
      age = var.access_log_days
    }
  }

  lifecycle_rule {
    action {
      type = "Delete"
    }

    condition {
      days_since_noncurrent_time = 7
      with_state                 = "ARCHIVED"
    }
  }
}

resource "google_storage_bucket_iam_member" "access_log_delivery" {
  bucket = google_storage_bucket.access.name
  role   = "roles/storage.objectCreator"
  member = "group:cloud-storage-analytics@google.com" # Google's log delivery
}

resource "google_logging_project_sink" "this" {
  for_each = toset(["archive", "bucket"])

  project                = var.project_id
  name                   = "${var.name_prefix}-audit-${each.value}"
  description            = "Audit trail into ${each.value == "bucket" ? "the log bucket" : "write-once storage"}."
  destination            = local.sinks[each.value]
  filter                 = local.filter
  unique_writer_identity = true
}

# Delivery into a log bucket of the same project needs no grant; into storage the writer may add, and nothing else.
resource "google_storage_bucket_iam_member" "writer" {
  bucket = google_storage_bucket.archive.name
  role   = "roles/storage.objectCreator"
  member = google_logging_project_sink.this["archive"].writer_identity
}

# Where the platform is the owner of the whole organisation's trail, every project's goes into the same log bucket.
resource "google_logging_organization_sink" "this" {
  count = var.org_sink ? 1 : 0

  org_id           = var.org_id
  name             = "${var.name_prefix}-audit"
  description      = "Audit logs of every project into ${google_logging_project_bucket_config.audit.bucket_id}."
  destination      = "logging.googleapis.com/${google_logging_project_bucket_config.audit.id}"
  filter           = join(" OR ", local.base_filters)
  include_children = true # and they keep their own copies: nothing is intercepted

  lifecycle {
    precondition {
      condition     = var.org_id != null
      error_message = "org_sink needs org_id, and logging.configWriter in the organisation."
    }
  }
}

resource "google_project_iam_member" "org_writer" {
  count = var.org_sink ? 1 : 0

  project = var.project_id
  role    = "roles/logging.bucketWriter"
  member  = google_logging_organization_sink.this[0].writer_identity

  condition {
    title       = "audit bucket only"
    description = "Writes into the log bucket of the trail and no other."
    expression  = "resource.name.endsWith(\"/buckets/${google_logging_project_bucket_config.audit.bucket_id}\")"
  }
}

check "prod_is_locked" {
  assert {
    condition     = var.environment != "prod" || var.lock_retention
    error_message = "The audit trail of prod is kept but not locked: an owner can still shorten it. Set lock_retention and lock_acknowledged once the retention is agreed."
  }
}
