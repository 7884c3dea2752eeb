mock_provider "google" {
  mock_resource "google_project" {
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
  name_prefix     = "acme-dev"
  environment     = "dev"
  project_id      = "acme-dev-0a1b2c3d"
  folder_id       = "345678901234"
  billing_account = "012345-6789AB-CDEF01"
  labels          = { environment = "dev" }
}

run "creates_a_guarded_project" {
  assert {
    condition     = google_project.this.auto_create_network == false && google_project.this.deletion_policy == "PREVENT" && google_project.this.folder_id == "345678901234"
    error_message = "The project lies in its folder, without a default network, and resists deletion."
  }

  assert {
    condition     = google_project.this.billing_account == "012345-6789AB-CDEF01" && google_project.this.labels["environment"] == "dev"
    error_message = "Billing and labels are those given."
  }

  assert {
    condition     = google_resource_manager_lien.this[0].restrictions == tolist(["resourcemanager.projects.delete"]) && google_resource_manager_lien.this[0].parent == "projects/123456789012"
    error_message = "The lien holds for everybody."
  }

  assert {
    condition     = output.project_number == "123456789012" && output.service_agents["notebooks"] == "serviceAccount:service-123456789012@gcp-sa-notebooks.iam.gserviceaccount.com"
    error_message = "Agents are named by the created project's number."
  }

  assert {
    condition     = contains(output.enabled_services, "aiplatform.googleapis.com")
    error_message = "The created project is made ready."
  }
}

run "access_is_recorded_once" {
  assert {
    condition     = google_project_iam_audit_config.all.service == "allServices" && toset(google_project_iam_audit_config.all.audit_log_config[*].log_type) == toset(["ADMIN_READ", "DATA_READ", "DATA_WRITE"])
    error_message = "All three kinds of access of every service are recorded."
  }

  assert {
    condition     = alltrue([for config in google_project_iam_audit_config.all.audit_log_config : try(length(config.exempted_members), 0) == 0])
    error_message = "Nobody is exempted from the audit log."
  }
}

run "unprotected_below_the_organisation" {
  variables {
    folder_id = null
    org_id    = "987654321098"
    protect   = false
  }

  assert {
    condition     = google_project.this.org_id == "987654321098" && google_project.this.deletion_policy == "DELETE" && length(google_resource_manager_lien.this) == 0
    error_message = "Without protection the project can be destroyed."
  }
}

run "folder_wins_over_organisation" {
  command = plan

  variables {
    org_id = "987654321098"
  }

  assert {
    condition     = google_project.this.folder_id == "345678901234" && google_project.this.org_id == null
    error_message = "A project has one parent: the folder, where both are known."
  }
}

run "rejects_no_parent" {
  command         = plan
  expect_failures = [google_project.this]

  variables {
    folder_id = null
  }
}

run "rejects_no_billing" {
  command         = plan
  expect_failures = [google_project.this]

  variables {
    billing_account = null
  }
}

run "rejects_unprotected_prod" {
  command         = plan
  expect_failures = [var.protect]

  variables {
    environment = "prod"
    protect     = false
  }
}

run "rejects_bad_ids" {
  command         = plan
  expect_failures = [var.billing_account, var.environment, var.folder_id, var.name_prefix, var.org_id, var.project_id]

  variables {
    billing_account = "my-account"
    environment     = "qa"
    folder_id       = "folders/345678901234"
    name_prefix     = "Acme"
    org_id          = "example.com"
    project_id      = "Acme_Dev"
  }
}
