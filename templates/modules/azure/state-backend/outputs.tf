output "apply_client_id" {
  description = "Client id of pipeline runs that passed review; ARM_CLIENT_ID of the pipeline's environment."
  value       = azurerm_user_assigned_identity.pipeline["apply"].client_id
  depends_on  = [azurerm_role_assignment.apply, azurerm_role_assignment.apply_grants, azurerm_role_assignment.apply_state, azurerm_role_assignment.computed]
}

output "apply_principal_id" {
  description = "Object id of the apply identity."
  value       = azurerm_user_assigned_identity.pipeline["apply"].principal_id
}

output "backend_config" {
  description = "What `terraform init -backend-config=` needs besides the key, the same as environments/<environment>.backend.hcl."
  value = {
    storage_account_name = module.state.name
    container_name       = local.container
    use_azuread_auth     = true
    use_oidc             = true
  }
}

output "plan_client_id" {
  description = "Client id of pipeline runs before review and of the drift run."
  value       = azurerm_user_assigned_identity.pipeline["plan"].client_id
  depends_on  = [azurerm_role_assignment.computed, azurerm_role_assignment.plan, azurerm_role_assignment.plan_state]
}

output "plan_principal_id" {
  description = "Object id of the plan identity."
  value       = azurerm_user_assigned_identity.pipeline["plan"].principal_id
}

output "rights_left_out" {
  description = "Computed rights that are not granted, and why; somebody else grants them, or the layer that needs them is applied by a person."
  value       = local.rights_left_out
}

output "state_container_name" {
  description = "Container of every layer's state."
  value       = local.container
}

output "state_storage_account_id" {
  description = "Account of the state."
  value       = module.state.id
}

output "state_storage_account_name" {
  description = "Name of the account of the state."
  value       = module.state.name
}

output "subscription_id" {
  description = "Subscription the pipelines work in; ARM_SUBSCRIPTION_ID."
  value       = data.azurerm_client_config.current.subscription_id
}

output "tenant_id" {
  description = "Tenant of the identities; ARM_TENANT_ID."
  value       = data.azurerm_client_config.current.tenant_id
}

output "trusted_subjects" {
  description = "Token subjects each identity accepts, for the evidence report."
  value       = local.subjects
}
