resource "azurerm_role_assignment" "data" {
  role_definition_name = "Storage Blob Data Contributor"
}

resource "azurerm_role_assignment" "keys" {
  role_definition_name = "Storage Account Contributor"
}

resource "azurerm_role_assignment" "keys_among_others" {
  for_each = toset(["Reader", "Reader and Data Access"])

  role_definition_name = each.value
}
