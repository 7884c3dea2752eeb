resource "azurerm_management_lock" "no_delete" {
  lock_level = "CanNotDelete"
}

resource "azurerm_management_lock" "read_only" {
  lock_level = "ReadOnly"
}
