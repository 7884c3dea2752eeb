resource "azurerm_resource_group_policy_exemption" "narrow" {
  description                     = "Migration, see CHG-1"
  policy_definition_reference_ids = ["registry-public-access"]
}

resource "azurerm_resource_group_policy_exemption" "whole_set" {
  description = "Migration, see CHG-1"
}

resource "azurerm_resource_group_policy_exemption" "bare" {
  policy_definition_reference_ids = ["registry-public-access"]
}
