data "azurerm_client_config" "current" {}

locals {
  subscription_scope = "/subscriptions/${data.azurerm_client_config.current.subscription_id}"
  container          = "tfstate"
  key_name           = "${var.name_prefix}-tfstate"
  storage_name       = var.state_storage_account
}

resource "azurerm_resource_group" "this" {
  name     = "${var.name_prefix}-tfstate"
  location = var.location
  tags     = var.tags
}

module "state" {
  source = "../_secure-storage"

  name                       = local.storage_name
  resource_group_name        = azurerm_resource_group.this.name
  location                   = var.location
  replication_type           = var.replication_type
  containers                 = [local.container]
  soft_delete_days           = var.soft_delete_days
  allowed_ip_ranges          = var.allowed_ip_ranges
  allowed_subnet_ids         = var.allowed_subnet_ids
  private_endpoint_subnet_id = try(var.private_endpoint.subnet_id, null)
  private_endpoints          = var.private_endpoint == null ? {} : { blob = var.private_endpoint.dns_zone_ids }
  manage_dns_zone_group      = try(var.private_endpoint.manage_dns_zone_group, true)
  diagnostics                = var.log_analytics_id == null ? null : { workspace_id = var.log_analytics_id }
  tags                       = var.tags

  encryption = var.customer_managed_key ? {
    key_versionless_id = "${module.vault[0].uri}keys/${local.key_name}"
    identity_id        = azurerm_user_assigned_identity.key_user[0].id
  } : null

  depends_on = [time_sleep.key_role]
}

# A vault of its own: state must be readable when everything else is gone. The storage account reaches it as a trusted service.
module "vault" {
  source = "../_vault"
  count  = var.customer_managed_key ? 1 : 0

  name                = "kv-tf-${var.name_suffix}-${var.environment}"
  resource_group_name = azurerm_resource_group.this.name
  location            = var.location
  tenant_id           = data.azurerm_client_config.current.tenant_id
  deletion_lock       = var.deletion_lock
  diagnostics         = var.log_analytics_id == null ? null : { workspace_id = var.log_analytics_id }
  tags                = var.tags
}

# Through the resource manager: the vault is closed and there is no network yet. It creates the key and leaves an existing one alone.
resource "azapi_resource_action" "key" {
  count = var.customer_managed_key ? 1 : 0

  type        = "Microsoft.KeyVault/vaults/keys@2024-11-01"
  resource_id = "${module.vault[0].id}/keys/${local.key_name}"
  method      = "PUT"

  body = {
    tags = var.tags
    properties = {
      kty     = "RSA-HSM"
      keySize = 3072
      keyOps  = ["wrapKey", "unwrapKey"]
      attributes = {
        enabled    = true
        exportable = false
      }
      rotationPolicy = {
        attributes = {
          expiryTime = "P2Y"
        }
        lifetimeActions = [
          {
            action  = { type = "rotate" }
            trigger = { timeBeforeExpiry = "P30D" }
          },
          {
            action  = { type = "notify" }
            trigger = { timeBeforeExpiry = "P29D" }
          },
        ]
      }
    }
  }

  response_export_values = { versioned = "properties.keyUriWithVersion" }
}

resource "azurerm_user_assigned_identity" "key_user" {
  count = var.customer_managed_key ? 1 : 0

  name                = "${var.name_prefix}-key-tfstate"
  resource_group_name = azurerm_resource_group.this.name
  location            = var.location
  tags                = var.tags
}

resource "azurerm_role_assignment" "key_user" {
  count = var.customer_managed_key ? 1 : 0

  scope                = "${module.vault[0].id}/keys/${local.key_name}"
  role_definition_name = "Key Vault Crypto Service Encryption User"
  principal_id         = azurerm_user_assigned_identity.key_user[0].principal_id
  principal_type       = "ServicePrincipal"

  depends_on = [azapi_resource_action.key]
}

resource "time_sleep" "key_role" {
  create_duration = var.rbac_wait
  triggers        = { for index, grant in azurerm_role_assignment.key_user : index => grant.id }
}

resource "azurerm_management_lock" "state" {
  count = var.deletion_lock ? 1 : 0

  name       = "no-delete"
  scope      = module.state.id
  lock_level = "CanNotDelete"
  notes      = "Terraform state. Remove the lock by changing deletion_lock, in a reviewed change."

  depends_on = [azurerm_role_assignment.apply_state, azurerm_role_assignment.plan_state]
}
