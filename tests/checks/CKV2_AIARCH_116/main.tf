resource "azurerm_subscription_policy_assignment" "told" {
  non_compliance_message {
    content = "Ask the platform team."
  }
}

resource "azurerm_subscription_policy_assignment" "silent" {
  name = "silent"
}
