locals {
  api = "2025-12-01"

  # 33 characters, and unique in the tenant: two projects of one organisation must not meet.
  base_name     = length(var.name_prefix) <= 20 ? var.name_prefix : substr(var.name_prefix, 0, 20)
  registry_name = "${local.base_name}-${substr(var.name_suffix, 0, 4)}-models"

  region_names = distinct(concat([var.location], sort(tolist(var.registry_regions))))
}
