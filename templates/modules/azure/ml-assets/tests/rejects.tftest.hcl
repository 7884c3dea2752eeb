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

run "rejects_an_approver_by_name" {
  command = plan

  variables {
    approver_group_ids = ["approvers"]
  }

  expect_failures = [var.approver_group_ids]
}

run "rejects_a_group_that_reads_and_approves" {
  command = plan

  variables {
    approver_group_ids = ["dddddddd-1111-2222-3333-444444444444"]
    reader_group_ids   = ["dddddddd-1111-2222-3333-444444444444"]
  }

  expect_failures = [var.approver_group_ids]
}

run "rejects_a_connection_named_like_a_store" {
  command = plan

  variables {
    connections = { offline = { category = "ADLSGen2", target = "https://a.dfs.core.windows.net/b" } }
  }

  expect_failures = [var.connections]
}

run "rejects_a_connection_that_needs_a_key" {
  command = plan

  variables {
    connections = { git = { category = "Git", target = "https://git.example.com" } }
  }

  expect_failures = [var.connections]
}

run "rejects_a_connection_without_tls" {
  command = plan

  variables {
    connections = { search = { category = "CognitiveSearch", target = "http://acme.search.windows.net" } }
  }

  expect_failures = [var.connections]
}

run "rejects_a_key_in_metadata" {
  command = plan

  variables {
    connections = { search = { category = "CognitiveSearch", target = "https://acme.search.windows.net", metadata = { ApiKey = "x" } } }
  }

  expect_failures = [var.connections]
}

run "rejects_an_environment_of_another_name" {
  command = plan

  variables {
    environment = "test"
  }

  expect_failures = [var.environment]
}

run "rejects_an_offline_store_by_address" {
  command = plan

  variables {
    feature_store = { offline_container_id = "https://stlake.dfs.core.windows.net/features" }
  }

  expect_failures = [var.feature_store]
}

run "rejects_an_old_spark" {
  command = plan

  variables {
    feature_store = { offline_container_id = "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/d/providers/Microsoft.Storage/storageAccounts/stlake/blobServices/default/containers/features", spark_version = "2.4" }
  }

  expect_failures = [var.feature_store]
}

run "rejects_an_online_store_that_is_no_redis" {
  command = plan

  variables {
    feature_store = { offline_container_id = "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/d/providers/Microsoft.Storage/storageAccounts/stlake/blobServices/default/containers/features", online_redis_id = "/subscriptions/s/resourceGroups/r/providers/Microsoft.DocumentDB/databaseAccounts/a" }
  }

  expect_failures = [var.feature_store]
}

run "rejects_a_location_by_display_name" {
  command = plan

  variables {
    location = "West Europe"
  }

  expect_failures = [var.location]
}

run "rejects_a_prefix_with_capitals" {
  command = plan

  variables {
    name_prefix = "Acme"
  }

  expect_failures = [var.name_prefix]
}

run "rejects_a_suffix_that_is_not_hex" {
  command = plan

  variables {
    name_suffix = "acme"
  }

  expect_failures = [var.name_suffix]
}

run "rejects_a_pipeline_by_name" {
  command = plan

  variables {
    pipeline_principal_ids = ["github"]
  }

  expect_failures = [var.pipeline_principal_ids]
}

run "rejects_a_reader_by_name" {
  command = plan

  variables {
    reader_group_ids = ["scientists"]
  }

  expect_failures = [var.reader_group_ids]
}

run "rejects_a_region_by_display_name" {
  command = plan

  variables {
    registry_regions = ["North Europe"]
  }

  expect_failures = [var.registry_regions]
}

run "rejects_a_region_outside_the_residency" {
  command = plan

  variables {
    allowed_locations = ["northeurope", "westeurope"]
    registry_regions  = ["eastus"]
  }

  expect_failures = [var.registry_regions]
}

run "rejects_more_than_ten_regions" {
  command = plan

  variables {
    registry_regions = [for n in range(10) : "region${n}" if true]
  }

  expect_failures = [azapi_resource.registry]
}

run "rejects_a_group_without_its_id" {
  command = plan

  variables {
    resource_group_ids = { data = "/subscriptions/s/resourceGroups/r" }
  }

  expect_failures = [var.resource_group_ids]
}

run "rejects_a_wait_of_an_hour" {
  command = plan

  variables {
    role_wait_seconds = 3600
  }

  expect_failures = [var.role_wait_seconds]
}

run "rejects_storage_in_one_datacentre" {
  command = plan

  variables {
    storage_replication = "LRS"
  }

  expect_failures = [var.storage_replication]
}

run "rejects_an_open_workspace" {
  command = plan

  variables {
    workspace_isolation_mode = "AllowInternetOutbound"
  }

  expect_failures = [var.workspace_isolation_mode]
}

run "rejects_a_feature_store_keyed_by_an_hsm" {
  command = plan

  variables {
    feature_store = { offline_container_id = "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/d/providers/Microsoft.Storage/storageAccounts/stlake/blobServices/default/containers/features" }
    ml_encryption = {
      key_id             = "https://hsm-0a1b2c3d-dev.managedhsm.azure.net/keys/acme-dev-ml/0123456789abcdef0123456789abcdef"
      key_versionless_id = "https://hsm-0a1b2c3d-dev.managedhsm.azure.net/keys/acme-dev-ml"
      key_vault_id       = "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/acme-dev-security/providers/Microsoft.KeyVault/managedHSMs/hsm-0a1b2c3d-dev"
      identity_id        = "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/acme-dev-security/providers/Microsoft.ManagedIdentity/userAssignedIdentities/acme-dev-key-ml"
      is_hsm             = true
    }
  }

  expect_failures = [azurerm_machine_learning_workspace.feature_store]
}
