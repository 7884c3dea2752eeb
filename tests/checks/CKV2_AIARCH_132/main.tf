resource "azurerm_container_registry" "own_key" {
  export_policy_enabled = false
  encryption {
    key_vault_key_id   = var.key_id
    identity_client_id = var.client_id
  }
}

resource "azurerm_container_registry" "platform_key" {
  export_policy_enabled = false
}

resource "azurerm_container_registry" "exporting" {
  encryption {
    key_vault_key_id   = var.key_id
    identity_client_id = var.client_id
  }
}
