resource "azurerm_private_dns_zone_virtual_network_link" "fixed" {
  registration_enabled = false
}

resource "azurerm_private_dns_zone_virtual_network_link" "default" {
  name = "default"
}

resource "azurerm_private_dns_zone_virtual_network_link" "registering" {
  registration_enabled = true
}
