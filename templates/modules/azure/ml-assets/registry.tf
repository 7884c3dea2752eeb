# The shared registry: what one workspace has trained, another may deploy, in the same immutable version. azurerm has no resource for
# it. Azure makes storage and image registry in a group of its own, azureml-rg-<name>_<guid>, one of each per region.
#
# Terraform owns the container and who may use it, and never a model version: those come from the pipeline, with their stages as tags.
resource "azapi_resource" "registry" {
  type      = "Microsoft.MachineLearningServices/registries@${local.api}"
  name      = local.registry_name
  parent_id = var.resource_group_ids["ml"]
  location  = var.location
  tags      = var.tags

  identity {
    type = "SystemAssigned" # the service knows no other here
  }

  body = {
    properties = {
      publicNetworkAccess = "Disabled"

      # The tags of the group Azure makes: without them policies on tags meet a group nobody can change.
      managedResourceGroupTags = var.tags

      regionDetails = [
        for region in local.region_names : {
          location = region

          acrDetails = [
            {
              systemCreatedAcrAccount = {
                acrAccountSku = "Premium"
              }
            },
          ]

          storageAccountDetails = [
            {
              systemCreatedStorageAccount = {
                storageAccountType       = "Standard_${var.storage_replication}"
                storageAccountHnsEnabled = false
                allowBlobPublicAccess    = false
              }
            },
          ]
        }
      ]
    }
  }

  schema_validation_enabled = true
  response_export_values    = { managed_group_id = "properties.managedResourceGroup.resourceId", mlflow_uri = "properties.mlFlowRegistryUri" }

  timeouts {
    create = "1h"
    delete = "2h"
  }

  lifecycle {
    # The address and the models of a registry go with it.
    precondition {
      condition     = length(local.region_names) <= 10
      error_message = "A registry is kept in ten regions at most: each has storage and an image registry of its own, which are paid."
    }
  }
}

module "registry_endpoint" {
  source = "../_private-endpoint"

  name                  = local.registry_name
  resource_group_name   = var.resource_group_name
  location              = var.location
  subnet_id             = var.private_endpoint_subnet_id
  resource_id           = azapi_resource.registry.id
  subresource           = "amlregistry"
  dns_zone_ids          = lookup(var.service_zone_ids, "amlregistry", [])
  manage_dns_zone_group = var.dns_zone_groups_managed
  tags                  = var.tags
}

# A target of its own: a setting on the workspace says nothing about the registry.
resource "azurerm_monitor_diagnostic_setting" "registry" {
  name                       = "platform"
  target_resource_id         = azapi_resource.registry.id
  log_analytics_workspace_id = var.log_analytics.id

  enabled_log {
    category_group = "allLogs"
  }
}

# Compute in the workspace's managed network reaches the registry by an endpoint there; the lock keeps two rules from being written at once.
resource "azapi_resource" "outbound_rule" {
  count = local.is_managed_network ? 1 : 0

  type      = "Microsoft.MachineLearningServices/workspaces/outboundRules@${local.api}"
  name      = "model-registry"
  parent_id = var.workspace_id
  locks     = [var.workspace_id]

  body = {
    properties = {
      type     = "PrivateEndpoint"
      category = "UserDefined"
      destination = {
        serviceResourceId = azapi_resource.registry.id
        subresourceTarget = "amlregistry"
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

  depends_on = [time_sleep.roles]
}

locals {
  is_managed_network = var.workspace_isolation_mode == "AllowOnlyApprovedOutbound"
}
