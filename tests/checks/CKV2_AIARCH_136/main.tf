resource "azurerm_public_ip" "standard" {
  sku = "Standard"
}

resource "azurerm_public_ip" "basic" {
  sku = "Basic"
}
