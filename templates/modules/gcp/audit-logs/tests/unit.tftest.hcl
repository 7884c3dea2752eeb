mock_provider "google" {
  mock_resource "google_logging_project_bucket_config" {
    defaults = { id = "projects/acme-dev-0a1b2c3d/locations/europe-west4/buckets/acme-dev-audit-abcdef" }
  }

  mock_resource "google_logging_project_sink" {
    defaults = { writer_identity = "serviceAccount:p123456789012-1@gcp-sa-logging.iam.gserviceaccount.com" }
  }

  mock_resource "google_logging_organization_sink" {
    defaults = { writer_identity = "serviceAccount:o987-1@gcp-sa-logging.iam.gserviceaccount.com" }
  }
}

mock_provider "random" {
  mock_resource "random_id" {
    defaults = { hex = "abcdef" }
  }
}

variables {
  name_prefix     = "acme-dev"
  environment     = "dev"
  region          = "europe-west4"
  project_id      = "acme-dev-0a1b2c3d"
  audit_key_id    = "projects/acme-dev-0a1b2c3d/locations/europe-west4/keyRings/r/cryptoKeys/audit"
  logs_key_id     = "projects/acme-dev-0a1b2c3d/locations/europe-west4/keyRings/r/cryptoKeys/logs"
  retention_years = 6
}

run "kept_twice_and_not_locked_in_dev" {
  assert {
    condition     = google_logging_project_bucket_config.audit.locked == false && google_logging_project_bucket_config.audit.retention_days == 30 && google_logging_project_bucket_config.audit.location == "europe-west4"
    error_message = "In dev the trail is kept for tests only."
  }

  assert {
    condition     = google_logging_project_bucket_config.audit.cmek_settings[0].kms_key_name == var.audit_key_id
    error_message = "The log bucket is encrypted with the key for evidence."
  }

  assert {
    condition     = google_storage_bucket.archive.retention_policy[0].retention_period == "2592000" && google_storage_bucket.archive.retention_policy[0].is_locked == false
    error_message = "The archive is write-once for the same time; the period is a string."
  }

  assert {
    condition     = google_storage_bucket.archive.encryption[0].google_managed_encryption_enforcement_config[0].restriction_mode == "FullyRestricted" && google_storage_bucket.archive.public_access_prevention == "enforced" && google_storage_bucket.archive.uniform_bucket_level_access
    error_message = "Nothing is written under another key, nothing is public."
  }

  assert {
    condition     = alltrue([for bucket in [google_storage_bucket.archive, google_storage_bucket.access] : bucket.force_destroy == false])
    error_message = "Buckets are not emptied by accident."
  }

  assert {
    condition     = google_storage_bucket.archive.logging[0].log_bucket == google_storage_bucket.access.name && google_storage_bucket.access.versioning[0].enabled
    error_message = "Access to evidence is logged."
  }

  assert {
    condition     = google_logging_project_sink.this["bucket"].destination == "logging.googleapis.com/projects/acme-dev-0a1b2c3d/locations/europe-west4/buckets/acme-dev-audit-abcdef" && google_logging_project_sink.this["archive"].destination == "storage.googleapis.com/acme-dev-evidence-abcdef"
    error_message = "The trail goes to both."
  }

  assert {
    condition     = alltrue([for sink in google_logging_project_sink.this : sink.unique_writer_identity && strcontains(sink.filter, "data_access") && strcontains(sink.filter, "access_transparency") && strcontains(sink.filter, "vpc_flows")])
    error_message = "Data access, access by Google and flows are in the trail; each sink has a writer of its own."
  }

  assert {
    condition     = google_storage_bucket_iam_member.writer.role == "roles/storage.objectCreator" && google_storage_bucket_iam_member.writer.member == "serviceAccount:p123456789012-1@gcp-sa-logging.iam.gserviceaccount.com"
    error_message = "The writer adds and does nothing else."
  }

  assert {
    condition     = keys(google_monitoring_alert_policy.this) == ["audit-config", "evidence-bucket", "sink-changes", "sink-errors"] && google_monitoring_alert_policy.this["sink-errors"].severity == "CRITICAL" && google_monitoring_alert_policy.this["sink-errors"].alert_strategy[0].auto_close == "86400s"
    error_message = "The trail itself is watched."
  }

  assert {
    condition     = length(google_logging_organization_sink.this) == 0
    error_message = "Other projects are collected on request only."
  }
}

run "prod_follows_the_statute_and_locks" {
  variables {
    name_prefix       = "acme-prod"
    environment       = "prod"
    lock_retention    = true
    lock_acknowledged = true
  }

  assert {
    condition     = google_logging_project_bucket_config.audit.locked && google_logging_project_bucket_config.audit.retention_days == 2192 && google_storage_bucket.archive.retention_policy[0].is_locked && output.is_locked
    error_message = "Prod keeps for the statutory years and cannot be shortened."
  }
}

run "ten_years_fit" {
  command = plan

  variables {
    environment       = "prod"
    retention_years   = 10
    lock_retention    = true
    lock_acknowledged = true
  }

  assert {
    condition     = google_logging_project_bucket_config.audit.retention_days == 3650 && google_storage_bucket.archive.retention_policy[0].retention_period == tostring(3653 * 86400)
    error_message = "A log bucket takes 3650 days at most; the archive keeps the rest."
  }
}

run "organisation_and_quiet_network" {
  variables {
    org_sink             = true
    org_id               = "987654321098"
    include_network_logs = false
    extra_filters        = ["log_id(\"aiplatform.googleapis.com/prediction\")"]
  }

  assert {
    condition     = google_logging_organization_sink.this[0].include_children && google_project_iam_member.org_writer[0].role == "roles/logging.bucketWriter" && google_project_iam_member.org_writer[0].condition[0].expression == "resource.name.endsWith(\"/buckets/acme-dev-audit-abcdef\")"
    error_message = "The organisation's sink collects all projects and writes into the one bucket."
  }

  assert {
    condition     = !strcontains(google_logging_project_sink.this["bucket"].filter, "vpc_flows") && strcontains(google_logging_project_sink.this["bucket"].filter, "aiplatform.googleapis.com/prediction")
    error_message = "Network logs can be left out, further ones taken in."
  }
}

run "warns_of_unlocked_prod" {
  command         = plan
  expect_failures = [check.prod_is_locked]

  variables {
    environment = "prod"
  }
}

run "rejects_lock_without_acknowledgement" {
  command         = plan
  expect_failures = [google_logging_project_bucket_config.audit]

  variables {
    environment    = "prod"
    lock_retention = true
  }
}

run "rejects_lock_in_dev" {
  command         = plan
  expect_failures = [var.lock_retention]

  variables {
    lock_retention    = true
    lock_acknowledged = true
  }
}

run "rejects_force_destroy_in_prod" {
  command         = plan
  expect_failures = [var.force_destroy]

  variables {
    environment       = "prod"
    force_destroy     = true
    lock_retention    = true
    lock_acknowledged = true
  }
}

run "rejects_org_sink_without_organisation" {
  command         = plan
  expect_failures = [google_logging_organization_sink.this]

  variables {
    org_sink = true
  }
}

run "rejects_key_version" {
  command         = plan
  expect_failures = [var.audit_key_id, var.logs_key_id]

  variables {
    audit_key_id = "projects/p/locations/l/keyRings/r/cryptoKeys/audit/cryptoKeyVersions/1"
    logs_key_id  = "logs"
  }
}

run "rejects_bad_values" {
  command         = plan
  expect_failures = [var.access_log_days, var.environment, var.name_prefix, var.region, var.retention_years, var.test_retention_days]

  variables {
    access_log_days     = 30
    environment         = "qa"
    name_prefix         = "A"
    region              = "eu"
    retention_years     = 0.5
    test_retention_days = 0
  }
}
