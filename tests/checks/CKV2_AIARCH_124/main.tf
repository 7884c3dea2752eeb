resource "azurerm_disk_encryption_set" "follows" {
  auto_key_rotation_enabled = true
}

resource "azurerm_disk_encryption_set" "stays" {
  key_vault_key_id = var.key_id
}
