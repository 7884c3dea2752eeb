mock_provider "azurerm" {
  mock_resource "azurerm_storage_account" {
    defaults = { id = "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/acme-dev-ml/providers/Microsoft.Storage/storageAccounts/stml0a1b2c3ddev" }
  }

  mock_resource "azurerm_container_registry" {
    defaults = { id = "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/acme-dev-ml/providers/Microsoft.ContainerRegistry/registries/crml0a1b2c3ddev" }
  }

  mock_resource "azurerm_machine_learning_workspace" {
    defaults = {
      id           = "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/acme-dev-ml/providers/Microsoft.MachineLearningServices/workspaces/acme-dev-ml"
      workspace_id = "77777777-1111-2222-3333-444444444444"
    }
  }

  mock_resource "azurerm_machine_learning_compute_cluster" {
    defaults = { id = "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/acme-dev-ml/providers/Microsoft.MachineLearningServices/workspaces/acme-dev-ml/computes/mock" }
  }

  mock_resource "azurerm_private_endpoint" {
    defaults = { id = "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/acme-dev-ml/providers/Microsoft.Network/privateEndpoints/mock" }
  }

  mock_resource "azurerm_role_assignment" {
    defaults = { id = "/subscriptions/00000000-1111-2222-3333-444444444444/providers/Microsoft.Authorization/roleAssignments/mock" }
  }
}

mock_provider "azapi" {
  mock_data "azapi_resource" {
    defaults = { output = { mlflow_tracking_uri = "azureml://westeurope.api.azureml.ms/mlflow/v1.0/mock" } }
  }

  mock_resource "azapi_resource" {
    defaults = { id = "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/acme-dev-ml/providers/Microsoft.MachineLearningServices/workspaces/acme-dev-ml/mock" }
  }
}

mock_provider "time" {}

variables {
  name_prefix                = "acme-dev"
  name_suffix                = "0a1b2c3d"
  environment                = "dev"
  location                   = "westeurope"
  resource_group_name        = "acme-dev-ml"
  tenant_id                  = "11111111-1111-2222-3333-444444444444"
  app_insights_id            = "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/acme-dev-operations/providers/Microsoft.Insights/components/acme-dev"
  log_analytics              = { id = "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/acme-dev-operations/providers/Microsoft.OperationalInsights/workspaces/acme-dev" }
  ml_key_vault_id            = "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/acme-dev-security/providers/Microsoft.KeyVault/vaults/kv-ml-0a1b2c3d-dev"
  private_endpoint_subnet_id = "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/acme-dev-network/providers/Microsoft.Network/virtualNetworks/ml/subnets/private-endpoints"
  subnet_ids                 = { compute = "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/acme-dev-network/providers/Microsoft.Network/virtualNetworks/ml/subnets/compute" }

  service_zone_ids = {
    amlworkspace = [
      "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/acme-dev-network/providers/Microsoft.Network/privateDnsZones/privatelink.api.azureml.ms",
      "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/acme-dev-network/providers/Microsoft.Network/privateDnsZones/privatelink.notebooks.azure.net",
    ]
    blob     = ["/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/acme-dev-network/providers/Microsoft.Network/privateDnsZones/privatelink.blob.core.windows.net"]
    file     = ["/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/acme-dev-network/providers/Microsoft.Network/privateDnsZones/privatelink.file.core.windows.net"]
    queue    = ["/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/acme-dev-network/providers/Microsoft.Network/privateDnsZones/privatelink.queue.core.windows.net"]
    table    = ["/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/acme-dev-network/providers/Microsoft.Network/privateDnsZones/privatelink.table.core.windows.net"]
    registry = ["/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/acme-dev-network/providers/Microsoft.Network/privateDnsZones/privatelink.azurecr.io"]
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

run "outputs" {
  command = apply

  assert {
    condition     = output.workspace_guid == "77777777-1111-2222-3333-444444444444" && output.mlflow_tracking_uri == "azureml://westeurope.api.azureml.ms/mlflow/v1.0/mock" && keys(output.cluster_ids) == ["cpu", "image-build"] && output.isolation_mode == "AllowOnlyApprovedOutbound"
    error_message = "Ids and addresses, and no secret."
  }
}
