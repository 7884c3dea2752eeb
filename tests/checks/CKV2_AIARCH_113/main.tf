resource "azurerm_role_assignment" "said" {
  principal_type       = "Group"
  role_definition_name = "Reader"
}

resource "azurerm_role_assignment" "unsaid" {
  role_definition_name = "Reader"
}
