locals {
  # Roles the platform's modules give away, and nothing that gives rights itself. By id: names can be changed.
  assignable_roles = merge({
    "AcrPull"                                         = "7f951dda-4ed3-4680-a7ca-43fe172d538d"
    "AcrPush"                                         = "8311e382-0749-4cb8-b61a-304f252e45ec"
    "Azure AI Enterprise Network Connection Approver" = "b556d68e-0be0-4f35-a333-ad7ee1ce17ea"
    "Azure Event Hubs Data Owner"                     = "f526a384-b230-433a-b45c-95f59c4a2dec"
    "AzureML Compute Operator"                        = "e503ece1-11d0-4e8e-8e2c-7a6c3bf38815"
    "AzureML Data Scientist"                          = "f6c7c914-8db3-469d-8ca1-694a8f32e121"
    "AzureML Metrics Writer"                          = "635dd51f-9968-44d3-b7fb-6d9a6bd613ae"
    "AzureML Registry User"                           = "1823dd4f-9b8c-4ab6-ab4e-7397a3684615"
    "Contributor"                                     = "b24988ac-6180-42a0-ab88-20f7382dd24c"
    "Key Vault Administrator"                         = "00482a5a-887f-4fb3-b363-3b7fe8e74483"
    "Key Vault Crypto Officer"                        = "14b46e9e-c2b7-41b4-b07b-48a6ebf60603"
    "Key Vault Crypto Service Encryption User"        = "e147488a-f6f5-4113-8e2d-b22465e65bf6"
    "Key Vault Reader"                                = "21090545-7ca7-4776-b22c-e363652d74d2"
    "Key Vault Secrets Officer"                       = "b86a8fe4-44ce-4948-aee5-eccb2c155cd7"
    "Key Vault Secrets User"                          = "4633458b-17de-408a-b874-0445c86b69e6"
    "Log Analytics Contributor"                       = "92aaf0da-9dab-42b6-94a3-d43ce8d16293"
    "Log Analytics Reader"                            = "73c42c96-874c-492b-b04d-ab87d138a893"
    "Managed Identity Operator"                       = "f1a07417-d97a-45cb-824c-7a7467783830"
    "Monitoring Contributor"                          = "749f88d5-cbae-40b8-bcfc-e573ddc772fa"
    "Monitoring Metrics Publisher"                    = "3913510d-42f4-4e42-8a64-420c390055eb"
    "Network Contributor"                             = "4d97b98b-1d4f-4787-a291-c67834d212e7"
    "Private DNS Zone Contributor"                    = "b12aa53e-6015-4669-85d0-8515ebb3ae7f"
    "Reader"                                          = "acdd72a7-3385-48ef-bd42-f606fba81ae7"
    "Storage Blob Data Contributor"                   = "ba92f5b4-2d11-453d-a403-e96b0029c9fe"
    "Storage Blob Data Reader"                        = "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1"
    "Storage File Data Privileged Contributor"        = "69566ab7-960f-475b-8e7c-b3118f30c6bd"
    "Storage File Data Privileged Reader"             = "b8eda974-7b85-4f76-af95-65846b26df6d"
    "Storage Queue Data Contributor"                  = "974c5e8b-45b9-4653-ba55-5f855dd0fb88"
    "Storage Table Data Contributor"                  = "0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3"
    "Tag Contributor"                                 = "4a9ae827-6dc8-4573-8ac7-8239d42aa03f"
  }, var.extra_assignable_roles)

  role_ids = join(", ", sort(values(local.assignable_roles)))

  # May give and take only the roles above, and to identities and groups only: no pipeline makes a person an owner.
  grant_condition = <<-EOT
    (
     (
      !(ActionMatches{'Microsoft.Authorization/roleAssignments/write'})
     )
     OR
     (
      @Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {${local.role_ids}}
      AND
      @Request[Microsoft.Authorization/roleAssignments:PrincipalType] ForAnyOfAnyValues:StringEqualsIgnoreCase {'ServicePrincipal', 'Group'}
     )
    )
    AND
    (
     (
      !(ActionMatches{'Microsoft.Authorization/roleAssignments/delete'})
     )
     OR
     (
      @Resource[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {${local.role_ids}}
     )
    )
  EOT
}

resource "azurerm_role_assignment" "plan" {
  for_each = local.is_computed ? [] : var.plan_roles

  scope                = local.subscription_scope
  role_definition_name = each.value
  principal_id         = azurerm_user_assigned_identity.pipeline["plan"].principal_id
  principal_type       = "ServicePrincipal"
  description          = "Plans of ${var.name_prefix} read what is there."
}

# A state lock is a lease, and a lease is a write: a plan that may not write runs with -lock=false.
resource "azurerm_role_assignment" "plan_state" {
  scope                = module.state.container_ids[local.container]
  role_definition_name = var.plan_takes_lock ? "Storage Blob Data Contributor" : "Storage Blob Data Reader"
  principal_id         = azurerm_user_assigned_identity.pipeline["plan"].principal_id
  principal_type       = "ServicePrincipal"
  description          = "Plans of ${var.name_prefix} read the state."
}

resource "azurerm_role_assignment" "apply_state" {
  scope                = module.state.container_ids[local.container]
  role_definition_name = "Storage Blob Data Contributor"
  principal_id         = azurerm_user_assigned_identity.pipeline["apply"].principal_id
  principal_type       = "ServicePrincipal"
  description          = "Applies of ${var.name_prefix} write the state."
}

resource "azurerm_role_assignment" "apply" {
  for_each = toset(local.is_computed ? [] : ["Contributor", "Resource Policy Contributor"])

  scope                = local.subscription_scope
  role_definition_name = each.value
  principal_id         = azurerm_user_assigned_identity.pipeline["apply"].principal_id
  principal_type       = "ServicePrincipal"
  description          = "Applies of ${var.name_prefix} make the platform."
}

resource "azurerm_role_assignment" "apply_grants" {
  count = local.is_computed ? 0 : 1

  scope                = local.subscription_scope
  role_definition_name = "Role Based Access Control Administrator"
  principal_id         = azurerm_user_assigned_identity.pipeline["apply"].principal_id
  principal_type       = "ServicePrincipal"
  condition            = local.grant_condition
  condition_version    = "2.0"
  description          = "Applies of ${var.name_prefix} give listed roles to identities and groups."
}

# Contributor may not touch locks. In prod the pipeline sets them and a person takes them away.
resource "azurerm_role_definition" "locks" {
  count = local.is_computed ? 0 : 1

  name        = "${var.name_prefix}-${var.name_suffix} lock keeper"
  scope       = local.subscription_scope
  description = "Sets CanNotDelete locks on the platform's resources."

  permissions {
    actions = concat(
      ["Microsoft.Authorization/locks/read", "Microsoft.Authorization/locks/write"],
      var.environment == "prod" ? [] : ["Microsoft.Authorization/locks/delete"],
    )
  }

  assignable_scopes = [local.subscription_scope]
}

resource "azurerm_role_assignment" "apply_locks" {
  count = local.is_computed ? 0 : 1

  scope              = local.subscription_scope
  role_definition_id = azurerm_role_definition.locks[0].role_definition_resource_id
  principal_id       = azurerm_user_assigned_identity.pipeline["apply"].principal_id
  principal_type     = "ServicePrincipal"
  description        = "Applies of ${var.name_prefix} set locks."
}
