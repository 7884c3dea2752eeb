# Who may do what. Workloads are service accounts, one per role, without keys; people are groups, never single users; grants that can lie on a
# resource are made by the module of that resource, and only what has no resource to lie on is granted on the project here.
locals {
  # 18 characters leave room for a hyphen and a role of 11: account ids end at 30.
  account_prefix = trimsuffix(substr(var.name_prefix, 0, 18), "-")

  writes_telemetry = ["roles/logging.logWriter", "roles/monitoring.metricWriter"]

  workloads = merge(
    {
      featuresync = { why = "Syncs feature views.", roles = ["roles/bigquery.jobUser"], custom = [] }
      monitoring  = { why = "Compares data and predictions with their baseline.", roles = concat(local.writes_telemetry, ["roles/bigquery.jobUser"]), custom = ["ml_tracker"] }
      notebook    = { why = "Runs notebooks.", roles = concat(local.writes_telemetry, ["roles/bigquery.jobUser"]), custom = ["ml_developer"] }
      pipeline    = { why = "Runs pipelines and starts training.", roles = concat(local.writes_telemetry, ["roles/bigquery.jobUser"]), custom = ["ml_developer"] }
      release     = { why = "Deploys approved models from the pipeline of the repository.", roles = ["roles/logging.logWriter"], custom = ["model_promoter"] }
      serving     = { why = "Serves models.", roles = local.writes_telemetry, custom = [] }
      training    = { why = "Trains models.", roles = local.writes_telemetry, custom = ["ml_tracker"] }
    },
    { for name, account in var.extra_accounts : name => { why = account.why, roles = account.roles, custom = [] } },
  )

  is_released = contains(["staging", "prod"], var.environment)

  # Where models are released, who develops reads; changes come through the pipeline.
  persona_roles = {
    auditor           = { roles = ["roles/iam.securityReviewer", "roles/logging.privateLogViewer"], custom = ["ml_auditor"] }
    data_scientist    = local.is_released ? { roles = ["roles/monitoring.viewer"], custom = ["ml_auditor"] } : { roles = ["roles/bigquery.jobUser", "roles/monitoring.viewer", "roles/notebooks.viewer"], custom = ["ml_developer"] }
    ml_engineer       = local.is_released ? { roles = ["roles/logging.viewer", "roles/monitoring.viewer"], custom = ["ml_auditor"] } : { roles = ["roles/bigquery.jobUser", "roles/logging.viewer", "roles/monitoring.viewer"], custom = ["ml_developer"] }
    model_approver    = { roles = ["roles/monitoring.viewer"], custom = ["ml_auditor"] } # decides; the release account deploys
    platform_operator = { roles = ["roles/logging.viewer", "roles/monitoring.editor"], custom = ["ml_auditor"] }
  }

  account_grants = merge([
    for name, account in local.workloads : merge(
      { for role in account.roles : "${name}/${role}" => { account = name, role = role } },
      { for role in account.custom : "${name}/${role}" => { account = name, role = google_project_iam_custom_role.this[role].id } },
    )
  ]...)

  persona_grants = merge(flatten([
    for persona, members in var.personas : [
      for member in members : merge(
        { for role in local.persona_roles[persona].roles : "${persona}/${role}/${member}" => { persona = persona, role = role, member = member } },
        { for role in local.persona_roles[persona].custom : "${persona}/${role}/${member}" => { persona = persona, role = google_project_iam_custom_role.this[role].id, member = member } },
      )
    ]
  ])...)

  # Who starts work as whom: on the account, so that nobody can act as all of them.
  act_as = merge(
    { "pipeline/training" = { account = "training", member = google_service_account.this["pipeline"].member } },
    merge(flatten([
      for persona, accounts in local.is_released ? {} : { data_scientist = ["notebook", "training"], ml_engineer = ["pipeline", "training"] } : [
        for member in lookup(var.personas, persona, []) : { for account in accounts : "${member}/${account}" => { account = account, member = member } }
      ]
    ])...),
    { for name in var.grant_deployer ? keys(local.workloads) : [] : "deployer/${name}" => { account = name, member = var.deployer } },
  )
}

resource "google_service_account" "this" {
  for_each = local.workloads

  project      = var.project_id
  account_id   = "${local.account_prefix}-${each.key}"
  display_name = "${var.name_prefix} ${each.key}"
  description  = each.value.why
}

resource "google_project_iam_member" "account" {
  for_each = local.account_grants

  project = var.project_id
  role    = each.value.role
  member  = google_service_account.this[each.value.account].member
}

resource "google_project_iam_member" "persona" {
  for_each = local.persona_grants

  project = var.project_id
  role    = each.value.role
  member  = each.value.member

  # The condition is part of a binding's identity: editing it elsewhere makes a second binding beside this one.
  dynamic "condition" {
    for_each = contains(keys(var.access_until), each.value.persona) ? [var.access_until[each.value.persona]] : []

    content {
      title       = "until ${substr(condition.value, 0, 10)}"
      description = "Access of ${each.value.persona} is reviewed and renewed by this date."
      expression  = "request.time < timestamp(\"${condition.value}\")"
    }
  }
}

resource "google_service_account_iam_member" "act_as" {
  for_each = local.act_as

  service_account_id = google_service_account.this[each.value.account].name
  role               = "roles/iam.serviceAccountUser"
  member             = each.value.member
}
