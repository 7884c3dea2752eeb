resource "azurerm_key_vault_key" "rotates" {
  key_type = "RSA-HSM"
  rotation_policy {
    expire_after = "P2Y"
    automatic {
      time_before_expiry = "P30D"
    }
  }
}

resource "azurerm_key_vault_key" "software" {
  key_type = "RSA"
  rotation_policy {
    automatic {
      time_before_expiry = "P30D"
    }
  }
}

resource "azurerm_key_vault_key" "still" {
  key_type = "RSA-HSM"
}
