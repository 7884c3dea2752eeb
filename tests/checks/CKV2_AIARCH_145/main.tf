resource "azurerm_key_vault_managed_hardware_security_module_key_rotation_policy" "rotates" {
  expire_after       = "P2Y"
  time_before_expiry = "P30D"
}

resource "azurerm_key_vault_managed_hardware_security_module_key_rotation_policy" "expires" {
  expire_after = "P2Y"
}
