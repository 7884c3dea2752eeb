resource "azurerm_route" "firewall" {
  next_hop_type          = "VirtualAppliance"
  next_hop_in_ip_address = "10.0.0.4"
}

resource "azurerm_route" "internet" {
  next_hop_type = "Internet"
}
