locals {
  readers = { for id in var.readers : id => { role = "Reader", id = id } }
  owners  = { for id in var.owners : id => { role = "Owner", id = id } }
}

resource "azurerm_role_assignment" "reader" {
  scope                = var.scope
  role_definition_name = "Storage Blob Data Reader"
  principal_id         = var.principal_id
}

resource "azurerm_role_assignment" "readers" {
  for_each = local.readers

  scope                = var.scope
  role_definition_name = each.value.role
  principal_id         = each.value.id
}

resource "azurerm_role_assignment" "bounded" {
  scope                = var.scope
  role_definition_name = "Role Based Access Control Administrator"
  principal_id         = var.principal_id
  condition            = "(!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'})) OR (@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {7f951dda-4ed3-4680-a7ca-43fe172d538d})"
  condition_version    = "2.0"
}

resource "azurerm_role_assignment" "owner" {
  scope                = var.scope
  role_definition_name = "Owner"
  principal_id         = var.principal_id
}

resource "azurerm_role_assignment" "owners" {
  for_each = local.owners

  scope                = var.scope
  role_definition_name = each.value.role
  principal_id         = each.value.id
}

resource "azurerm_role_assignment" "owner_by_id" {
  scope              = var.scope
  role_definition_id = "/providers/Microsoft.Authorization/roleDefinitions/8e3af657-a8ff-443c-a75c-2fe8c4bcb635"
  principal_id       = var.principal_id
}

resource "azurerm_role_assignment" "granting" {
  scope                = var.scope
  role_definition_name = "User Access Administrator"
  principal_id         = var.principal_id
}

# Hangs on a variable alone: neither passed nor failed.
resource "azurerm_role_assignment" "unknown" {
  scope                = var.scope
  role_definition_name = var.role
  principal_id         = var.principal_id
}
