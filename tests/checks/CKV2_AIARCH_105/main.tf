resource "azurerm_private_endpoint" "automatic" {
  private_service_connection {
    is_manual_connection = false
    subresource_names    = ["vault"]
  }
}

resource "azurerm_private_endpoint" "waiting" {
  private_service_connection {
    is_manual_connection = true
    request_message      = "please"
  }
}
