resource "azurerm_monitor_activity_log_alert" "told" {
  action {
    action_group_id = var.action_group_id
  }
}

resource "azurerm_monitor_activity_log_alert" "silent" {}

resource "azurerm_monitor_activity_log_alert" "off" {
  enabled = false
  action {
    action_group_id = var.action_group_id
  }
}
