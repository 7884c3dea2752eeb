module "store" {
  source = "../_secure-storage"

  name                       = var.storage_account_name
  resource_group_name        = var.resource_group_name
  location                   = var.location
  replication_type           = var.replication_type
  encryption                 = var.encryption
  private_endpoint_subnet_id = var.private_endpoint_subnet_id
  private_endpoints          = { blob = var.blob_zone_ids }
  manage_dns_zone_group      = var.manage_dns_zone_group
  diagnostics                = var.log_analytics == null ? null : { workspace_id = var.log_analytics.id }
  trusted_services           = true # Network Watcher writes as a trusted service; the account must be in its region
  tags                       = var.tags
}

# The target is the network: Azure refuses new flow logs of security groups since July 2025.
resource "azurerm_network_watcher_flow_log" "this" {
  for_each = var.virtual_network_ids

  name                 = "${var.name_prefix}-${each.key}"
  network_watcher_name = var.network_watcher.name
  resource_group_name  = var.network_watcher.resource_group_name
  location             = var.location
  target_resource_id   = each.value
  storage_account_id   = module.store.id
  enabled              = true
  version              = 2
  tags                 = var.tags

  retention_policy {
    enabled = true
    days    = 365 # the most Azure keeps; a literal, because scanners see no further than one module
  }

  dynamic "traffic_analytics" {
    for_each = var.log_analytics == null ? [] : [var.log_analytics]

    content {
      enabled               = true
      interval_in_minutes   = 10
      workspace_id          = traffic_analytics.value.guid # the GUID here, the resource id below
      workspace_resource_id = traffic_analytics.value.id
      workspace_region      = traffic_analytics.value.location
    }
  }
}
