resource "azurerm_subscription_policy_assignment" "default" {
  name = "on"
}

resource "azurerm_subscription_policy_assignment" "on" {
  enforce = true
}

resource "azurerm_subscription_policy_assignment" "off" {
  enforce = false
}
