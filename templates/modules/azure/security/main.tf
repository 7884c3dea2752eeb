locals {
  is_hsm = var.cmk_backend == "hsm"

  # One key per blast radius: losing or revoking one stops one thing.
  purposes = toset(["audit", "data", "disks", "logs", "ml"])

  workload_identities = toset(["compute", "workspace"])

  diagnostics = var.log_analytics == null ? null : { workspace_id = var.log_analytics.id }
  owns_vault  = !local.is_hsm && var.existing_key_vault == null

  key_vault_id = local.is_hsm ? azurerm_key_vault_managed_hardware_security_module.this[0].id : (
    var.existing_key_vault != null ? var.existing_key_vault.id : module.key_vault[0].id
  )
  key_vault_uri = local.is_hsm ? azurerm_key_vault_managed_hardware_security_module.this[0].hsm_uri : (
    var.existing_key_vault != null ? var.existing_key_vault.uri : module.key_vault[0].uri
  )

  key_names = { for purpose in local.purposes : purpose => "${var.name_prefix}-${purpose}" }
}

resource "azurerm_user_assigned_identity" "key_user" {
  for_each = local.purposes

  name                = "${var.name_prefix}-key-${each.value}"
  resource_group_name = var.resource_group_name
  location            = var.location
  tags                = var.tags
}

resource "azurerm_user_assigned_identity" "workload" {
  for_each = local.workload_identities

  name                = "${var.name_prefix}-${each.value}"
  resource_group_name = var.resource_group_name
  location            = var.location
  tags                = var.tags
}

module "key_vault" {
  source = "../_vault"
  count  = local.owns_vault ? 1 : 0

  name                = "kv-keys-${var.name_suffix}-${var.environment}"
  resource_group_name = var.resource_group_name
  location            = var.location
  tenant_id           = var.tenant_id
  deletion_lock       = var.deletion_lock
  diagnostics         = local.diagnostics
  tags                = var.tags

  private_endpoint = {
    subnet_id             = var.private_endpoint_subnet_id
    dns_zone_ids          = lookup(var.service_zone_ids, "vault", [])
    manage_dns_zone_group = var.dns_zone_groups_managed
  }
}

# The workspace administers its vault (Azure Machine Learning documentation): it must not be the one with the keys.
module "ml_vault" {
  source = "../_vault"

  name                = "kv-ml-${var.name_suffix}-${var.environment}"
  resource_group_name = var.resource_group_name
  location            = var.location
  tenant_id           = var.tenant_id
  deletion_lock       = var.deletion_lock
  diagnostics         = local.diagnostics
  tags                = var.tags

  private_endpoint = {
    subnet_id             = var.private_endpoint_subnet_id
    dns_zone_ids          = lookup(var.service_zone_ids, "vault", [])
    manage_dns_zone_group = var.dns_zone_groups_managed
  }
}

resource "azurerm_disk_encryption_set" "this" {
  name                      = "${var.name_prefix}-disks"
  resource_group_name       = var.resource_group_name
  location                  = var.location
  encryption_type           = "EncryptionAtRestWithPlatformAndCustomerKeys"
  key_vault_key_id          = local.is_hsm ? null : local.versionless_ids["disks"]
  managed_hsm_key_id        = local.is_hsm ? local.versionless_ids["disks"] : null
  auto_key_rotation_enabled = true
  tags                      = var.tags

  identity {
    type         = "UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.key_user["disks"].id]
  }

  depends_on = [time_sleep.roles]
}
