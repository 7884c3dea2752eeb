resource "azurerm_machine_learning_datastore_blobstorage" "identity" {
  service_data_auth_identity = "WorkspaceSystemAssignedIdentity"
}

resource "azurerm_machine_learning_datastore_blobstorage" "key" {
  account_key = var.key
}

resource "azurerm_machine_learning_datastore_blobstorage" "signature" {
  shared_access_signature = var.sas
}
