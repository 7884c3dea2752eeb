# One identity of its own for what policies deploy or modify: unlike a system-assigned one it can get its roles before the assignment.
resource "azurerm_user_assigned_identity" "policy" {
  name                = "${var.name_prefix}-policy"
  resource_group_name = var.resource_group_name
  location            = var.location
  tags                = var.tags
}

locals {
  # Roles the definitions in force name in their roleDefinitionIds. No Contributor: definitions that want it are not used.
  roles_by_policy = merge(
    {
      workspace_diagnostics      = ["Log Analytics Contributor", "Monitoring Contributor"]
      endpoint_diagnostics       = ["Log Analytics Contributor"]
      registry_diagnostics       = ["Log Analytics Contributor"]
      compute_disable_local_auth = ["AzureML Compute Operator"]
    },
    { for tag in var.inherited_tags : "inherit_tag_${tag}" => ["Tag Contributor"] },
  )

  # Everything in force that deploys or modifies, and so can be remediated.
  remediable = [for key, policy in local.references : key if contains(["DeployIfNotExists", "Modify"], policy.effect)]

  identity_roles = toset(concat(
    flatten([for key in local.remediable : local.roles_by_policy[key]]),
    var.assign_all_logs ? ["Log Analytics Contributor"] : [],
    tolist(var.extra_identity_roles),
  ))
}

resource "azurerm_role_assignment" "policy" {
  for_each = local.identity_roles

  scope                = local.scope_id
  role_definition_name = each.value
  principal_id         = azurerm_user_assigned_identity.policy.principal_id
  principal_type       = "ServicePrincipal"
  description          = "Remediation by policies of ${var.name_prefix}"
}

# The log workspace may lie outside the scope: in the organisation's own subscription.
resource "azurerm_role_assignment" "log_workspace" {
  scope                = var.log_analytics.id
  role_definition_name = "Log Analytics Contributor"
  principal_id         = azurerm_user_assigned_identity.policy.principal_id
  principal_type       = "ServicePrincipal"
  description          = "Diagnostic settings deployed by policies of ${var.name_prefix} write here"
}

resource "time_sleep" "roles" {
  create_duration = "${var.role_wait_seconds}s"

  triggers = {
    roles = join(",", concat([for role in azurerm_role_assignment.policy : role.id], [azurerm_role_assignment.log_workspace.id]))
  }
}

# A remediation runs once: it looks at what is there now. Another `remediation_run` starts another.
locals {
  remediations = var.enforce && var.remediation_run != "" ? toset(local.remediable) : toset([])
}

resource "azurerm_subscription_policy_remediation" "this" {
  for_each = local.at_subscription ? local.remediations : []

  name                           = lower(replace("${var.name_prefix}-${each.value}-${var.remediation_run}", "_", "-"))
  subscription_id                = local.scope_id
  policy_assignment_id           = azurerm_subscription_policy_assignment.this["ai"].id
  policy_definition_reference_id = each.value # mandatory for an initiative
  resource_discovery_mode        = "ExistingNonCompliant"
  failure_percentage             = 0.1
  parallel_deployments           = 10
  resource_count                 = 500
}

resource "azurerm_management_group_policy_remediation" "this" {
  for_each = local.at_subscription ? [] : local.remediations

  name                           = lower(replace("${var.name_prefix}-${each.value}-${var.remediation_run}", "_", "-"))
  management_group_id            = local.scope_id
  policy_assignment_id           = azurerm_management_group_policy_assignment.this["ai"].id
  policy_definition_reference_id = each.value
  failure_percentage             = 0.1
  parallel_deployments           = 10
  resource_count                 = 500
}
