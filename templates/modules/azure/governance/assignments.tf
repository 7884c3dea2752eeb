locals {
  at_subscription       = var.management_group_id == null
  subscription_scope_id = "/subscriptions/${var.subscription_id}"
  scope_id              = local.at_subscription ? local.subscription_scope_id : var.management_group_id

  allowed_locations = length(var.allowed_locations) > 0 ? var.allowed_locations : toset(lookup(local.residency_locations, var.residency, []))

  # Residency → every region of the jurisdiction, wider than those the platform is offered in.
  residency_locations = jsondecode(file("${path.module}/residency_locations.json")).locations

  assignments = merge(
    {
      ai = { title = "AI platform", definition_id = local.initiative_id, parameters = null, identity = true }
    },
    {
      for key, initiative in merge([for regime in local.regimes : local.regime_initiatives[regime]]...) : key => {
        title = initiative.title, definition_id = "/providers/Microsoft.Authorization/policySetDefinitions/${initiative.id}", parameters = null, identity = initiative.needs_identity
      }
    },
    !var.assign_security_benchmark ? {} : {
      benchmark = { title = "Microsoft cloud security benchmark", definition_id = "/providers/Microsoft.Authorization/policySetDefinitions/1f3afdf9-d0c9-4c3d-847f-89da613e70a8", parameters = null, identity = false }
    },
    !var.assign_all_logs ? {} : {
      all-logs = { title = "All resource logs to Log Analytics", definition_id = "/providers/Microsoft.Authorization/policySetDefinitions/0884adba-2312-4468-abeb-5422caed1038", parameters = jsonencode({ logAnalytics = { value = var.log_analytics.id } }), identity = true }
    },
    !var.assign_content_filters ? {} : {
      content-filters = { title = "Guardrail for Cognitive Services deployments (preview)", definition_id = "/providers/Microsoft.Authorization/policySetDefinitions/5207647b-3e83-4e28-b836-c382cb5e2a2e", parameters = null, identity = false }
    },
    length(local.allowed_locations) == 0 ? {} : {
      locations       = { title = "Allowed locations", definition_id = "/providers/Microsoft.Authorization/policyDefinitions/e56962a6-4747-49cd-b67b-bf8b01975c4c", parameters = jsonencode({ listOfAllowedLocations = { value = sort(tolist(local.allowed_locations)) } }), identity = false }
      group-locations = { title = "Allowed locations of resource groups", definition_id = "/providers/Microsoft.Authorization/policyDefinitions/e765b5de-1225-4ba3-bd56-1ac6695af988", parameters = jsonencode({ listOfAllowedLocations = { value = sort(tolist(local.allowed_locations)) } }), identity = false }
    },
    length(var.allowed_vm_sizes) == 0 ? {} : {
      vm-sizes = { title = "Allowed virtual machine sizes", definition_id = "/providers/Microsoft.Authorization/policyDefinitions/cccc23c7-8427-4f53-ad12-b6a63eb452b3", parameters = jsonencode({ listOfAllowedSKUs = { value = sort(tolist(var.allowed_vm_sizes)) } }), identity = false }
    },
  )

  # An assignment at a management group has a name of 24 characters at most; the prefix shrinks to a hash there.
  assignment_names = {
    for key in keys(local.assignments) : key => local.at_subscription ? "${var.name_prefix}-${key}" : "${substr(sha1(var.name_prefix), 0, 6)}-${key}"
  }

  non_compliance_message = "The AI platform's policies do not allow this. Change the resource, or ask ${var.exemption_contact} for an exemption with an expiry date."
}

resource "azurerm_subscription_policy_assignment" "this" {
  for_each = { for key, assignment in local.assignments : key => assignment if local.at_subscription }

  name                 = local.assignment_names[each.key]
  display_name         = "${var.name_prefix}: ${each.value.title}"
  subscription_id      = local.scope_id
  policy_definition_id = each.value.definition_id
  enforce              = var.enforce
  not_scopes           = var.not_scopes
  parameters           = each.value.parameters
  location             = each.value.identity ? var.location : null # an identity forces a location

  dynamic "identity" {
    for_each = each.value.identity ? [azurerm_user_assigned_identity.policy.id] : []

    content {
      type         = "UserAssigned"
      identity_ids = [identity.value]
    }
  }

  non_compliance_message {
    content = local.non_compliance_message
  }

  dynamic "overrides" {
    for_each = lookup(var.initiative_overrides, each.key, {})

    content {
      value = overrides.value

      selectors {
        kind = "policyDefinitionReferenceId"
        in   = [overrides.key]
      }
    }
  }

  dynamic "resource_selectors" {
    for_each = length(var.ring_locations) == 0 ? [] : [sort(tolist(var.ring_locations))]

    content {
      name = "ring"

      selectors {
        kind = "resourceLocation"
        in   = resource_selectors.value
      }
    }
  }

  # The roles of the identity must be effective first; a remediation that starts earlier fails for good.
  depends_on = [time_sleep.roles]
}

resource "azurerm_management_group_policy_assignment" "this" {
  for_each = { for key, assignment in local.assignments : key => assignment if !local.at_subscription }

  name                 = local.assignment_names[each.key]
  display_name         = "${var.name_prefix}: ${each.value.title}"
  management_group_id  = local.scope_id
  policy_definition_id = each.value.definition_id
  enforce              = var.enforce
  not_scopes           = var.not_scopes
  parameters           = each.value.parameters
  location             = each.value.identity ? var.location : null

  dynamic "identity" {
    for_each = each.value.identity ? [azurerm_user_assigned_identity.policy.id] : []

    content {
      type         = "UserAssigned"
      identity_ids = [identity.value]
    }
  }

  non_compliance_message {
    content = local.non_compliance_message
  }

  dynamic "overrides" {
    for_each = lookup(var.initiative_overrides, each.key, {})

    content {
      value = overrides.value

      selectors {
        kind = "policyDefinitionReferenceId"
        in   = [overrides.key]
      }
    }
  }

  dynamic "resource_selectors" {
    for_each = length(var.ring_locations) == 0 ? [] : [sort(tolist(var.ring_locations))]

    content {
      name = "ring"

      selectors {
        kind = "resourceLocation"
        in   = resource_selectors.value
      }
    }
  }

  depends_on = [time_sleep.roles]
}
