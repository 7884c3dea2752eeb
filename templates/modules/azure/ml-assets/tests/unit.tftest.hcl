mock_provider "azurerm" {
  override_during = plan

  mock_resource "azurerm_storage_account" {
    defaults = { id = "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/acme-dev-ml/providers/Microsoft.Storage/storageAccounts/stfs0a1b2c3ddev" }
  }

  mock_resource "azurerm_machine_learning_workspace" {
    defaults = {
      id           = "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/acme-dev-ml/providers/Microsoft.MachineLearningServices/workspaces/acme-dev-0a1b-fs"
      workspace_id = "77777777-1111-2222-3333-444444444444"
    }
  }

  mock_resource "azurerm_private_endpoint" {
    defaults = { id = "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/acme-dev-ml/providers/Microsoft.Network/privateEndpoints/mock" }
  }

  mock_resource "azurerm_role_assignment" {
    defaults = { id = "/subscriptions/00000000-1111-2222-3333-444444444444/providers/Microsoft.Authorization/roleAssignments/mock" }
  }
}

mock_provider "azapi" {
  override_during = plan

  mock_resource "azapi_resource" {
    defaults = {
      id     = "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/acme-dev-ml/providers/Microsoft.MachineLearningServices/registries/acme-dev-0a1b-models"
      output = { managed_group_id = "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/azureml-rg-acme-dev-0a1b-models_1", mlflow_uri = "azureml://westeurope.api.azureml.ms/mlflow/v1.0/registries/mock" }
    }
  }
}

mock_provider "time" {}

variables {
  name_prefix                = "acme-dev"
  name_suffix                = "0a1b2c3d"
  environment                = "dev"
  location                   = "westeurope"
  resource_group_name        = "acme-dev-ml"
  app_insights_id            = "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/acme-dev-operations/providers/Microsoft.Insights/components/acme-dev"
  log_analytics              = { id = "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/acme-dev-operations/providers/Microsoft.OperationalInsights/workspaces/acme-dev" }
  ml_key_vault_id            = "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/acme-dev-security/providers/Microsoft.KeyVault/vaults/kv-ml-0a1b2c3d-dev"
  private_endpoint_subnet_id = "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/acme-dev-network/providers/Microsoft.Network/virtualNetworks/ml/subnets/private-endpoints"
  workspace_id               = "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/acme-dev-ml/providers/Microsoft.MachineLearningServices/workspaces/acme-dev-ml"
  container_registry_id      = "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/acme-dev-ml/providers/Microsoft.ContainerRegistry/registries/crml0a1b2c3ddev"
  resource_group_ids         = { ml = "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/acme-dev-ml" }

  service_zone_ids = {
    amlworkspace = [
      "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/acme-dev-network/providers/Microsoft.Network/privateDnsZones/privatelink.api.azureml.ms",
      "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/acme-dev-network/providers/Microsoft.Network/privateDnsZones/privatelink.notebooks.azure.net",
    ]
    blob        = ["/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/acme-dev-network/providers/Microsoft.Network/privateDnsZones/privatelink.blob.core.windows.net"]
    file        = ["/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/acme-dev-network/providers/Microsoft.Network/privateDnsZones/privatelink.file.core.windows.net"]
    amlregistry = ["/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/acme-dev-network/providers/Microsoft.Network/privateDnsZones/privatelink.api.azureml.ms"]
  }

  workspace_identity = {
    id           = "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/acme-dev-security/providers/Microsoft.ManagedIdentity/userAssignedIdentities/acme-dev-workspace"
    principal_id = "aaaaaaaa-1111-2222-3333-444444444444"
    client_id    = "aaaaaaaa-1111-2222-3333-555555555555"
  }

  compute_identity = {
    id           = "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/acme-dev-security/providers/Microsoft.ManagedIdentity/userAssignedIdentities/acme-dev-compute"
    principal_id = "bbbbbbbb-1111-2222-3333-444444444444"
    client_id    = "bbbbbbbb-1111-2222-3333-555555555555"
  }

  ml_encryption = {
    key_id             = "https://kv-keys-0a1b2c3d-dev.vault.azure.net/keys/acme-dev-ml/0123456789abcdef0123456789abcdef"
    key_versionless_id = "https://kv-keys-0a1b2c3d-dev.vault.azure.net/keys/acme-dev-ml"
    key_vault_id       = "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/acme-dev-security/providers/Microsoft.KeyVault/vaults/kv-keys-0a1b2c3d-dev"
    identity_id        = "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/acme-dev-security/providers/Microsoft.ManagedIdentity/userAssignedIdentities/acme-dev-key-ml"
    identity_client_id = "cccccccc-1111-2222-3333-555555555555"
    is_hsm             = false
  }
}

run "registry_is_private" {
  command = plan

  variables {
    registry_regions = ["northeurope"]
    tags             = { Project = "acme" }
  }

  assert {
    condition = jsonencode(azapi_resource.registry.body) == jsonencode({
      properties = {
        publicNetworkAccess      = "Disabled"
        managedResourceGroupTags = { Project = "acme" }
        regionDetails = [
          for region in ["westeurope", "northeurope"] : {
            location   = region
            acrDetails = [{ systemCreatedAcrAccount = { acrAccountSku = "Premium" } }]
            storageAccountDetails = [{ systemCreatedStorageAccount = {
              storageAccountType       = "Standard_GZRS"
              storageAccountHnsEnabled = false
              allowBlobPublicAccess    = false
            } }]
          }
        ]
      }
    })
    error_message = "No public access, home region first, storage flat and not anonymous in each."
  }

  assert {
    condition     = azapi_resource.registry.type == "Microsoft.MachineLearningServices/registries@2025-12-01" && azapi_resource.registry.schema_validation_enabled && azapi_resource.registry.identity[0].type == "SystemAssigned" && azapi_resource.registry.parent_id == var.resource_group_ids["ml"] && azapi_resource.registry.name == "acme-dev-0a1b-models"
    error_message = "Type, schema check, identity, group and name."
  }

  assert {
    condition     = module.registry_endpoint.id != "" && one(azurerm_monitor_diagnostic_setting.registry.enabled_log).category_group == "allLogs" && azurerm_monitor_diagnostic_setting.registry.target_resource_id == azapi_resource.registry.id && azurerm_monitor_diagnostic_setting.registry.log_analytics_workspace_id == var.log_analytics.id
    error_message = "The registry has an endpoint, and is a log target of its own."
  }

  assert {
    condition     = output.registry_managed_group_id == "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/azureml-rg-acme-dev-0a1b-models_1"
    error_message = "The group Azure makes is known, for exemptions."
  }
}

run "workspace_reaches_the_registry" {
  command = plan

  assert {
    condition     = azapi_resource.outbound_rule[0].body == { properties = { type = "PrivateEndpoint", category = "UserDefined", destination = { serviceResourceId = azapi_resource.registry.id, subresourceTarget = "amlregistry", sparkEnabled = true } } } && azapi_resource.outbound_rule[0].locks == tolist([var.workspace_id]) && azapi_resource.outbound_rule[0].parent_id == var.workspace_id
    error_message = "The managed network has an endpoint to the registry, written under the workspace's lock."
  }

  assert {
    condition     = azurerm_role_assignment.approver[0].role_definition_name == "Azure AI Enterprise Network Connection Approver" && azurerm_role_assignment.approver[0].principal_id == var.workspace_identity.principal_id
    error_message = "The workspace may approve it."
  }
}

run "own_network_needs_no_rule" {
  command = plan

  variables {
    workspace_isolation_mode = "Disabled"
  }

  assert {
    condition     = length(azapi_resource.outbound_rule) == 0 && length(azurerm_role_assignment.approver) == 0
    error_message = "In the platform's network the registry's endpoint is enough."
  }
}

run "who_trains_does_not_publish" {
  command = plan

  variables {
    approver_group_ids     = ["dddddddd-1111-2222-3333-444444444444"]
    reader_group_ids       = ["eeeeeeee-1111-2222-3333-444444444444"]
    pipeline_principal_ids = ["ffffffff-1111-2222-3333-444444444444"]
  }

  assert {
    condition = { for key, grant in azurerm_role_assignment.registry : key => "${grant.role_definition_name} (${grant.principal_type})" } == {
      "approver/dddddddd-1111-2222-3333-444444444444" = "AzureML Registry User (Group)"
      "reader/eeeeeeee-1111-2222-3333-444444444444"   = "Reader (Group)"
      "pipeline/ffffffff-1111-2222-3333-444444444444" = "AzureML Registry User (ServicePrincipal)"
      "compute/reader"                                = "Reader (ServicePrincipal)"
    }
    error_message = "Only approvers and the pipeline write."
  }
}

run "no_feature_store_by_default" {
  command = plan

  assert {
    condition     = length(azurerm_machine_learning_workspace.feature_store) == 0 && length(module.feature_storage) == 0 && length(module.feature_store_endpoint) == 0 && length(azapi_resource.connection) == 0 && length(azurerm_role_assignment.feature_store) == 0 && length(azapi_resource_action.feature_store_network) == 0 && length(azurerm_monitor_diagnostic_setting.feature_store) == 0 && output.feature_store_id == null
    error_message = "A flag that is off makes nothing."
  }
}

run "feature_store" {
  command = plan

  variables {
    feature_store = { offline_container_id = "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/acme-dev-data/providers/Microsoft.Storage/storageAccounts/stlake/blobServices/default/containers/features" }
  }

  assert {
    condition     = azurerm_machine_learning_workspace.feature_store[0].kind == "FeatureStore" && azurerm_machine_learning_workspace.feature_store[0].feature_store[0].offline_connection_name == "offline" && azurerm_machine_learning_workspace.feature_store[0].feature_store[0].online_connection_name == null && azurerm_machine_learning_workspace.feature_store[0].feature_store[0].computer_spark_runtime_version == "3.4"
    error_message = "A workspace of the kind FeatureStore, offline only."
  }

  assert {
    condition     = azurerm_machine_learning_workspace.feature_store[0].public_network_access_enabled == false && azurerm_machine_learning_workspace.feature_store[0].storage_account_access_type == "Identity" && azurerm_machine_learning_workspace.feature_store[0].managed_network[0].isolation_mode == "AllowOnlyApprovedOutbound" && azurerm_machine_learning_workspace.feature_store[0].service_side_encryption_enabled && azurerm_machine_learning_workspace.feature_store[0].encryption[0].key_id == var.ml_encryption.key_id
    error_message = "It is as private and keyed as the other workspace."
  }

  assert {
    condition     = module.feature_store_endpoint[0].id != "" && azurerm_monitor_diagnostic_setting.feature_store[0].target_resource_id == azurerm_machine_learning_workspace.feature_store[0].id && one(azurerm_monitor_diagnostic_setting.feature_store[0].enabled_log).category_group == "allLogs"
    error_message = "It has an endpoint and logs of its own."
  }

  assert {
    condition     = azurerm_machine_learning_workspace.feature_store[0].v1_legacy_mode_enabled == false && azurerm_machine_learning_workspace.feature_store[0].timeouts.delete == "2h" && alltrue([for rule in azapi_resource.feature_store_rule : rule.locks == tolist([azurerm_machine_learning_workspace.feature_store[0].id])])
    error_message = "No legacy mode, time for a delete with a managed network, and rules written one after another."
  }

  assert {
    condition     = jsonencode(azapi_resource.connection["offline"].body) == jsonencode({ properties = { authType = "AAD", category = "ADLSGen2", target = var.feature_store.offline_container_id, isSharedToAll = true, metadata = {} } })
    error_message = "The offline store is a connection by identity."
  }

  assert {
    condition     = toset([for rule in azapi_resource.feature_store_rule : rule.body.properties.destination.subresourceTarget]) == toset(["blob", "dfs"]) && azapi_resource_action.feature_store_network[0].body == { includeSpark = true }
    error_message = "Materialisation runs on Spark inside the network, which reaches the lake."
  }

  assert {
    condition     = azurerm_role_assignment.feature_store["offline/write"].scope == var.feature_store.offline_container_id && azurerm_role_assignment.feature_store["offline/write"].principal_id == var.compute_identity.principal_id
    error_message = "Materialisation writes the offline container, and that one only."
  }

  assert {
    condition     = azurerm_role_assignment.feature_store["offline/approver"].scope == "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/acme-dev-data/providers/Microsoft.Storage/storageAccounts/stlake"
    error_message = "The feature store may approve its endpoint on the lake."
  }
}

run "online_features_and_connections" {
  command = plan

  variables {
    feature_store = {
      offline_container_id = "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/acme-dev-data/providers/Microsoft.Storage/storageAccounts/stlake/blobServices/default/containers/features"
      grant_approval       = false
      online_redis_id      = "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/acme-dev-data/providers/Microsoft.Cache/redis/acme"
    }
    connections = { search = { category = "CognitiveSearch", target = "https://acme.search.windows.net", shared = false } }
  }

  assert {
    condition     = azurerm_machine_learning_workspace.feature_store[0].feature_store[0].online_connection_name == "online" && azapi_resource.connection["online"].body.properties.category == "Redis"
    error_message = "Online features when a Redis is named."
  }

  assert {
    condition     = !contains(keys(azurerm_role_assignment.feature_store), "offline/approver") && contains(keys(azurerm_role_assignment.feature_store), "offline/write")
    error_message = "The right to approve on the lake is not granted twice."
  }

  assert {
    condition     = azapi_resource.connection["search"].parent_id == var.workspace_id && azapi_resource.connection["search"].body.properties.authType == "AAD" && azapi_resource.connection["search"].body.properties.isSharedToAll == false && azapi_resource.connection["search"].schema_validation_enabled
    error_message = "Connections of the workspace are by identity."
  }
}

run "long_names_fit" {
  command = plan

  variables {
    name_prefix = "a-project-with-a-rather-long-name-dev"
  }

  assert {
    condition     = length(azapi_resource.registry.name) <= 33 && azapi_resource.registry.name == "a-project-with-a-rat-0a1b-models"
    error_message = "A registry's name has 33 characters at most."
  }
}
