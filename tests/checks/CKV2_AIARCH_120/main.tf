resource "azurerm_storage_account" "twice" {
  infrastructure_encryption_enabled = true
}

resource "azurerm_storage_account" "once" {
  account_tier = "Standard"
}
