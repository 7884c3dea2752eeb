# A project that stands already, made ready: APIs on, service agents minted, data access recorded. Everything here is additive or
# create-only, so what others manage in the project stays theirs.
data "google_project" "this" {
  count = var.lookup_number ? 1 : 0

  project_id = var.project_id
}

locals {
  project_number = var.lookup_number ? data.google_project.this[0].number : var.project_number

  services = toset(concat(local.core_services, local.platform_services))
}

# Service Usage and Resource Manager enable all others; IAM must be there before an agent can exist.
resource "google_project_service" "core" {
  for_each = toset(local.core_services)

  project            = var.project_id
  service            = each.value
  disable_on_destroy = false # an adopted project may have other users, and disabling deletes their resources

  timeouts {
    create = "30m"
  }
}

resource "google_project_service" "this" {
  for_each = toset(local.platform_services)

  project            = var.project_id
  service            = each.value
  disable_on_destroy = false

  timeouts {
    create = "30m"
  }

  depends_on = [google_project_service.core]
}

# The agents of an API exist some time after the API does; a grant to one that does not is refused with 400.
resource "time_sleep" "services" {
  create_duration = var.propagation_wait

  triggers = { services = join(",", sort(local.services)) }

  depends_on = [google_project_service.this]
}

# allServices is authoritative for itself. There are no exempted_members, on purpose: an exemption is a hole in the trail.
resource "google_project_iam_audit_config" "all" {
  count = var.record_access ? 1 : 0

  project = var.project_id
  service = "allServices"

  dynamic "audit_log_config" {
    for_each = toset(["ADMIN_READ", "DATA_READ", "DATA_WRITE"])

    content {
      log_type = audit_log_config.value
    }
  }

  depends_on = [google_project_service.core]
}

resource "google_project_default_service_accounts" "this" {
  count = var.deprivilege_default_accounts ? 1 : 0

  project        = var.project_id
  action         = "DEPRIVILEGE"
  restore_policy = "REVERT_AND_IGNORE_FAILURE" # so that a destroy is not stuck on an account somebody deleted

  depends_on = [time_sleep.services]
}

# One key only: google_compute_project_metadata would own, and empty, all metadata of the project.
resource "google_compute_project_metadata_item" "os_login" {
  count = var.os_login ? 1 : 0

  project = var.project_id
  key     = "enable-oslogin"
  value   = "TRUE"

  depends_on = [time_sleep.services]
}

resource "google_essential_contacts_contact" "this" {
  for_each = var.contacts

  parent                              = "projects/${var.project_id}"
  email                               = each.key
  language_tag                        = "en"
  notification_category_subscriptions = sort(each.value)

  depends_on = [time_sleep.services]
}

resource "google_cloud_quotas_quota_preference" "this" {
  for_each = var.quotas

  parent        = "projects/${var.project_id}"
  name          = each.key
  service       = each.value.service
  quota_id      = each.value.quota_id
  dimensions    = each.value.dimensions
  contact_email = var.quota_contact_email
  justification = each.value.justification
  # A decrease by more than a tenth, or below present use, is refused without this.
  ignore_safety_checks = each.value.lower ? "QUOTA_DECREASE_PERCENTAGE_TOO_HIGH" : null

  quota_config {
    preferred_value = tostring(each.value.value)
  }

  lifecycle {
    precondition {
      condition     = var.quota_contact_email != null
      error_message = "quotas need quota_contact_email: Google asks back before it grants accelerators."
    }
  }

  depends_on = [time_sleep.services]
}
