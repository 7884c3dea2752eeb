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

run "rejects_an_environment_of_another_name" {
  command = plan

  variables {
    environment = "test"
  }

  expect_failures = [var.environment]
}

run "rejects_a_registry_by_name" {
  command = plan

  variables {
    existing_container_registry_id = "acmeshared"
  }

  expect_failures = [var.existing_container_registry_id]
}

run "rejects_a_versionless_key_after_rotation" {
  command = plan

  variables {
    key_id_after_rotation = "https://kv-keys-0a1b2c3d-dev.vault.azure.net/keys/acme-dev-ml"
  }

  expect_failures = [var.key_id_after_rotation]
}

run "rejects_a_key_of_another_vault_after_rotation" {
  command = plan

  variables {
    key_id_after_rotation = "https://kv-other.vault.azure.net/keys/acme-dev-ml/fedcba9876543210fedcba9876543210"
  }

  expect_failures = [var.key_id_after_rotation]
}

run "rejects_a_location_by_display_name" {
  command = plan

  variables {
    location = "West Europe"
  }

  expect_failures = [var.location]
}

run "rejects_a_key_in_a_managed_hsm" {
  command = plan

  variables {
    ml_encryption = {
      key_id             = "https://hsm-0a1b2c3d-dev.managedhsm.azure.net/keys/acme-dev-ml/0123456789abcdef0123456789abcdef"
      key_versionless_id = "https://hsm-0a1b2c3d-dev.managedhsm.azure.net/keys/acme-dev-ml"
      key_vault_id       = "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/acme-dev-security/providers/Microsoft.KeyVault/managedHSMs/hsm-0a1b2c3d-dev"
      identity_id        = "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/acme-dev-security/providers/Microsoft.ManagedIdentity/userAssignedIdentities/acme-dev-key-ml"
      identity_client_id = "cccccccc-1111-2222-3333-555555555555"
      is_hsm             = true
    }
  }

  expect_failures = [azurerm_machine_learning_workspace.this]
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

run "rejects_an_unknown_persona" {
  command = plan

  variables {
    persona_principal_ids = { admin = ["dddddddd-1111-2222-3333-444444444444"] }
  }

  expect_failures = [var.persona_principal_ids]
}

run "rejects_a_group_by_name" {
  command = plan

  variables {
    persona_principal_ids = { auditor = ["auditors"] }
  }

  expect_failures = [var.persona_principal_ids]
}

run "rejects_a_scientist_who_reviews" {
  command = plan

  variables {
    persona_principal_ids = { data-scientist = ["dddddddd-1111-2222-3333-444444444444"], reviewer = ["dddddddd-1111-2222-3333-444444444444"] }
  }

  expect_failures = [var.persona_principal_ids]
}

run "rejects_storage_opened_to_anything_but_a_registry" {
  command = plan

  variables {
    registries_that_read_storage = ["/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/x/providers/Microsoft.Storage/storageAccounts/x"]
  }

  expect_failures = [var.registries_that_read_storage]
}

run "rejects_a_replica_in_the_own_region" {
  command = plan

  variables {
    registry_replica_locations = ["westeurope"]
  }

  expect_failures = [var.registry_replica_locations]
}

run "rejects_a_wait_of_an_hour" {
  command = plan

  variables {
    role_wait_seconds = 3600
  }

  expect_failures = [var.role_wait_seconds]
}

run "rejects_one_zone_for_the_workspace" {
  command = plan

  variables {
    service_zone_ids = { amlworkspace = ["one"], blob = ["b"], file = ["f"], queue = ["q"], table = ["t"], registry = ["r"] }
  }

  expect_failures = [var.service_zone_ids]
}

run "rejects_a_default_storage_with_a_hierarchical_namespace" {
  command = plan

  variables {
    storage_hierarchical_namespace = true
  }

  expect_failures = [var.storage_hierarchical_namespace]
}

run "rejects_images_kept_for_ever" {
  command = plan

  variables {
    untagged_image_days = 3650
  }

  expect_failures = [var.untagged_image_days]
}

run "rejects_a_generation_of_nothing" {
  command = plan

  variables {
    workspace_generation = 0
  }

  expect_failures = [var.workspace_generation]
}

run "rejects_a_cluster_with_a_long_name" {
  command = plan

  variables {
    clusters = {
      image-build                      = { vm_size = "Standard_D4ds_v5", priority = "Dedicated", max_nodes = 1 }
      a-name-of-a-cluster-that-is-long = { vm_size = "Standard_D4ds_v5" }
    }
  }

  expect_failures = [var.clusters]
}

run "rejects_a_size_that_is_none" {
  command = plan

  variables {
    clusters = {
      image-build = { vm_size = "Standard_D4ds_v5", priority = "Dedicated", max_nodes = 1 }
      cpu         = { vm_size = "large" }
    }
  }

  expect_failures = [var.clusters]
}

run "rejects_a_priority_called_spot" {
  command = plan

  variables {
    clusters = {
      image-build = { vm_size = "Standard_D4ds_v5", priority = "Dedicated", max_nodes = 1 }
      cpu         = { vm_size = "Standard_D4ds_v5", priority = "Spot" }
    }
  }

  expect_failures = [var.clusters]
}

run "rejects_a_cluster_that_never_sleeps" {
  command = plan

  variables {
    clusters = {
      image-build = { vm_size = "Standard_D4ds_v5", priority = "Dedicated", max_nodes = 1 }
      cpu         = { vm_size = "Standard_D4ds_v5", min_nodes = 1 }
    }
  }

  expect_failures = [var.clusters]
}

run "rejects_a_cluster_without_limit" {
  command = plan

  variables {
    clusters = {
      image-build = { vm_size = "Standard_D4ds_v5", priority = "Dedicated", max_nodes = 1 }
      cpu         = { vm_size = "Standard_D4ds_v5", max_nodes = 1000 }
    }
  }

  expect_failures = [var.clusters]
}

run "rejects_a_cluster_idle_for_a_day" {
  command = plan

  variables {
    clusters = {
      image-build = { vm_size = "Standard_D4ds_v5", priority = "Dedicated", max_nodes = 1 }
      cpu         = { vm_size = "Standard_D4ds_v5", idle = "P1D" }
    }
  }

  expect_failures = [var.clusters]
}

run "rejects_a_dedicated_gpu_without_a_reason" {
  command = plan

  variables {
    clusters = {
      image-build = { vm_size = "Standard_D4ds_v5", priority = "Dedicated", max_nodes = 1 }
      gpu         = { vm_size = "Standard_NC24ads_A100_v4", priority = "Dedicated" }
    }
  }

  expect_failures = [var.clusters]
}

run "rejects_a_cluster_with_both_kinds_of_identity" {
  command = plan

  variables {
    clusters = {
      image-build = { vm_size = "Standard_D4ds_v5", priority = "Dedicated", max_nodes = 1 }
      cpu         = { vm_size = "Standard_D4ds_v5", system_identity = true, identity_ids = ["/subscriptions/x"] }
    }
  }

  expect_failures = [var.clusters]
}

run "rejects_the_own_network_without_a_subnet" {
  command = plan

  variables {
    isolation_mode = "Disabled"
    subnet_ids     = {}
  }

  expect_failures = [var.compute_subnet]
}

run "rejects_a_datastore_called_like_the_services_own" {
  command = plan

  variables {
    datastores = { workspaceblobstore = { kind = "blob", container_id = "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/d/providers/Microsoft.Storage/storageAccounts/stlake/blobServices/default/containers/silver" } }
  }

  expect_failures = [var.datastores]
}

run "rejects_a_datastore_of_gen1" {
  command = plan

  variables {
    datastores = { lake = { kind = "gen1", container_id = "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/d/providers/Microsoft.Storage/storageAccounts/stlake/blobServices/default/containers/silver" } }
  }

  expect_failures = [var.datastores]
}

run "rejects_a_container_by_address" {
  command = plan

  variables {
    datastores = { lake = { kind = "gen2", container_id = "https://stlake.dfs.core.windows.net/silver" } }
  }

  expect_failures = [var.datastores]
}

run "rejects_a_share_as_a_container" {
  command = plan

  variables {
    datastores = { lake = { kind = "fileshare", container_id = "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/d/providers/Microsoft.Storage/storageAccounts/stlake/blobServices/default/containers/silver" } }
  }

  expect_failures = [var.datastores]
}

run "rejects_an_access_of_owner" {
  command = plan

  variables {
    datastores = { lake = { kind = "gen2", container_id = "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/d/providers/Microsoft.Storage/storageAccounts/stlake/blobServices/default/containers/silver", access = "owner" } }
  }

  expect_failures = [var.datastores]
}

run "rejects_no_cluster_to_build_images" {
  command = plan

  variables {
    clusters = { cpu = { vm_size = "Standard_D4ds_v5" } }
  }

  expect_failures = [var.image_build_cluster]
}

run "rejects_images_built_on_a_gpu" {
  command = plan

  variables {
    clusters = { image-build = { vm_size = "Standard_NC24ads_A100_v4" } }
  }

  expect_failures = [var.image_build_cluster]
}

run "rejects_an_instance_of_a_short_name" {
  command = plan

  variables {
    instances = { a = { user_object_id = "abababab-1111-2222-3333-444444444444" } }
  }

  expect_failures = [var.instances]
}

run "rejects_an_instance_of_nobody" {
  command = plan

  variables {
    instances = { ada = { user_object_id = "ada@example.com" } }
  }

  expect_failures = [var.instances]
}

run "rejects_an_instance_that_never_stops" {
  command = plan

  variables {
    instances = { ada = { user_object_id = "abababab-1111-2222-3333-444444444444", idle_shutdown = "P3D" } }
  }

  expect_failures = [var.instances]
}

run "rejects_a_network_open_to_the_internet" {
  command = plan

  variables {
    isolation_mode = "AllowInternetOutbound"
  }

  expect_failures = [var.isolation_mode]
}

run "rejects_hosts_without_a_managed_network" {
  command = plan

  variables {
    isolation_mode = "Disabled"
    outbound_fqdns = { pypi = "pypi.org" }
  }

  expect_failures = [var.outbound_fqdns]
}

run "rejects_every_host" {
  command = plan

  variables {
    outbound_fqdns = { all = "*" }
  }

  expect_failures = [var.outbound_fqdns]
}

run "rejects_storage_by_host" {
  command = plan

  variables {
    outbound_fqdns = { blob = "*.blob.core.windows.net" }
  }

  expect_failures = [var.outbound_fqdns]
}

run "rejects_a_rule_with_a_reserved_name" {
  command = plan

  variables {
    outbound_fqdns = { default-queue = "pypi.org" }
  }

  expect_failures = [var.outbound_fqdns]
}

run "rejects_two_rules_of_one_name" {
  command = plan

  variables {
    outbound_fqdns        = { events = "pypi.org" }
    outbound_service_tags = { events = { tag = "EventHub" } }
  }

  expect_failures = [var.outbound_fqdns]
}

run "rejects_endpoints_without_a_managed_network" {
  command = plan

  variables {
    isolation_mode             = "Disabled"
    outbound_private_endpoints = { search = { resource_id = "/subscriptions/s/resourceGroups/r/providers/Microsoft.Search/searchServices/a", subresource = "searchService" } }
  }

  expect_failures = [var.outbound_private_endpoints]
}

run "rejects_an_endpoint_to_a_name" {
  command = plan

  variables {
    outbound_private_endpoints = { search = { resource_id = "acme", subresource = "searchService" } }
  }

  expect_failures = [var.outbound_private_endpoints]
}

run "rejects_an_endpoint_to_the_workspaces_own_vault" {
  command = plan

  variables {
    outbound_private_endpoints = { vault = { resource_id = "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/acme-dev-security/providers/Microsoft.KeyVault/vaults/kv-ml-0a1b2c3d-dev", subresource = "vault" } }
  }

  expect_failures = [var.outbound_private_endpoints]
}

run "rejects_tags_without_a_managed_network" {
  command = plan

  variables {
    isolation_mode        = "Disabled"
    outbound_service_tags = { events = { tag = "EventHub" } }
  }

  expect_failures = [var.outbound_service_tags]
}

run "rejects_the_tag_of_all_storage" {
  command = plan

  variables {
    outbound_service_tags = { storage = { tag = "Storage.WestEurope" } }
  }

  expect_failures = [var.outbound_service_tags]
}

run "rejects_the_internet_as_a_tag" {
  command = plan

  variables {
    outbound_service_tags = { all = { tag = "Internet" } }
  }

  expect_failures = [var.outbound_service_tags]
}

run "rejects_a_tag_on_every_port" {
  command = plan

  variables {
    outbound_service_tags = { events = { tag = "EventHub", ports = "*" } }
  }

  expect_failures = [var.outbound_service_tags]
}

run "rejects_a_replica_outside_the_residency" {
  command = plan

  variables {
    allowed_locations          = ["westeurope", "northeurope"]
    registry_replica_locations = ["eastus"]
  }

  expect_failures = [var.registry_replica_locations]
}
