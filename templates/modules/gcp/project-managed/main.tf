# A project of its own, then made ready as an adopted one is. Parent and billing come first; without billing no API can be enabled.
locals {
  lien_reason = "Holds the AI platform ${var.name_prefix}: data, keys and evidence go with it."
}

resource "google_project" "this" {
  project_id          = var.project_id
  name                = var.name_prefix
  folder_id           = var.folder_id
  org_id              = var.folder_id == null ? var.org_id : null
  billing_account     = var.billing_account
  auto_create_network = false # created and deleted again by the provider: the Compute API must be allowed and one network slot free
  deletion_policy     = var.protect ? "PREVENT" : "DELETE"
  labels              = var.labels

  lifecycle {
    precondition {
      condition     = var.folder_id != null || var.org_id != null
      error_message = "A created project needs a parent: set folder_id, or org_id for directly below the organisation. Without one no organisation policy holds for it."
    }

    precondition {
      condition     = var.billing_account != null
      error_message = "A created project needs billing_account: without it no API of the platform can be enabled."
    }
  }
}

# Here and not in ../project-existing, so that it exists before any API is called and scanners see it beside the project. No exempted_members.
resource "google_project_iam_audit_config" "all" {
  project = google_project.this.project_id
  service = "allServices"

  audit_log_config {
    log_type = "ADMIN_READ"
  }

  audit_log_config {
    log_type = "DATA_READ"
  }

  audit_log_config {
    log_type = "DATA_WRITE"
  }
}

# A lien refuses the deletion to everybody, console and owners included, until somebody removes it.
resource "google_resource_manager_lien" "this" {
  count = var.protect ? 1 : 0

  parent       = "projects/${google_project.this.number}"
  restrictions = ["resourcemanager.projects.delete"]
  origin       = "terraform-${var.name_prefix}"
  reason       = local.lien_reason
}

module "ready" {
  source = "../project-existing"

  project_id                   = google_project.this.project_id
  project_number               = google_project.this.number
  lookup_number                = false # not known before apply, and made here anyway
  agent_source                 = var.agent_source
  contacts                     = var.contacts
  deprivilege_default_accounts = true # nothing runs as them yet
  excluded_services            = var.excluded_services
  extra_services               = var.extra_services
  propagation_wait             = var.propagation_wait
  quota_contact_email          = var.quota_contact_email
  quotas                       = var.quotas
  record_access                = false # done above
}
