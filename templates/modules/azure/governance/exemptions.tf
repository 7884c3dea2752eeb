# Every Deny has a way past it, and the way has an end: category, ticket, reason, date given and date of expiry are all asked for.
locals {
  exemptions = {
    for name, exemption in var.exemptions : name => merge(exemption, {
      kind = (
        startswith(exemption.scope_id, "/providers/Microsoft.Management/managementGroups/") ? "management_group" :
        can(regex("^/subscriptions/[^/]+$", exemption.scope_id)) ? "subscription" :
        can(regex("^/subscriptions/[^/]+/resourceGroups/[^/]+$", exemption.scope_id)) ? "resource_group" :
        "resource"
      )
      # The provider sends the list as it is: keep it sorted, or it differs for ever.
      policies = sort(tolist(exemption.policies))
      metadata = jsonencode({ approvedBy = exemption.approved_by, grantedOn = exemption.granted_on, ticket = exemption.ticket })
    })
  }

  assignment_ids = local.at_subscription ? { for key, assignment in azurerm_subscription_policy_assignment.this : key => assignment.id } : { for key, assignment in azurerm_management_group_policy_assignment.this : key => assignment.id }
}

resource "azurerm_resource_policy_exemption" "this" {
  for_each = { for name, exemption in local.exemptions : name => exemption if exemption.kind == "resource" }

  name                            = "${var.name_prefix}-${each.key}"
  display_name                    = "${each.value.ticket}: ${each.key}"
  description                     = each.value.reason
  resource_id                     = each.value.scope_id
  policy_assignment_id            = local.assignment_ids[each.value.assignment]
  policy_definition_reference_ids = each.value.policies
  exemption_category              = each.value.category
  expires_on                      = each.value.expires_on
  metadata                        = each.value.metadata
}

resource "azurerm_resource_group_policy_exemption" "this" {
  for_each = { for name, exemption in local.exemptions : name => exemption if exemption.kind == "resource_group" }

  name                            = "${var.name_prefix}-${each.key}"
  display_name                    = "${each.value.ticket}: ${each.key}"
  description                     = each.value.reason
  resource_group_id               = each.value.scope_id
  policy_assignment_id            = local.assignment_ids[each.value.assignment]
  policy_definition_reference_ids = each.value.policies
  exemption_category              = each.value.category
  expires_on                      = each.value.expires_on
  metadata                        = each.value.metadata
}

resource "azurerm_subscription_policy_exemption" "this" {
  for_each = { for name, exemption in local.exemptions : name => exemption if exemption.kind == "subscription" }

  name                            = "${var.name_prefix}-${each.key}"
  display_name                    = "${each.value.ticket}: ${each.key}"
  description                     = each.value.reason
  subscription_id                 = each.value.scope_id
  policy_assignment_id            = local.assignment_ids[each.value.assignment]
  policy_definition_reference_ids = each.value.policies
  exemption_category              = each.value.category
  expires_on                      = each.value.expires_on
  metadata                        = each.value.metadata
}

resource "azurerm_management_group_policy_exemption" "this" {
  for_each = { for name, exemption in local.exemptions : name => exemption if exemption.kind == "management_group" }

  name                            = "${var.name_prefix}-${each.key}"
  display_name                    = "${each.value.ticket}: ${each.key}"
  description                     = each.value.reason
  management_group_id             = each.value.scope_id
  policy_assignment_id            = local.assignment_ids[each.value.assignment]
  policy_definition_reference_ids = each.value.policies
  exemption_category              = each.value.category
  expires_on                      = each.value.expires_on
  metadata                        = each.value.metadata
}
