resource "azapi_resource" "rule" {
  type      = "Microsoft.MachineLearningServices/workspaces/outboundRules@2025-12-01"
  name      = "data"
  parent_id = azurerm_machine_learning_workspace.this.id
  locks     = [azurerm_machine_learning_workspace.this.id]

  body = {
    properties = {
      type        = "PrivateEndpoint"
      category    = "UserDefined"
      destination = { serviceResourceId = var.account_id, subresourceTarget = "blob" }
    }
  }
}

# Two rules at once: Azure refuses the second.
resource "azapi_resource" "rule_at_once" {
  type      = "Microsoft.MachineLearningServices/workspaces/outboundRules@2025-12-01"
  name      = "data"
  parent_id = azurerm_machine_learning_workspace.this.id

  body = {
    properties = {
      type        = "PrivateEndpoint"
      category    = "UserDefined"
      destination = { serviceResourceId = var.account_id, subresourceTarget = "blob" }
    }
  }
}

resource "azapi_resource" "registry" {
  type = "Microsoft.MachineLearningServices/registries@2025-12-01"
  name = "models"
  tags = { Project = "fraud" }

  identity {
    type = "SystemAssigned"
  }

  body = {
    properties = {
      publicNetworkAccess      = "Disabled"
      managedResourceGroupTags = { Project = "fraud" }
      regionDetails = [
        {
          location              = "westeurope"
          acrDetails            = [{ systemCreatedAcrAccount = { acrAccountSku = "Premium" } }]
          storageAccountDetails = [{ systemCreatedStorageAccount = { storageAccountHnsEnabled = false, allowBlobPublicAccess = false } }]
        },
      ]
    }
  }
}

resource "azapi_resource" "public_registry" {
  type = "Microsoft.MachineLearningServices/registries@2025-12-01"
  name = "models"
  tags = { Project = "fraud" }

  identity {
    type = "SystemAssigned"
  }

  body = {
    properties = {
      publicNetworkAccess      = "Enabled"
      managedResourceGroupTags = { Project = "fraud" }
      regionDetails            = []
    }
  }
}

resource "azapi_resource" "anonymous_endpoint" {
  type = "Microsoft.MachineLearningServices/workspaces/onlineEndpoints@2025-12-01"
  name = "score"
  tags = { Project = "fraud" }

  body = {
    properties = { publicNetworkAccess = "Disabled", authMode = "AADToken" }
  }
}

# checkov keeps a merge with something unknown as text; what is written in it is judged all the same.
resource "azapi_resource" "instance" {
  type = "Microsoft.MachineLearningServices/workspaces/computes@2025-12-01"
  name = "one"
  tags = { Project = "fraud" }

  identity {
    type = "SystemAssigned"
  }

  body = {
    properties = {
      computeType      = "ComputeInstance"
      disableLocalAuth = true
      properties = merge(
        {
          enableNodePublicIp               = false
          applicationSharingPolicy         = "Personal"
          computeInstanceAuthorizationType = "personal"
          sshSettings                      = { sshPublicAccess = "Disabled" }
        },
        var.subnet_id == null ? {} : { subnet = { id = var.subnet_id } },
      )
    }
  }
}

resource "azapi_resource" "public_instance" {
  type = "Microsoft.MachineLearningServices/workspaces/computes@2025-12-01"
  name = "one"
  tags = { Project = "fraud" }

  identity {
    type = "SystemAssigned"
  }

  body = {
    properties = {
      computeType      = "ComputeInstance"
      disableLocalAuth = true
      properties = merge(
        {
          enableNodePublicIp               = true
          applicationSharingPolicy         = "Personal"
          computeInstanceAuthorizationType = "personal"
          sshSettings                      = { sshPublicAccess = "Disabled" }
        },
        var.subnet_id == null ? {} : { subnet = { id = var.subnet_id } },
      )
    }
  }
}

resource "azapi_resource" "connection_with_key" {
  type = "Microsoft.MachineLearningServices/workspaces/connections@2025-12-01"
  name = "search"

  body = {
    properties = {
      authType      = "AAD"
      category      = "CognitiveSearch"
      target        = var.search_url
      isSharedToAll = false
      credentials   = { key = var.key }
    }
  }
}

resource "azapi_resource" "unknown_type" {
  type = "Microsoft.Quantum/workspaces@2024-01-01"
  name = "qubits"
  body = { properties = {} }
}

# Laid over what is there: only the section it names is judged.
resource "azapi_update_resource" "key" {
  type        = "Microsoft.MachineLearningServices/workspaces@2025-12-01"
  resource_id = azurerm_machine_learning_workspace.this.id

  body = {
    properties = {
      encryption = {
        status             = "Enabled"
        identity           = { userAssignedIdentity = var.identity_id }
        keyVaultProperties = { keyVaultArmId = var.vault_id, keyIdentifier = var.key_id }
      }
    }
  }
}

resource "azapi_update_resource" "opening" {
  type        = "Microsoft.MachineLearningServices/workspaces@2025-12-01"
  resource_id = azurerm_machine_learning_workspace.this.id
  body        = { properties = { publicNetworkAccess = "Enabled" } }
}

resource "azapi_resource_action" "key" {
  type        = "Microsoft.KeyVault/vaults/keys@2024-11-01"
  resource_id = "${var.vault_id}/keys/state"
  method      = "PUT"

  body = {
    properties = {
      kty            = "RSA-HSM"
      attributes     = { enabled = true, exportable = false }
      rotationPolicy = { attributes = { expiryTime = "P2Y" }, lifetimeActions = [{ action = { type = "rotate" } }] }
    }
  }
}

resource "azapi_resource_action" "software_key" {
  type        = "Microsoft.KeyVault/vaults/keys@2024-11-01"
  resource_id = "${var.vault_id}/keys/state"
  method      = "PUT"
  body        = { properties = { kty = "RSA" } }
}

# A verb of its own has a body of its own; nothing is said about it.
resource "azapi_resource_action" "verb" {
  type        = "Microsoft.MachineLearningServices/workspaces@2025-12-01"
  resource_id = azurerm_machine_learning_workspace.this.id
  action      = "provisionManagedNetwork"
  method      = "POST"
  body        = { includeSpark = true }
}
