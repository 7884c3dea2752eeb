resource "azurerm_machine_learning_workspace" "managed" {
  managed_network {
    isolation_mode = "AllowOnlyApprovedOutbound"
  }
}

resource "azurerm_machine_learning_workspace" "own_subnet" {
  serverless_compute {
    subnet_id = var.subnet_id
  }
}

resource "azurerm_machine_learning_workspace" "default" {}

resource "azurerm_machine_learning_workspace" "disabled" {
  managed_network {
    isolation_mode = "Disabled"
  }
}
