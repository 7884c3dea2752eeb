resource "azurerm_log_analytics_workspace" "identities" {
  local_authentication_enabled = false
}

resource "azurerm_log_analytics_workspace" "keys" {
  sku = "PerGB2018"
}
