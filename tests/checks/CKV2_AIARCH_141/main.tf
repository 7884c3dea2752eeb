resource "azapi_resource" "none" {
  type                   = "Microsoft.Security/pricings@2024-01-01"
  response_export_values = []
}

resource "azapi_resource" "some" {
  type                   = "Microsoft.Security/pricings@2024-01-01"
  response_export_values = { tier = "properties.pricingTier" }
}

resource "azapi_resource" "everything" {
  type = "Microsoft.Security/pricings@2024-01-01"
}
