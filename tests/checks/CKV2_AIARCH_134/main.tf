resource "azurerm_storage_container_immutability_policy" "decided" {
  immutability_period_in_days = 2555
  locked                      = true
}

resource "azurerm_storage_container_immutability_policy" "undecided" {
  immutability_period_in_days = 2555
}
