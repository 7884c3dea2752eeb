resource "azurerm_key_vault" "roles" {
  rbac_authorization_enabled = true
}

resource "azurerm_key_vault" "policies" {
  sku_name = "premium"
}
