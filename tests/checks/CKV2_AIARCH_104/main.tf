resource "azurerm_machine_learning_compute_cluster" "private" {
  node_public_ip_enabled = false
}

resource "azurerm_machine_learning_compute_cluster" "default" {}

resource "azurerm_machine_learning_compute_cluster" "ssh" {
  node_public_ip_enabled    = false
  ssh_public_access_enabled = true
}
