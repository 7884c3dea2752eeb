resource "azurerm_monitor_diagnostic_setting" "logs" {
  log_analytics_workspace_id = var.workspace_id
  enabled_log {
    category_group = "audit"
  }
}

resource "azurerm_monitor_diagnostic_setting" "empty" {
  log_analytics_workspace_id = var.workspace_id
}
