resource "azurerm_role_definition" "named" {
  assignable_scopes = [var.subscription]
  permissions {
    actions = ["*/read", "Microsoft.Authorization/locks/write"]
  }
}

resource "azurerm_role_definition" "everything" {
  permissions {
    actions = ["*"]
  }
}

resource "azurerm_role_definition" "service" {
  permissions {
    actions = ["Microsoft.Storage/*"]
  }
}

resource "azurerm_role_definition" "data" {
  permissions {
    actions      = ["Microsoft.Storage/storageAccounts/read"]
    data_actions = ["Microsoft.Storage/storageAccounts/blobServices/*"]
  }
}

resource "azurerm_role_definition" "everywhere" {
  assignable_scopes = ["/"]
  permissions {
    actions = ["Microsoft.Authorization/locks/read"]
  }
}
