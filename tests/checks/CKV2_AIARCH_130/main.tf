resource "azurerm_subnet" "bound" {
  private_endpoint_network_policies = "Enabled"
}

resource "azurerm_subnet" "firewall" {
  name = "AzureFirewallSubnet"
}

resource "azurerm_subnet" "free" {
  name = "default"
}
