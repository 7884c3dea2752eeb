resource "azurerm_sentinel_alert_rule_scheduled" "on" {
  enabled  = true
  severity = "High"
}

resource "azurerm_sentinel_alert_rule_scheduled" "off" {
  enabled  = false
  severity = "High"
}
