# Keys carry prevent_destroy: with command = apply the teardown would fail, so every run plans.
mock_provider "google" {
  override_during = plan

  mock_resource "google_kms_key_ring" {
    defaults = { id = "projects/acme-dev-0a1b2c3d/locations/europe-west4/keyRings/acme-dev-abcdef" }
  }

  mock_resource "google_kms_crypto_key" {
    defaults = { id = "projects/acme-dev-0a1b2c3d/locations/europe-west4/keyRings/acme-dev-abcdef/cryptoKeys/mock" }
  }
}

mock_provider "random" {
  override_during = plan

  mock_resource "random_id" {
    defaults = { hex = "abcdef" }
  }
}

mock_provider "time" {}

variables {
  name_prefix = "acme-dev"
  environment = "dev"
  location    = "europe-west4"
  project_id  = "acme-dev-0a1b2c3d"
  service_agents = {
    aiplatform = "serviceAccount:service-123456789012@gcp-sa-aiplatform.iam.gserviceaccount.com"
    compute    = "serviceAccount:service-123456789012@compute-system.iam.gserviceaccount.com"
    notebooks  = "serviceAccount:service-123456789012@gcp-sa-notebooks.iam.gserviceaccount.com"
    storage    = "serviceAccount:service-123456789012@gs-project-accounts.iam.gserviceaccount.com"
    logging    = "serviceAccount:cmek-p123456789012@gcp-sa-logging.iam.gserviceaccount.com"
  }
}

run "keys_per_purpose_are_rotated" {
  command = plan

  assert {
    condition     = keys(google_kms_crypto_key.this) == ["alerts", "audit", "data", "images", "logs", "ml", "runtime", "secrets"]
    error_message = "There is one key per blast radius."
  }

  assert {
    condition     = alltrue([for key in google_kms_crypto_key.this : key.rotation_period == "7776000s" && key.purpose == "ENCRYPT_DECRYPT" && key.destroy_scheduled_duration == "2592000s"])
    error_message = "Keys rotate every 90 days and can be rescued for 30."
  }

  assert {
    condition     = alltrue([for key in google_kms_crypto_key.this : key.version_template[0].protection_level == "SOFTWARE" && key.key_ring == "projects/acme-dev-0a1b2c3d/locations/europe-west4/keyRings/acme-dev-abcdef"])
    error_message = "All keys lie in the one ring."
  }

  assert {
    condition     = google_kms_key_ring.this.name == "acme-dev-abcdef" && google_kms_key_ring.this.location == "europe-west4"
    error_message = "The ring has a suffix, since its name never comes back."
  }

  assert {
    condition     = google_kms_crypto_key.signing.purpose == "ASYMMETRIC_SIGN" && google_kms_crypto_key.signing.rotation_period == null && google_kms_crypto_key.signing.version_template[0].algorithm == "EC_SIGN_P256_SHA256"
    error_message = "The signing key is asymmetric and does not rotate by itself."
  }
}

run "grants_go_to_agents_that_exist" {
  command = plan

  assert {
    condition     = output.key_grants["ml"] == tolist(["aiplatform", "compute", "notebooks", "storage"]) && output.key_grants["data"] == tolist(["compute", "storage"])
    error_message = "Workbench needs compute and notebooks; agents that do not exist get no grant."
  }

  assert {
    condition     = length(output.key_grants["images"]) == 0 && output.key_grants["audit"] == tolist(["logging", "storage"])
    error_message = "A key without its agent has no grant; evidence is for Logging and Storage."
  }

  assert {
    condition     = alltrue([for grant in google_kms_crypto_key_iam_member.agent : grant.role == "roles/cloudkms.cryptoKeyEncrypterDecrypter"])
    error_message = "Agents encrypt and decrypt, nothing more."
  }

  assert {
    condition     = google_kms_crypto_key_iam_member.agent["ml/notebooks"].member == "serviceAccount:service-123456789012@gcp-sa-notebooks.iam.gserviceaccount.com"
    error_message = "The member is the one platform.project gives."
  }
}

run "agents_reach_the_keys_they_need_and_no_other" {
  command = plan

  variables {
    service_agents = { for name in [
      "aiplatform", "aiplatform-custom-code", "aiplatform-reasoning-engine", "alloydb", "apigee", "artifactregistry", "bigquery", "compute", "container",
      "dataflow", "dataplex", "logging", "managedkafka", "monitoring-notification", "notebooks", "pubsub", "run", "secretmanager", "storage",
    ] : name => "serviceAccount:service-123456789012@gcp-sa-${name}.iam.gserviceaccount.com" }
  }

  assert {
    condition = jsonencode(output.key_grants) == jsonencode({
      alerts  = ["pubsub"]
      audit   = ["logging", "storage"]
      data    = ["bigquery", "compute", "dataflow", "managedkafka", "storage"]
      images  = ["artifactregistry"]
      logs    = ["logging", "storage"]
      ml      = ["aiplatform", "aiplatform-custom-code", "aiplatform-reasoning-engine", "compute", "notebooks", "storage"]
      runtime = ["compute", "container", "run"]
      secrets = ["secretmanager"]
    })
    error_message = "Each service encrypts with the key of its purpose: one missing fails the first apply, one too many is reach nobody asked for."
  }

  assert {
    condition     = time_sleep.grants.create_duration == "60s"
    error_message = "A grant on a key takes effect after some time."
  }
}

run "hsm_own_project_and_extras" {
  command = plan

  variables {
    environment      = "prod"
    protection_level = "HSM"
    key_project_id   = "acme-keys-prod"
    extra_keys       = { vectors = { agents = ["aiplatform"], why = "indexes of another tenant" } }
    extra_members    = { data = ["serviceAccount:lake@other-project.iam.gserviceaccount.com"] }
    signers          = { release = "serviceAccount:release@acme-dev-0a1b2c3d.iam.gserviceaccount.com" }
  }

  assert {
    condition     = alltrue([for key in google_kms_crypto_key.this : key.version_template[0].protection_level == "HSM" && key.rotation_period == "7776000s"]) && google_kms_crypto_key.signing.version_template[0].protection_level == "HSM"
    error_message = "All keys are in the HSM."
  }

  assert {
    condition     = google_kms_key_ring.this.project == "acme-keys-prod" && output.key_project_id == "acme-keys-prod"
    error_message = "Keys lie in the project for keys."
  }

  assert {
    condition     = output.key_grants["vectors"] == tolist(["aiplatform"]) && google_kms_crypto_key_iam_member.extra["data/serviceAccount:lake@other-project.iam.gserviceaccount.com"].role == "roles/cloudkms.cryptoKeyEncrypterDecrypter"
    error_message = "Further keys and members are granted like the others."
  }

  assert {
    condition     = google_kms_crypto_key_iam_member.signer["release"].role == "roles/cloudkms.signerVerifier"
    error_message = "Signers sign and verify."
  }
}

run "rejects_short_destroy_in_prod" {
  command         = plan
  expect_failures = [var.destroy_days]

  variables {
    environment  = "prod"
    destroy_days = 7
  }
}

run "rejects_destroy_out_of_range" {
  command         = plan
  expect_failures = [var.destroy_days]

  variables {
    destroy_days = 400
  }
}

run "rejects_global_keys" {
  command         = plan
  expect_failures = [var.location]

  variables {
    location = "global"
  }
}

run "rejects_zone_as_location" {
  command         = plan
  expect_failures = [var.location]

  variables {
    location = "europe-west4-a"
  }
}

run "rejects_public_member" {
  command         = plan
  expect_failures = [var.extra_members]

  variables {
    extra_members = { data = ["allAuthenticatedUsers"] }
  }
}

run "rejects_unknown_purpose" {
  command         = plan
  expect_failures = [var.extra_members]

  variables {
    extra_members = { lake = ["group:data@example.com"] }
  }
}

run "rejects_repeated_key" {
  command         = plan
  expect_failures = [var.extra_keys]

  variables {
    extra_keys = { ml = { agents = ["storage"], why = "again" } }
  }
}

run "rejects_bad_values" {
  command         = plan
  expect_failures = [var.environment, var.extra_keys, var.name_prefix, var.protection_level, var.signers, var.signing_algorithm]

  variables {
    environment       = "qa"
    extra_keys        = { "Bad Name" = { agents = [], why = "x" } }
    name_prefix       = "A"
    protection_level  = "EXTERNAL"
    signers           = { anyone = "allUsers" }
    signing_algorithm = "RSA_SIGN_PKCS1_2048_SHA256"
  }
}
