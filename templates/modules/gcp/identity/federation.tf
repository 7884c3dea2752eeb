# Workloads that run elsewhere (a cluster on site, another cloud) present their own token; a service account here is lent to one exact subject.
locals {
  subjects_by_issuer = {
    for name in keys(var.federated_issuers) : name => sort(distinct([for workload in values(var.federated_workloads) : workload.subject if workload.issuer == name]))
  }
}

resource "google_iam_workload_identity_pool" "workloads" {
  count = length(var.federated_issuers) > 0 ? 1 : 0

  project                   = var.project_id
  workload_identity_pool_id = var.workload_pool_id
  display_name              = "Workloads elsewhere"
  description               = "Service accounts of ${var.name_prefix} lent to workloads outside Google Cloud."
}

resource "google_iam_workload_identity_pool_provider" "workloads" {
  for_each = var.federated_issuers

  project                            = var.project_id
  workload_identity_pool_id          = google_iam_workload_identity_pool.workloads[0].workload_identity_pool_id
  workload_identity_pool_provider_id = each.key
  display_name                       = each.key
  attribute_mapping                  = { "google.subject" = "assertion.sub" }
  # Exact subjects, also here: the pool refuses what no service account is lent to.
  attribute_condition = join(" || ", [for subject in local.subjects_by_issuer[each.key] : "assertion.sub == '${subject}'"])

  oidc {
    issuer_uri        = each.value.issuer_uri
    allowed_audiences = length(each.value.audiences) > 0 ? sort(each.value.audiences) : null
    jwks_json         = each.value.jwks_json
  }

  lifecycle {
    precondition {
      condition     = length(local.subjects_by_issuer[each.key]) > 0
      error_message = "Issuer ${each.key} has no workload in federated_workloads: a provider without a subject would accept every token of its issuer."
    }
  }
}

resource "google_service_account_iam_member" "federated" {
  for_each = var.federated_workloads

  service_account_id = google_service_account.this[each.value.account].name
  role               = "roles/iam.workloadIdentityUser"
  member             = "principal://iam.googleapis.com/${google_iam_workload_identity_pool.workloads[0].name}/subject/${each.value.subject}"
}

# Privileged access is lent, with a reason and an approval, and expires by itself.
resource "google_privileged_access_manager_entitlement" "this" {
  for_each = var.entitlements

  parent               = "projects/${var.project_id}"
  location             = "global"
  entitlement_id       = each.key
  max_request_duration = "${each.value.hours * 3600}s"

  eligible_users {
    principals = sort(each.value.eligible)
  }

  privileged_access {
    gcp_iam_access {
      resource      = "//cloudresourcemanager.googleapis.com/projects/${var.project_id}"
      resource_type = "cloudresourcemanager.googleapis.com/Project"

      dynamic "role_bindings" {
        for_each = each.value.roles

        content {
          role = role_bindings.value
        }
      }
    }
  }

  requester_justification_config {
    unstructured {}
  }

  dynamic "approval_workflow" {
    for_each = length(each.value.approvers) > 0 ? ["one"] : []

    content {
      manual_approvals {
        require_approver_justification = true

        steps {
          approvals_needed = 1

          approvers {
            principals = sort(each.value.approvers)
          }
        }
      }
    }
  }
}
