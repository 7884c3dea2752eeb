resource "azapi_resource" "explicit" {
  type                      = "Microsoft.Security/pricings@2024-01-01"
  schema_validation_enabled = true
}

resource "azapi_resource" "default" {
  type = "Microsoft.Security/pricings@2024-01-01"
}

resource "azapi_resource" "unchecked" {
  type                      = "Microsoft.Security/pricings@2024-01-01"
  schema_validation_enabled = false
}
