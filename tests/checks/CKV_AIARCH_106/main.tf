resource "azurerm_policy_definition" "parameter" {
  parameters  = jsonencode({ effect = { type = "String", defaultValue = "Audit" } })
  policy_rule = jsonencode({ if = { field = "type", equals = "Microsoft.Storage/storageAccounts" }, then = { effect = "[parameters('effect')]" } })
}

resource "azurerm_policy_definition" "fixed" {
  policy_rule = jsonencode({ if = { field = "type", equals = "Microsoft.Storage/storageAccounts" }, then = { effect = "deny" } })
}
