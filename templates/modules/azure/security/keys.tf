locals {
  key_operations = ["wrapKey", "unwrapKey"]

  arm_keys  = !local.is_hsm && var.key_plane == "arm" ? local.purposes : toset([])
  data_keys = !local.is_hsm && var.key_plane == "data" ? local.purposes : toset([])
  hsm_keys  = local.is_hsm ? local.purposes : toset([])

  # Without a version: consumers follow the rotation by themselves.
  versionless_ids = merge(
    { for purpose in local.arm_keys : purpose => "${local.key_vault_uri}keys/${local.key_names[purpose]}" },
    { for purpose, key in azurerm_key_vault_key.this : purpose => key.versionless_id },
    { for purpose in local.hsm_keys : purpose => "${local.key_vault_uri}keys/${local.key_names[purpose]}" },
  )
  # With the version they were made with: for those few that take no other, such as the workspace.
  versioned_ids = merge(
    { for purpose, key in azapi_resource_action.key : purpose => key.output.versioned },
    { for purpose, key in azurerm_key_vault_key.this : purpose => key.id },
    { for purpose, key in azurerm_key_vault_managed_hardware_security_module_key.this : purpose => key.versioned_id },
  )
}

# The resource manager's plane: works from a hosted runner although the vault is closed to the internet. It creates a key and
# leaves an existing one alone (Key Vault documentation, "Keys - Create If Not Exist"), so that it is an action and not a
# resource: there is no deletion to call, and purge protection would not let one happen.
resource "azapi_resource_action" "key" {
  for_each = local.arm_keys

  type        = "Microsoft.KeyVault/vaults/keys@2024-11-01"
  resource_id = "${local.key_vault_id}/keys/${local.key_names[each.value]}"
  method      = "PUT"

  body = {
    tags = var.tags
    properties = {
      kty     = "RSA-HSM"
      keySize = var.key_size
      keyOps  = local.key_operations
      attributes = {
        enabled    = true
        exportable = false
      }
      rotationPolicy = {
        attributes = {
          expiryTime = var.rotation.expire_after
        }
        lifetimeActions = [
          {
            action  = { type = "rotate" }
            trigger = { timeBeforeExpiry = var.rotation.rotate_before_expiry }
          },
          {
            action  = { type = "notify" }
            trigger = { timeBeforeExpiry = var.rotation.notify_before_expiry }
          },
        ]
      }
    }
  }

  response_export_values = { versioned = "properties.keyUriWithVersion" }
}

# The data plane: full life cycle and visible to every scanner, but only from a runner inside the network.
resource "azurerm_key_vault_key" "this" {
  # checkov:skip=CKV_AZURE_40:a fixed expiration date can never be unset and fights the rotation policy, which expires every version; owner=platform-team; expires=2027-11-30
  for_each = local.data_keys

  name         = local.key_names[each.value]
  key_vault_id = local.key_vault_id
  key_type     = "RSA-HSM"
  key_size     = var.key_size
  key_opts     = local.key_operations
  tags         = var.tags

  rotation_policy {
    expire_after         = var.rotation.expire_after
    notify_before_expiry = var.rotation.notify_before_expiry

    automatic {
      time_before_expiry = var.rotation.rotate_before_expiry
    }
  }

  # The endpoint goes last, so that keys can still be deleted over it.
  depends_on = [module.key_vault, time_sleep.officers]
}

resource "azurerm_key_vault_managed_hardware_security_module" "this" {
  count = local.is_hsm ? 1 : 0

  name                          = "hsm-${var.name_suffix}-${var.environment}"
  resource_group_name           = var.resource_group_name
  location                      = var.location
  tenant_id                     = var.tenant_id
  sku_name                      = "Standard_B1"
  admin_object_ids              = var.hsm.admin_object_ids
  purge_protection_enabled      = true
  soft_delete_retention_days    = 90
  public_network_access_enabled = false
  # The HSM is inert until its security domain is downloaded; certificates and quorum say who together can restore it.
  security_domain_key_vault_certificate_ids = var.hsm.security_domain_certificate_ids
  security_domain_quorum                    = var.hsm.security_domain_quorum
  tags                                      = var.tags

  network_acls {
    default_action = "Deny"
    bypass         = "AzureServices"
  }
}

module "hsm_endpoint" {
  source = "../_private-endpoint"
  count  = local.is_hsm ? 1 : 0

  name                  = "hsm-${var.name_suffix}-${var.environment}"
  resource_group_name   = var.resource_group_name
  location              = var.location
  subnet_id             = var.private_endpoint_subnet_id
  resource_id           = azurerm_key_vault_managed_hardware_security_module.this[0].id
  subresource           = "managedhsm"
  dns_zone_ids          = lookup(var.service_zone_ids, "managedhsm", [])
  manage_dns_zone_group = var.dns_zone_groups_managed
  tags                  = var.tags
}

resource "azurerm_monitor_diagnostic_setting" "hsm" {
  count = local.is_hsm && local.diagnostics != null ? 1 : 0

  name                       = "platform"
  target_resource_id         = azurerm_key_vault_managed_hardware_security_module.this[0].id
  log_analytics_workspace_id = var.log_analytics.id

  enabled_log {
    category_group = "allLogs"
  }
}

resource "azurerm_key_vault_managed_hardware_security_module_key" "this" {
  for_each = local.hsm_keys

  name           = local.key_names[each.value]
  managed_hsm_id = local.key_vault_id
  key_type       = "RSA-HSM"
  key_size       = var.key_size
  key_opts       = local.key_operations
  tags           = var.tags

  depends_on = [module.hsm_endpoint]
}

resource "azurerm_key_vault_managed_hardware_security_module_key_rotation_policy" "this" {
  for_each = local.hsm_keys

  managed_hsm_key_id = azurerm_key_vault_managed_hardware_security_module_key.this[each.value].id
  expire_after       = var.rotation.expire_after
  time_before_expiry = var.rotation.rotate_before_expiry
}
