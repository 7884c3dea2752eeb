# Least rights computed by `aiarch permissions --write` from the rendered resources, action by action: a custom role per identity in place
# of the roles of roles.tf, and on the management group in place of the lists of management-group.tf. What bounds whoever deploys stays:
# state access on its container, the conditions on role assignments, and in prod locks that only a person takes away.
locals {
  is_computed = var.deployer_rights != null

  # Compared in lower case: Azure does not tell the cases of an action apart.
  role_giving    = ["microsoft.authorization/roleassignments/delete", "microsoft.authorization/roleassignments/write"]
  left_to_people = var.environment == "prod" ? ["microsoft.authorization/locks/delete"] : []

  # On the subscription these would reach every key there is; security.keys gives them on the vault it makes.
  left_to_vaults = "(?i)^microsoft[.]keyvault/"

  asked = { plan = try(var.deployer_rights.plan, {}), apply = try(var.deployer_rights.apply, {}) }

  computed = {
    for role, scopes in local.asked : role => {
      for scope, rights in scopes : scope => {
        actions      = [for action in sort(distinct(rights.actions)) : action if !contains(local.left_to_people, lower(action))]
        data_actions = [for action in sort(distinct(rights.data_actions)) : action if !can(regex(local.left_to_vaults, action))]
      }
    }
  }

  computed_roles = { for role, scopes in local.computed : role => scopes.subscription if contains(keys(scopes), "subscription") }

  # Who may give roles by the computed rights may give listed ones only.
  computed_conditions = {
    for role, rights in local.computed_roles : role => length(setintersection([for action in rights.actions : lower(action)], local.role_giving)) > 0 ? local.grant_condition : null
  }

  rights_left_out = tolist(concat(
    [
      for role, scopes in local.computed : "${role}: ${length(scopes.management_group.actions)} actions on management_group, since management_group_id is not set"
      if contains(keys(scopes), "management_group") && var.management_group_id == null
    ],
    [
      for role, scopes in local.asked : "${role}: ${length([for action in scopes.subscription.data_actions : action if can(regex(local.left_to_vaults, action))])} data actions on keys, which security.keys grants on the vault it makes"
      if anytrue([for action in try(scopes.subscription.data_actions, []) : can(regex(local.left_to_vaults, action))])
    ],
    flatten([
      for role, scopes in local.asked : [
        for scope, rights in scopes : [
          for action in distinct(rights.actions) : "${role}: ${action} on ${scope}, since in prod a person takes locks away" if contains(local.left_to_people, lower(action))
        ]
      ]
    ]),
  ))
}

resource "azurerm_role_definition" "computed" {
  for_each = local.computed_roles

  name        = "${var.name_prefix}-${var.name_suffix} computed ${each.key}"
  scope       = local.subscription_scope
  description = "What terraform ${each.key} of ${var.name_prefix} needs, computed from its resources."

  permissions {
    actions      = each.value.actions
    data_actions = each.value.data_actions
  }

  assignable_scopes = [local.subscription_scope]
}

resource "azurerm_role_assignment" "computed" {
  for_each = local.computed_conditions

  scope              = local.subscription_scope
  role_definition_id = azurerm_role_definition.computed[each.key].role_definition_resource_id
  principal_id       = azurerm_user_assigned_identity.pipeline[each.key].principal_id
  principal_type     = "ServicePrincipal"
  condition          = each.value
  condition_version  = each.value == null ? null : "2.0"
  description        = "Computed rights of ${var.name_prefix}, ${each.key}."

  lifecycle {
    precondition {
      condition     = try(length(each.value), 0) <= 8192
      error_message = "A condition has 8 KB at most: the apply identity may give ${length(local.assignable_roles)} roles, list fewer in extra_assignable_roles."
    }
  }
}
