mock_provider "azurerm" {
  mock_resource "azurerm_user_assigned_identity" {
    defaults = {
      id           = "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/acme-prod-security/providers/Microsoft.ManagedIdentity/userAssignedIdentities/acme-prod-policy"
      principal_id = "99999999-1111-2222-3333-444444444444"
    }
  }

  mock_resource "azurerm_policy_definition" {
    defaults = { id = "/subscriptions/00000000-1111-2222-3333-444444444444/providers/Microsoft.Authorization/policyDefinitions/own" }
  }

  mock_resource "azurerm_policy_set_definition" {
    defaults = { id = "/subscriptions/00000000-1111-2222-3333-444444444444/providers/Microsoft.Authorization/policySetDefinitions/acme-prod-ai" }
  }

  mock_resource "azurerm_management_group_policy_set_definition" {
    defaults = { id = "/providers/Microsoft.Management/managementGroups/ai/providers/Microsoft.Authorization/policySetDefinitions/acme-prod-ai" }
  }

  mock_resource "azurerm_subscription_policy_assignment" {
    defaults = { id = "/subscriptions/00000000-1111-2222-3333-444444444444/providers/Microsoft.Authorization/policyAssignments/mock" }
  }

  mock_resource "azurerm_management_group_policy_assignment" {
    defaults = { id = "/providers/Microsoft.Management/managementGroups/ai/providers/Microsoft.Authorization/policyAssignments/mock" }
  }

  mock_resource "azurerm_role_assignment" {
    defaults = { id = "/subscriptions/00000000-1111-2222-3333-444444444444/providers/Microsoft.Authorization/roleAssignments/mock" }
  }

  mock_resource "azurerm_sentinel_log_analytics_workspace_onboarding" {
    defaults = { id = "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/acme-prod-operations/providers/Microsoft.OperationalInsights/workspaces/acme-prod/providers/Microsoft.SecurityInsights/onboardingStates/default" }
  }
}

mock_provider "time" {}

variables {
  name_prefix         = "acme-prod"
  location            = "westeurope"
  subscription_id     = "00000000-1111-2222-3333-444444444444"
  resource_group_name = "acme-prod-security"
  log_analytics       = { id = "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/acme-prod-operations/providers/Microsoft.OperationalInsights/workspaces/acme-prod" }
  tags                = { Project = "acme" }
}

run "outputs" {
  command = apply

  assert {
    condition     = output.assignment_ids["ai"] == "/subscriptions/00000000-1111-2222-3333-444444444444/providers/Microsoft.Authorization/policyAssignments/mock" && endswith(output.policy_identity_id, "/acme-prod-policy")
    error_message = "Ids for other roots."
  }
}
