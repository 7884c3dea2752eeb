mock_provider "azurerm" {
  override_during = plan

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

run "workspace_is_private_and_keyless" {
  command = plan

  assert {
    condition     = azurerm_machine_learning_workspace.this.public_network_access_enabled == false && azurerm_machine_learning_workspace.this.storage_account_access_type == "Identity" && azurerm_machine_learning_workspace.this.v1_legacy_mode_enabled == false && azurerm_machine_learning_workspace.this.high_business_impact
    error_message = "No public access, no storage keys, no legacy mode, high business impact."
  }

  assert {
    condition     = azurerm_machine_learning_workspace.this.kind == "Default" && azurerm_machine_learning_workspace.this.sku_name == "Basic" && azurerm_machine_learning_workspace.this.name == "acme-dev-ml"
    error_message = "Kind, SKU and name of the workspace."
  }

  assert {
    condition     = azurerm_machine_learning_workspace.this.managed_network[0].isolation_mode == "AllowOnlyApprovedOutbound" && length(azurerm_machine_learning_workspace.this.serverless_compute) == 0
    error_message = "Only approved traffic leaves, and with a managed network there is no serverless block: it would demand public addresses."
  }

  assert {
    condition     = azurerm_machine_learning_workspace.this.identity[0].type == "UserAssigned" && azurerm_machine_learning_workspace.this.identity[0].identity_ids == toset([var.workspace_identity.id, var.ml_encryption.identity_id]) && azurerm_machine_learning_workspace.this.primary_user_assigned_identity == var.workspace_identity.id
    error_message = "Identities are user-assigned; the primary one is the workspace's, the key's user is beside it."
  }

  assert {
    condition     = azurerm_machine_learning_workspace.this.encryption[0].key_id == var.ml_encryption.key_id && azurerm_machine_learning_workspace.this.encryption[0].user_assigned_identity_id == var.ml_encryption.identity_id && azurerm_machine_learning_workspace.this.service_side_encryption_enabled
    error_message = "The workspace takes the versioned key, and keeps metadata on the service's side."
  }

  assert {
    condition     = azurerm_machine_learning_workspace.this.image_build_compute_name == "image-build" && azurerm_machine_learning_compute_cluster.this["image-build"].vm_priority == "Dedicated"
    error_message = "A private registry needs a cluster that builds images."
  }

  assert {
    condition     = azurerm_machine_learning_workspace.this.key_vault_id == var.ml_key_vault_id && azurerm_machine_learning_workspace.this.key_vault_id != var.ml_encryption.key_vault_id
    error_message = "Secrets of the workspace do not lie in the vault of the keys."
  }

  assert {
    condition     = azurerm_machine_learning_workspace.this.timeouts.delete == "2h"
    error_message = "A delete with a managed network takes longer than half an hour."
  }

  assert {
    condition     = module.workspace_endpoint.id != "" && azurerm_monitor_diagnostic_setting.workspace.log_analytics_workspace_id == var.log_analytics.id && one(azurerm_monitor_diagnostic_setting.workspace.enabled_log).category_group == "allLogs"
    error_message = "The workspace has an endpoint, and all its logs go to the platform."
  }
}

run "registry_is_private_and_keyed" {
  command = plan

  assert {
    condition     = azurerm_container_registry.this[0].sku == "Premium" && !azurerm_container_registry.this[0].admin_enabled && !azurerm_container_registry.this[0].anonymous_pull_enabled && !azurerm_container_registry.this[0].public_network_access_enabled && !azurerm_container_registry.this[0].export_policy_enabled && azurerm_container_registry.this[0].data_endpoint_enabled
    error_message = "No admin, no anonymous pull, no public access, no export."
  }

  assert {
    condition     = azurerm_container_registry.this[0].encryption[0].key_vault_key_id == var.ml_encryption.key_versionless_id && azurerm_container_registry.this[0].encryption[0].identity_client_id == var.ml_encryption.identity_client_id
    error_message = "The registry follows the key's rotation: versionless."
  }

  assert {
    condition     = azurerm_container_registry.this[0].name == "crml0a1b2c3ddev" && azurerm_container_registry.this[0].zone_redundancy_enabled
    error_message = "Name without hyphens, zones used."
  }

  assert {
    condition     = module.registry_endpoint[0].id != "" && azurerm_monitor_diagnostic_setting.registry[0].target_resource_id == azurerm_container_registry.this[0].id && one(azurerm_monitor_diagnostic_setting.registry[0].enabled_log).category_group == "allLogs"
    error_message = "The registry has an endpoint, and all its logs go to the platform."
  }

  assert {
    condition     = length(azurerm_container_registry.this[0].georeplications) == 0
    error_message = "No image leaves the region unless somebody names another."
  }
}

run "clusters_are_cheap_and_closed" {
  command = plan

  assert {
    condition     = alltrue([for cluster in azurerm_machine_learning_compute_cluster.this : cluster.scale_settings[0].min_node_count == 0 && cluster.local_auth_enabled == false && cluster.node_public_ip_enabled == false && cluster.ssh_public_access_enabled == false])
    error_message = "Clusters scale to zero and have no local login, no public address, no SSH."
  }

  assert {
    condition     = azurerm_machine_learning_compute_cluster.this["cpu"].vm_priority == "LowPriority" && azurerm_machine_learning_compute_cluster.this["cpu"].scale_settings[0].scale_down_nodes_after_idle_duration == "PT5M" && azurerm_machine_learning_compute_cluster.this["cpu"].location == var.location
    error_message = "Low priority, gone after five minutes, in the workspace's region."
  }

  assert {
    condition     = azurerm_machine_learning_compute_cluster.this["cpu"].identity[0].type == "UserAssigned" && azurerm_machine_learning_compute_cluster.this["cpu"].identity[0].identity_ids == toset([var.compute_identity.id])
    error_message = "Jobs run with the compute's identity."
  }
}

run "managed_network_rules" {
  command = plan

  variables {
    outbound_fqdns             = { pypi = "pypi.org" }
    outbound_service_tags      = { events = { tag = "EventHub.westeurope", ports = "9093" } }
    outbound_private_endpoints = { search = { resource_id = "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/acme-dev-ml/providers/Microsoft.Search/searchServices/acme", subresource = "searchService", spark = false } }
    datastores                 = { lake = { kind = "gen2", container_id = "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/acme-dev-data/providers/Microsoft.Storage/storageAccounts/stlake/blobServices/default/containers/silver" } }
  }

  assert {
    condition = output.outbound_rules == {
      default-queue    = "PrivateEndpoint"
      default-table    = "PrivateEndpoint"
      data-stlake-blob = "PrivateEndpoint"
      data-stlake-dfs  = "PrivateEndpoint"
      search           = "PrivateEndpoint"
      events           = "ServiceTag"
      pypi             = "FQDN"
    }
    error_message = "Rules: queue and table for batch, the lake through both services, and what was asked for; blob and file of the default storage are the service's own."
  }

  assert {
    condition     = azapi_resource.outbound_rule["search"].body == { properties = { type = "PrivateEndpoint", category = "UserDefined", destination = { serviceResourceId = "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/acme-dev-ml/providers/Microsoft.Search/searchServices/acme", subresourceTarget = "searchService", sparkEnabled = false } } }
    error_message = "Body of a private endpoint rule."
  }

  assert {
    condition     = azapi_resource.outbound_rule["pypi"].body == { properties = { type = "FQDN", category = "UserDefined", destination = "pypi.org" } } && azapi_resource.outbound_rule["events"].body.properties.destination == { serviceTag = "EventHub.westeurope", protocol = "TCP", portRanges = "9093", action = "Allow" }
    error_message = "Bodies of the other kinds."
  }

  assert {
    condition     = alltrue([for rule in azapi_resource.outbound_rule : rule.type == "Microsoft.MachineLearningServices/workspaces/outboundRules@2025-12-01" && rule.locks == tolist([azurerm_machine_learning_workspace.this.id]) && rule.parent_id == azurerm_machine_learning_workspace.this.id && rule.schema_validation_enabled])
    error_message = "Rules are written one after another: each takes the workspace's lock."
  }

  assert {
    condition     = azapi_resource_action.provision[0].action == "provisionManagedNetwork" && azapi_resource_action.provision[0].body == { includeSpark = true } && azurerm_machine_learning_workspace.this.managed_network[0].provision_on_creation_enabled == false
    error_message = "The network is provisioned once, with Spark."
  }

  assert {
    condition     = azurerm_role_assignment.workspace["workspace/searchServices/acme/approver"].role_definition_name == "Azure AI Enterprise Network Connection Approver" && azurerm_role_assignment.workspace["workspace/storageAccounts/stlake/approver"].scope == "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/acme-dev-data/providers/Microsoft.Storage/storageAccounts/stlake"
    error_message = "The workspace's identity may approve its endpoint on every target."
  }
}

run "provisions_on_creation_without_spark" {
  command = plan

  variables {
    provision_spark = false
    batch_endpoints = false
  }

  assert {
    condition     = azurerm_machine_learning_workspace.this.managed_network[0].provision_on_creation_enabled && length(azapi_resource_action.provision) == 0 && length(azapi_resource.outbound_rule) == 0
    error_message = "Without Spark the workspace provisions its network itself."
  }

  assert {
    condition     = !contains(keys(azurerm_role_assignment.compute), "compute/storage/queue") && toset(local.storage_groups) == toset(["blob", "file"])
    error_message = "Without batch endpoints there is neither queue nor table."
  }
}

run "own_network" {
  command = plan

  variables {
    isolation_mode = "Disabled"
  }

  assert {
    condition     = azurerm_machine_learning_workspace.this.managed_network[0].isolation_mode == "Disabled" && azurerm_machine_learning_workspace.this.serverless_compute[0].subnet_id == var.subnet_ids["compute"] && azurerm_machine_learning_workspace.this.serverless_compute[0].public_ip_enabled == false
    error_message = "Serverless compute lives in the platform's subnet, without public addresses."
  }

  assert {
    condition     = alltrue([for cluster in azurerm_machine_learning_compute_cluster.this : cluster.subnet_resource_id == var.subnet_ids["compute"]])
    error_message = "Clusters live there too."
  }

  assert {
    condition     = length(azapi_resource.outbound_rule) == 0 && length(azapi_resource_action.provision) == 0 && !anytrue([for key in keys(azurerm_role_assignment.workspace) : endswith(key, "/approver")])
    error_message = "No rules and no approver without a managed network."
  }
}

run "roles_of_the_two_identities" {
  command = plan

  assert {
    condition = { for key, grant in azurerm_role_assignment.workspace : key => grant.role_definition_name } == {
      "workspace/storage/contributor"      = "Contributor"
      "workspace/storage/blob"             = "Storage Blob Data Contributor"
      "workspace/storage/file"             = "Storage File Data Privileged Contributor"
      "workspace/registry/contributor"     = "Contributor"
      "workspace/vault/contributor"        = "Contributor"
      "workspace/vault/administrator"      = "Key Vault Administrator"
      "workspace/app-insights/contributor" = "Contributor"
      "workspace/endpoint-blob/reader"     = "Reader"
      "workspace/endpoint-file/reader"     = "Reader"
      "workspace/storage/approver"         = "Azure AI Enterprise Network Connection Approver"
      "workspace/registry/approver"        = "Azure AI Enterprise Network Connection Approver"
      "workspace/vault/approver"           = "Azure AI Enterprise Network Connection Approver"
    }
    error_message = "The workspace has what its documentation asks for, and nothing more."
  }

  assert {
    condition = { for key, grant in azurerm_role_assignment.compute : key => grant.role_definition_name } == {
      "compute/registry/pull" = "AcrPull"
      "compute/storage/blob"  = "Storage Blob Data Contributor"
      "compute/storage/file"  = "Storage File Data Privileged Contributor"
      "compute/storage/queue" = "Storage Queue Data Contributor"
      "compute/storage/table" = "Storage Table Data Contributor"
    }
    error_message = "Jobs pull images and use the default storage."
  }

  assert {
    condition     = !anytrue([for grant in concat(values(azurerm_role_assignment.workspace), values(azurerm_role_assignment.compute)) : can(regex("/resourceGroups/[^/]+$", grant.scope)) || can(regex("^/subscriptions/[^/]+$", grant.scope)) || grant.principal_type != "ServicePrincipal"])
    error_message = "Nothing is granted on a group or the subscription."
  }

  assert {
    condition     = time_sleep.roles.create_duration == "120s" && contains(keys(time_sleep.roles.triggers), "workspace/vault/administrator")
    error_message = "Roles are waited for, again when one changes."
  }
}

run "personas" {
  command = plan

  variables {
    persona_principal_ids = {
      data-scientist = ["dddddddd-1111-2222-3333-444444444444"]
      ml-ops         = ["eeeeeeee-1111-2222-3333-444444444444"]
      reviewer       = ["ffffffff-1111-2222-3333-444444444444"]
      auditor        = ["12121212-1111-2222-3333-444444444444"]
      pipeline       = ["34343434-1111-2222-3333-444444444444"]
    }
  }

  assert {
    condition = toset([for key, grant in azurerm_role_assignment.persona : "${split("/", key)[0]}: ${grant.role_definition_name} (${grant.principal_type})"]) == toset([
      "data-scientist: AzureML Data Scientist (Group)", "data-scientist: Storage Blob Data Contributor (Group)", "data-scientist: Storage File Data Privileged Contributor (Group)",
      "ml-ops: AzureML Compute Operator (Group)", "ml-ops: Reader (Group)", "ml-ops: Storage Blob Data Reader (Group)",
      "reviewer: Reader (Group)", "reviewer: Storage Blob Data Reader (Group)",
      "auditor: Reader (Group)",
      "pipeline: AzureML Data Scientist (ServicePrincipal)", "pipeline: Storage Blob Data Contributor (ServicePrincipal)",
    ])
    error_message = "Roles per persona."
  }

  assert {
    condition     = azurerm_role_assignment.persona["data-scientist/dddddddd-1111-2222-3333-444444444444/workspace/AzureML Data Scientist"].scope == azurerm_machine_learning_workspace.this.id
    error_message = "Workspace roles lie on the workspace."
  }
}

run "datastores_have_no_keys" {
  command = plan

  variables {
    datastores = {
      lake   = { kind = "gen2", container_id = "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/acme-dev-data/providers/Microsoft.Storage/storageAccounts/stlake/blobServices/default/containers/silver" }
      output = { kind = "blob", access = "write", container_id = "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/acme-dev-data/providers/Microsoft.Storage/storageAccounts/stout/blobServices/default/containers/out" }
      share  = { kind = "fileshare", container_id = "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/acme-dev-data/providers/Microsoft.Storage/storageAccounts/stshare/fileServices/default/shares/team" }
    }
  }

  assert {
    condition     = azurerm_machine_learning_datastore_datalake_gen2.this["lake"].service_data_identity == "WorkspaceUserAssignedIdentity" && azurerm_machine_learning_datastore_datalake_gen2.this["lake"].client_secret == null && azurerm_machine_learning_datastore_blobstorage.this["output"].service_data_auth_identity == "WorkspaceUserAssignedIdentity" && azurerm_machine_learning_datastore_blobstorage.this["output"].account_key == null && azurerm_machine_learning_datastore_fileshare.this["share"].service_data_identity == "WorkspaceUserAssignedIdentity" && azurerm_machine_learning_datastore_fileshare.this["share"].account_key == null
    error_message = "Identities, no keys."
  }

  assert {
    condition     = azurerm_role_assignment.compute["compute/stlake/silver/read"].role_definition_name == "Storage Blob Data Reader" && azurerm_role_assignment.compute["compute/stout/out/write"].role_definition_name == "Storage Blob Data Contributor" && azurerm_role_assignment.workspace["workspace/stout/out/read"].role_definition_name == "Storage Blob Data Reader"
    error_message = "Jobs write only where the datastore says so; the workspace itself only reads."
  }

  assert {
    condition     = azurerm_role_assignment.compute["compute/stlake/silver/read"].scope == var.datastores["lake"].container_id && azurerm_role_assignment.compute["compute/stshare/read"].scope == "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/acme-dev-data/providers/Microsoft.Storage/storageAccounts/stshare"
    error_message = "Blob roles stop at the container; file roles exist on accounts only."
  }

  assert {
    condition     = toset([for name in keys(output.outbound_rules) : name if startswith(name, "data-")]) == toset(["data-stlake-blob", "data-stlake-dfs", "data-stout-blob", "data-stshare-file"])
    error_message = "The managed network reaches every account of a datastore."
  }
}

run "datastores_in_one_place_share_their_grants" {
  command = plan

  variables {
    datastores = {
      silver  = { kind = "gen2", container_id = "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/acme-dev-data/providers/Microsoft.Storage/storageAccounts/stlake/blobServices/default/containers/silver" }
      again   = { kind = "gen2", container_id = "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/acme-dev-data/providers/Microsoft.Storage/storageAccounts/stlake/blobServices/default/containers/silver" }
      share_a = { kind = "fileshare", container_id = "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/acme-dev-data/providers/Microsoft.Storage/storageAccounts/stlake/fileServices/default/shares/a" }
      share_b = { kind = "fileshare", container_id = "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/acme-dev-data/providers/Microsoft.Storage/storageAccounts/stlake/fileServices/default/shares/b" }
    }
  }

  assert {
    condition = length(distinct([
      for grant in concat(values(azurerm_role_assignment.workspace), values(azurerm_role_assignment.compute)) : "${grant.scope} ${grant.role_definition_name} ${grant.principal_id}"
      if !strcontains(grant.scope, "/privateEndpoints/") # both have the id of the mock
    ])) == length(azurerm_role_assignment.workspace) + length(azurerm_role_assignment.compute) - 2
    error_message = "No assignment is asked for twice: Azure refuses the second with RoleAssignmentExists."
  }

  assert {
    condition     = toset([for name in keys(output.outbound_rules) : name if startswith(name, "data-")]) == toset(["data-stlake-blob", "data-stlake-dfs", "data-stlake-file"])
    error_message = "One rule for each service of an account."
  }
}

run "instances_stop_by_themselves" {
  command = plan

  variables {
    instances = { ada = { user_object_id = "abababab-1111-2222-3333-444444444444", stop_cron = "0 19 * * *", time_zone = "W. Europe Standard Time" } }
  }

  assert {
    condition = jsonencode(azapi_resource.instance["ada"].body.properties) == jsonencode({
      computeType      = "ComputeInstance"
      computeLocation  = "westeurope"
      disableLocalAuth = true
      description      = "Compute instance of one person"
      properties = {
        vmSize                           = "Standard_D4ds_v5"
        applicationSharingPolicy         = "Personal"
        computeInstanceAuthorizationType = "personal"
        enableNodePublicIp               = false
        idleTimeBeforeShutdown           = "PT60M"
        personalComputeInstanceSettings  = { assignedUser = { objectId = "abababab-1111-2222-3333-444444444444", tenantId = "11111111-1111-2222-3333-444444444444" } }
        sshSettings                      = { sshPublicAccess = "Disabled" }
        schedules                        = { computeStartStop = [{ action = "Stop", status = "Enabled", triggerType = "Cron", cron = { expression = "0 19 * * *", timeZone = "W. Europe Standard Time" } }] }
      }
    })
    error_message = "One person, no public address, no SSH, no local login, idle shutdown and a clock."
  }

  assert {
    condition     = azapi_resource.instance["ada"].schema_validation_enabled && azapi_resource.instance["ada"].identity[0].type == "UserAssigned"
    error_message = "The schema is checked and the instance has the compute's identity."
  }
}

run "instances_in_the_own_network" {
  command = plan

  variables {
    isolation_mode = "Disabled"
    instances      = { ada = { user_object_id = "abababab-1111-2222-3333-444444444444", stop_cron = "" } }
  }

  assert {
    condition     = azapi_resource.instance["ada"].body.properties.properties.subnet == { id = var.subnet_ids["compute"] } && length(azapi_resource.instance["ada"].body.properties.properties.schedules.computeStartStop) == 0
    error_message = "An instance lives in the platform's subnet; the clock can be left out, idle shutdown not."
  }
}

run "key_rotation_is_sent" {
  command = plan

  variables {
    key_id_after_rotation = "https://kv-keys-0a1b2c3d-dev.vault.azure.net/keys/acme-dev-ml/fedcba9876543210fedcba9876543210"
  }

  assert {
    condition = azapi_update_resource.encryption[0].body.properties.encryption == {
      status             = "Enabled"
      identity           = { userAssignedIdentity = var.ml_encryption.identity_id }
      keyVaultProperties = { keyVaultArmId = var.ml_encryption.key_vault_id, keyIdentifier = "https://kv-keys-0a1b2c3d-dev.vault.azure.net/keys/acme-dev-ml/fedcba9876543210fedcba9876543210" }
    }
    error_message = "azurerm never sends a new key: azapi does."
  }

  assert {
    condition     = azapi_update_resource.encryption[0].locks == tolist([azurerm_machine_learning_workspace.this.id])
    error_message = "An update writes the whole workspace, rules included: it takes the same lock."
  }
}

run "gpu_cluster" {
  command = plan

  variables {
    clusters = {
      image-build = { vm_size = "Standard_D4ds_v5", priority = "Dedicated", max_nodes = 1 }
      gpu         = { vm_size = "Standard_NC24ads_A100_v4" }
      gpu-fixed   = { vm_size = "Standard_NC24ads_A100_v4", priority = "Dedicated", dedicated_reason = "Runs of four days without checkpoints in between." }
      own         = { vm_size = "Standard_D4ds_v5", system_identity = true }
    }
  }

  assert {
    condition     = azurerm_machine_learning_compute_cluster.this["gpu"].vm_priority == "LowPriority" && azurerm_machine_learning_compute_cluster.this["gpu-fixed"].vm_priority == "Dedicated"
    error_message = "GPUs are low priority unless somebody says why not."
  }

  assert {
    condition     = azurerm_machine_learning_compute_cluster.this["own"].identity[0].type == "SystemAssigned" && azurerm_machine_learning_compute_cluster.this["own"].identity[0].identity_ids == null
    error_message = "A system-assigned identity stands alone."
  }
}

run "organisations_registry_and_dns" {
  command = plan

  variables {
    existing_container_registry_id = "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/shared/providers/Microsoft.ContainerRegistry/registries/acmeshared"
    dns_zone_groups_managed        = false
    service_zone_ids               = {}
  }

  assert {
    condition     = length(azurerm_container_registry.this) == 0 && length(module.registry_endpoint) == 0 && length(azurerm_monitor_diagnostic_setting.registry) == 0
    error_message = "A registry that exists is not made, logged or given an endpoint again."
  }

  assert {
    condition     = azurerm_machine_learning_workspace.this.container_registry_id == var.existing_container_registry_id && azurerm_role_assignment.compute["compute/registry/pull"].scope == var.existing_container_registry_id
    error_message = "Workspace and jobs use it."
  }
}

run "replicas_and_sharing_are_opt_in" {
  command = plan

  variables {
    registry_replica_locations   = ["northeurope"]
    registries_that_read_storage = ["/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/acme-dev-ml/providers/Microsoft.MachineLearningServices/registries/acme"]
    workspace_generation         = 2
  }

  assert {
    condition     = azurerm_container_registry.this[0].georeplications[0].location == "northeurope" && azurerm_container_registry.this[0].georeplications[0].zone_redundancy_enabled
    error_message = "The registry is replicated where it was said."
  }

  assert {
    condition     = azurerm_machine_learning_workspace.this.name == "acme-dev-ml2"
    error_message = "Another generation has another name: the old one is held for 14 days."
  }
}

run "long_prefix_still_fits" {
  command = plan

  variables {
    name_prefix = "a-project-with-a-rather-long-name-dev"
  }

  assert {
    condition     = length(azurerm_machine_learning_workspace.this.name) <= 33 && startswith(azurerm_machine_learning_workspace.this.name, "a-project-with-a-rath") && endswith(azurerm_machine_learning_workspace.this.name, "-ml")
    error_message = "A workspace's name has 33 characters at most."
  }
}
