# The one way this platform makes a bucket for work in progress: no ACLs, never public, versioned, encrypted with the caller's key only,
# logged. Buckets under retention are made where the retention is decided.
resource "google_storage_bucket" "this" {
  project                     = var.project_id
  name                        = var.name
  location                    = var.location
  storage_class               = "STANDARD"
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
  force_destroy               = var.force_destroy
  deletion_policy             = var.protect ? "PREVENT" : "DELETE"
  labels                      = merge(var.labels, { purpose = var.purpose })

  # The default key encrypts what names no key; the restrictions refuse what names another way.
  encryption {
    default_kms_key_name = var.kms_key_id

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

  versioning {
    enabled = true
  }

  logging {
    log_bucket        = var.access_log_bucket
    log_object_prefix = var.name
  }

  soft_delete_policy {
    retention_duration_seconds = var.soft_delete_days * 86400
  }

  lifecycle_rule {
    action {
      type = "AbortIncompleteMultipartUpload"
    }

    condition {
      age = 7
    }
  }

  lifecycle_rule {
    action {
      type = "Delete"
    }

    condition {
      days_since_noncurrent_time = var.noncurrent_days
      with_state                 = "ARCHIVED"
    }
  }

  dynamic "lifecycle_rule" {
    for_each = var.expire_days == null ? [] : [var.expire_days]

    content {
      action {
        type = "Delete"
      }

      condition {
        age        = lifecycle_rule.value
        with_state = "LIVE"
      }
    }
  }
}

resource "google_storage_bucket_iam_member" "this" {
  for_each = { for grant in var.grants : "${grant.name}/${grant.role}" => grant }

  bucket = google_storage_bucket.this.name
  role   = each.value.role
  member = each.value.member
}
