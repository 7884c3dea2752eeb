resource "azurerm_key_vault" "this" {
  name                = var.name
  resource_group_name = var.resource_group_name
  location            = var.location
  tenant_id           = var.tenant_id
  tags                = var.tags

  sku_name                      = "premium" # keys backed by hardware
  rbac_authorization_enabled    = true
  purge_protection_enabled      = true # one way: cannot be switched off again
  soft_delete_retention_days    = 90   # set once, cannot be changed
  public_network_access_enabled = false

  network_acls {
    default_action = "Deny"
    bypass         = "AzureServices" # storage, registry and workspace reach their keys as trusted services
  }
}

module "private_endpoint" {
  source = "../_private-endpoint"
  count  = var.private_endpoint == null ? 0 : 1

  name                  = "${var.name}-vault"
  resource_group_name   = var.resource_group_name
  location              = var.location
  subnet_id             = var.private_endpoint.subnet_id
  resource_id           = azurerm_key_vault.this.id
  subresource           = "vault"
  dns_zone_ids          = var.private_endpoint.dns_zone_ids
  manage_dns_zone_group = var.private_endpoint.manage_dns_zone_group
  tags                  = var.tags
}

resource "azurerm_monitor_diagnostic_setting" "this" {
  count = var.diagnostics == null ? 0 : 1

  name                       = "platform"
  target_resource_id         = azurerm_key_vault.this.id
  log_analytics_workspace_id = var.diagnostics.workspace_id

  enabled_log {
    category_group = "allLogs"
  }

  enabled_metric {
    category = "AllMetrics"
  }
}

resource "azurerm_management_lock" "this" {
  count = var.deletion_lock ? 1 : 0

  name       = "no-delete"
  scope      = azurerm_key_vault.this.id
  lock_level = "CanNotDelete"
  notes      = "What these keys encrypt is lost with them. Remove the lock by changing deletion_lock, in a reviewed change."

  depends_on = [azurerm_monitor_diagnostic_setting.this, module.private_endpoint]
}
