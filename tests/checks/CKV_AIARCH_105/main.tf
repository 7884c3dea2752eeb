resource "azurerm_federated_identity_credential" "branch" {
  issuer   = "https://token.actions.githubusercontent.com"
  audience = ["api://AzureADTokenExchange"]
  subject  = "repo:acme/platform:ref:refs/heads/main"
}

resource "azurerm_federated_identity_credential" "any_branch" {
  issuer   = "https://token.actions.githubusercontent.com"
  audience = ["api://AzureADTokenExchange"]
  subject  = "repo:acme/platform:*"
}

resource "azurerm_federated_identity_credential" "any_repository" {
  issuer   = "https://token.actions.githubusercontent.com"
  audience = ["api://AzureADTokenExchange"]
  subject  = "repo:acme/*"
}

resource "azurerm_federated_identity_credential" "flexible" {
  issuer                     = "https://token.actions.githubusercontent.com"
  audience                   = ["api://AzureADTokenExchange"]
  claims_matching_expression = "claims['sub'] matches 'repo:acme/*'"
}

resource "azurerm_federated_identity_credential" "plain_issuer" {
  issuer   = "http://token.actions.githubusercontent.com"
  audience = ["api://AzureADTokenExchange"]
  subject  = "repo:acme/platform:ref:refs/heads/main"
}

resource "azurerm_federated_identity_credential" "other_audience" {
  issuer   = "https://token.actions.githubusercontent.com"
  audience = ["sts.amazonaws.com"]
  subject  = "repo:acme/platform:ref:refs/heads/main"
}
