resource "azurerm_machine_learning_workspace" "own_key" {
  encryption {
    key_id                    = var.key_id
    key_vault_id              = var.key_vault_id
    user_assigned_identity_id = var.identity_id
  }
}

resource "azurerm_machine_learning_workspace" "platform_key" {}

resource "azurerm_machine_learning_workspace" "any_identity" {
  encryption {
    key_id       = var.key_id
    key_vault_id = var.key_vault_id
  }
}
