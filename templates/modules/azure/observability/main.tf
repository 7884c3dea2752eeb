locals {
  owns_workspace = var.existing_log_analytics_id == null
  existing_parts = local.owns_workspace ? [] : split("/", var.existing_log_analytics_id)

  log_analytics = local.owns_workspace ? {
    id       = azurerm_log_analytics_workspace.this[0].id
    guid     = azurerm_log_analytics_workspace.this[0].workspace_id
    location = var.location
    } : {
    id       = var.existing_log_analytics_id
    guid     = data.azurerm_log_analytics_workspace.existing[0].workspace_id
    location = data.azurerm_log_analytics_workspace.existing[0].location
  }

  owns_scope = var.existing_private_link_scope == null
  scope_name = local.owns_scope ? azurerm_monitor_private_link_scope.this[0].name : var.existing_private_link_scope.name
  scope_rg   = local.owns_scope ? var.resource_group_name : var.existing_private_link_scope.resource_group_name

  subscription_scope = "/subscriptions/${var.subscription_id}"
}

data "azurerm_log_analytics_workspace" "existing" {
  count = local.owns_workspace ? 0 : 1

  name                = local.existing_parts[8]
  resource_group_name = local.existing_parts[4]
}

resource "azurerm_log_analytics_workspace" "this" {
  count = local.owns_workspace ? 1 : 0

  name                            = "${var.name_prefix}-logs"
  resource_group_name             = var.resource_group_name
  location                        = var.location
  sku                             = "PerGB2018"
  retention_in_days               = var.retention_days
  daily_quota_gb                  = var.daily_quota_gb
  local_authentication_enabled    = false # no workspace key: agents and clients come with an identity
  allow_resource_only_permissions = true  # who may read a resource may read its logs, and no others
  # Diagnostic settings arrive over Azure's own paths; both become *_access_type in azurerm 5.
  internet_ingestion_enabled = false
  internet_query_enabled     = var.public_query
  tags                       = var.tags
}

# Who asked what of the logs is itself a log.
resource "azurerm_monitor_diagnostic_setting" "workspace" {
  count = local.owns_workspace ? 1 : 0

  name                       = "platform"
  target_resource_id         = azurerm_log_analytics_workspace.this[0].id
  log_analytics_workspace_id = azurerm_log_analytics_workspace.this[0].id

  enabled_log {
    category_group = "allLogs"
  }
}

resource "azurerm_application_insights" "this" {
  name                         = "${var.name_prefix}-insights"
  resource_group_name          = var.resource_group_name
  location                     = var.location
  application_type             = "web"
  workspace_id                 = local.log_analytics.id # cannot be taken away again
  local_authentication_enabled = false
  ip_masking_enabled           = true
  # The workspace's managed network has no endpoint to Azure Monitor: its compute reports over the AzureMonitor tag, that is, the
  # public ingestion address, with an identity. Queries stay private.
  internet_ingestion_enabled = var.public_ingestion
  internet_query_enabled     = var.public_query
  retention_in_days          = 90
  sampling_percentage        = 100
  tags                       = var.tags
}

resource "azurerm_monitor_private_link_scope" "this" {
  count = local.owns_scope ? 1 : 0

  name                  = "${var.name_prefix}-monitor"
  resource_group_name   = var.resource_group_name
  ingestion_access_mode = var.private_link_mode.ingestion
  query_access_mode     = var.private_link_mode.query
  tags                  = var.tags
}

resource "azurerm_monitor_private_link_scoped_service" "this" {
  for_each = local.owns_workspace ? toset(["insights", "logs"]) : toset(["insights"])

  name                = "${var.name_prefix}-${each.value}"
  resource_group_name = local.scope_rg
  scope_name          = local.scope_name
  linked_resource_id  = each.value == "logs" ? local.log_analytics.id : azurerm_application_insights.this.id
}

module "private_endpoint" {
  source = "../_private-endpoint"
  count  = local.owns_scope ? 1 : 0

  name                  = "${var.name_prefix}-monitor"
  resource_group_name   = var.resource_group_name
  location              = var.location
  subnet_id             = var.private_endpoint_subnet_id
  resource_id           = azurerm_monitor_private_link_scope.this[0].id
  subresource           = "azuremonitor"
  dns_zone_ids          = lookup(var.service_zone_ids, "monitor", [])
  manage_dns_zone_group = var.dns_zone_groups_managed
  tags                  = var.tags

  # An endpoint to an empty scope would answer for nothing.
  depends_on = [azurerm_monitor_private_link_scoped_service.this]
}

resource "azurerm_monitor_workspace" "this" {
  count = var.managed_prometheus ? 1 : 0

  name                          = "${var.name_prefix}-metrics"
  resource_group_name           = var.resource_group_name
  location                      = var.location
  public_network_access_enabled = false
  tags                          = var.tags
}

module "prometheus_endpoint" {
  source = "../_private-endpoint"
  count  = var.managed_prometheus ? 1 : 0

  name                  = "${var.name_prefix}-metrics"
  resource_group_name   = var.resource_group_name
  location              = var.location
  subnet_id             = var.private_endpoint_subnet_id
  resource_id           = azurerm_monitor_workspace.this[0].id
  subresource           = "prometheusMetrics"
  dns_zone_ids          = lookup(var.service_zone_ids, "prometheus", [])
  manage_dns_zone_group = var.dns_zone_groups_managed
  tags                  = var.tags
}

resource "azurerm_management_lock" "workspace" {
  count = local.owns_workspace && var.deletion_lock ? 1 : 0

  name       = "no-delete"
  scope      = azurerm_log_analytics_workspace.this[0].id
  lock_level = "CanNotDelete"
  notes      = "Holds the platform's logs. Remove the lock by changing deletion_lock, in a reviewed change."

  depends_on = [azurerm_monitor_diagnostic_setting.workspace]
}
