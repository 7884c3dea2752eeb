resource "azurerm_key_vault_managed_hardware_security_module_key" "hardware" {
  key_type = "RSA-HSM"
}

resource "azurerm_key_vault_managed_hardware_security_module_key" "software" {
  key_type = "RSA"
}
