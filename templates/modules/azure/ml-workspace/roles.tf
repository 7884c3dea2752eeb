# Grants before the workspace: its identity must already have them when it makes endpoints, reads keys and writes its first blob.
#
# Contributor on the four resources of its own is what Azure Machine Learning documents for a workspace with a user-assigned
# identity; each is limited to that one resource. Nothing is granted on the resource group.
locals {
  workspace_grants = merge(
    {
      "workspace/storage/contributor"      = { scope = module.storage.id, role = "Contributor" }
      "workspace/storage/blob"             = { scope = module.storage.id, role = "Storage Blob Data Contributor" }
      "workspace/storage/file"             = { scope = module.storage.id, role = "Storage File Data Privileged Contributor" }
      "workspace/registry/contributor"     = { scope = local.container_registry_id, role = "Contributor" }
      "workspace/vault/contributor"        = { scope = var.ml_key_vault_id, role = "Contributor" }
      "workspace/vault/administrator"      = { scope = var.ml_key_vault_id, role = "Key Vault Administrator" }
      "workspace/app-insights/contributor" = { scope = var.app_insights_id, role = "Contributor" }
      # Studio shows data over private link only if the workspace can see the endpoints it goes through.
      "workspace/endpoint-blob/reader" = { scope = module.storage.private_endpoint_ids["blob"], role = "Reader" }
      "workspace/endpoint-file/reader" = { scope = module.storage.private_endpoint_ids["file"], role = "Reader" }
    },
    !local.is_managed_network ? {} : {
      "workspace/storage/approver"  = { scope = module.storage.id, role = local.approver }
      "workspace/registry/approver" = { scope = local.container_registry_id, role = local.approver }
      "workspace/vault/approver"    = { scope = var.ml_key_vault_id, role = local.approver }
    },
    { for id in local.approval_targets : "workspace/${join("/", slice(split("/", id), 7, 9))}/approver" => { scope = id, role = local.approver } },
    # Previews and profiles only read, whatever jobs may do.
    { for grant in local.datastore_reads : "workspace/${grant.label}/read" => { scope = grant.scope, role = grant.role } },
  )

  compute_grants = merge(
    {
      "compute/registry/pull" = { scope = local.container_registry_id, role = "AcrPull" }
      "compute/storage/blob"  = { scope = module.storage.id, role = "Storage Blob Data Contributor" }
      "compute/storage/file"  = { scope = module.storage.id, role = "Storage File Data Privileged Contributor" }
    },
    !var.batch_endpoints ? {} : {
      "compute/storage/queue" = { scope = module.storage.id, role = "Storage Queue Data Contributor" }
      "compute/storage/table" = { scope = module.storage.id, role = "Storage Table Data Contributor" }
    },
    { for grant in local.datastore_access : "compute/${grant.label}/${grant.access}" => { scope = grant.scope, role = grant.role } },
  )

  # A role, a principal and a scope make one assignment: two rules to one account, or two datastores in one container, must not ask
  # for it twice (RoleAssignmentExists). Privileged file roles are not known below an account; blob roles stop at the container.
  datastore_scopes = {
    for name, datastore in var.datastores : name => datastore.kind == "fileshare" ? regex("^(.+/storageAccounts/[^/]+)", datastore.container_id)[0] : datastore.container_id
  }

  datastore_labels = {
    for name, scope in local.datastore_scopes : name => join("/", [for index, part in split("/", scope) : part if index == 8 || index == 12])
  }

  datastore_reads = distinct([
    for name, datastore in var.datastores : { label = local.datastore_labels[name], scope = local.datastore_scopes[name], role = local.datastore_roles[datastore.kind].read }
  ])

  datastore_access = distinct([
    for name, datastore in var.datastores : { label = local.datastore_labels[name], access = datastore.access, scope = local.datastore_scopes[name], role = local.datastore_roles[datastore.kind][datastore.access] }
  ])

  approval_targets = toset([
    for rule in concat(values(local.datastore_targets), values(var.outbound_private_endpoints)) : rule.resource_id if local.is_managed_network
  ])

  approver = "Azure AI Enterprise Network Connection Approver"
}

resource "azurerm_role_assignment" "workspace" {
  for_each = local.workspace_grants

  scope                = each.value.scope
  role_definition_name = each.value.role
  principal_id         = var.workspace_identity.principal_id
  principal_type       = "ServicePrincipal"
}

resource "azurerm_role_assignment" "compute" {
  for_each = local.compute_grants

  scope                = each.value.scope
  role_definition_name = each.value.role
  principal_id         = var.compute_identity.principal_id
  principal_type       = "ServicePrincipal"
}

# An assignment that exists is not yet one that works.
resource "time_sleep" "roles" {
  create_duration = "${var.role_wait_seconds}s"

  triggers = merge(
    { for name, grant in azurerm_role_assignment.workspace : name => grant.id },
    { for name, grant in azurerm_role_assignment.compute : name => grant.id },
  )
}

# Grants on the workspace itself can only follow it.
resource "azurerm_role_assignment" "workspace_self" {
  scope                = azurerm_machine_learning_workspace.this.id
  role_definition_name = "Contributor"
  principal_id         = var.workspace_identity.principal_id
  principal_type       = "ServicePrincipal"
}

resource "azurerm_role_assignment" "compute_metrics" {
  scope                = azurerm_machine_learning_workspace.this.id
  role_definition_name = "AzureML Metrics Writer (preview)"
  principal_id         = var.compute_identity.principal_id
  principal_type       = "ServicePrincipal"
}

locals {
  # Persona → its roles on workspace and default storage. With shared keys off, nobody sees data without a data role.
  persona_roles = {
    data-scientist = {
      workspace = ["AzureML Data Scientist"]
      storage   = ["Storage Blob Data Contributor", "Storage File Data Privileged Contributor"]
    }
    ml-ops = {
      workspace = ["AzureML Compute Operator", "Reader"]
      storage   = ["Storage Blob Data Reader"]
    }
    reviewer = {
      workspace = ["Reader"]
      storage   = ["Storage Blob Data Reader"]
    }
    auditor = {
      workspace = ["Reader"]
      storage   = []
    }
    pipeline = {
      workspace = ["AzureML Data Scientist"]
      storage   = ["Storage Blob Data Contributor"]
    }
  }

  persona_grants = merge(flatten([
    for persona, principals in var.persona_principal_ids : [
      for id in principals : merge(
        { for role in local.persona_roles[persona].workspace : "${persona}/${id}/workspace/${role}" => { scope = azurerm_machine_learning_workspace.this.id, role = role, principal_id = id, type = persona == "pipeline" ? "ServicePrincipal" : "Group" } },
        { for role in local.persona_roles[persona].storage : "${persona}/${id}/storage/${role}" => { scope = module.storage.id, role = role, principal_id = id, type = persona == "pipeline" ? "ServicePrincipal" : "Group" } },
      )
    ]
  ])...)
}

resource "azurerm_role_assignment" "persona" {
  for_each = local.persona_grants

  scope                = each.value.scope
  role_definition_name = each.value.role
  principal_id         = each.value.principal_id
  principal_type       = each.value.type
}
