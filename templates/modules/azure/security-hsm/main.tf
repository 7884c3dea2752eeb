locals {
  # An HSM cannot be half made: it needs its administrators and the certificates of the security domain, which people bring to the
  # key ceremony. Before it, and in environments that come and go, keys lie in the hardware of a premium vault.
  has_hsm = var.hsm != null && contains(["staging", "prod"], var.environment)
}

module "keys" {
  source = "../security"

  cmk_backend                = local.has_hsm ? "hsm" : "vault"
  hsm                        = local.has_hsm ? var.hsm : null
  deletion_lock              = var.deletion_lock
  dns_zone_groups_managed    = var.dns_zone_groups_managed
  environment                = var.environment
  group_ids                  = var.group_ids
  key_size                   = var.key_size
  location                   = var.location
  log_analytics              = var.log_analytics
  name_prefix                = var.name_prefix
  name_suffix                = var.name_suffix
  private_endpoint_subnet_id = var.private_endpoint_subnet_id
  rbac_wait                  = var.rbac_wait
  resource_group_name        = var.resource_group_name
  rotation                   = var.rotation
  service_zone_ids           = var.service_zone_ids
  tags                       = var.tags
  tenant_id                  = var.tenant_id
}

check "keys_are_in_the_hsm" {
  assert {
    condition     = local.has_hsm || contains(["sandbox", "dev"], var.environment)
    error_message = "Keys of ${var.environment} are not in a managed HSM yet: hold the key ceremony and set hsm before data is encrypted, because most consumers cannot change their key's vault later."
  }
}
