resource "azurerm_virtual_network_peering" "explicit" {
  allow_gateway_transit = false
}

resource "azurerm_virtual_network_peering" "default" {
  name = "hub"
}

resource "azurerm_virtual_network_peering" "lending" {
  allow_gateway_transit = true
}
