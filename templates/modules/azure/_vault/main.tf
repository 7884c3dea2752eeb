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

locals {
  manages_dns = try(var.private_endpoint.manage_dns_zone_group, false)
}

# As ../_private-endpoint, and here because scanners follow the edge from vault to endpoint inside one module only.
resource "azurerm_private_endpoint" "managed_dns" {
  count = local.manages_dns ? 1 : 0

  name                          = "${var.name}-vault"
  resource_group_name           = var.resource_group_name
  location                      = var.location
  subnet_id                     = var.private_endpoint.subnet_id
  custom_network_interface_name = "${var.name}-vault-nic"
  tags                          = var.tags

  private_service_connection {
    name                           = "${var.name}-vault"
    private_connection_resource_id = azurerm_key_vault.this.id
    subresource_names              = ["vault"]
    is_manual_connection           = false
  }

  private_dns_zone_group {
    name                 = "default"
    private_dns_zone_ids = var.private_endpoint.dns_zone_ids
  }
}

resource "azurerm_private_endpoint" "policy_dns" {
  count = var.private_endpoint != null && !local.manages_dns ? 1 : 0

  name                          = "${var.name}-vault"
  resource_group_name           = var.resource_group_name
  location                      = var.location
  subnet_id                     = var.private_endpoint.subnet_id
  custom_network_interface_name = "${var.name}-vault-nic"
  tags                          = var.tags

  private_service_connection {
    name                           = "${var.name}-vault"
    private_connection_resource_id = azurerm_key_vault.this.id
    subresource_names              = ["vault"]
    is_manual_connection           = false
  }

  lifecycle {
    ignore_changes = [private_dns_zone_group]
  }
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

  depends_on = [
    azurerm_monitor_diagnostic_setting.this,
    azurerm_private_endpoint.managed_dns,
    azurerm_private_endpoint.policy_dns,
  ]
}
