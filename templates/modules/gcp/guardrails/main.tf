# Preventive rules for the platform's project (or a folder above it). What a regime asks for is a set of constraints; the sets of the
# chosen regimes are joined, so that HIPAA with the AI Act gives other policies than SOC 2.
locals {
  wanted_sets = setunion(["base"], setsubtract(var.regimes, ["none"]), var.tier >= 3 ? ["high_risk"] : [])
  parent      = var.parent == null ? "projects/${var.project_number}" : var.parent

  catalog = merge(
    { for name, policy in local.switches : name => merge(policy, { enforce = "TRUE", deny_all = null, allow = [], deny = [] }) },
    { for name, policy in merge(local.bans, local.no_models) : name => merge(policy, { enforce = null, deny_all = "TRUE", allow = [], deny = [] }) },
    { for name, policy in local.allowed : name => { sets = policy.sets, controls = policy.controls, enforce = null, deny_all = null, allow = policy.values, deny = [] } },
    { for name, policy in local.denied : name => { sets = policy.sets, controls = policy.controls, enforce = null, deny_all = null, allow = [], deny = policy.values } },
    { for name, constraint in local.wanted_constraints : "${local.constraint_prefix}${name}" => { sets = constraint.sets, controls = constraint.controls, enforce = "TRUE", deny_all = null, allow = [], deny = [] } },
  )

  extra = {
    for name, policy in var.extra_policies : name => {
      sets     = ["extra"], controls = policy.controls, allow = policy.allow, deny = policy.deny
      enforce  = policy.enforce ? "TRUE" : null
      deny_all = policy.deny_all ? "TRUE" : null
    }
  }

  policies = {
    for name, policy in merge(local.catalog, local.extra) : name => policy
    if length(setintersection(policy.sets, setunion(local.wanted_sets, ["extra"]))) > 0 && !contains(keys(var.exceptions), name)
  }

  dry = { for name in keys(local.policies) : name => var.mode == "dry_run" || contains(var.dry_run_policies, name) }

  controls = distinct(flatten([for policy in values(local.policies) : policy.controls]))
}

resource "google_org_policy_policy" "this" {
  for_each = local.policies

  name   = "${local.parent}/policies/${each.key}" # project number, never the id: the API answers with the number, for ever a diff otherwise
  parent = local.parent

  dynamic "spec" {
    for_each = local.dry[each.key] ? [] : ["spec"]

    content {
      inherit_from_parent = length(each.value.deny) > 0 ? true : null # denied values add to the organisation's

      rules {
        enforce  = each.value.enforce # a string in this API
        deny_all = each.value.deny_all

        dynamic "values" {
          for_each = length(each.value.allow) + length(each.value.deny) > 0 ? ["values"] : []

          content {
            allowed_values = length(each.value.allow) > 0 ? each.value.allow : null
            denied_values  = length(each.value.deny) > 0 ? each.value.deny : null
          }
        }
      }
    }
  }

  dynamic "dry_run_spec" {
    for_each = local.dry[each.key] ? ["spec"] : []

    content {
      inherit_from_parent = length(each.value.deny) > 0 ? true : null

      rules {
        enforce  = each.value.enforce
        deny_all = each.value.deny_all

        dynamic "values" {
          for_each = length(each.value.allow) + length(each.value.deny) > 0 ? ["values"] : []

          content {
            allowed_values = length(each.value.allow) > 0 ? each.value.allow : null
            denied_values  = length(each.value.deny) > 0 ? each.value.deny : null
          }
        }
      }
    }
  }

  depends_on = [time_sleep.constraints]
}

# Google's own staff ask before they look at content; needs Access Transparency, which is an organisation's switch.
resource "google_project_access_approval_settings" "this" {
  count = length(var.access_approval_emails) > 0 ? 1 : 0

  project_id          = var.project_id
  notification_emails = sort(var.access_approval_emails)

  enrolled_services {
    cloud_product    = "all"
    enrollment_level = "BLOCK_ALL"
  }
}

# Findings of Security Command Center leave the console. Its tier is activated by hand or by the organisation.
resource "google_pubsub_topic" "findings" {
  count = var.scc_notifications ? 1 : 0

  project      = var.project_id
  name         = "${var.name_prefix}-security-findings"
  kms_key_name = var.alerts_key_id
  labels       = var.labels

  message_storage_policy {
    allowed_persistence_regions = [var.region]
  }
}

resource "google_scc_v2_project_notification_config" "findings" {
  count = var.scc_notifications ? 1 : 0

  project      = var.project_id
  config_id    = "${var.name_prefix}-findings"
  location     = "global"
  description  = "High and critical findings of ${var.name_prefix}."
  pubsub_topic = google_pubsub_topic.findings[0].id

  streaming_config {
    filter = "state = \"ACTIVE\" AND mute != \"MUTED\" AND (severity = \"HIGH\" OR severity = \"CRITICAL\")"
  }
}

resource "google_pubsub_topic_iam_member" "findings" {
  count = var.scc_notifications ? 1 : 0

  project = var.project_id
  topic   = google_pubsub_topic.findings[0].name
  role    = "roles/pubsub.publisher"
  member  = "serviceAccount:${google_scc_v2_project_notification_config.findings[0].service_account}"
}

check "exceptions_are_in_date" {
  assert {
    condition     = alltrue([for exception in values(var.exceptions) : timecmp("${exception.until}T00:00:00Z", plantimestamp()) > 0])
    error_message = "An exception from an organisation policy has run out: remove it, or renew it with whoever accepted the risk."
  }
}
