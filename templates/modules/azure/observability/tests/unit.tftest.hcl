mock_provider "azurerm" {
  mock_resource "azurerm_log_analytics_workspace" {
    defaults = {
      id           = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/acme-dev-operations/providers/Microsoft.OperationalInsights/workspaces/acme-dev-logs"
      workspace_id = "00000000-0000-0000-0000-00000000000a"
    }
  }

  mock_data "azurerm_log_analytics_workspace" {
    defaults = {
      location     = "northeurope"
      workspace_id = "00000000-0000-0000-0000-00000000000b"
    }
  }

  mock_resource "azurerm_application_insights" {
    defaults = { id = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/acme-dev-operations/providers/Microsoft.Insights/components/acme-dev-insights" }
  }

  mock_resource "azurerm_monitor_private_link_scope" {
    defaults = { id = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/acme-dev-operations/providers/Microsoft.Insights/privateLinkScopes/acme-dev-monitor" }
  }

  mock_resource "azurerm_monitor_workspace" {
    defaults = { id = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/acme-dev-operations/providers/Microsoft.Monitor/accounts/acme-dev-metrics" }
  }

  mock_resource "azurerm_monitor_action_group" {
    defaults = { id = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/acme-dev-operations/providers/Microsoft.Insights/actionGroups/g" }
  }

  override_resource {
    target = azurerm_monitor_action_group.this["critical"]
    values = { id = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/acme-dev-operations/providers/Microsoft.Insights/actionGroups/critical" }
  }

  override_resource {
    target = azurerm_monitor_action_group.this["warning"]
    values = { id = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/acme-dev-operations/providers/Microsoft.Insights/actionGroups/warning" }
  }

  mock_resource "azurerm_user_assigned_identity" {
    defaults = {
      id           = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/acme-dev-operations/providers/Microsoft.ManagedIdentity/userAssignedIdentities/acme-dev-alerts"
      principal_id = "00000000-0000-0000-0000-0000000000aa"
    }
  }
}

mock_provider "time" {
  mock_resource "time_static" {
    defaults = { year = 2026, month = 11 }
  }
}

variables {
  project                    = "acme"
  name_prefix                = "acme-dev"
  environment                = "dev"
  location                   = "westeurope"
  resource_group_name        = "acme-dev-operations"
  subscription_id            = "00000000-0000-0000-0000-000000000001"
  private_endpoint_subnet_id = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/v/subnets/s"
  budget_amount              = 1000
  deletion_lock              = false
  retention_days             = 90
  service_zone_ids = {
    monitor    = ["/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.Network/privateDnsZones/privatelink.monitor.azure.com"]
    prometheus = ["/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.Network/privateDnsZones/privatelink.westeurope.prometheus.monitor.azure.com"]
  }
}

run "logs_are_private_and_keyless" {
  assert {
    condition = alltrue([
      !azurerm_log_analytics_workspace.this[0].local_authentication_enabled,
      !azurerm_log_analytics_workspace.this[0].internet_ingestion_enabled,
      !azurerm_log_analytics_workspace.this[0].internet_query_enabled,
      azurerm_log_analytics_workspace.this[0].allow_resource_only_permissions,
      !azurerm_application_insights.this.local_authentication_enabled,
      !azurerm_application_insights.this.internet_query_enabled,
      azurerm_application_insights.this.internet_ingestion_enabled,
      azurerm_application_insights.this.workspace_id == azurerm_log_analytics_workspace.this[0].id,
    ])
    error_message = "No key, no query from outside; only identities in the managed network report over the public address."
  }

  assert {
    condition     = keys(azurerm_monitor_private_link_scoped_service.this) == ["insights", "logs"] && azurerm_monitor_private_link_scope.this[0].ingestion_access_mode == "Open" && length(module.private_endpoint) == 1
    error_message = "Both are in the scope, which begins open: it holds for every network that shares the zones."
  }

  assert {
    condition     = output.log_analytics == { id = azurerm_log_analytics_workspace.this[0].id, guid = "00000000-0000-0000-0000-00000000000a", location = "westeurope" } && length(azurerm_management_lock.workspace) == 0 && output.monitor_workspace_id == null
    error_message = "Other modules need id, GUID and location in one piece."
  }

  assert {
    condition     = one(azurerm_monitor_diagnostic_setting.workspace[0].enabled_log).category_group == "allLogs" && length(output.diagnostic_defaults.activity_log_categories) == 8
    error_message = "Queries are logged too."
  }
}

run "changes_reach_somebody" {
  assert {
    condition     = one(azurerm_monitor_action_group.this["critical"].arm_role_receiver).role_id == "8e3af657-a8ff-443c-a75c-2fe8c4bcb635"
    error_message = "Without receivers the subscription's owners hear it."
  }

  assert {
    condition = alltrue([
      for name, alert in azurerm_monitor_activity_log_alert.change :
      alert.location == "global" && one(alert.criteria).category == "Administrative" && one(alert.action).action_group_id == output.action_group_ids[local.change_alerts[name].severity]
    ])
    error_message = "Every change has an alert, and every alert a group."
  }

  assert {
    condition     = length(setsubtract(["diagnostics-removed", "immutability-removed", "key-vault-deleted", "lock-removed", "policy-exempted", "public-address-made", "role-assigned", "security-rule-changed"], keys(azurerm_monitor_activity_log_alert.change))) == 0
    error_message = "What takes protection away must be alerted."
  }

  assert {
    condition     = toset(one(one(azurerm_monitor_activity_log_alert.service_health.criteria).service_health).events) == toset(["ActionRequired", "Incident", "Maintenance", "Security"])
    error_message = "Azure's own incidents must be heard."
  }

  assert {
    condition = alltrue([
      for alert in azurerm_monitor_scheduled_query_rules_alert_v2.this : one(alert.identity).type == "UserAssigned" && alert.skip_query_validation && length(one(alert.action).action_groups) == 1
    ]) && azurerm_role_assignment.alerts.role_definition_name == "Log Analytics Reader" && azurerm_role_assignment.alerts.scope == output.log_analytics_id
    error_message = "A workspace without key is read with an identity that may do nothing else."
  }

  assert {
    condition     = keys(azurerm_monitor_scheduled_query_rules_alert_v2.this) == ["ingestion-capped", "storage-refusals", "vault-refusals"]
    error_message = "Refusals and blindness are alerted."
  }
}

run "budget_counts_only_this_platform" {
  assert {
    condition     = azurerm_consumption_budget_subscription.this.amount == 1000 && one(azurerm_consumption_budget_subscription.this.time_period).start_date == "2026-11-01T00:00:00Z"
    error_message = "A budget begins on the first of a month."
  }

  assert {
    condition     = { for tag in one(azurerm_consumption_budget_subscription.this.filter).tag : tag.name => one(tag.values) } == { Project = "acme", Environment = "dev" }
    error_message = "Other projects of the subscription must not count."
  }

  assert {
    condition     = toset([for note in azurerm_consumption_budget_subscription.this.notification : "${note.threshold_type} ${note.threshold}"]) == toset(["Actual 50", "Actual 80", "Actual 100", "Forecasted 100"]) && length(azurerm_cost_anomaly_alert.this) == 0
    error_message = "Half, four fifths and all of it, and when all is foreseen; the anomaly alert needs mail addresses."
  }
}

run "receivers_replace_the_owners" {
  variables {
    managed_prometheus = true
    alert_receivers = {
      emails   = ["oncall@example.org"]
      webhooks = { pager = { service_uri = "https://pager.example.org/azure", entra_application_id = "00000000-0000-0000-0000-000000000050" } }
    }
    metric_alerts = {
      vault-availability = {
        scopes      = ["/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv"]
        namespace   = "Microsoft.KeyVault/vaults"
        metric      = "Availability"
        operator    = "LessThan"
        threshold   = 99
        severity    = 1
        description = "The vault does not answer."
      }
    }
  }

  assert {
    condition     = length(azurerm_monitor_action_group.this["critical"].arm_role_receiver) == 0 && one(azurerm_monitor_action_group.this["critical"].email_receiver).use_common_alert_schema && one(one(azurerm_monitor_action_group.this["critical"].webhook_receiver).aad_auth).object_id == "00000000-0000-0000-0000-000000000050" && length(azurerm_monitor_action_group.this["warning"].webhook_receiver) == 0
    error_message = "Named receivers hear alerts, the pager only critical ones, over a webhook with an identity."
  }

  assert {
    condition     = length(azurerm_cost_anomaly_alert.this[0].display_name) <= 25 && length(azurerm_cost_anomaly_alert.this[0].email_subject) <= 50
    error_message = "azurerm 5 takes 25 characters for the name."
  }

  assert {
    condition     = one(azurerm_monitor_metric_alert.this["vault-availability"].criteria).threshold == 99 && one(azurerm_monitor_metric_alert.this["vault-availability"].action).action_group_id == output.action_group_ids["critical"]
    error_message = "Metric alerts come from the map; severity 1 is critical."
  }

  assert {
    condition     = !azurerm_monitor_workspace.this[0].public_network_access_enabled && length(module.prometheus_endpoint) == 1 && output.monitor_workspace_id != null
    error_message = "Metrics of clusters are private too."
  }
}

run "scope_can_be_closed" {
  variables {
    private_link_mode = { ingestion = "PrivateOnly", query = "PrivateOnly" }
    public_ingestion  = false
  }

  assert {
    condition     = azurerm_monitor_private_link_scope.this[0].ingestion_access_mode == "PrivateOnly" && azurerm_monitor_private_link_scope.this[0].query_access_mode == "PrivateOnly" && !azurerm_application_insights.this.internet_ingestion_enabled
    error_message = "Once every network goes through the scope, nothing is taken in or read from outside."
  }
}

run "organisations_workspace_is_used" {
  variables {
    existing_log_analytics_id   = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-central/providers/Microsoft.OperationalInsights/workspaces/law-central"
    existing_private_link_scope = { name = "ampls-central", resource_group_name = "rg-central" }
  }

  assert {
    condition     = length(azurerm_log_analytics_workspace.this) + length(azurerm_monitor_private_link_scope.this) + length(module.private_endpoint) + length(azurerm_monitor_diagnostic_setting.workspace) == 0
    error_message = "Nothing that exists is made a second time."
  }

  assert {
    condition     = output.log_analytics == { id = var.existing_log_analytics_id, guid = "00000000-0000-0000-0000-00000000000b", location = "northeurope" } && azurerm_monitor_private_link_scoped_service.this["insights"].scope_name == "ampls-central" && keys(azurerm_monitor_private_link_scoped_service.this) == ["insights"]
    error_message = "The central workspace is handed on; only our component joins the central scope."
  }

  assert {
    condition     = azurerm_monitor_scheduled_query_rules_alert_v2.this["vault-refusals"].location == "northeurope"
    error_message = "A rule lives where its workspace lives."
  }
}

run "prod_is_locked" {
  variables {
    environment    = "prod"
    deletion_lock  = true
    retention_days = 365
  }

  assert {
    condition     = azurerm_management_lock.workspace[0].lock_level == "CanNotDelete" && azurerm_log_analytics_workspace.this[0].daily_quota_gb == -1
    error_message = "In prod logs cannot be deleted and are not capped."
  }
}

run "rejects_careless_prod" {
  command         = plan
  expect_failures = [var.daily_quota_gb, var.deletion_lock, var.public_query, var.retention_days]

  variables {
    environment    = "prod"
    daily_quota_gb = 5
    public_query   = true
  }
}

run "rejects_bad_receivers_and_budget" {
  command         = plan
  expect_failures = [var.alert_receivers, var.budget_amount, var.private_link_mode, var.existing_log_analytics_id]

  variables {
    alert_receivers           = { emails = ["oncall"], webhooks = { pager = { service_uri = "http://pager.example.org" } } }
    budget_amount             = 0
    private_link_mode         = { query = "Closed" }
    existing_log_analytics_id = "law-central"
  }
}

run "rejects_bad_metric_alert_and_environment" {
  command         = plan
  expect_failures = [var.metric_alerts, var.environment]

  variables {
    metric_alerts = { x = { scopes = [], namespace = "n", metric = "m", threshold = 1, aggregation = "Median" } }
    environment   = "production"
  }
}

run "rejects_short_retention" {
  command         = plan
  expect_failures = [var.retention_days]

  variables {
    retention_days = 7
  }
}
