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
}

resource "azurerm_role_definition" "policy" {
  for_each = var.management_group_id == null ? {} : local.policy_roles

  name        = "${var.name_prefix}-${var.name_suffix} ${each.value.name}"
  scope       = var.management_group_id
  description = each.value.what

  permissions {
    actions = each.value.actions
  }

  assignable_scopes = [var.management_group_id]
}

resource "azurerm_role_assignment" "policy" {
  for_each = azurerm_role_definition.policy

  scope              = var.management_group_id
  role_definition_id = each.value.role_definition_resource_id
  principal_id       = azurerm_user_assigned_identity.pipeline[each.key].principal_id
  principal_type     = "ServicePrincipal"
  condition          = each.key == "apply" ? local.policy_grant_condition : null
  condition_version  = each.key == "apply" ? "2.0" : null
  description        = "Policies of ${var.name_prefix} on its management group."
}
