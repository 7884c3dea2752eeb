resource "azurerm_private_endpoint" "named" {
  custom_network_interface_name = "kv-nic"
  private_service_connection {
    is_manual_connection = false
    subresource_names    = ["vault"]
  }
}

resource "azurerm_private_endpoint" "any_subresource" {
  custom_network_interface_name = "kv-nic"
  private_service_connection {
    is_manual_connection = false
  }
}

resource "azurerm_private_endpoint" "random_interface" {
  private_service_connection {
    is_manual_connection = false
    subresource_names    = ["vault"]
  }
}
