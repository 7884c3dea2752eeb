# The workspace's own account: code snapshots, outputs, logs of runs. Not the lake, and without a hierarchical namespace, which the
# workspace cannot use.
module "storage" {
  source = "../_secure-storage"

  name                       = "stml${var.name_suffix}${var.environment}"
  resource_group_name        = var.resource_group_name
  location                   = var.location
  replication_type           = var.storage_replication
  hierarchical_namespace     = var.storage_hierarchical_namespace
  encryption                 = { key_versionless_id = var.ml_encryption.key_versionless_id, identity_id = var.ml_encryption.identity_id, is_hsm = var.ml_encryption.is_hsm }
  diagnostics                = { workspace_id = var.log_analytics.id }
  private_endpoints          = { for group in local.storage_groups : group => lookup(var.service_zone_ids, group, []) }
  private_endpoint_subnet_id = var.private_endpoint_subnet_id
  manage_dns_zone_group      = var.dns_zone_groups_managed
  soft_delete_days           = var.soft_delete_days
  trusted_resource_ids       = var.registries_that_read_storage
  tags                       = var.tags
}

resource "azurerm_container_registry" "this" {
  # checkov:skip=CKV_AZURE_164:content trust is not available with a customer-managed key and goes in azurerm 5.0; images are pinned by digest and signed in the pipeline; owner=platform-team; expires=2027-11-30
  # checkov:skip=CKV_AZURE_166:a quarantined image cannot be pulled by the workspace that has just built it; images are scanned by Defender for Containers; owner=platform-team; expires=2027-11-30
  count = local.owns_registry ? 1 : 0

  name                = "crml${var.name_suffix}${var.environment}"
  resource_group_name = var.resource_group_name
  location            = var.location
  tags                = var.tags

  sku                           = "Premium" # private endpoints and customer-managed keys
  admin_enabled                 = false     # identities pull
  anonymous_pull_enabled        = false
  public_network_access_enabled = false
  network_rule_bypass_option    = "AzureServices"
  data_endpoint_enabled         = true
  export_policy_enabled         = false
  zone_redundancy_enabled       = var.zone_redundancy
  retention_policy_in_days      = var.untagged_image_days

  dynamic "georeplications" {
    for_each = var.registry_replica_locations

    content {
      location                = georeplications.value
      zone_redundancy_enabled = true # a replica is there for availability: choose regions with zones
      tags                    = var.tags
    }
  }

  identity {
    type         = "UserAssigned"
    identity_ids = [var.ml_encryption.identity_id]
  }

  # Cannot be added later, nor taken away.
  encryption {
    key_vault_key_id   = var.ml_encryption.key_versionless_id
    identity_client_id = var.ml_encryption.identity_client_id
  }
}

module "registry_endpoint" {
  source = "../_private-endpoint"
  count  = local.owns_registry ? 1 : 0

  name                  = "${local.workspace_name}-registry"
  resource_group_name   = var.resource_group_name
  location              = var.location
  subnet_id             = var.private_endpoint_subnet_id
  resource_id           = azurerm_container_registry.this[0].id
  subresource           = "registry"
  dns_zone_ids          = lookup(var.service_zone_ids, "registry", [])
  manage_dns_zone_group = var.dns_zone_groups_managed
  tags                  = var.tags
}

resource "azurerm_monitor_diagnostic_setting" "registry" {
  count = local.owns_registry ? 1 : 0

  name                       = "platform"
  target_resource_id         = azurerm_container_registry.this[0].id
  log_analytics_workspace_id = var.log_analytics.id

  enabled_log {
    category_group = "allLogs"
  }

  enabled_metric {
    category = "AllMetrics"
  }
}

locals {
  owns_registry         = var.existing_container_registry_id == null
  container_registry_id = local.owns_registry ? azurerm_container_registry.this[0].id : var.existing_container_registry_id
}
