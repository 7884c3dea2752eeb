resource "azurerm_confidential_ledger" "private" {
  ledger_type = "Private"
  azuread_based_service_principal {
    principal_id     = var.id
    tenant_id        = var.tenant_id
    ledger_role_name = "Administrator"
  }
}

resource "azurerm_confidential_ledger" "public" {
  ledger_type = "Public"
  azuread_based_service_principal {
    principal_id     = var.id
    tenant_id        = var.tenant_id
    ledger_role_name = "Administrator"
  }
}
