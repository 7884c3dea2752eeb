resource "azurerm_resource_group_policy_exemption" "ends" {
  expires_on = "2027-06-30T00:00:00Z"
}

resource "azurerm_resource_group_policy_exemption" "forever" {
  exemption_category = "Waiver"
}
