# A feature store is a workspace of another kind, with the offline store as a connection. Entities and feature sets are versions, like
# models: the pipeline makes them. Online is left out unless named: its Redis tiers retire on 2028-09-30.
locals {
  has_feature_store  = var.feature_store != null
  feature_store_name = "${local.base_name}-${substr(var.name_suffix, 0, 4)}-fs"

  feature_grants = !local.has_feature_store ? {} : merge(
    {
      "offline/write"    = { scope = var.feature_store.offline_container_id, role = "Storage Blob Data Contributor", principal_id = var.compute_identity.principal_id }
      "storage/blob"     = { scope = module.feature_storage[0].id, role = "Storage Blob Data Contributor", principal_id = var.workspace_identity.principal_id }
      "storage/file"     = { scope = module.feature_storage[0].id, role = "Storage File Data Privileged Contributor", principal_id = var.workspace_identity.principal_id }
      "storage/owner"    = { scope = module.feature_storage[0].id, role = "Contributor", principal_id = var.workspace_identity.principal_id }
      "storage/approver" = { scope = module.feature_storage[0].id, role = local.approver, principal_id = var.workspace_identity.principal_id }
      "compute/blob"     = { scope = module.feature_storage[0].id, role = "Storage Blob Data Contributor", principal_id = var.compute_identity.principal_id }
    },
    # Where the account is a datastore of the workspace, the same identity has this already, and Azure takes no assignment twice.
    { for id in [local.offline_account_id] : "offline/approver" => { scope = id, role = local.approver, principal_id = var.workspace_identity.principal_id } if var.feature_store.grant_approval },
  )

  offline_account_id = local.has_feature_store ? regex("^(.+/storageAccounts/[^/]+)", var.feature_store.offline_container_id)[0] : null
  approver           = "Azure AI Enterprise Network Connection Approver"
}

module "feature_storage" {
  source = "../_secure-storage"
  count  = local.has_feature_store ? 1 : 0

  name                       = "stfs${var.name_suffix}${var.environment}"
  resource_group_name        = var.resource_group_name
  location                   = var.location
  replication_type           = var.storage_replication
  encryption                 = { key_versionless_id = var.ml_encryption.key_versionless_id, identity_id = var.ml_encryption.identity_id, is_hsm = var.ml_encryption.is_hsm }
  diagnostics                = { workspace_id = var.log_analytics.id }
  private_endpoints          = { for group in ["blob", "file"] : group => lookup(var.service_zone_ids, group, []) }
  private_endpoint_subnet_id = var.private_endpoint_subnet_id
  manage_dns_zone_group      = var.dns_zone_groups_managed
  tags                       = var.tags
}

resource "azurerm_role_assignment" "feature_store" {
  for_each = local.feature_grants

  scope                = each.value.scope
  role_definition_name = each.value.role
  principal_id         = each.value.principal_id
  principal_type       = "ServicePrincipal"
}

resource "azurerm_machine_learning_workspace" "feature_store" {
  count = local.has_feature_store ? 1 : 0

  name                = local.feature_store_name
  resource_group_name = var.resource_group_name
  location            = var.location
  friendly_name       = "${var.name_prefix} features"
  kind                = "FeatureStore"
  sku_name            = "Basic"
  tags                = var.tags

  storage_account_id      = module.feature_storage[0].id
  key_vault_id            = var.ml_key_vault_id
  application_insights_id = var.app_insights_id
  container_registry_id   = var.container_registry_id

  public_network_access_enabled  = false
  storage_account_access_type    = "Identity"
  v1_legacy_mode_enabled         = false
  high_business_impact           = true
  primary_user_assigned_identity = var.workspace_identity.id

  identity {
    type         = "UserAssigned"
    identity_ids = [var.workspace_identity.id, var.compute_identity.id, var.ml_encryption.identity_id]
  }

  encryption {
    key_vault_id              = var.ml_encryption.key_vault_id
    key_id                    = var.ml_encryption.key_id
    user_assigned_identity_id = var.ml_encryption.identity_id
  }

  service_side_encryption_enabled = true

  # Mandatory for this kind, even where every value is the default.
  feature_store {
    computer_spark_runtime_version = var.feature_store.spark_version
    offline_connection_name        = "offline"
    online_connection_name         = var.feature_store.online_redis_id == null ? null : "online"
  }

  # Materialisation runs on serverless Spark: in this network or not at all.
  managed_network {
    isolation_mode = "AllowOnlyApprovedOutbound"
  }

  timeouts {
    create = "1h"
    delete = "2h"
  }

  lifecycle {
    ignore_changes = [encryption]

    precondition {
      condition     = !var.ml_encryption.is_hsm
      error_message = "The feature store takes a key of a vault only, as the workspace does."
    }
  }

  depends_on = [time_sleep.roles]
}

# Connections say where the stores are; identities say who may read them. Neither holds a key.
resource "azapi_resource" "connection" {
  for_each = local.connections

  type      = "Microsoft.MachineLearningServices/workspaces/connections@${local.api}"
  name      = each.key
  parent_id = each.value.parent_id

  body = {
    properties = {
      authType      = each.value.auth_type
      category      = each.value.category
      target        = each.value.target
      isSharedToAll = each.value.shared
      metadata      = each.value.metadata
    }
  }

  schema_validation_enabled = true
  response_export_values    = []
}

locals {
  feature_connections = merge(
    !local.has_feature_store ? {} : {
      offline = {
        parent_id = azurerm_machine_learning_workspace.feature_store[0].id
        auth_type = "AAD"
        category  = "ADLSGen2"
        target    = var.feature_store.offline_container_id
        shared    = true
        metadata  = {}
      }
    },
    try(var.feature_store.online_redis_id, null) == null ? {} : {
      online = {
        parent_id = azurerm_machine_learning_workspace.feature_store[0].id
        auth_type = "AAD"
        category  = "Redis"
        target    = var.feature_store.online_redis_id
        shared    = true
        metadata  = {}
      }
    },
  )

  connections = merge(
    local.feature_connections,
    { for name, connection in var.connections : name => {
      parent_id = var.workspace_id
      auth_type = "AAD"
      category  = connection.category
      target    = connection.target
      shared    = connection.shared
      metadata  = connection.metadata
    } },
  )
}

module "feature_store_endpoint" {
  source = "../_private-endpoint"
  count  = local.has_feature_store ? 1 : 0

  name                  = local.feature_store_name
  resource_group_name   = var.resource_group_name
  location              = var.location
  subnet_id             = var.private_endpoint_subnet_id
  resource_id           = azurerm_machine_learning_workspace.feature_store[0].id
  subresource           = "amlworkspace"
  dns_zone_ids          = lookup(var.service_zone_ids, "amlworkspace", [])
  manage_dns_zone_group = var.dns_zone_groups_managed
  tags                  = var.tags
}

# The offline store, reached from the feature store's own network.
resource "azapi_resource" "feature_store_rule" {
  for_each = local.has_feature_store ? toset(["blob", "dfs"]) : toset([])

  type      = "Microsoft.MachineLearningServices/workspaces/outboundRules@${local.api}"
  name      = "offline-${each.value}"
  parent_id = azurerm_machine_learning_workspace.feature_store[0].id
  locks     = [azurerm_machine_learning_workspace.feature_store[0].id]

  body = {
    properties = {
      type     = "PrivateEndpoint"
      category = "UserDefined"
      destination = {
        serviceResourceId = local.offline_account_id
        subresourceTarget = each.value
        sparkEnabled      = true
      }
    }
  }

  schema_validation_enabled = true
  response_export_values    = []

  timeouts {
    create = "1h"
    delete = "1h"
  }
}

resource "azapi_resource_action" "feature_store_network" {
  count = local.has_feature_store ? 1 : 0

  type        = "Microsoft.MachineLearningServices/workspaces@${local.api}"
  resource_id = azurerm_machine_learning_workspace.feature_store[0].id
  action      = "provisionManagedNetwork"
  method      = "POST"
  locks       = [azurerm_machine_learning_workspace.feature_store[0].id]

  body = {
    includeSpark = true
  }

  response_export_values = []

  timeouts {
    create = "1h30m"
  }

  depends_on = [azapi_resource.feature_store_rule]
}

resource "azurerm_monitor_diagnostic_setting" "feature_store" {
  count = local.has_feature_store ? 1 : 0

  name                       = "platform"
  target_resource_id         = azurerm_machine_learning_workspace.feature_store[0].id
  log_analytics_workspace_id = var.log_analytics.id

  enabled_log {
    category_group = "allLogs"
  }

  enabled_metric {
    category = "AllMetrics"
  }
}
