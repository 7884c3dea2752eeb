# No datastore holds a key: service-side reads (previews, profiling, monitors) go by the workspace's identity, jobs by the compute's.
resource "azurerm_machine_learning_datastore_datalake_gen2" "this" {
  for_each = { for name, datastore in var.datastores : name => datastore if datastore.kind == "gen2" }

  name                  = each.key
  workspace_id          = azurerm_machine_learning_workspace.this.id
  storage_container_id  = each.value.container_id
  description           = each.value.description
  service_data_identity = "WorkspaceUserAssignedIdentity"
  tags                  = var.tags

  depends_on = [time_sleep.roles]
}

resource "azurerm_machine_learning_datastore_blobstorage" "this" {
  for_each = { for name, datastore in var.datastores : name => datastore if datastore.kind == "blob" }

  name                       = each.key
  workspace_id               = azurerm_machine_learning_workspace.this.id
  storage_container_id       = each.value.container_id
  description                = each.value.description
  service_data_auth_identity = "WorkspaceUserAssignedIdentity" # spelt differently here than on the other two
  tags                       = var.tags

  depends_on = [time_sleep.roles]
}

resource "azurerm_machine_learning_datastore_fileshare" "this" {
  for_each = { for name, datastore in var.datastores : name => datastore if datastore.kind == "fileshare" }

  name                  = each.key
  workspace_id          = azurerm_machine_learning_workspace.this.id
  storage_fileshare_id  = each.value.container_id
  description           = each.value.description
  service_data_identity = "WorkspaceUserAssignedIdentity"
  tags                  = var.tags

  depends_on = [time_sleep.roles]
}

locals {
  datastore_roles = {
    blob      = { read = "Storage Blob Data Reader", write = "Storage Blob Data Contributor" }
    gen2      = { read = "Storage Blob Data Reader", write = "Storage Blob Data Contributor" }
    fileshare = { read = "Storage File Data Privileged Reader", write = "Storage File Data Privileged Contributor" }
  }
}
