# The activity log has no category groups, and every subscription sends it by settings of its own: five at most.
resource "azurerm_monitor_diagnostic_setting" "activity_log" {
  count = var.activity_log == "create" ? 1 : 0

  name                       = "${var.name_prefix}-governance"
  target_resource_id         = local.subscription_scope_id
  log_analytics_workspace_id = var.log_analytics.id

  dynamic "enabled_log" {
    for_each = toset(["Administrative", "Alert", "Autoscale", "Policy", "Recommendation", "ResourceHealth", "Security", "ServiceHealth"])

    content {
      category = enabled_log.value
    }
  }
}

resource "azurerm_management_lock" "this" {
  for_each = var.locked_resource_ids

  name       = "no-delete"
  scope      = each.value
  lock_level = "CanNotDelete"
  notes      = "Locked by the governance module of ${var.name_prefix}."
}

resource "azurerm_sentinel_log_analytics_workspace_onboarding" "this" {
  count = var.sentinel ? 1 : 0

  workspace_id = var.log_analytics.id
}

locals {
  # What an attacker, or somebody in a hurry, does to the guardrails themselves. `AzureActivity` is filled by the setting above.
  sentinel_rules = {
    guardrail-removed = {
      title    = "A policy assignment, initiative or exemption of the AI platform changed"
      severity = "High"
      tactics  = ["DefenseEvasion"]
      query    = <<-KQL
        AzureActivity
        | where OperationNameValue has_any ("policyAssignments", "policySetDefinitions", "policyDefinitions", "policyExemptions")
        | where OperationNameValue endswith "/WRITE" or OperationNameValue endswith "/DELETE"
        | where ActivityStatusValue == "Success"
        | where Caller !in (dynamic(${jsonencode(sort(tolist(var.pipeline_principal_ids)))}))
        | project TimeGenerated, Caller, CallerIpAddress, OperationNameValue, ResourceId = _ResourceId
      KQL
    }
    logging-removed = {
      title    = "A diagnostic setting was deleted"
      severity = "High"
      tactics  = ["DefenseEvasion"]
      query    = <<-KQL
        AzureActivity
        | where OperationNameValue =~ "MICROSOFT.INSIGHTS/DIAGNOSTICSETTINGS/DELETE" and ActivityStatusValue == "Success"
        | where Caller !in (dynamic(${jsonencode(sort(tolist(var.pipeline_principal_ids)))}))
        | project TimeGenerated, Caller, CallerIpAddress, OperationNameValue, ResourceId = _ResourceId
      KQL
    }
    workspace-opened = {
      title    = "Outbound rules or network settings of a workspace changed outside the pipeline"
      severity = "Medium"
      tactics  = ["Exfiltration"]
      query    = <<-KQL
        AzureActivity
        | where OperationNameValue in~ ("MICROSOFT.MACHINELEARNINGSERVICES/WORKSPACES/WRITE", "MICROSOFT.MACHINELEARNINGSERVICES/WORKSPACES/OUTBOUNDRULES/WRITE", "MICROSOFT.MACHINELEARNINGSERVICES/REGISTRIES/WRITE")
        | where ActivityStatusValue == "Success"
        | where Caller !in (dynamic(${jsonencode(sort(tolist(var.pipeline_principal_ids)))}))
        | project TimeGenerated, Caller, CallerIpAddress, OperationNameValue, ResourceId = _ResourceId
      KQL
    }
    rights-granted = {
      title    = "A role was assigned outside the pipeline"
      severity = "Medium"
      tactics  = ["PrivilegeEscalation"]
      query    = <<-KQL
        AzureActivity
        | where OperationNameValue =~ "MICROSOFT.AUTHORIZATION/ROLEASSIGNMENTS/WRITE" and ActivityStatusValue == "Success"
        | where Caller !in (dynamic(${jsonencode(sort(tolist(var.pipeline_principal_ids)))}))
        | project TimeGenerated, Caller, CallerIpAddress, OperationNameValue, ResourceId = _ResourceId
      KQL
    }
  }
}

resource "azurerm_sentinel_alert_rule_scheduled" "this" {
  for_each = var.sentinel ? local.sentinel_rules : {}

  name                       = each.key
  log_analytics_workspace_id = azurerm_sentinel_log_analytics_workspace_onboarding.this[0].workspace_id
  display_name               = "${var.name_prefix}: ${each.value.title}"
  severity                   = each.value.severity
  query                      = each.value.query
  query_frequency            = "PT15M"
  query_period               = "PT1H" # the activity log may be up to 20 minutes late
  trigger_operator           = "GreaterThan"
  trigger_threshold          = 0
  tactics                    = each.value.tactics
  suppression_enabled        = false
  suppression_duration       = "PT5H"

  entity_mapping {
    entity_type = "Account"

    field_mapping {
      identifier  = "FullName"
      column_name = "Caller"
    }
  }

  entity_mapping {
    entity_type = "AzureResource"

    field_mapping {
      identifier  = "ResourceId"
      column_name = "ResourceId"
    }
  }
}
