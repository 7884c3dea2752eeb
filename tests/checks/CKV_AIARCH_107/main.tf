resource "azurerm_key_vault_managed_hardware_security_module_role_assignment" "one" {
  scope = "/keys/${var.key_name}"
}

resource "azurerm_key_vault_managed_hardware_security_module_role_assignment" "all" {
  scope = "/"
}

resource "azurerm_key_vault_managed_hardware_security_module_role_assignment" "all_keys" {
  scope = "/keys"
}
