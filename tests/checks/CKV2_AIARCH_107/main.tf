resource "azurerm_monitor_diagnostic_setting" "sent" {
  log_analytics_workspace_id = var.workspace_id
  enabled_log {
    category_group = "allLogs"
  }
}

resource "azurerm_monitor_diagnostic_setting" "nowhere" {
  enabled_log {
    category_group = "allLogs"
  }
}
