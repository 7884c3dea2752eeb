resource "azurerm_storage_account" "kept" {
  cross_tenant_replication_enabled = false
}

resource "azurerm_storage_account" "copied" {
  cross_tenant_replication_enabled = true
}
