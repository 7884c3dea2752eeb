# Spellings without a form that both azurerm 4.80 and 5.x accept: change them here on the way to 5.x.
locals {
  automation_action_type = "loganalytics" # values of azurerm_security_center_automation.action.type are renamed
}
