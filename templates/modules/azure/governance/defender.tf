# Defender plans, contact and export are things a subscription has only one of: create them in exactly one root, adopt them elsewhere.
locals {
  create_defender = var.defender == "create"

  plan_extensions = {
    for plan, settings in var.defender_plans : plan => merge(
      settings.extensions,
      # The prompt leaves the application as evidence of an alert, or for Purview. Personal data goes with it.
      plan == "AI" && var.share_prompts_with_defender ? { AIPromptEvidence = {} } : {},
      plan == "AI" && var.share_prompts_with_purview ? { AIPromptSharingWithPurview = {} } : {},
    )
  }
}

resource "azurerm_security_center_subscription_pricing" "this" {
  for_each = local.create_defender ? var.defender_plans : {}

  resource_type = each.key
  tier          = "Standard"
  subplan       = each.value.subplan

  # An extension that is not declared is switched off.
  dynamic "extension" {
    for_each = local.plan_extensions[each.key]

    content {
      name                            = extension.key
      additional_extension_properties = length(extension.value) == 0 ? null : extension.value
    }
  }
}

resource "azurerm_security_center_contact" "this" {
  count = local.create_defender && var.security_contact != null ? 1 : 0

  name                = "default" # the only name the service takes
  email               = var.security_contact.email
  phone               = var.security_contact.phone
  alert_notifications = true
  alerts_to_admins    = true
}

resource "azurerm_security_center_setting" "this" {
  for_each = local.create_defender ? var.defender_integrations : []

  setting_name = each.value
  enabled      = true
}

resource "azurerm_security_center_automation" "log_workspace" {
  count = local.create_defender ? 1 : 0

  name                = "${var.name_prefix}-defender-export"
  resource_group_name = var.resource_group_name
  location            = var.location
  description         = "Alerts and failed assessments go to the platform's log workspace."
  scopes              = [local.subscription_scope_id]
  tags                = var.tags

  action {
    type        = local.automation_action_type
    resource_id = var.log_analytics.id
  }

  source {
    event_source = "Alerts"

    # Rules of one set must all hold; sets are alternatives. So: a set for each severity.
    dynamic "rule_set" {
      for_each = var.exported_severities

      content {
        rule {
          property_path  = "Severity"
          property_type  = "String"
          operator       = "Equals"
          expected_value = rule_set.value
        }
      }
    }
  }

  source {
    event_source = "Assessments"

    rule_set {
      rule {
        property_path  = "properties.status.code"
        property_type  = "String"
        operator       = "Equals"
        expected_value = "Unhealthy"
      }
    }
  }
}
