resource "azurerm_machine_learning_compute_cluster" "identity" {
  local_auth_enabled = false
  identity {
    type         = "UserAssigned"
    identity_ids = [var.identity_id]
  }
}

resource "azurerm_machine_learning_compute_cluster" "accounts" {
  local_auth_enabled = true
  identity {
    type = "SystemAssigned"
  }
}

resource "azurerm_machine_learning_compute_cluster" "nobody" {
  local_auth_enabled = false
}
