mock_provider "google" {
  mock_resource "google_dataplex_aspect_type" {
    defaults = { name = "projects/123456789012/locations/europe-west4/aspectTypes/acme-dev-mock" }
  }

  mock_resource "google_dataplex_entry_type" {
    defaults = { name = "projects/123456789012/locations/europe-west4/entryTypes/acme-dev-model" }
  }

  mock_resource "google_project_iam_custom_role" {
    defaults = { id = "projects/acme-dev-0a1b2c3d/roles/acme_dev_mock" }
  }

  mock_resource "google_binary_authorization_attestor" {
    defaults = { id = "projects/acme-dev-0a1b2c3d/attestors/acme-dev-model-approval" }
  }

  mock_data "google_kms_crypto_key_version" {
    defaults = {
      id         = "projects/acme-keys/locations/europe-west4/keyRings/r/cryptoKeys/signing/cryptoKeyVersions/1"
      public_key = [{ algorithm = "ECDSA_P256_SHA256", pem = "-----BEGIN PUBLIC KEY-----\nMFkw\n-----END PUBLIC KEY-----\n" }]
    }
  }
}

variables {
  name_prefix       = "acme-dev"
  environment       = "dev"
  region            = "europe-west4"
  project_id        = "acme-dev-0a1b2c3d"
  project_number    = "123456789012"
  access_log_bucket = "acme-dev-access-abcdef"
  audit_key_id      = "projects/acme-keys/locations/europe-west4/keyRings/acme-dev-abcdef/cryptoKeys/audit"
  ml_key_id         = "projects/acme-keys/locations/europe-west4/keyRings/acme-dev-abcdef/cryptoKeys/ml"
  deployer          = "serviceAccount:acme-dev-tf-apply@acme-dev-0a1b2c3d.iam.gserviceaccount.com"
  owner             = "ml-platform"
  retention_years   = 10
  risk_tier         = 3
  use_case          = "churn"
  regimes           = ["gdpr", "eu_ai_act"]
  account_members = {
    monitoring = "serviceAccount:acme-dev-monitoring@acme-dev-0a1b2c3d.iam.gserviceaccount.com"
    pipeline   = "serviceAccount:acme-dev-pipeline@acme-dev-0a1b2c3d.iam.gserviceaccount.com"
    release    = "serviceAccount:acme-dev-release@acme-dev-0a1b2c3d.iam.gserviceaccount.com"
    serving    = "serviceAccount:acme-dev-serving@acme-dev-0a1b2c3d.iam.gserviceaccount.com"
  }
  personas = {
    auditor        = ["group:audit@example.com"]
    data_scientist = ["group:ds@example.com"]
    model_approver = ["group:mrm@example.com"]
  }
  notification_channels = ["projects/acme-dev-0a1b2c3d/notificationChannels/1"]
}

run "inventory_has_no_model_without_a_card" {
  assert {
    condition     = one(google_dataplex_entry_type.model.required_aspects).type == google_dataplex_aspect_type.this["model-card"].name
    error_message = "A card is required by the type of the entry."
  }

  assert {
    condition     = google_dataplex_entry.model["primary"].entry_type == google_dataplex_entry_type.model.name && one(google_dataplex_entry.model["primary"].aspects).aspect_key == "123456789012.europe-west4.acme-dev-model-card"
    error_message = "Aspect keys take the project's number."
  }

  assert {
    condition     = jsondecode(one(google_dataplex_entry.model["primary"].aspects[0].aspect).data) == { model = "primary", owner = "ml-platform", purpose = "churn", risk_tier = 3, regimes = "eu_ai_act, gdpr" }
    error_message = "Cards hold what is known, and nothing that is not."
  }

  assert {
    condition     = output.missing_card_fields["primary"] == tolist(["caveats", "ethical_considerations", "evaluation", "intended_uses", "risk_explanation", "training_data"])
    error_message = "What is missing is told."
  }
}

run "aspect_templates_are_typed" {
  assert {
    condition     = [for field in jsondecode(google_dataplex_aspect_type.this["model-card"].metadata_template).recordFields : field.name if field.constraints.required] == ["model", "owner"]
    error_message = "A card names model and owner at least."
  }

  assert {
    condition     = [for value in one([for field in jsondecode(google_dataplex_aspect_type.this["model-approval"].metadata_template).recordFields : field if field.name == "status"]).enumValues : value.name] == ["PENDING", "APPROVED", "REJECTED", "WITHDRAWN"]
    error_message = "A decision is one of four."
  }

  assert {
    condition     = alltrue([for template in [for aspect in google_dataplex_aspect_type.this : jsondecode(aspect.metadata_template)] : tolist([for field in template.recordFields : field.index]) == range(1, length(template.recordFields) + 1)])
    error_message = "Indexes are gapless: they are the identity of a field."
  }
}

run "duties_are_separate" {
  assert {
    condition     = keys(google_dataplex_aspect_type_iam_member.card) == ["data_scientist/group:ds@example.com", "pipeline"] && keys(google_dataplex_aspect_type_iam_member.approval) == ["group:mrm@example.com"]
    error_message = "Builders write cards, approvers decisions, neither both."
  }

  assert {
    condition     = length([for permission in google_project_iam_custom_role.approver.permissions : permission if !can(regex("\\.(get|list|query[A-Za-z]+)$", permission))]) == 0
    error_message = "Approvers look and change nothing: no upload, update, deploy or delete."
  }

  assert {
    condition     = !contains(google_project_iam_custom_role.catalog_editor.permissions, "dataplex.entries.delete") && !contains(google_project_iam_custom_role.catalog_editor.permissions, "dataplex.entries.create")
    error_message = "Nobody who edits can remove a model from the inventory."
  }

  assert {
    condition     = keys(google_storage_bucket_iam_member.decide) == ["group:mrm@example.com"] && google_storage_bucket_iam_member.decide["group:mrm@example.com"].role == "roles/storage.objectCreator"
    error_message = "Only approvers add decisions, and can replace none."
  }

  assert {
    condition     = keys(google_storage_bucket_iam_member.read_decisions) == ["approver/group:mrm@example.com", "auditor/group:audit@example.com", "release"] && alltrue([for grant in google_storage_bucket_iam_member.read_decisions : grant.role == "roles/storage.objectViewer"])
    error_message = "The release pipeline reads decisions."
  }
}

run "cards_are_the_pipelines_in_prod" {
  variables {
    environment       = "prod"
    lock_retention    = true
    lock_acknowledged = true
    models = {
      churn = {
        owner                  = "Marketing", purpose = "Ranks customers by the chance that they leave.", intended_uses = "Choosing whom to call; not for prices.", risk_tier = 2
        risk_explanation       = "A wrong rank costs a call.", training_data = "Contracts of three years, legitimate interest.", evaluation = "AUC per age group in the report."
        ethical_considerations = "No protected attribute is used.", caveats = "Drifts with the season."
      }
    }
  }

  assert {
    condition     = keys(google_dataplex_aspect_type_iam_member.card) == ["pipeline"] && length(output.missing_card_fields["churn"]) == 0
    error_message = "Where models are released, people do not write cards; a complete card raises no warning."
  }

  assert {
    condition     = google_storage_bucket.approvals.retention_policy[0].retention_period == tostring(3653 * 86400) && google_storage_bucket.approvals.retention_policy[0].is_locked
    error_message = "Decisions stay ten years with their leap days, locked."
  }
}

run "decisions_are_written_once_and_encrypted" {
  assert {
    condition     = google_storage_bucket.approvals.retention_policy[0].retention_period == "2592000" && !google_storage_bucket.approvals.retention_policy[0].is_locked && !google_storage_bucket.approvals.force_destroy
    error_message = "Outside prod a month, not locked, never emptied."
  }

  assert {
    condition = alltrue([
      google_storage_bucket.approvals.encryption[0].default_kms_key_name == var.audit_key_id,
      google_storage_bucket.approvals.encryption[0].google_managed_encryption_enforcement_config[0].restriction_mode == "FullyRestricted",
      google_storage_bucket.approvals.uniform_bucket_level_access, google_storage_bucket.approvals.public_access_prevention == "enforced",
      google_storage_bucket.approvals.logging[0].log_bucket == "acme-dev-access-abcdef",
    ])
    error_message = "The evidence key and nothing else, never public, logged."
  }

  assert {
    condition     = output.approvals_bucket_name == "acme-dev-approvals-123456789012" && output.models_bucket_name == "acme-dev-models-123456789012" && output.gate.models_url == "gs://acme-dev-models-123456789012"
    error_message = "Names are unique by the project's number."
  }
}

run "every_event_is_counted_and_told" {
  assert {
    condition     = keys(google_monitoring_alert_policy.this) == ["decision", "foreign-alias", "foreign-label", "foreign-release", "registry-tampering"] && keys(google_logging_metric.this) == keys(google_monitoring_alert_policy.this)
    error_message = "Five events, each with a metric and an alert."
  }

  assert {
    condition     = alltrue([for name, policy in google_monitoring_alert_policy.this : policy.conditions[0].condition_matched_log[0].filter == google_logging_metric.this[name].filter && policy.notification_channels == tolist(["projects/acme-dev-0a1b2c3d/notificationChannels/1"])])
    error_message = "Alert and metric look at the same entries, and somebody is told."
  }

  assert {
    condition     = strcontains(google_logging_metric.this["foreign-alias"].filter, "versionAliases=~\"^-?(approved|champion|production)$\"") && strcontains(google_logging_metric.this["foreign-alias"].filter, "NOT protoPayload.authenticationInfo.principalEmail=\"acme-dev-release@acme-dev-0a1b2c3d.iam.gserviceaccount.com\"")
    error_message = "Aliases moved (and removed, with a minus) by anybody but the release account are found."
  }

  assert {
    condition     = strcontains(google_logging_metric.this["foreign-release"].filter, "NOT protoPayload.authenticationInfo.principalEmail=\"acme-dev-tf-apply@acme-dev-0a1b2c3d.iam.gserviceaccount.com\"") && !strcontains(google_logging_metric.this["foreign-alias"].filter, "tf-apply")
    error_message = "Terraform updates endpoints; it moves no alias."
  }

  assert {
    condition     = strcontains(google_logging_metric.this["registry-tampering"].filter, "bucket_name=\"acme-dev-approvals-123456789012\"") && strcontains(google_logging_metric.this["registry-tampering"].filter, "ModelService\\.Delete(Model|ModelVersion)$")
    error_message = "Removal of models, inventory and records is found."
  }

  assert {
    condition     = one(google_logging_metric.this["foreign-alias"].metric_descriptor[0].labels).key == "actor" && google_logging_metric.this["foreign-alias"].label_extractors["actor"] == "EXTRACT(protoPayload.authenticationInfo.principalEmail)"
    error_message = "Counted per actor."
  }
}

run "decisions_can_be_kept_quiet" {
  variables {
    notify_decisions = false
    deployer         = null
  }

  assert {
    condition     = keys(google_monitoring_alert_policy.this) == ["foreign-alias", "foreign-label", "foreign-release", "registry-tampering"] && !strcontains(google_logging_metric.this["foreign-release"].filter, "tf-apply")
    error_message = "Only the plain announcement can be switched off."
  }
}

run "attestor_is_optional" {
  assert {
    condition     = length(google_binary_authorization_attestor.approval) == 0 && output.attestor_name == "" && length(google_container_analysis_note_iam_member.attach) == 0
    error_message = "No attestor unless asked for."
  }
}

run "attestor_verifies_with_the_platforms_key" {
  variables {
    attestor       = true
    signing_key_id = "projects/acme-keys/locations/europe-west4/keyRings/r/cryptoKeys/signing"
  }

  assert {
    condition     = google_binary_authorization_attestor.approval[0].attestation_authority_note[0].public_keys[0].id == "//cloudkms.googleapis.com/v1/projects/acme-keys/locations/europe-west4/keyRings/r/cryptoKeys/signing/cryptoKeyVersions/1" && google_binary_authorization_attestor.approval[0].attestation_authority_note[0].public_keys[0].pkix_public_key[0].signature_algorithm == "ECDSA_P256_SHA256"
    error_message = "The attestor verifies with the signing key."
  }

  assert {
    condition     = keys(google_container_analysis_note_iam_member.attach) == ["group:mrm@example.com"] && keys(google_binary_authorization_attestor_iam_member.view) == ["group:mrm@example.com", "release"]
    error_message = "Approvers attest, the release account looks."
  }
}

run "protection_is_one_switch" {
  variables {
    protect       = false
    force_destroy = true
  }

  assert {
    condition     = google_dataplex_entry_group.models.deletion_policy == "DELETE" && google_storage_bucket.approvals.deletion_policy == "DELETE" && !google_storage_bucket.approvals.force_destroy
    error_message = "Everything opens; decisions are still not emptied."
  }
}

run "prod_warns_of_missing_approver_lock_and_texts" {
  command         = plan
  expect_failures = [check.model_cards_are_written, check.prod_is_locked, check.somebody_can_approve]

  variables {
    environment = "prod"
    personas    = {}
  }
}

run "rejects_lock_without_acknowledgement" {
  command         = plan
  expect_failures = [google_storage_bucket.approvals]

  variables {
    lock_retention = true
  }
}

run "rejects_trainer_as_approver" {
  command         = plan
  expect_failures = [var.approver_members]

  variables {
    approver_members = ["group:ds@example.com"]
  }
}

run "rejects_trainer_as_approver_persona" {
  command         = plan
  expect_failures = [var.personas]

  variables {
    personas = { data_scientist = ["group:all@example.com"], model_approver = ["group:all@example.com"] }
  }
}

run "rejects_machine_as_approver" {
  command         = plan
  expect_failures = [var.approver_members]

  variables {
    approver_members = ["serviceAccount:bot@acme-dev-0a1b2c3d.iam.gserviceaccount.com"]
  }
}

run "rejects_attestor_without_key" {
  command         = plan
  expect_failures = [var.attestor]

  variables {
    attestor = true
  }
}

run "rejects_force_destroy_in_prod" {
  command         = plan
  expect_failures = [var.force_destroy]

  variables {
    environment   = "prod"
    protect       = false
    force_destroy = true
    personas      = { model_approver = ["group:mrm@example.com"] }
    models        = {}
    # Locked, so that the warnings of prod stay out of this run.
    lock_retention    = true
    lock_acknowledged = true
  }
}

run "rejects_force_destroy_of_protected" {
  command         = plan
  expect_failures = [var.force_destroy]

  variables {
    force_destroy = true
  }
}

run "rejects_keys_of_another_region" {
  command         = plan
  expect_failures = [var.audit_key_id, var.ml_key_id]

  variables {
    audit_key_id = "projects/k/locations/us-central1/keyRings/r/cryptoKeys/audit"
    ml_key_id    = "projects/k/locations/global/keyRings/r/cryptoKeys/ml"
  }
}

run "rejects_unknown_tier" {
  command         = plan
  expect_failures = [var.models]

  variables {
    models = { churn = { risk_tier = 7 } }
  }
}

run "rejects_bad_values" {
  command         = plan
  expect_failures = [var.account_members, var.guarded_aliases, var.models, var.name_prefix, var.project_number, var.retention_years, var.test_retention_days]

  variables {
    account_members     = {}
    guarded_aliases     = ["Approved!"]
    models              = { "Bad_Name" = {} }
    name_prefix         = "acme-"
    project_number      = "acme-dev"
    retention_years     = 0
    test_retention_days = 0
  }
}

run "rejects_unknown_environment" {
  command         = plan
  expect_failures = [var.environment]

  variables {
    environment = "qa"
  }
}

run "rejects_zone_as_region" {
  command         = plan
  expect_failures = [var.region]

  variables {
    region       = "europe-west4-b"
    audit_key_id = "projects/k/locations/europe-west4-b/keyRings/r/cryptoKeys/audit"
    ml_key_id    = "projects/k/locations/europe-west4-b/keyRings/r/cryptoKeys/ml"
  }
}
