resource "azurerm_management_lock" "explained" {
  lock_level = "CanNotDelete"
  notes      = "Terraform state"
}

resource "azurerm_management_lock" "bare" {
  lock_level = "CanNotDelete"
}
