resource "azurerm_policy_definition" "versioned" {
  metadata = jsonencode({ category = "Machine Learning", version = "1.0.0" })
}

resource "azurerm_policy_definition" "bare" {
  name = "bare"
}
