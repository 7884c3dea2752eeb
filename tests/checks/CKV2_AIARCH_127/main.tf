resource "azurerm_application_insights" "masked" {
  workspace_id       = var.workspace_id
  ip_masking_enabled = true
}

resource "azurerm_application_insights" "classic" {
  ip_masking_enabled = true
}

resource "azurerm_application_insights" "unmasked" {
  workspace_id       = var.workspace_id
  ip_masking_enabled = false
}
