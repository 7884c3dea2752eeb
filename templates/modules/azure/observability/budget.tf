# A month that has begun when the stack is first applied, and stays so: not timestamp(), which would change with every plan.
resource "time_static" "budget" {}

resource "azurerm_consumption_budget_subscription" "this" {
  name            = "${var.name_prefix}-budget"
  subscription_id = local.subscription_scope
  amount          = var.budget_amount
  time_grain      = "Monthly"

  time_period {
    start_date = format("%04d-%02d-01T00:00:00Z", time_static.budget.year, time_static.budget.month)
  }

  # Only what carries the platform's tags: other projects in the subscription have budgets of their own.
  filter {
    tag {
      name   = "Project"
      values = [var.project]
    }

    tag {
      name   = "Environment"
      values = [var.environment]
    }
  }

  dynamic "notification" {
    for_each = {
      actual_50      = { threshold = 50, type = "Actual", group = "warning" }
      actual_80      = { threshold = 80, type = "Actual", group = "warning" }
      actual_100     = { threshold = 100, type = "Actual", group = "critical" }
      forecasted_100 = { threshold = 100, type = "Forecasted", group = "critical" }
    }

    content {
      enabled        = true
      operator       = "GreaterThanOrEqualTo"
      threshold      = notification.value.threshold
      threshold_type = notification.value.type
      contact_groups = [azurerm_monitor_action_group.this[notification.value.group].id]
      contact_emails = var.alert_receivers.emails
    }
  }

  lifecycle {
    # Azure refuses to move the start of a budget.
    ignore_changes = [time_period]
  }
}

# By mail only; one per subscription is enough, so that an environment may leave it to another.
resource "azurerm_cost_anomaly_alert" "this" {
  count = var.cost_anomaly_alert && length(var.alert_receivers.emails) > 0 ? 1 : 0

  name            = "${var.name_prefix}-anomaly"
  display_name    = substr("Anomaly ${var.environment} ${var.project}", 0, 25) # azurerm 5 takes no more
  subscription_id = local.subscription_scope
  email_addresses = var.alert_receivers.emails
  email_subject   = substr("Unusual cost in ${var.name_prefix}", 0, 50)
  message         = "Cost Management sees spending that does not follow the usual pattern. A budget only tells: nothing is stopped."
}
