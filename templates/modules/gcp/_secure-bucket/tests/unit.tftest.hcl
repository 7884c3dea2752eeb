mock_provider "google" {}

variables {
  project_id        = "acme-dev-0a1b2c3d"
  name              = "acme-dev-artifacts-123456789012"
  location          = "europe-west4"
  purpose           = "ml-artifacts"
  kms_key_id        = "projects/acme-dev-0a1b2c3d/locations/europe-west4/keyRings/acme-dev-abcdef/cryptoKeys/ml"
  access_log_bucket = "acme-dev-access-logs-123456789012"
}

run "private_versioned_and_logged" {
  assert {
    condition     = google_storage_bucket.this.uniform_bucket_level_access && google_storage_bucket.this.public_access_prevention == "enforced" && google_storage_bucket.this.versioning[0].enabled
    error_message = "No ACLs, never public, versioned."
  }

  assert {
    condition     = google_storage_bucket.this.logging[0].log_bucket == "acme-dev-access-logs-123456789012" && !google_storage_bucket.this.force_destroy && google_storage_bucket.this.deletion_policy == "PREVENT"
    error_message = "Usage is logged; destroying takes two steps."
  }

  assert {
    condition     = google_storage_bucket.this.location == "europe-west4" && google_storage_bucket.this.labels["purpose"] == "ml-artifacts"
    error_message = "The bucket lies in the region."
  }
}

run "only_the_callers_key_encrypts" {
  assert {
    condition     = google_storage_bucket.this.encryption[0].default_kms_key_name == var.kms_key_id
    error_message = "The default key is the caller's."
  }

  assert {
    condition = (
      google_storage_bucket.this.encryption[0].google_managed_encryption_enforcement_config[0].restriction_mode == "FullyRestricted"
      && google_storage_bucket.this.encryption[0].customer_supplied_encryption_enforcement_config[0].restriction_mode == "FullyRestricted"
      && google_storage_bucket.this.encryption[0].customer_managed_encryption_enforcement_config[0].restriction_mode == "NotRestricted"
    )
    error_message = "Writes that ask for another way of encrypting are refused."
  }
}

run "expiry_and_grants" {
  variables {
    expire_days   = 30
    protect       = false
    force_destroy = true
    grants = [
      { name = "training", role = "roles/storage.objectUser", member = "serviceAccount:training@acme-dev-0a1b2c3d.iam.gserviceaccount.com" },
      { name = "training", role = "roles/storage.legacyBucketReader", member = "serviceAccount:training@acme-dev-0a1b2c3d.iam.gserviceaccount.com" },
    ]
  }

  assert {
    condition     = one([for rule in google_storage_bucket.this.lifecycle_rule : one(rule.condition).age if one(rule.condition).with_state == "LIVE"]) == 30
    error_message = "Live objects expire after 30 days."
  }

  assert {
    condition     = keys(google_storage_bucket_iam_member.this) == ["training/roles/storage.legacyBucketReader", "training/roles/storage.objectUser"]
    error_message = "Grants lie on the bucket, under static addresses."
  }

  assert {
    condition     = google_storage_bucket.this.force_destroy && google_storage_bucket.this.deletion_policy == "DELETE" && output.url == "gs://acme-dev-artifacts-123456789012"
    error_message = "An environment can be given up."
  }
}

run "rejects_force_destroy_of_protected" {
  command         = plan
  expect_failures = [var.force_destroy]

  variables {
    force_destroy = true
  }
}

run "rejects_logging_into_itself" {
  command         = plan
  expect_failures = [var.access_log_bucket]

  variables {
    access_log_bucket = "acme-dev-artifacts-123456789012"
  }
}

run "rejects_public_grant" {
  command         = plan
  expect_failures = [var.grants]

  variables {
    grants = [{ name = "all", role = "roles/storage.objectViewer", member = "allUsers" }]
  }
}

run "rejects_admin_grant" {
  command         = plan
  expect_failures = [var.grants]

  variables {
    grants = [{ name = "training", role = "roles/storage.admin", member = "group:ml@example.com" }]
  }
}

run "rejects_key_of_another_region" {
  command         = plan
  expect_failures = [var.kms_key_id]

  variables {
    kms_key_id = "projects/acme-dev-0a1b2c3d/locations/us-central1/keyRings/acme/cryptoKeys/ml"
  }
}

run "rejects_bad_values" {
  command         = plan
  expect_failures = [var.expire_days, var.location, var.name, var.noncurrent_days, var.purpose, var.soft_delete_days]

  variables {
    expire_days      = 0
    location         = "EU"
    name             = "Goog"
    noncurrent_days  = 0
    purpose          = "ML"
    soft_delete_days = 3
  }
}

run "rejects_short_key_name" {
  command         = plan
  expect_failures = [var.kms_key_id]

  variables {
    kms_key_id = "ml"
  }
}

run "rejects_key_version" {
  command         = plan
  expect_failures = [var.kms_key_id]

  variables {
    kms_key_id = "projects/k/locations/europe-west4/keyRings/r/cryptoKeys/ml/cryptoKeyVersions/3"
  }
}
