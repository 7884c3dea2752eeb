mock_provider "google" {
  mock_data "google_project" {
    defaults = { number = "123456789012" }
  }

  mock_data "google_storage_project_service_account" {
    defaults = { email_address = "service-123456789012@gs-project-accounts.iam.gserviceaccount.com" }
  }

  mock_data "google_bigquery_default_service_account" {
    defaults = { email = "bq-123456789012@bigquery-encryption.iam.gserviceaccount.com" }
  }

  mock_data "google_logging_project_cmek_settings" {
    defaults = { service_account_id = "cmek-p123456789012@gcp-sa-logging.iam.gserviceaccount.com" }
  }

  mock_resource "google_workload_identity_service_agent" {
    defaults = { service_agents = [] }
  }
}

mock_provider "google-beta" {}

mock_provider "time" {}

variables {
  project_id = "acme-dev-0a1b2c3d"
}

run "adopts_by_looking_up_the_number" {
  assert {
    condition     = output.project_id == "acme-dev-0a1b2c3d" && output.project_number == "123456789012"
    error_message = "The id is handed on, the number looked up."
  }

  assert {
    condition     = alltrue([for service in google_project_service.this : service.disable_on_destroy == false && service.timeouts.create == "30m"])
    error_message = "APIs of an adopted project stay on when the platform goes."
  }

  assert {
    condition = alltrue([
      for service in ["aiplatform.googleapis.com", "notebooks.googleapis.com", "cloudkms.googleapis.com", "orgpolicy.googleapis.com", "workloadidentity.googleapis.com", "iam.googleapis.com"] :
      contains(output.enabled_services, service)
    ])
    error_message = "The APIs the platform's modules call must be enabled."
  }

  assert {
    condition     = toset(google_project_iam_audit_config.all[0].audit_log_config[*].log_type) == toset(["ADMIN_READ", "DATA_READ", "DATA_WRITE"])
    error_message = "All three kinds of access are recorded."
  }

  assert {
    condition     = alltrue([for config in google_project_iam_audit_config.all[0].audit_log_config : try(length(config.exempted_members), 0) == 0]) && google_project_iam_audit_config.all[0].service == "allServices"
    error_message = "Nobody is exempted from the audit log."
  }

  assert {
    condition     = output.service_agents["aiplatform"] == "serviceAccount:service-123456789012@gcp-sa-aiplatform.iam.gserviceaccount.com"
    error_message = "The Vertex agent is named by the project's number."
  }

  assert {
    condition     = output.service_agents["logging"] == "serviceAccount:cmek-p123456789012@gcp-sa-logging.iam.gserviceaccount.com" && output.service_agents["storage"] == "serviceAccount:service-123456789012@gs-project-accounts.iam.gserviceaccount.com"
    error_message = "Storage and Logging agents come from the data source that mints them."
  }

  assert {
    condition     = contains(keys(output.service_agents), "aiplatform-custom-code") && !contains(keys(output.service_agents), "container")
    error_message = "Lazy agents are there under workload_identity, agents of APIs that are off are not."
  }

  assert {
    condition     = google_workload_identity_service_agent.this["aiplatform.googleapis.com"].parent == "projects/123456789012/locations/global/serviceProducers/aiplatform.googleapis.com"
    error_message = "The parent of an agent is given by project number."
  }

  assert {
    condition     = length(google_project_service_identity.this) == 0 && length(google_project_default_service_accounts.this) == 0
    error_message = "By default neither the beta route nor the default accounts are touched."
  }

  assert {
    condition     = google_compute_project_metadata_item.os_login[0].value == "TRUE"
    error_message = "OS Login is on."
  }

  assert {
    condition     = time_sleep.services.create_duration == "90s" && time_sleep.agents.create_duration == "90s"
    error_message = "Agents appear some time after their API, and grants to them some time after that."
  }

  assert {
    condition     = !contains(keys(google_workload_identity_service_agent.this), "storage.googleapis.com") && length(data.google_storage_project_service_account.this) == 1 && length(data.google_bigquery_default_service_account.this) == 1 && length(data.google_logging_project_cmek_settings.this) == 1
    error_message = "Storage, BigQuery and Logging are minted by reading them, the others through the Workload Identity API."
  }
}

run "number_given_needs_no_lookup" {
  command = plan

  variables {
    lookup_number  = false
    project_number = "999900001111"
    extra_services = ["container.googleapis.com"]
  }

  assert {
    condition     = length(data.google_project.this) == 0 && output.service_agents["container"] == "serviceAccount:service-999900001111@container-engine-robot.iam.gserviceaccount.com"
    error_message = "With a number given nothing is looked up, and agents follow their API."
  }
}

run "beta_route_mints_primary_agents" {
  variables {
    agent_source      = "service_identity"
    excluded_services = ["workloadidentity.googleapis.com", "dlp.googleapis.com"]
  }

  assert {
    condition     = contains(keys(google_project_service_identity.this), "aiplatform.googleapis.com") && length(google_workload_identity_service_agent.this) == 0
    error_message = "The fallback mints through the beta resource."
  }

  assert {
    condition     = !contains(keys(output.service_agents), "aiplatform-custom-code") && !contains(output.enabled_services, "dlp.googleapis.com")
    error_message = "The fallback cannot promise lazy agents; excluded APIs stay off."
  }
}

run "quotas_contacts_and_accounts" {
  variables {
    contacts                     = { "ml-platform@example.com" = ["TECHNICAL", "SECURITY"] }
    quota_contact_email          = "ml-platform@example.com"
    deprivilege_default_accounts = true
    quotas = {
      spot-l4 = { quota_id = "CustomModelTrainingPreemptibleL4GPUsPerProjectPerRegion", value = 4, dimensions = { region = "europe-west4" } }
      fewer   = { service = "compute.googleapis.com", quota_id = "CPUS-per-project-region", value = 24, lower = true }
    }
  }

  assert {
    condition     = google_cloud_quotas_quota_preference.this["spot-l4"].quota_config[0].preferred_value == "4" && google_cloud_quotas_quota_preference.this["spot-l4"].service == "aiplatform.googleapis.com"
    error_message = "A quota is asked for as text, for Vertex unless said otherwise."
  }

  assert {
    condition     = google_cloud_quotas_quota_preference.this["fewer"].ignore_safety_checks == "QUOTA_DECREASE_PERCENTAGE_TOO_HIGH"
    error_message = "A decrease is acknowledged."
  }

  assert {
    condition     = google_essential_contacts_contact.this["ml-platform@example.com"].notification_category_subscriptions == tolist(["SECURITY", "TECHNICAL"])
    error_message = "Contacts subscribe to what was asked, in a stable order."
  }

  assert {
    condition     = google_project_default_service_accounts.this[0].action == "DEPRIVILEGE" && google_project_default_service_accounts.this[0].restore_policy == "REVERT_AND_IGNORE_FAILURE"
    error_message = "Default accounts lose Editor and a destroy is not stuck."
  }
}

run "rejects_quota_without_contact" {
  command         = plan
  expect_failures = [google_cloud_quotas_quota_preference.this]

  variables {
    quotas = { l4 = { quota_id = "CustomModelTrainingL4GPUsPerProjectPerRegion", value = 1 } }
  }
}

run "rejects_bad_quota_value" {
  command         = plan
  expect_failures = [var.quotas]

  variables {
    quota_contact_email = "ml-platform@example.com"
    quotas              = { l4 = { quota_id = "CustomModelTrainingL4GPUsPerProjectPerRegion", value = 1.5 } }
  }
}

run "rejects_number_as_id" {
  command         = plan
  expect_failures = [var.project_id]

  variables {
    project_id = "123456789012"
  }
}

run "rejects_missing_number" {
  command         = plan
  expect_failures = [var.project_number]

  variables {
    lookup_number = false
  }
}

run "rejects_number_with_prefix" {
  command         = plan
  expect_failures = [var.project_number]

  variables {
    lookup_number  = false
    project_number = "projects/123456789012"
  }
}

run "rejects_excluding_the_essential" {
  command         = plan
  expect_failures = [var.excluded_services]

  variables {
    excluded_services = ["cloudkms.googleapis.com"]
  }
}

run "rejects_excluding_the_minting_api" {
  command         = plan
  expect_failures = [var.excluded_services]

  variables {
    excluded_services = ["workloadidentity.googleapis.com"]
  }
}

run "rejects_bad_values" {
  command         = plan
  expect_failures = [var.agent_source, var.contacts, var.extra_services, var.propagation_wait]

  variables {
    agent_source     = "guess"
    contacts         = { "nobody" = ["EVERYTHING"] }
    extra_services   = ["container"]
    propagation_wait = "5s"
  }
}
