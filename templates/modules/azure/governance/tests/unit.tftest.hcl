mock_provider "azurerm" {
  override_during = plan

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

run "base_initiative_without_a_regime" {
  command = plan

  assert {
    condition = alltrue([
      for key in [
        "workspace_public_access", "workspace_private_link", "workspace_cmk", "workspace_isolation", "workspace_identity", "workspace_logs", "compute_local_auth",
        "instance_idle_shutdown", "registry_public_access", "compute_no_public_ip", "cluster_scale_to_zero", "vault_public_access", "storage_shared_key", "cluster_private"
      ] : contains(keys(output.policy_effects), key)
    ])
    error_message = "Isolation, keys, identity and cost of machine learning must be checked in every selection."
  }

  assert {
    condition = toset([for key, reference in { for r in azurerm_policy_set_definition.ai[0].policy_definition_reference : r.reference_id => r } : regex("[0-9a-f-]{36}$", reference.policy_definition_id) if strcontains(reference.policy_definition_id, "/providers/Microsoft.Authorization/policyDefinitions/") && startswith(reference.policy_definition_id, "/providers")]) == toset([
      "438c38d2-3772-465a-a9cc-7a6666a275ce", "45e05259-1eb5-4f70-9574-baf73e9d219b", "ba769a63-b8cc-4b2d-abf6-ac33c7204be8", "6ddb1705-c8cf-450e-aa4b-19ad6703c440",
      "5f0c7d88-c7de-45b8-ac49-db49e72eaa78", "afe0c3be-ba3b-4544-ba52-0c99672a8ad6", "e96a9a5f-07ca-471b-9bc5-6a0f33cbd68f", "679ddf89-ab8f-48a5-9029-e76054077449",
      "71ef260a-8f18-47b7-abcb-62d0673d94dc", "037eea7a-bd0a-46c5-9a66-03aea78705d3", "d6759c02-b87f-42b7-892e-71b3f471d782", "67121cc7-ff39-4ab8-b7e3-95b84dab487d",
      "ee980b6d-0eca-4501-8d54-f6290fd512c3", "6300012e-e9a4-4649-b41f-a85f5c43be91", "c2c0c6d8-007b-4a48-8d9b-3539bddd8e87", "f59276f0-5740-4aaf-821d-45d185aa210e",
      "405c5871-3e91-4644-8a63-58e19d68ff5b", "12d4fa5e-1f9f-4c21-97a9-b99b3c6611b5", "0b60c0b2-2dc2-4e1c-b5c9-abbed971de53", "a6abeaec-4d90-4a02-805f-6b26c4d3fbe9",
      "cf820ca0-f99e-4f3e-84fb-66e913812d21", "d8cf8476-a2ec-4916-896e-992351803c44", "c39ba22d-4428-4149-b981-70acb31fc383", "b2982f36-99f2-4db5-8eff-283140c09693",
      "8c6a50c6-9ffd-4ae7-986f-5fa6111f9a54", "6fac406b-40ca-413b-bf8e-0bf964659c25", "6edd7eda-6dd8-40f7-810d-67160c639cd9", "4fa4b6c0-31ca-4c0d-b10d-24b96f62a751",
      "fe83a0eb-a853-422d-aac2-1bffd182c5d0", "5b9159ae-1701-4a6f-9a7a-aa9c8ddd0580", "0fdf0491-d080-4575-b627-ad0e843cba0f", "dc921057-6b28-4fbe-9b83-f7bec05db6c2",
      "5d4e3c65-4873-47be-94f3-6f8b953a3598", "0602787f-9896-402a-a6e1-39ee63ee435e", "040732e8-d947-40b8-95d6-854c95024bf8", "993c2fcd-2b29-49d2-9eb0-df2c3a730c32",
      "0a15ec92-a229-4763-bb14-0ea34a568f8d", "7d7be79c-23ba-4033-84dd-45e2a5ccdd67", "a1840de2-8088-4ea8-b153-b4c723e9cb01", "febd0533-8e55-448f-b837-bd0e06f16469",
      "95edb821-ddaf-4404-9732-666045e056b4",
    ])
    error_message = "The built-in policies of the base selection are exactly these."
  }

  assert {
    condition = alltrue([
      for id in ["e413671a", "7f40cee6", "a6f9a2d0", "cd3aa116", "359a48a3"] :
      !anytrue([for reference in azurerm_policy_set_definition.ai[0].policy_definition_reference : strcontains(reference.policy_definition_id, id)])
    ])
    error_message = "V1 legacy mode, duplicates and definitions that want Contributor must stay out."
  }

  assert {
    condition     = keys(azurerm_subscription_policy_assignment.this) == ["ai"] && length(azurerm_management_group_policy_assignment.this) == 0
    error_message = "Without regime and residency only the AI initiative is assigned, at the subscription."
  }

  assert {
    condition     = azurerm_subscription_policy_assignment.this["ai"].enforce && azurerm_subscription_policy_assignment.this["ai"].location == "westeurope" && one(azurerm_subscription_policy_assignment.this["ai"].identity).type == "UserAssigned"
    error_message = "The assignment must be enforced, and with an identity it needs a location."
  }

  assert {
    condition     = azurerm_subscription_policy_assignment.this["ai"].name == "acme-prod-ai" && azurerm_subscription_policy_assignment.this["ai"].subscription_id == "/subscriptions/00000000-1111-2222-3333-444444444444"
    error_message = "Name and scope of the assignment."
  }

  assert {
    condition     = toset(keys(azurerm_role_assignment.policy)) == toset(["AzureML Compute Operator", "Log Analytics Contributor", "Monitoring Contributor", "Tag Contributor"])
    error_message = "The identity has the roles its policies name and no Contributor."
  }

  assert {
    condition     = alltrue([for role in azurerm_role_assignment.policy : role.principal_type == "ServicePrincipal" && role.scope == "/subscriptions/00000000-1111-2222-3333-444444444444"])
    error_message = "Roles of the identity lie at the scope of the assignment."
  }

  assert {
    condition     = length(azurerm_subscription_policy_remediation.this) == 0
    error_message = "Nothing is remediated unless asked for."
  }
}

run "parameters_have_the_names_each_definition_wants" {
  command = plan

  variables {
    tier = 4
  }

  assert {
    condition = { for r in azurerm_policy_set_definition.ai[0].policy_definition_reference : r.reference_id => jsondecode(r.parameter_values) if contains(["vault_private_link", "instance_updates", "key_rotation", "workspace_isolation", "storage_anonymous_access", "storage_tls"], r.reference_id) } == {
      vault_private_link       = { audit_effect = { value = "Audit" } }
      instance_updates         = { effects = { value = "Audit" } }
      key_rotation             = { effect = { value = "Audit" }, maximumDaysToRotate = { value = 730 } }
      workspace_isolation      = { effect = { value = "Deny" }, isolationMode = { value = "AllowOnlyApprovedOutbound" } }
      storage_anonymous_access = { effect = { value = "deny" } }
      storage_tls              = { effect = { value = "Deny" }, minimumTlsVersion = { value = "TLS1_2" } }
    }
    error_message = "effect, effects and audit_effect, nested as ARM wants them."
  }

  assert {
    condition     = azurerm_policy_set_definition.ai[0].parameters == null
    error_message = "The initiative has no parameters: taking one away would replace it and every assignment."
  }

  assert {
    condition     = alltrue([for r in azurerm_policy_set_definition.ai[0].policy_definition_reference : length(r.policy_group_names) > 0])
    error_message = "Every policy stands in a group."
  }

  assert {
    condition     = toset([for group in azurerm_policy_set_definition.ai[0].policy_definition_group : group.name]) == toset(flatten([for r in azurerm_policy_set_definition.ai[0].policy_definition_reference : r.policy_group_names]))
    error_message = "Groups are exactly those that policies are in."
  }

  assert {
    condition     = alltrue([for id in keys(output.control_policies) : can(regex("^[A-Z]{3}-[0-9]{2}$", id))])
    error_message = "The keys of control_policies are control ids."
  }
}

run "hipaa_with_the_ai_act" {
  command = plan

  variables {
    regimes = ["hipaa", "eu_ai_act"]
  }

  assert {
    condition     = keys(azurerm_subscription_policy_assignment.this) == ["ai", "eu-ai-act", "hipaa-hitrust", "hitrust-csf"]
    error_message = "HIPAA assigns both HITRUST initiatives; the AI Act its own."
  }

  assert {
    condition     = azurerm_subscription_policy_assignment.this["hipaa-hitrust"].policy_definition_id == "/providers/Microsoft.Authorization/policySetDefinitions/a169a624-5599-4385-a696-c8d643089fab" && length(azurerm_subscription_policy_assignment.this["hipaa-hitrust"].identity) == 1
    error_message = "HITRUST/HIPAA holds policies that deploy: without an identity its assignment fails."
  }

  assert {
    condition     = length(azurerm_subscription_policy_assignment.this["hitrust-csf"].identity) == 0 && azurerm_subscription_policy_assignment.this["hitrust-csf"].location == null
    error_message = "An initiative that only audits needs no identity, and so no location."
  }

  assert {
    condition = toset(setsubtract(keys(output.policy_effects), keys(run.base_initiative_without_a_regime.policy_effects))) == toset([
      "ai_services_logs", "approved_ai_models", "approved_models", "cluster_host_encryption", "endpoint_diagnostics", "events_cmk", "inventory_tag_DataClassification", "inventory_tag_OwnerTeam",
      "inventory_tag_Project", "key_in_hardware", "network_flow_logs", "registry_diagnostics", "secret_expiry", "storage_double_encryption", "workspace_high_impact"
    ])
    error_message = "HIPAA and the AI Act bring these policies."
  }

  assert {
    condition     = contains([for group in azurerm_policy_set_definition.ai[0].policy_definition_group : group.display_name], "HIPAA Security Rule 164.312(a)(2)(iv)") && contains([for group in azurerm_policy_set_definition.ai[0].policy_definition_group : group.display_name], "EU AI Act 26(6)")
    error_message = "Groups name the clauses of the chosen regimes."
  }

  assert {
    condition     = !anytrue([for group in azurerm_policy_set_definition.ai[0].policy_definition_group : startswith(group.name, "soc2_") || startswith(group.name, "gdpr_")])
    error_message = "No group of a regime that was not chosen."
  }
}

run "soc2_is_not_hipaa_with_the_ai_act" {
  command = plan

  variables {
    regimes = ["soc2"]
  }

  assert {
    condition     = keys(azurerm_subscription_policy_assignment.this) == ["ai", "soc2"] && endswith(azurerm_subscription_policy_assignment.this["soc2"].policy_definition_id, "/53ad89f5-8542-49e9-ba81-1cbd686e0d52")
    error_message = "SOC 2 assigns SOC 2023, which has no mandatory parameters."
  }

  assert {
    condition     = toset(setsubtract(keys(output.policy_effects), keys(run.base_initiative_without_a_regime.policy_effects))) == toset(["instance_updates", "network_flow_logs", "secret_expiry"])
    error_message = "SOC 2 brings these policies."
  }

  assert {
    condition     = length(setintersection(values(output.initiative_ids), values(run.hipaa_with_the_ai_act.initiative_ids))) == 1
    error_message = "Only the platform's own initiative is common to both."
  }

  assert {
    condition     = toset([for group in azurerm_policy_set_definition.ai[0].policy_definition_group : group.name if startswith(group.name, "soc2_")]) == toset(["soc2_A1.1", "soc2_C1.1", "soc2_CC6.1", "soc2_CC6.3", "soc2_CC6.6", "soc2_CC6.7", "soc2_CC7.1", "soc2_CC7.2", "soc2_CC7.3", "soc2_CC8.1"])
    error_message = "The groups are the criteria of SOC 2."
  }
}

run "all_regimes_fit" {
  command = plan

  variables {
    regimes = ["eu_ai_act", "gdpr", "hipaa", "iso_42001", "nist_800_53", "soc2", "sr_26_2"]
    tier    = 4
  }

  assert {
    condition = output.initiative_ids == {
      ai            = "/subscriptions/00000000-1111-2222-3333-444444444444/providers/Microsoft.Authorization/policySetDefinitions/acme-prod-ai"
      eu-ai-act     = "/providers/Microsoft.Authorization/policySetDefinitions/1308bccf-446a-4283-a4e0-0c983fe7a572"
      gdpr          = "/providers/Microsoft.Authorization/policySetDefinitions/7326812a-86a4-40c8-af7c-8945de9c4913"
      hipaa-hitrust = "/providers/Microsoft.Authorization/policySetDefinitions/a169a624-5599-4385-a696-c8d643089fab"
      hitrust-csf   = "/providers/Microsoft.Authorization/policySetDefinitions/e0d47b75-5d99-442a-9d60-07f2595ab095"
      iso-27001     = "/providers/Microsoft.Authorization/policySetDefinitions/5e4ff661-23bf-42fa-8e3a-309a55091cc7"
      nist-800-53   = "/providers/Microsoft.Authorization/policySetDefinitions/60205a79-6280-4e20-a147-e2011e09dc78"
      nist-ai-rmf   = "/providers/Microsoft.Authorization/policySetDefinitions/f58a876c-ec25-417e-9634-58d2a93e3fe2"
      soc2          = "/providers/Microsoft.Authorization/policySetDefinitions/53ad89f5-8542-49e9-ba81-1cbd686e0d52"
    }
    error_message = "Every regime has its initiative, and a shared one is assigned once."
  }

  assert {
    condition     = alltrue([for assignment in azurerm_subscription_policy_assignment.this : length(assignment.name) <= 64])
    error_message = "Names of assignments have 64 characters at most."
  }

  assert {
    condition     = length(azurerm_policy_set_definition.ai[0].policy_definition_reference) < 1000 && length(azurerm_policy_set_definition.ai[0].policy_definition_group) < 1000
    error_message = "An initiative holds 1000 references and groups at most."
  }
}

run "risk_tier_brings_what_no_regime_does" {
  command = plan

  variables {
    tier = 3
  }

  assert {
    condition     = contains(keys(output.policy_effects), "endpoint_diagnostics") && contains(keys(output.policy_effects), "approved_models") && contains(keys(output.policy_effects), "key_in_hardware") && !contains(keys(output.policy_effects), "workspace_high_impact")
    error_message = "Tier 3 brings inference logs, approved models and keys in hardware; the high impact flag comes at tier 4."
  }
}

run "own_definitions" {
  command = plan

  variables {
    allowed_compute_sizes = ["Standard_NC24ads_A100_v4"]
  }

  assert {
    condition     = jsondecode(azurerm_policy_definition.this["compute-no-public-ip"].policy_rule).if.allOf[2] == { field = "Microsoft.MachineLearningServices/workspaces/computes/enableNodePublicIp", notEquals = false }
    error_message = "An absent flag means a public address, so it must not comply."
  }

  assert {
    condition     = jsondecode(azurerm_policy_definition.this["compute-disable-local-auth"].policy_rule).then.details.roleDefinitionIds == ["/providers/Microsoft.Authorization/roleDefinitions/e503ece1-11d0-4e8e-8e2c-7a6c3bf38815"]
    error_message = "The Modify of local authentication needs AzureML Compute Operator, not Contributor."
  }

  assert {
    condition     = jsondecode(azurerm_policy_definition.this["inherit-tag"].policy_rule).then.details.roleDefinitionIds == ["/providers/Microsoft.Authorization/roleDefinitions/4a9ae827-6dc8-4573-8ac7-8239d42aa03f"]
    error_message = "Inheriting a tag needs Tag Contributor, not Contributor."
  }

  assert {
    condition     = alltrue([for definition in azurerm_policy_definition.this : contains(["All", "Indexed"], definition.mode) && jsondecode(definition.metadata) == { category = "Machine Learning", version = "1.0.0" }])
    error_message = "Custom definitions have mode All or Indexed, a version and a category."
  }

  assert {
    condition     = alltrue([for key, definition in azurerm_policy_definition.this : jsondecode(definition.policy_rule).then.effect == "[parameters('effect')]" && contains(jsondecode(definition.parameters).effect.allowedValues, "Disabled")])
    error_message = "Every definition can be switched off by its effect."
  }

  assert {
    condition     = jsondecode(one([for r in azurerm_policy_set_definition.ai[0].policy_definition_reference : r.parameter_values if r.reference_id == "compute_sizes"])) == { effect = { value = "Deny" }, sizes = { value = ["Standard_NC24ads_A100_v4"] } }
    error_message = "Allowed sizes reach the definition."
  }

  assert {
    condition     = toset(distinct([for policy in local.own_policies : policy.own])) == toset(keys(local.own_definitions))
    error_message = "No definition is written that the initiative does not use."
  }
}

run "observing_only" {
  command = plan

  variables {
    enforce = false
    regimes = ["gdpr"]
  }

  assert {
    condition     = alltrue([for assignment in azurerm_subscription_policy_assignment.this : assignment.enforce == false])
    error_message = "With enforce off no assignment acts."
  }

  assert {
    condition     = output.policy_effects["workspace_public_access"] == "Deny"
    error_message = "Effects stay as in production, so that one sees what would be denied."
  }
}

run "residency_limits_locations" {
  command = plan

  variables {
    residency = "DE"
    location  = "germanywestcentral"
  }

  assert {
    condition     = jsondecode(azurerm_subscription_policy_assignment.this["locations"].parameters) == { listOfAllowedLocations = { value = ["germanynorth", "germanywestcentral"] } }
    error_message = "Only regions of the country are allowed."
  }

  assert {
    condition     = azurerm_subscription_policy_assignment.this["group-locations"].parameters == azurerm_subscription_policy_assignment.this["locations"].parameters && endswith(azurerm_subscription_policy_assignment.this["group-locations"].policy_definition_id, "/e765b5de-1225-4ba3-bd56-1ac6695af988")
    error_message = "Resource groups have a location too, and a policy of their own for it."
  }
}

run "management_group_scope" {
  command = plan

  variables {
    management_group_id = "/providers/Microsoft.Management/managementGroups/ai"
    regimes             = ["hipaa"]
    residency           = "eu"
    remediation_run     = "2027-01"
  }

  assert {
    condition     = length(azurerm_subscription_policy_assignment.this) == 0 && length(azurerm_policy_set_definition.ai) == 0 && keys(azurerm_management_group_policy_assignment.this) == ["ai", "group-locations", "hipaa-hitrust", "hitrust-csf", "locations"]
    error_message = "Everything is assigned at the management group."
  }

  assert {
    condition     = alltrue([for assignment in azurerm_management_group_policy_assignment.this : length(assignment.name) <= 24])
    error_message = "Names there have 24 characters at most."
  }

  assert {
    condition     = alltrue([for definition in azurerm_policy_definition.this : definition.management_group_id == "/providers/Microsoft.Management/managementGroups/ai"])
    error_message = "Definitions must lie at or above the scope of their assignment."
  }

  assert {
    condition     = alltrue([for role in azurerm_role_assignment.policy : role.scope == "/providers/Microsoft.Management/managementGroups/ai"]) && azurerm_role_assignment.log_workspace.scope == var.log_analytics.id
    error_message = "Roles lie at the management group, and at the log workspace, which may be elsewhere."
  }

  assert {
    condition     = contains(keys(azurerm_management_group_policy_remediation.this), "workspace_diagnostics") && length(azurerm_subscription_policy_remediation.this) == 0
    error_message = "Remediations run at the management group."
  }
}

run "remediation_names_its_reference" {
  command = plan

  variables {
    remediation_run = "2027-01"
    regimes         = ["eu_ai_act"]
  }

  assert {
    condition     = toset(keys(azurerm_subscription_policy_remediation.this)) == toset(["compute_disable_local_auth", "endpoint_diagnostics", "inherit_tag_CostCenter", "inherit_tag_DataClassification", "inherit_tag_Environment", "inherit_tag_OwnerTeam", "inherit_tag_Project", "registry_diagnostics", "workspace_diagnostics"])
    error_message = "Everything that deploys or modifies is remediated."
  }

  assert {
    condition     = alltrue([for key, task in azurerm_subscription_policy_remediation.this : task.policy_definition_reference_id == key && task.resource_discovery_mode == "ExistingNonCompliant"])
    error_message = "In an initiative a remediation must say which reference it means."
  }

  assert {
    condition     = azurerm_subscription_policy_remediation.this["workspace_diagnostics"].name == "acme-prod-workspace-diagnostics-2027-01"
    error_message = "The label makes the name: another label runs again."
  }
}

run "exemptions_of_every_scope" {
  command = plan

  variables {
    exemptions = {
      registry-storage = {
        scope_id    = "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/azureml-rg-acme_1"
        policies    = ["storage_shared_key", "storage_public_access"]
        category    = "Mitigated"
        reason      = "Microsoft manages the registry's storage; it is reached by its private endpoint only."
        ticket      = "SEC-12"
        approved_by = "security architecture"
        granted_on  = "2027-01-01T00:00:00Z"
        expires_on  = "2027-12-31T00:00:00Z"
      }
      old-vault = {
        scope_id    = "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/old/providers/Microsoft.KeyVault/vaults/old"
        policies    = ["vault_rbac"]
        category    = "Waiver"
        reason      = "Access policies until the migration in the spring."
        ticket      = "SEC-13"
        approved_by = "security architecture"
        granted_on  = "2027-01-01T00:00:00Z"
        expires_on  = "2027-06-30T00:00:00Z"
      }
      tags-everywhere = {
        scope_id    = "/subscriptions/00000000-1111-2222-3333-444444444444"
        policies    = ["inherit_tag_CostCenter"]
        category    = "Waiver"
        reason      = "Cost centres are being renumbered at the moment."
        ticket      = "FIN-1"
        approved_by = "finance"
        granted_on  = "2027-01-01T00:00:00Z"
        expires_on  = "2027-02-01T00:00:00Z"
      }
    }
  }

  assert {
    condition     = azurerm_resource_group_policy_exemption.this["registry-storage"].policy_definition_reference_ids == tolist(["storage_public_access", "storage_shared_key"]) && azurerm_resource_group_policy_exemption.this["registry-storage"].expires_on == "2027-12-31T00:00:00Z"
    error_message = "An exemption of a group names its policies and expires."
  }

  assert {
    condition     = azurerm_resource_policy_exemption.this["old-vault"].exemption_category == "Waiver" && jsondecode(azurerm_resource_policy_exemption.this["old-vault"].metadata) == { approvedBy = "security architecture", grantedOn = "2027-01-01T00:00:00Z", ticket = "SEC-13" }
    error_message = "An exemption of a resource carries ticket and approval."
  }

  assert {
    condition     = keys(azurerm_subscription_policy_exemption.this) == ["tags-everywhere"] && length(azurerm_management_group_policy_exemption.this) == 0
    error_message = "An exemption of the subscription."
  }

  assert {
    condition     = output.exemptions["old-vault"] == { scope_id = "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/old/providers/Microsoft.KeyVault/vaults/old", ticket = "SEC-13", expires_on = "2027-06-30T00:00:00Z" }
    error_message = "The exceptions register can be filled from the output."
  }
}

run "every_deny_has_a_way_past_it" {
  command = plan

  variables {
    management_group_id = "/providers/Microsoft.Management/managementGroups/ai"
    regimes             = ["eu_ai_act", "gdpr", "hipaa", "iso_42001", "nist_800_53", "soc2", "sr_26_2"]
    tier                = 4
    residency           = "eu"
    allowed_vm_sizes    = ["Standard_D4s_v5"]
    effect_overrides    = { for key, effect in run.all_regimes_fit.policy_effects : key => effect == "deny" ? "audit" : "Audit" if lower(effect) == "deny" }

    exemptions = merge(
      {
        for assignment in ["locations", "group-locations", "vm-sizes", "hipaa-hitrust", "gdpr"] : assignment => {
          scope_id    = "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/old"
          assignment  = assignment
          category    = "Waiver"
          reason      = "The group is emptied before the end of the quarter."
          ticket      = "SEC-20"
          approved_by = "security architecture"
          granted_on  = "2027-01-01T00:00:00Z"
          expires_on  = "2027-03-31T00:00:00Z"
        }
      },
      {
        for key, effect in run.all_regimes_fit.policy_effects : replace(key, "_", "-") => {
          scope_id    = "/providers/Microsoft.Management/managementGroups/ai"
          policies    = [key]
          category    = "Mitigated"
          reason      = "Another control does the same work for now."
          ticket      = "SEC-21"
          approved_by = "security architecture"
          granted_on  = "2027-01-01T00:00:00Z"
          expires_on  = "2027-06-30T00:00:00Z"
        } if lower(effect) == "deny"
      },
    )
  }

  assert {
    condition     = toset(flatten([for exemption in azurerm_management_group_policy_exemption.this : exemption.policy_definition_reference_ids])) == toset([for key, effect in run.all_regimes_fit.policy_effects : key if lower(effect) == "deny"]) && length(azurerm_management_group_policy_exemption.this) > 40
    error_message = "Each policy that denies can be exempted by its reference."
  }

  assert {
    condition     = keys(azurerm_resource_group_policy_exemption.this) == ["gdpr", "group-locations", "hipaa-hitrust", "locations", "vm-sizes"] && alltrue([for key, exemption in azurerm_resource_group_policy_exemption.this : exemption.policy_assignment_id == azurerm_management_group_policy_assignment.this[key].id && exemption.expires_on != null])
    error_message = "So can the assignments beside the initiative: regions, sizes and the regulatory ones."
  }

  assert {
    condition     = !anytrue([for effect in values(output.policy_effects) : lower(effect) == "deny"])
    error_message = "Each of them can be weakened to an audit as well."
  }
}

run "effects_can_be_weakened" {
  command = plan

  variables {
    regimes              = ["gdpr"]
    effect_overrides     = { workspace_cmk = "Audit", workspace_diagnostics = "Disabled" }
    initiative_overrides = { gdpr = { "some-reference" = "Disabled" } }
  }

  assert {
    condition     = output.policy_effects["workspace_cmk"] == "Audit" && output.policy_effects["workspace_diagnostics"] == "Disabled"
    error_message = "Overrides reach the initiative."
  }

  assert {
    condition     = azurerm_subscription_policy_assignment.this["gdpr"].overrides[0].value == "Disabled" && azurerm_subscription_policy_assignment.this["gdpr"].overrides[0].selectors[0].in == tolist(["some-reference"])
    error_message = "A reference of a built-in initiative can be quietened."
  }

  assert {
    condition     = !contains(keys(azurerm_role_assignment.policy), "Monitoring Contributor")
    error_message = "A role goes with the last policy that needs it."
  }
}

run "defender_and_logs" {
  command = plan

  variables {
    security_contact       = { email = "security@example.com", phone = "+44 20 7946 0000" }
    sentinel               = true
    activity_log           = "create"
    pipeline_principal_ids = ["aaaaaaaa-1111-2222-3333-444444444444"]
    locked_resource_ids    = { logs = "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/acme-prod-operations/providers/Microsoft.OperationalInsights/workspaces/acme-prod" }
  }

  assert {
    condition     = output.defender_plans == tolist(["AI", "Arm", "CloudPosture", "Containers", "KeyVaults", "StorageAccounts"]) && alltrue([for plan in azurerm_security_center_subscription_pricing.this : plan.tier == "Standard"])
    error_message = "Defender plans are on."
  }

  assert {
    condition     = azurerm_security_center_subscription_pricing.this["StorageAccounts"].subplan == "DefenderForStorageV2" && toset([for extension in azurerm_security_center_subscription_pricing.this["StorageAccounts"].extension : extension.name]) == toset(["OnUploadMalwareScanning", "SensitiveDataDiscovery"])
    error_message = "Storage is scanned on upload and for sensitive data."
  }

  assert {
    condition     = length(azurerm_security_center_subscription_pricing.this["AI"].extension) == 0
    error_message = "No prompt leaves the application unless somebody says so."
  }

  assert {
    condition     = azurerm_security_center_contact.this[0].alerts_to_admins && azurerm_security_center_contact.this[0].alert_notifications && azurerm_security_center_contact.this[0].phone == "+44 20 7946 0000"
    error_message = "The security contact hears of alerts."
  }

  assert {
    condition     = toset([for source in azurerm_security_center_automation.log_workspace[0].source : "${source.event_source}:${length(source.rule_set)}"]) == toset(["Alerts:3", "Assessments:1"])
    error_message = "A set of rules for each severity: rules of one set must all hold."
  }

  assert {
    condition     = toset([for log in azurerm_monitor_diagnostic_setting.activity_log[0].enabled_log : log.category]) == toset(["Administrative", "Alert", "Autoscale", "Policy", "Recommendation", "ResourceHealth", "Security", "ServiceHealth"])
    error_message = "The activity log has categories, not category groups."
  }

  assert {
    condition     = keys(azurerm_sentinel_alert_rule_scheduled.this) == ["guardrail-removed", "logging-removed", "rights-granted", "workspace-opened"] && alltrue([for rule in azurerm_sentinel_alert_rule_scheduled.this : strcontains(rule.query, "aaaaaaaa-1111-2222-3333-444444444444")])
    error_message = "Sentinel watches the guardrails and leaves the pipeline's own changes alone."
  }

  assert {
    condition     = azurerm_management_lock.this["logs"].lock_level == "CanNotDelete"
    error_message = "A lock keeps what must not be deleted."
  }
}

run "adopts_what_a_subscription_has_only_one_of" {
  command = plan

  variables {
    defender     = "adopt"
    activity_log = "adopt"
    tier         = 4
  }

  assert {
    condition     = length(azurerm_security_center_subscription_pricing.this) == 0 && length(azurerm_security_center_contact.this) == 0 && length(azurerm_security_center_automation.log_workspace) == 0 && length(azurerm_monitor_diagnostic_setting.activity_log) == 0
    error_message = "What exists is not made again."
  }
}

run "prompts_are_shared_only_when_said" {
  command = plan

  variables {
    share_prompts_with_defender = true
  }

  assert {
    condition     = [for extension in azurerm_security_center_subscription_pricing.this["AI"].extension : extension.name] == ["AIPromptEvidence"]
    error_message = "Evidence of prompts is switched on by its own variable."
  }
}

run "optional_assignments" {
  command = plan

  variables {
    assign_all_logs           = true
    assign_content_filters    = true
    assign_security_benchmark = true
    allowed_vm_sizes          = ["Standard_D4s_v5"]
    ring_locations            = ["westeurope"]
    not_scopes                = ["/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/azureml-rg-acme_1"]
  }

  assert {
    condition     = keys(azurerm_subscription_policy_assignment.this) == ["ai", "all-logs", "benchmark", "content-filters", "vm-sizes"]
    error_message = "Each optional assignment is there when asked for."
  }

  assert {
    condition     = jsondecode(azurerm_subscription_policy_assignment.this["all-logs"].parameters) == { logAnalytics = { value = var.log_analytics.id } } && length(azurerm_subscription_policy_assignment.this["all-logs"].identity) == 1
    error_message = "All logs go to the platform's workspace, deployed by the identity."
  }

  assert {
    condition     = azurerm_subscription_policy_assignment.this["ai"].resource_selectors[0].selectors[0].in == tolist(["westeurope"]) && azurerm_subscription_policy_assignment.this["ai"].not_scopes == tolist(["/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/azureml-rg-acme_1"])
    error_message = "Rings and left-out scopes reach the assignments."
  }
}
