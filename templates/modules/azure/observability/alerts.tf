resource "azurerm_monitor_action_group" "this" {
  for_each = toset(["critical", "warning"])

  name                = "${var.name_prefix}-${each.value}"
  resource_group_name = var.resource_group_name
  short_name          = each.value
  tags                = var.tags

  # Somebody always hears it: the owners of the subscription, until receivers of one's own are named.
  dynamic "arm_role_receiver" {
    for_each = length(var.alert_receivers.emails) + length(var.alert_receivers.webhooks) == 0 ? ["8e3af657-a8ff-443c-a75c-2fe8c4bcb635"] : []

    content {
      name                    = "subscription-owners"
      role_id                 = arm_role_receiver.value
      use_common_alert_schema = true
    }
  }

  dynamic "email_receiver" {
    for_each = var.alert_receivers.emails

    content {
      name                    = email_receiver.value
      email_address           = email_receiver.value
      use_common_alert_schema = true
    }
  }

  dynamic "webhook_receiver" {
    for_each = each.value == "critical" ? var.alert_receivers.webhooks : {}

    content {
      name                    = webhook_receiver.key
      service_uri             = webhook_receiver.value.service_uri
      use_common_alert_schema = true

      dynamic "aad_auth" {
        for_each = webhook_receiver.value.entra_application_id == null ? [] : [webhook_receiver.value.entra_application_id]

        content {
          object_id = aad_auth.value
        }
      }
    }
  }
}

locals {
  # Changes after which the platform is no longer what was reviewed. Pipelines make them too: an alert is then a line in the change's record.
  change_alerts = {
    diagnostics-removed      = { severity = "critical", operation = "Microsoft.Insights/diagnosticSettings/delete" }
    firewall-policy-changed  = { severity = "critical", operation = "Microsoft.Network/firewallPolicies/write" }
    immutability-removed     = { severity = "critical", operation = "Microsoft.Storage/storageAccounts/blobServices/containers/immutabilityPolicies/delete" }
    key-vault-changed        = { severity = "warning", operation = "Microsoft.KeyVault/vaults/write" }
    key-vault-deleted        = { severity = "critical", operation = "Microsoft.KeyVault/vaults/delete" }
    lock-removed             = { severity = "critical", operation = "Microsoft.Authorization/locks/delete" }
    policy-assigned          = { severity = "warning", operation = "Microsoft.Authorization/policyAssignments/write" }
    policy-exempted          = { severity = "critical", operation = "Microsoft.Authorization/policyExemptions/write" }
    policy-removed           = { severity = "critical", operation = "Microsoft.Authorization/policyAssignments/delete" }
    public-address-made      = { severity = "critical", operation = "Microsoft.Network/publicIPAddresses/write" }
    role-assigned            = { severity = "warning", operation = "Microsoft.Authorization/roleAssignments/write" }
    role-defined             = { severity = "critical", operation = "Microsoft.Authorization/roleDefinitions/write" }
    security-group-changed   = { severity = "warning", operation = "Microsoft.Network/networkSecurityGroups/write" }
    security-rule-changed    = { severity = "warning", operation = "Microsoft.Network/networkSecurityGroups/securityRules/write" }
    workspace-public-changed = { severity = "warning", operation = "Microsoft.MachineLearningServices/workspaces/write" }
  }

  query_alerts = merge(
    {
      vault-refusals = {
        description = "Somebody keeps asking the vaults for what they may not have."
        query       = "AzureDiagnostics | where ResourceProvider == 'MICROSOFT.KEYVAULT' and httpStatusCode_d in (401, 403) | summarize refused = count() by CallerIPAddress, Resource, bin(TimeGenerated, 5m)"
        threshold   = 20
        severity    = 1
      }
      storage-refusals = {
        description = "Somebody keeps asking storage for what they may not have."
        query       = "StorageBlobLogs | where StatusCode in (401, 403) | summarize refused = count() by CallerIpAddress, AccountName, bin(TimeGenerated, 5m)"
        threshold   = 50
        severity    = 2
      }
      ingestion-capped = {
        description = "The daily cap of the log workspace was reached: from here on the platform is blind."
        query       = "_LogOperation | where Category =~ 'Ingestion' and Detail has 'OverQuota'"
        threshold   = 0
        severity    = 1
      }
    },
    var.query_alerts,
  )
}

resource "azurerm_monitor_activity_log_alert" "change" {
  for_each = local.change_alerts

  name                = "${var.name_prefix}-${each.key}"
  resource_group_name = var.resource_group_name
  location            = "global" # activity log alerts live nowhere else, except in the EU data boundary's own regions
  scopes              = [local.subscription_scope]
  description         = "${each.value.operation} succeeded."
  tags                = var.tags

  criteria {
    category       = "Administrative"
    operation_name = each.value.operation
    statuses       = ["Succeeded"]
  }

  action {
    action_group_id = azurerm_monitor_action_group.this[each.value.severity].id
  }
}

resource "azurerm_monitor_activity_log_alert" "service_health" {
  name                = "${var.name_prefix}-service-health"
  resource_group_name = var.resource_group_name
  location            = "global"
  scopes              = [local.subscription_scope]
  description         = "Azure reports an incident, maintenance, security advice or action required."
  tags                = var.tags

  criteria {
    category = "ServiceHealth"

    service_health {
      events    = ["ActionRequired", "Incident", "Maintenance", "Security"]
      locations = ["Global", var.location]
    }
  }

  action {
    action_group_id = azurerm_monitor_action_group.this["critical"].id
  }
}

resource "azurerm_monitor_activity_log_alert" "resource_health" {
  name                = "${var.name_prefix}-resource-health"
  resource_group_name = var.resource_group_name
  location            = "global"
  scopes              = [local.subscription_scope]
  description         = "A resource became unavailable for reasons of the platform."
  tags                = var.tags

  criteria {
    category = "ResourceHealth"

    resource_health {
      current  = ["Degraded", "Unavailable"]
      previous = ["Available"]
      reason   = ["PlatformInitiated", "Unknown"]
    }
  }

  action {
    action_group_id = azurerm_monitor_action_group.this["warning"].id
  }
}

# Without a workspace key a rule needs an identity to read with.
resource "azurerm_user_assigned_identity" "alerts" {
  name                = "${var.name_prefix}-alerts"
  resource_group_name = var.resource_group_name
  location            = var.location
  tags                = var.tags
}

resource "azurerm_role_assignment" "alerts" {
  scope                = local.log_analytics.id
  role_definition_name = "Log Analytics Reader"
  principal_id         = azurerm_user_assigned_identity.alerts.principal_id
  principal_type       = "ServicePrincipal"
}

resource "azurerm_monitor_scheduled_query_rules_alert_v2" "this" {
  for_each = local.query_alerts

  name                  = "${var.name_prefix}-${each.key}"
  resource_group_name   = var.resource_group_name
  location              = local.log_analytics.location
  scopes                = [local.log_analytics.id]
  description           = each.value.description
  severity              = each.value.severity
  evaluation_frequency  = "PT15M"
  window_duration       = "PT15M"
  skip_query_validation = true # tables appear with their first row, which is later than this rule
  tags                  = var.tags

  criteria {
    query                   = each.value.query
    time_aggregation_method = "Count"
    operator                = "GreaterThan"
    threshold               = each.value.threshold
  }

  identity {
    type         = "UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.alerts.id]
  }

  action {
    action_groups = [azurerm_monitor_action_group.this[each.value.severity <= 1 ? "critical" : "warning"].id]
  }

  depends_on = [azurerm_role_assignment.alerts]
}

resource "azurerm_monitor_metric_alert" "this" {
  for_each = var.metric_alerts

  name                = "${var.name_prefix}-${each.key}"
  resource_group_name = var.resource_group_name
  scopes              = each.value.scopes
  description         = each.value.description
  severity            = each.value.severity
  frequency           = each.value.frequency
  window_size         = each.value.window
  tags                = var.tags

  criteria {
    metric_namespace = each.value.namespace
    metric_name      = each.value.metric
    aggregation      = each.value.aggregation
    operator         = each.value.operator
    threshold        = each.value.threshold

    dynamic "dimension" {
      for_each = each.value.dimensions

      content {
        name     = dimension.key
        operator = "Include"
        values   = dimension.value
      }
    }
  }

  action {
    action_group_id = azurerm_monitor_action_group.this[each.value.severity <= 1 ? "critical" : "warning"].id
  }
}
