resource "azurerm_user_assigned_identity" "tagged" {
  tags = var.tags
}

resource "azurerm_user_assigned_identity" "untagged" {
  name = "anonymous"
}
