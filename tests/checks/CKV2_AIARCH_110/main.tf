resource "azurerm_monitor_activity_log_alert" "explained" {
  description = "Somebody changed a role."
}

resource "azurerm_monitor_activity_log_alert" "bare" {
  name = "role"
}
