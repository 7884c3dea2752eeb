locals {
  purposes = toset(["network", "security", "operations", "evidence", "data", "ml"])
  created  = setsubtract(local.purposes, keys(var.existing_resource_groups))

  names = merge(
    var.existing_resource_groups,
    { for purpose, group in azurerm_resource_group.this : purpose => group.name },
  )

  subscription_id = data.azurerm_client_config.current.subscription_id
}

data "azurerm_client_config" "current" {}

# No lock on any group: below a locked group the workspace can neither scale nor delete its compute (Azure Machine Learning
# documentation). What must not be deleted is locked by the module that owns it.
resource "azurerm_resource_group" "this" {
  for_each = local.created

  name     = "${var.name_prefix}-${each.value}"
  location = var.location
  tags     = merge(var.tags, { Purpose = each.value })
}
