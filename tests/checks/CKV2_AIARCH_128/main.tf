resource "azurerm_monitor_workspace" "private" {
  public_network_access_enabled = false
}

resource "azurerm_monitor_workspace" "open" {
  name = "open"
}
