mock_provider "azurerm" {
  mock_resource "azurerm_key_vault" {
    defaults = {
      id        = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/acme-prod-security/providers/Microsoft.KeyVault/vaults/kv-ml-1a2b3c4d-prod"
      vault_uri = "https://kv-ml-1a2b3c4d-prod.vault.azure.net/"
    }
  }

  mock_resource "azurerm_key_vault_managed_hardware_security_module" {
    defaults = {
      id      = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/acme-prod-security/providers/Microsoft.KeyVault/managedHSMs/hsm-1a2b3c4d-prod"
      hsm_uri = "https://hsm-1a2b3c4d-prod.managedhsm.azure.net/"
    }
  }

  mock_resource "azurerm_key_vault_managed_hardware_security_module_key" {
    defaults = { id = "https://hsm-1a2b3c4d-prod.managedhsm.azure.net/keys/k" }
  }

  mock_resource "azurerm_user_assigned_identity" {
    defaults = {
      id           = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/acme-prod-security/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id"
      principal_id = "00000000-0000-0000-0000-0000000000aa"
    }
  }
}

mock_provider "azapi" {
  mock_resource "azapi_resource_action" {
    defaults = { output = { versioned = "https://kv-keys-1a2b3c4d-prod.vault.azure.net/keys/k/1" } }
  }
}

mock_provider "time" {}

variables {
  name_prefix                = "acme-prod"
  name_suffix                = "1a2b3c4d"
  environment                = "prod"
  location                   = "westeurope"
  resource_group_name        = "acme-prod-security"
  tenant_id                  = "00000000-0000-0000-0000-000000000002"
  private_endpoint_subnet_id = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/v/subnets/s"
  rbac_wait                  = "0s"
  service_zone_ids = {
    vault      = ["/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.Network/privateDnsZones/privatelink.vaultcore.azure.net"]
    managedhsm = ["/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.Network/privateDnsZones/privatelink.managedhsm.azure.net"]
  }
  hsm = {
    admin_object_ids                = ["00000000-0000-0000-0000-000000000030", "00000000-0000-0000-0000-000000000031"]
    security_domain_certificate_ids = ["https://kv.vault.azure.net/certificates/a/1", "https://kv.vault.azure.net/certificates/b/1", "https://kv.vault.azure.net/certificates/c/1"]
  }
}

run "keys_are_in_the_hsm" {
  assert {
    condition     = endswith(output.key_vault_id, "/managedHSMs/hsm-1a2b3c4d-prod") && output.ml_encryption.is_hsm && output.key_versionless_ids["ml"] == "https://hsm-1a2b3c4d-prod.managedhsm.azure.net/keys/acme-prod-ml"
    error_message = "Every key is in the HSM and its consumers are told so."
  }
}

run "development_uses_a_vault" {
  variables {
    name_prefix   = "acme-dev"
    environment   = "dev"
    deletion_lock = false
  }

  assert {
    condition     = !output.ml_encryption.is_hsm
    error_message = "An environment that comes and goes must not leave an HSM that is billed for 90 days."
  }
}

run "warns_before_the_ceremony" {
  command         = plan
  expect_failures = [check.keys_are_in_the_hsm]

  variables {
    hsm = null
  }
}

run "rejects_unknown_environment" {
  command         = plan
  expect_failures = [var.environment]

  variables {
    environment = "production"
  }
}
