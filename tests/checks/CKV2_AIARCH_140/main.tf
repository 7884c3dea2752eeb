resource "azapi_resource" "released" {
  type = "Microsoft.Security/pricings@2024-01-01"
}

resource "azapi_resource" "preview" {
  type = "Microsoft.Security/pricings@2025-06-01-preview"
}
