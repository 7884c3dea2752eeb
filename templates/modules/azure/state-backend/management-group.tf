# Policies above the subscription (management_group_id of governance.policy): a role of its own for each identity there, since the built-in
# ones bring reading of every subscription below. A custom role of a management group can hold no data actions, and needs none.
locals {
  # The policies' identity gets its roles there, and nobody else anything.
  policy_identity_roles = merge(
    { for name in ["AzureML Compute Operator", "Log Analytics Contributor", "Monitoring Contributor", "Tag Contributor"] : name => local.assignable_roles[name] },
    var.extra_assignable_roles,
  )
  policy_grant_condition = replace(local.grant_condition, local.role_ids, join(", ", sort(values(local.policy_identity_roles))))

  policy_reads = [
    "Microsoft.Authorization/policyAssignments/read",
    "Microsoft.Authorization/policyDefinitions/read",
    "Microsoft.Authorization/policyExemptions/read",
    "Microsoft.Authorization/policySetDefinitions/read",
    "Microsoft.Authorization/roleAssignments/read",
    "Microsoft.Authorization/roleDefinitions/read",
    "Microsoft.PolicyInsights/remediations/read",
  ]

  policy_roles = {
    plan = { name = "policy reader", what = "Reads policies and who carries them out.", actions = local.policy_reads }
    apply = {
      name = "policy keeper"
      what = "Defines and assigns policies, and gives their identity listed roles."
      actions = concat(local.policy_reads, [
        "Microsoft.Authorization/policyAssignments/delete",
        "Microsoft.Authorization/policyAssignments/exempt/action",
        "Microsoft.Authorization/policyAssignments/write",
        "Microsoft.Authorization/policyDefinitions/delete",
        "Microsoft.Authorization/policyDefinitions/write",
        "Microsoft.Authorization/policyExemptions/delete",
        "Microsoft.Authorization/policyExemptions/write",
        "Microsoft.Authorization/policySetDefinitions/delete",
        "Microsoft.Authorization/policySetDefinitions/write",
        "Microsoft.Authorization/roleAssignments/delete",
        "Microsoft.Authorization/roleAssignments/write",
        "Microsoft.PolicyInsights/remediations/cancel/action",
        "Microsoft.PolicyInsights/remediations/delete",
        "Microsoft.PolicyInsights/remediations/write",
      ])
    }
  }

  # Computed rights take the place of the lists; a role without any is not made.
  policy_actions = {
    for role, listed in local.policy_roles : role => local.is_computed ? try(local.computed[role].management_group.actions, []) : listed.actions
  }
  granted_policy_actions = { for role, actions in local.policy_actions : role => actions if var.management_group_id != null && length(actions) > 0 }

  policy_conditions = {
    for role, actions in local.granted_policy_actions : role => length(setintersection([for action in actions : lower(action)], local.role_giving)) > 0 ? local.policy_grant_condition : null
  }
}

resource "azurerm_role_definition" "policy" {
  for_each = local.granted_policy_actions

  name        = "${var.name_prefix}-${var.name_suffix} ${local.policy_roles[each.key].name}"
  scope       = var.management_group_id
  description = local.policy_roles[each.key].what

  permissions {
    actions = each.value
  }

  assignable_scopes = [var.management_group_id]
}

resource "azurerm_role_assignment" "policy" {
  for_each = local.policy_conditions

  scope              = var.management_group_id
  role_definition_id = azurerm_role_definition.policy[each.key].role_definition_resource_id
  principal_id       = azurerm_user_assigned_identity.pipeline[each.key].principal_id
  principal_type     = "ServicePrincipal"
  condition          = each.value
  condition_version  = each.value == null ? null : "2.0"
  description        = "Policies of ${var.name_prefix} on its management group."
}
