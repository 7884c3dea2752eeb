locals {
  is_managed_network = var.isolation_mode == "AllowOnlyApprovedOutbound"

  # A workspace has 33 characters; a longer prefix gives way to a piece of its hash. A deleted workspace holds its name for 14 days:
  # `workspace_generation` gives the next one another.
  base_name      = length(var.name_prefix) <= 27 ? var.name_prefix : "${substr(var.name_prefix, 0, 21)}-${substr(sha1(var.name_prefix), 0, 5)}"
  workspace_name = "${local.base_name}-ml${var.workspace_generation == 1 ? "" : var.workspace_generation}"

  compute_subnet_id = local.is_managed_network ? null : var.subnet_ids[var.compute_subnet]

  # Storage: queue and table are for batch endpoints and parallel steps, blob and file for everything else.
  storage_groups = concat(["blob", "file"], var.batch_endpoints ? ["queue", "table"] : [])

  api = "2025-12-01"
}
