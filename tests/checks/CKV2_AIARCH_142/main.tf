resource "azurerm_log_analytics_data_export_rule" "on" {
  enabled     = true
  table_names = ["AzureActivity"]
}

resource "azurerm_log_analytics_data_export_rule" "off" {
  table_names = ["AzureActivity"]
}
