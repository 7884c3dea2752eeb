resource "azurerm_log_analytics_workspace" "private" {
  internet_ingestion_enabled = false
}

resource "azurerm_log_analytics_workspace" "open" {
  sku = "PerGB2018"
}
