resource "azurerm_machine_learning_workspace" "closed" {
  public_network_access_enabled = false
}

resource "azurerm_machine_learning_workspace" "default" {}

resource "azurerm_machine_learning_workspace" "open" {
  public_network_access_enabled = true
}
