resource "azurerm_subnet" "decided" {
  default_outbound_access_enabled = false
}

resource "azurerm_subnet" "default" {
  name = "default"
}
