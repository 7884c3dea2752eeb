resource "azurerm_key_vault_managed_hardware_security_module" "closed" {
  purge_protection_enabled      = true
  public_network_access_enabled = false
  network_acls {
    bypass         = "None"
    default_action = "Deny"
  }
}

resource "azurerm_key_vault_managed_hardware_security_module" "open" {
  purge_protection_enabled      = true
  public_network_access_enabled = true
  network_acls {
    bypass         = "None"
    default_action = "Deny"
  }
}

resource "azurerm_key_vault_managed_hardware_security_module" "purgeable" {
  public_network_access_enabled = false
  network_acls {
    bypass         = "None"
    default_action = "Deny"
  }
}
