mock_provider "google" {
  override_during = plan

  mock_resource "google_kms_key_ring" {
    defaults = { id = "projects/acme-dev-0a1b2c3d/locations/europe-west4/keyRings/acme-dev-abcdef" }
  }
}

mock_provider "random" {}

mock_provider "time" {}

variables {
  name_prefix    = "acme-dev"
  environment    = "dev"
  location       = "europe-west4"
  project_id     = "acme-dev-0a1b2c3d"
  service_agents = { storage = "serviceAccount:service-123456789012@gs-project-accounts.iam.gserviceaccount.com" }
}

run "every_key_is_in_the_hsm" {
  command = plan

  assert {
    condition     = alltrue([for key in module.keys.protection_levels : key == "HSM"]) && length(module.keys.protection_levels) == 9
    error_message = "No key of this flavour may be a software key, also not in dev."
  }

  assert {
    condition     = output.key_grants["data"] == tolist(["storage"]) && output.key_project_id == "acme-dev-0a1b2c3d"
    error_message = "Grants and outputs are those of kms."
  }
}

run "rejects_global" {
  command         = plan
  expect_failures = [var.location]

  variables {
    location = "global"
  }
}
