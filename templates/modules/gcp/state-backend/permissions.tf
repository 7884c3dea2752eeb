# What the two identities may do on the platform's project, or, where that is made later, on the folder it will lie in.
locals {
  on_folder = var.seed_project_id != var.project_id
  folder    = var.folder_id == null ? "" : "folders/${var.folder_id}"

  # Reads every configuration, no content: neither objects nor secrets nor rows.
  plan_roles = [
    "roles/accessapproval.viewer",
    "roles/aiplatform.viewer",
    "roles/artifactregistry.reader",
    "roles/bigquery.metadataViewer",
    "roles/binaryauthorization.attestorsViewer",
    "roles/browser",
    "roles/cloudkms.publicKeyViewer", # of the signing key, for attestors
    "roles/cloudkms.viewer",
    "roles/cloudquotas.viewer",
    "roles/compute.viewer",
    "roles/containeranalysis.notes.viewer",
    "roles/dataplex.catalogViewer",
    "roles/dns.reader",
    "roles/essentialcontacts.viewer",
    "roles/iam.securityReviewer",
    "roles/iam.workloadIdentityPoolViewer",
    "roles/logging.viewer",
    "roles/modelarmor.viewer",
    "roles/monitoring.viewer",
    "roles/notebooks.viewer",
    "roles/orgpolicy.policyViewer",
    "roles/privilegedaccessmanager.viewer",
    "roles/pubsub.viewer",
    "roles/run.viewer",
    "roles/secretmanager.viewer",
    "roles/securitycenter.notificationConfigViewer",
    "roles/servicenetworking.viewer",
    "roles/serviceusage.serviceUsageConsumer",
    "roles/storage.bucketViewer",
  ]

  # One administrative role per service the platform's modules make things in; basic roles never, and none that acts as every account: the
  # identity module lets the apply account act as the accounts it made (grant_deployer).
  apply_roles = distinct(concat([
    "roles/accessapproval.configEditor",
    "roles/aiplatform.admin",
    "roles/artifactregistry.admin",
    "roles/bigquery.dataOwner",
    "roles/binaryauthorization.attestorsAdmin",
    "roles/browser",
    "roles/cloudkms.admin",
    "roles/cloudkms.publicKeyViewer",
    "roles/cloudquotas.admin",
    "roles/compute.instanceAdmin.v1", # also project metadata (OS Login)
    "roles/compute.networkAdmin",
    "roles/compute.securityAdmin",
    "roles/containeranalysis.admin",
    "roles/dataplex.catalogAdmin",
    "roles/dns.admin",
    "roles/essentialcontacts.admin",
    "roles/iam.roleAdmin",
    "roles/iam.serviceAccountAdmin",
    "roles/iam.workloadIdentityPoolAdmin",
    "roles/logging.configWriter",
    "roles/modelarmor.admin",
    "roles/monitoring.editor",
    "roles/notebooks.admin",
    "roles/privilegedaccessmanager.admin",
    "roles/pubsub.admin",
    "roles/run.admin",
    "roles/secretmanager.admin",
    "roles/securitycenter.notificationConfigEditor",
    "roles/serviceusage.serviceUsageAdmin",
    "roles/storage.admin",
  ], sort(var.extra_apply_roles)))

  # Roles the pipeline may hand on. Everything else, above all owner, editor and itself, it cannot grant: not even to its own account.
  granted_roles = sort(distinct(concat([
    "roles/bigquery.jobUser",
    "roles/container.hostServiceAgentUser",
    "roles/iam.securityReviewer",
    "roles/logging.bucketWriter",
    "roles/logging.logWriter",
    "roles/logging.privateLogViewer",
    "roles/logging.viewer",
    "roles/monitoring.editor",
    "roles/monitoring.metricWriter",
    "roles/monitoring.viewer",
    "roles/notebooks.viewer",
    "projects/${var.project_id}/roles/${local.role_prefix}_ml_auditor",
    "projects/${var.project_id}/roles/${local.role_prefix}_ml_developer",
    "projects/${var.project_id}/roles/${local.role_prefix}_ml_tracker",
    "projects/${var.project_id}/roles/${local.role_prefix}_model_approver",
    "projects/${var.project_id}/roles/${local.role_prefix}_model_promoter",
    "projects/${var.project_id}/roles/${local.role_prefix}_network_attachment",
  ], tolist(var.extra_granted_roles))))
  role_prefix = replace(var.name_prefix, "-", "_")

  # hasOnly takes ten roles; every call of the provider changes one.
  grant_condition = join(" || ", [
    for chunk in chunklist(local.granted_roles, 10) : "api.getAttribute('iam.googleapis.com/modifiedGrantsByRole', []).hasOnly([${join(", ", [for role in chunk : "'${role}'"])}])"
  ])

  # Predefined roles of each account on the project, and those that only a folder takes.
  project_roles = {
    plan  = local.is_computed ? local.granted["plan/project"].roles : local.plan_roles
    apply = local.is_computed ? distinct(concat(local.granted["apply/project"].roles, sort(var.extra_apply_roles))) : local.apply_roles
  }
  folder_roles = {
    plan  = local.is_computed ? local.granted["plan/folder"].roles : []
    apply = local.is_computed ? local.granted["apply/folder"].roles : ["roles/resourcemanager.lienModifier", "roles/resourcemanager.projectCreator"]
  }
  grants = merge([
    for account, roles in local.project_roles : { for role in roles : "${account}/${role}" => { role = role, account = account } }
  ]...)
  folder_grants = merge([
    for account, roles in local.folder_roles : { for role in roles : "${account}/${role}" => { role = role, account = account } }
  ]...)
  grants_on = !local.is_computed || local.delegates
}

resource "google_project_iam_member" "ci" {
  for_each = local.on_folder ? {} : local.grants

  project = var.project_id
  role    = each.value.role
  member  = google_service_account.ci[each.value.account].member
}

# Who writes logs for Google is read from the settings of the project, which no viewer role holds.
resource "google_project_iam_custom_role" "plan" {
  count = local.on_folder || local.is_computed ? 0 : 1

  project     = var.project_id
  role_id     = "${local.role_prefix}_ci_plan"
  title       = "${var.name_prefix} plan"
  description = "What plans read beyond the viewer roles."
  permissions = ["logging.cmekSettings.get"]
}

resource "google_project_iam_member" "plan" {
  count = local.on_folder || local.is_computed ? 0 : 1

  project = var.project_id
  role    = google_project_iam_custom_role.plan[0].name
  member  = google_service_account.ci["plan"].member
}

resource "google_project_iam_member" "grants" {
  count = !local.on_folder && local.grants_on ? 1 : 0

  project = var.project_id
  role    = local.is_computed ? local.role_names["apply_grants"] : "roles/resourcemanager.projectIamAdmin"
  member  = google_service_account.ci["apply"].member

  condition {
    title       = "only listed roles"
    description = "Grants no role beyond those the platform's modules grant."
    expression  = local.grant_condition
  }
}

resource "google_folder_iam_member" "ci" {
  for_each = local.on_folder ? merge(local.grants, local.folder_grants) : {}

  folder = local.folder
  role   = each.value.role
  member = google_service_account.ci[each.value.account].member

  lifecycle {
    precondition {
      condition     = var.folder_id != null
      error_message = "The state lies in a seed project and the platform's project is made later: set folder_id, so that the pipeline gets its roles there."
    }
  }
}

resource "google_folder_iam_member" "grants" {
  count = local.on_folder && local.grants_on ? 1 : 0

  folder = local.folder
  role   = local.is_computed ? local.role_names["apply_grants"] : "roles/resourcemanager.projectIamAdmin"
  member = google_service_account.ci["apply"].member

  condition {
    title       = "only listed roles"
    description = "Grants no role beyond those the platform's modules grant."
    expression  = local.grant_condition
  }
}

# Organisation policies, deny policies and budgets are granted above projects only, by somebody who may.
resource "google_organization_iam_member" "apply" {
  for_each = toset(local.is_computed ? local.granted["apply/organization"].roles : var.grant_organization_roles ? ["roles/iam.denyAdmin", "roles/orgpolicy.policyAdmin"] : [])

  org_id = var.org_id
  role   = each.value
  member = google_service_account.ci["apply"].member

  lifecycle {
    precondition {
      condition     = var.org_id != null
      error_message = "grant_organization_roles needs org_id."
    }
  }
}

resource "google_organization_iam_member" "plan" {
  for_each = toset(local.is_computed ? local.granted["plan/organization"].roles : var.grant_organization_roles ? ["roles/iam.denyReviewer", "roles/orgpolicy.policyViewer"] : [])

  org_id = var.org_id
  role   = each.value
  member = google_service_account.ci["plan"].member
}

# One sink for the whole organisation (org_sink of audit.trail). logging.configWriter would bring every log bucket and view below it.
resource "google_organization_iam_custom_role" "sink" {
  for_each = { for account, permissions in {
    apply = ["logging.sinks.create", "logging.sinks.delete", "logging.sinks.get", "logging.sinks.update"]
    plan  = ["logging.sinks.get"]
    } : account => local.is_computed ? local.granted["${account}/organization"].permissions : permissions
    if var.grant_organization_sink && (!local.is_computed || length(local.granted["${account}/organization"].permissions) > 0)
  }

  org_id      = var.org_id
  role_id     = "${local.role_prefix}_sink_${each.key}_${random_id.ring.hex}" # a deleted role keeps its id for weeks
  title       = "${var.name_prefix} organisation sink, ${each.key}"
  description = "Audit sink of the organisation, for the pipeline of ${var.name_prefix}."
  permissions = each.value

  lifecycle {
    precondition {
      condition     = var.org_id != null
      error_message = "grant_organization_sink needs org_id."
    }
  }
}

resource "google_organization_iam_member" "sink" {
  for_each = google_organization_iam_custom_role.sink

  org_id = var.org_id
  role   = each.value.name
  member = google_service_account.ci[each.key].member
}

resource "google_billing_account_iam_member" "plan" {
  for_each = toset(local.is_computed ? local.granted["plan/billing_account"].roles : var.billing_account == null ? [] : ["roles/billing.viewer"])

  billing_account_id = var.billing_account
  role               = each.value
  member             = google_service_account.ci["plan"].member
}

moved {
  from = google_billing_account_iam_member.plan[0]
  to   = google_billing_account_iam_member.plan["roles/billing.viewer"]
}

# A project that is made is linked to its account, which is no right of a project or a folder: it stays with computed rights.
resource "google_billing_account_iam_member" "apply" {
  for_each = var.billing_account == null ? toset([]) : toset(concat(
    local.is_computed ? local.granted["apply/billing_account"].roles : ["roles/billing.costsManager"],
    local.on_folder ? ["roles/billing.user"] : [],
  ))

  billing_account_id = var.billing_account
  role               = each.value
  member             = google_service_account.ci["apply"].member
}
