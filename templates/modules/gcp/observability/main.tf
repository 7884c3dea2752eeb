# Where signals go, and which ones: channels first, since every other module's alerts name them.
locals {
  channels = merge(
    { for address in var.alert_emails : "mail ${address}" => { type = "email", labels = { email_address = address } } },
    { "topic" = { type = "pubsub", labels = { topic = google_pubsub_topic.alerts.id } } },
  )

  channel_ids = [for name in sort(keys(local.channels)) : google_monitoring_notification_channel.this[name].id]
}

# Machines listen here: a SIEM, a chat bridge, the on-call system.
resource "google_pubsub_topic" "alerts" {
  project                    = var.project_id
  name                       = "${var.name_prefix}-alerts"
  kms_key_name               = var.alerts_key_id
  message_retention_duration = "604800s"
  labels                     = var.labels

  message_storage_policy {
    allowed_persistence_regions = [var.region]
  }
}

resource "google_pubsub_topic_iam_member" "monitoring" {
  for_each = toset([for agent in ["monitoring-notification"] : agent if contains(keys(var.service_agents), agent)])

  project = var.project_id
  topic   = google_pubsub_topic.alerts.name
  role    = "roles/pubsub.publisher"
  member  = var.service_agents[each.value]
}

resource "google_monitoring_notification_channel" "this" {
  for_each = local.channels

  project      = var.project_id
  display_name = "${var.name_prefix} ${each.key}"
  type         = each.value.type
  labels       = each.value.labels
  user_labels  = var.labels
  force_delete = !var.protect # otherwise a channel in use cannot be removed

  depends_on = [google_pubsub_topic_iam_member.monitoring]
}

check "somebody_is_told" {
  assert {
    condition     = var.environment != "prod" || length(var.alert_emails) > 0
    error_message = "No mail address is told of alerts in prod: unless something reads topic ${var.name_prefix}-alerts, nobody knows."
  }
}

check "somebody_watches_spending" {
  assert {
    condition     = var.environment != "prod" || var.billing_account != null
    error_message = "Nothing watches what prod spends: give the stack its billing_account, or have whoever owns the billing account make the budget of ${var.name_prefix}."
  }
}

# Budgets tell, they never stop spending; quotas and idle shutdown do.
resource "google_billing_budget" "this" {
  count = var.billing_account == null ? 0 : 1

  billing_account = var.billing_account
  display_name    = var.name_prefix

  budget_filter {
    projects               = ["projects/${var.project_number}"]
    calendar_period        = "MONTH"
    credit_types_treatment = "EXCLUDE_ALL_CREDITS" # credits run out unannounced
  }

  amount {
    specified_amount {
      currency_code = var.budget_currency
      units         = tostring(var.budget_amount)
    }
  }

  dynamic "threshold_rules" {
    for_each = { 50 = "CURRENT_SPEND", 80 = "CURRENT_SPEND", 100 = "CURRENT_SPEND", 110 = "FORECASTED_SPEND" }

    content {
      threshold_percent = tonumber(threshold_rules.key) / 100
      spend_basis       = threshold_rules.value
    }
  }

  all_updates_rule {
    pubsub_topic                     = google_pubsub_topic.alerts.id
    monitoring_notification_channels = slice(local.mail_channel_ids, 0, min(5, length(local.mail_channel_ids))) # five at most
    disable_default_iam_recipients   = false
    schema_version                   = "1.0"
  }

  depends_on = [google_pubsub_topic_iam_member.billing]
}

locals {
  mail_channel_ids = [for name in sort(keys(local.channels)) : google_monitoring_notification_channel.this[name].id if startswith(name, "mail ")]
}

resource "google_pubsub_topic_iam_member" "billing" {
  count = var.billing_account == null ? 0 : 1

  project = var.project_id
  topic   = google_pubsub_topic.alerts.name
  role    = "roles/pubsub.publisher"
  member  = "serviceAccount:billing-budget-alert@system.gserviceaccount.com" # Google's, the same for every budget
}
