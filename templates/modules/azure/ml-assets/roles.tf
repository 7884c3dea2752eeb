# AzureML Registry User reads and writes assets and cannot delete the registry. Who trains and who approves differ: the approver's
# group is the only one of people that may write here; scientists read, and publish through the pipeline.
locals {
  grants = merge(
    {
      "compute/reader" = { role = "Reader", principal_id = var.compute_identity.principal_id, type = "ServicePrincipal" }
    },
    { for id in var.reader_group_ids : "reader/${id}" => { role = "Reader", principal_id = id, type = "Group" } },
    { for id in var.approver_group_ids : "approver/${id}" => { role = "AzureML Registry User", principal_id = id, type = "Group" } },
    { for id in var.pipeline_principal_ids : "pipeline/${id}" => { role = "AzureML Registry User", principal_id = id, type = "ServicePrincipal" } },
  )
}

resource "azurerm_role_assignment" "registry" {
  for_each = local.grants

  scope                = azapi_resource.registry.id
  role_definition_name = each.value.role
  principal_id         = each.value.principal_id
  principal_type       = each.value.type
}

# The workspace's identity approves the endpoint of its managed network on the registry, and must be allowed to first.
resource "azurerm_role_assignment" "approver" {
  count = local.is_managed_network ? 1 : 0

  scope                = azapi_resource.registry.id
  role_definition_name = local.approver
  principal_id         = var.workspace_identity.principal_id
  principal_type       = "ServicePrincipal"
}

resource "time_sleep" "roles" {
  create_duration = "${var.role_wait_seconds}s"

  triggers = {
    approver = join(",", azurerm_role_assignment.approver[*].id)
    feature  = join(",", [for grant in azurerm_role_assignment.feature_store : grant.id])
  }
}
