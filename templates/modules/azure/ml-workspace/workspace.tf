resource "azurerm_machine_learning_workspace" "this" {
  name                = local.workspace_name
  resource_group_name = var.resource_group_name
  location            = var.location
  friendly_name       = var.friendly_name != "" ? var.friendly_name : var.name_prefix
  kind                = "Default"
  sku_name            = "Basic" # the only one that validates, whatever the documentation says
  tags                = var.tags

  storage_account_id      = module.storage.id
  container_registry_id   = local.container_registry_id
  key_vault_id            = var.ml_key_vault_id
  application_insights_id = var.app_insights_id

  # Every default of the service is the open one: say all of it.
  public_network_access_enabled = false
  storage_account_access_type   = "Identity"
  v1_legacy_mode_enabled        = false # true blocks online endpoints
  high_business_impact          = var.high_business_impact

  # A private registry cannot build images; a cluster does. A name, not a reference: the cluster needs the workspace first.
  image_build_compute_name = var.image_build_cluster

  primary_user_assigned_identity = var.workspace_identity.id

  # The primary identity is a user-assigned one, which had its roles before the workspace needed them. Mixing in a system-assigned
  # one is one-way.
  identity {
    type         = "UserAssigned"
    identity_ids = [var.workspace_identity.id, var.ml_encryption.identity_id]
  }

  encryption {
    key_vault_id              = var.ml_encryption.key_vault_id
    key_id                    = var.ml_encryption.key_id # with version; see the update below
    user_assigned_identity_id = var.ml_encryption.identity_id
  }

  # Encrypts metadata in Microsoft's own subscription with our key, instead of Cosmos DB, Search and Storage in a group in ours.
  service_side_encryption_enabled = true

  managed_network {
    isolation_mode                = var.isolation_mode
    provision_on_creation_enabled = local.is_managed_network && !var.provision_spark
  }

  # With a managed network serverless compute lives in it, and the block must be absent: without a subnet it demands public addresses.
  dynamic "serverless_compute" {
    for_each = local.compute_subnet_id == null ? [] : [local.compute_subnet_id]

    content {
      subnet_id         = serverless_compute.value
      public_ip_enabled = false
    }
  }

  # With a managed network and its endpoints a delete takes longer than the 30 minutes of the default.
  timeouts {
    create = "1h"
    delete = "2h"
  }

  lifecycle {
    # A new version of the key must not replace the workspace: the block forces that, and an update would never send it.
    ignore_changes = [encryption]

    precondition {
      condition     = !var.ml_encryption.is_hsm
      error_message = "The workspace takes a key of a vault only: azurerm refuses the id of a managed HSM in its encryption block. Use the vault backend of encryption.keys; its keys are in hardware too."
    }
  }

  depends_on = [time_sleep.roles, module.registry_endpoint]
}

# After a rotation: `key_id_after_rotation` is sent here. The key must stay in the vault it was made in.
resource "azapi_update_resource" "encryption" {
  count = var.key_id_after_rotation == null ? 0 : 1

  type        = "Microsoft.MachineLearningServices/workspaces@${local.api}"
  resource_id = azurerm_machine_learning_workspace.this.id
  locks       = [azurerm_machine_learning_workspace.this.id]

  response_export_values = [] # nothing of the answer is kept

  body = {
    properties = {
      encryption = {
        status = "Enabled"
        identity = {
          userAssignedIdentity = var.ml_encryption.identity_id
        }
        keyVaultProperties = {
          keyVaultArmId = var.ml_encryption.key_vault_id
          keyIdentifier = var.key_id_after_rotation
        }
      }
    }
  }
}

# Two zones in one group: the second is for notebooks and for the names of online endpoints.
module "workspace_endpoint" {
  source = "../_private-endpoint"

  name                  = local.workspace_name
  resource_group_name   = var.resource_group_name
  location              = var.location
  subnet_id             = var.private_endpoint_subnet_id
  resource_id           = azurerm_machine_learning_workspace.this.id
  subresource           = "amlworkspace"
  dns_zone_ids          = lookup(var.service_zone_ids, "amlworkspace", [])
  manage_dns_zone_group = var.dns_zone_groups_managed
  tags                  = var.tags
}

resource "azurerm_monitor_diagnostic_setting" "workspace" {
  name                       = "platform"
  target_resource_id         = azurerm_machine_learning_workspace.this.id
  log_analytics_workspace_id = var.log_analytics.id

  enabled_log {
    category_group = "allLogs"
  }

  enabled_metric {
    category = "AllMetrics"
  }
}

# azurerm does not export the tracking address.
data "azapi_resource" "workspace" {
  type                   = "Microsoft.MachineLearningServices/workspaces@${local.api}"
  resource_id            = azurerm_machine_learning_workspace.this.id
  response_export_values = { mlflow_tracking_uri = "properties.mlFlowTrackingUri" }
}
