mock_provider "azurerm" {
  override_during = plan

  mock_resource "azurerm_user_assigned_identity" {
    defaults = { id = "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/acme-prod-security/providers/Microsoft.ManagedIdentity/userAssignedIdentities/acme-prod-policy" }
  }

  mock_resource "azurerm_policy_definition" {
    defaults = { id = "/subscriptions/00000000-1111-2222-3333-444444444444/providers/Microsoft.Authorization/policyDefinitions/own" }
  }

  mock_resource "azurerm_policy_set_definition" {
    defaults = { id = "/subscriptions/00000000-1111-2222-3333-444444444444/providers/Microsoft.Authorization/policySetDefinitions/acme-prod-ai" }
  }

  mock_resource "azurerm_subscription_policy_assignment" {
    defaults = { id = "/subscriptions/00000000-1111-2222-3333-444444444444/providers/Microsoft.Authorization/policyAssignments/mock" }
  }
}

mock_provider "time" {}

variables {
  name_prefix         = "acme-prod"
  location            = "westeurope"
  subscription_id     = "00000000-1111-2222-3333-444444444444"
  resource_group_name = "acme-prod-security"
  log_analytics       = { id = "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/acme-prod-operations/providers/Microsoft.OperationalInsights/workspaces/acme-prod" }
}

run "rejects_an_unknown_activity_log_mode" {
  command = plan

  variables {
    activity_log = "twice"
  }

  expect_failures = [var.activity_log]
}

run "rejects_a_compute_size_that_is_none" {
  command = plan

  variables {
    allowed_compute_sizes = ["a100"]
  }

  expect_failures = [var.allowed_compute_sizes]
}

run "rejects_an_image_pattern_without_anchor" {
  command = plan

  variables {
    allowed_image_regex = "acme[.]azurecr[.]io/.*"
  }

  expect_failures = [var.allowed_image_regex]
}

run "rejects_an_image_pattern_that_allows_docker_hub" {
  command = plan

  variables {
    allowed_image_regex = "^.*$"
  }

  expect_failures = [var.allowed_image_regex]
}

run "rejects_a_location_with_a_display_name" {
  command = plan

  variables {
    allowed_locations = ["West Europe", "westeurope"]
  }

  expect_failures = [var.allowed_locations]
}

run "rejects_allowed_locations_without_its_own" {
  command = plan

  variables {
    allowed_locations = ["northeurope"]
  }

  expect_failures = [var.allowed_locations]
}

run "rejects_a_model_that_is_in_no_registry" {
  command = plan

  variables {
    approved_model_asset_ids = ["azureml:model:1"]
  }

  expect_failures = [var.approved_model_asset_ids]
}

run "rejects_an_override_of_an_unknown_policy" {
  command = plan

  variables {
    effect_overrides = { secret_expiry = "Audit" }
  }

  expect_failures = [var.effect_overrides]
}

run "rejects_an_override_the_definition_does_not_allow" {
  command = plan

  variables {
    effect_overrides = { workspace_private_link = "Deny" }
  }

  expect_failures = [var.effect_overrides]
}

run "rejects_an_exemption_of_no_category" {
  command = plan

  variables {
    exemptions = {
      one = {
        scope_id    = "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/x"
        assignment  = "ai"
        policies    = ["workspace_cmk"]
        category    = "Ignored"
        reason      = "Until the migration of spring is over."
        ticket      = "SEC-1"
        approved_by = "security architecture"
        granted_on  = "2027-01-01T00:00:00Z"
        expires_on  = "2027-03-01T00:00:00Z"
      }
    }
  }

  expect_failures = [var.exemptions]
}

run "rejects_an_exemption_without_a_real_date" {
  command = plan

  variables {
    exemptions = {
      one = {
        scope_id    = "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/x"
        assignment  = "ai"
        policies    = ["workspace_cmk"]
        category    = "Waiver"
        reason      = "Until the migration of spring is over."
        ticket      = "SEC-1"
        approved_by = "security architecture"
        granted_on  = "2027-01-01T00:00:00Z"
        expires_on  = "never"
      }
    }
  }

  expect_failures = [var.exemptions]
}

run "rejects_a_waiver_of_a_year" {
  command = plan

  variables {
    exemptions = {
      one = {
        scope_id    = "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/x"
        assignment  = "ai"
        policies    = ["workspace_cmk"]
        category    = "Waiver"
        reason      = "Until the migration of spring is over."
        ticket      = "SEC-1"
        approved_by = "security architecture"
        granted_on  = "2027-01-01T00:00:00Z"
        expires_on  = "2027-12-31T00:00:00Z"
      }
    }
  }

  expect_failures = [var.exemptions]
}

run "rejects_an_exemption_that_ends_before_it_begins" {
  command = plan

  variables {
    exemptions = {
      one = {
        scope_id    = "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/x"
        assignment  = "ai"
        policies    = ["workspace_cmk"]
        category    = "Waiver"
        reason      = "Until the migration of spring is over."
        ticket      = "SEC-1"
        approved_by = "security architecture"
        granted_on  = "2027-01-01T00:00:00Z"
        expires_on  = "2026-12-31T00:00:00Z"
      }
    }
  }

  expect_failures = [var.exemptions]
}

run "rejects_a_mitigation_of_two_years" {
  command = plan

  variables {
    exemptions = {
      one = {
        scope_id    = "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/x"
        assignment  = "ai"
        policies    = ["workspace_cmk"]
        category    = "Mitigated"
        reason      = "Until the migration of spring is over."
        ticket      = "SEC-1"
        approved_by = "security architecture"
        granted_on  = "2027-01-01T00:00:00Z"
        expires_on  = "2028-12-31T00:00:00Z"
      }
    }
  }

  expect_failures = [var.exemptions]
}

run "rejects_an_exemption_without_a_reason" {
  command = plan

  variables {
    exemptions = {
      one = {
        scope_id    = "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/x"
        assignment  = "ai"
        policies    = ["workspace_cmk"]
        category    = "Waiver"
        reason      = "because"
        ticket      = "SEC-1"
        approved_by = "security architecture"
        granted_on  = "2027-01-01T00:00:00Z"
        expires_on  = "2027-03-01T00:00:00Z"
      }
    }
  }

  expect_failures = [var.exemptions]
}

run "rejects_an_exemption_of_an_assignment_not_made" {
  command = plan

  variables {
    exemptions = {
      one = {
        scope_id    = "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/x"
        assignment  = "gdpr"
        policies    = ["workspace_cmk"]
        category    = "Waiver"
        reason      = "Until the migration of spring is over."
        ticket      = "SEC-1"
        approved_by = "security architecture"
        granted_on  = "2027-01-01T00:00:00Z"
        expires_on  = "2027-03-01T00:00:00Z"
      }
    }
  }

  expect_failures = [var.exemptions]
}

run "rejects_an_exemption_of_a_policy_not_held" {
  command = plan

  variables {
    exemptions = {
      one = {
        scope_id    = "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/x"
        assignment  = "ai"
        policies    = ["secret_expiry"]
        category    = "Waiver"
        reason      = "Until the migration of spring is over."
        ticket      = "SEC-1"
        approved_by = "security architecture"
        granted_on  = "2027-01-01T00:00:00Z"
        expires_on  = "2027-03-01T00:00:00Z"
      }
    }
  }

  expect_failures = [var.exemptions]
}

run "rejects_an_exemption_of_everything_in_the_subscription" {
  command = plan

  variables {
    exemptions = {
      one = {
        scope_id    = "/subscriptions/00000000-1111-2222-3333-444444444444"
        assignment  = "ai"
        policies    = []
        category    = "Waiver"
        reason      = "Until the migration of spring is over."
        ticket      = "SEC-1"
        approved_by = "security architecture"
        granted_on  = "2027-01-01T00:00:00Z"
        expires_on  = "2027-03-01T00:00:00Z"
      }
    }
  }

  expect_failures = [var.exemptions]
}

run "rejects_contributor_for_the_policy_identity" {
  command = plan

  variables {
    extra_identity_roles = ["Contributor"]
  }

  expect_failures = [var.extra_identity_roles]
}

run "rejects_an_inherited_tag_with_a_space" {
  command = plan

  variables {
    inherited_tags = ["Cost Center"]
  }

  expect_failures = [var.inherited_tags]
}

run "rejects_overrides_of_an_initiative_not_assigned" {
  command = plan

  variables {
    initiative_overrides = { gdpr = { "x" = "Disabled" } }
  }

  expect_failures = [var.initiative_overrides]
}

run "rejects_an_initiative_override_that_strengthens" {
  command = plan

  variables {
    regimes              = ["gdpr"]
    initiative_overrides = { gdpr = { "x" = "Deny" } }
  }

  expect_failures = [var.initiative_overrides]
}

run "rejects_more_than_ten_overrides" {
  command = plan

  variables {
    regimes              = ["gdpr"]
    initiative_overrides = { gdpr = { for n in range(11) : "x${n}" => "Disabled" } }
  }

  expect_failures = [var.initiative_overrides]
}

run "rejects_an_inventory_tag_with_a_space" {
  command = plan

  variables {
    inventory_tags = ["AI System"]
  }

  expect_failures = [var.inventory_tags]
}

run "rejects_a_rotation_of_three_years" {
  command = plan

  variables {
    key_rotation_days = 1095
  }

  expect_failures = [var.key_rotation_days]
}

run "rejects_a_location_outside_the_residency" {
  command = plan

  variables {
    residency = "DE"
  }

  expect_failures = [var.location]
}

run "rejects_a_location_by_display_name" {
  command = plan

  variables {
    location = "West Europe"
  }

  expect_failures = [var.location]
}

run "rejects_a_lock_on_a_group" {
  command = plan

  variables {
    locked_resource_ids = { ml = "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/acme-prod-ml" }
  }

  expect_failures = [var.locked_resource_ids]
}

run "rejects_a_lock_on_a_workspace" {
  command = plan

  variables {
    locked_resource_ids = { ml = "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/acme-prod-ml/providers/Microsoft.MachineLearningServices/workspaces/acme" }
  }

  expect_failures = [var.locked_resource_ids]
}

run "rejects_a_log_workspace_by_name" {
  command = plan

  variables {
    log_analytics = { id = "acme-prod" }
  }

  expect_failures = [var.log_analytics]
}

run "rejects_a_log_retention_of_four_digits" {
  command = plan

  variables {
    log_retention_days = 2555
  }

  expect_failures = [var.log_retention_days]
}

run "rejects_a_management_group_by_name" {
  command = plan

  variables {
    management_group_id = "ai"
  }

  expect_failures = [var.management_group_id]
}

run "rejects_a_long_name_prefix" {
  command = plan

  variables {
    name_prefix = "a-name-prefix-that-is-much-too-long-for-azure"
  }

  expect_failures = [var.name_prefix]
}

run "rejects_a_left_out_scope_that_is_no_id" {
  command = plan

  variables {
    not_scopes = ["acme-prod-ml"]
  }

  expect_failures = [var.not_scopes]
}

run "rejects_its_own_subscription_left_out" {
  command = plan

  variables {
    not_scopes = ["/subscriptions/00000000-1111-2222-3333-444444444444"]
  }

  expect_failures = [var.not_scopes]
}

run "rejects_a_pipeline_by_name" {
  command = plan

  variables {
    pipeline_principal_ids = ["github"]
  }

  expect_failures = [var.pipeline_principal_ids]
}

run "rejects_an_unknown_regime" {
  command = plan

  variables {
    regimes = ["pci_dss"]
  }

  expect_failures = [var.regimes]
}

run "rejects_a_remediation_label_with_a_slash" {
  command = plan

  variables {
    remediation_run = "2027/01"
  }

  expect_failures = [var.remediation_run]
}

run "rejects_a_remediation_without_enforcement" {
  command = plan

  variables {
    enforce         = false
    remediation_run = "2027-01"
  }

  expect_failures = [var.remediation_run]
}

run "rejects_an_unknown_residency" {
  command = plan

  variables {
    residency = "mars"
  }

  expect_failures = [var.residency]
}

run "rejects_a_wait_of_an_hour" {
  command = plan

  variables {
    role_wait_seconds = 3600
  }

  expect_failures = [var.role_wait_seconds]
}

run "rejects_a_subscription_by_name" {
  command = plan

  variables {
    subscription_id = "acme"
  }

  expect_failures = [var.subscription_id]
}

run "rejects_a_tier_of_five" {
  command = plan

  variables {
    tier = 5
  }

  expect_failures = [var.tier]
}

run "rejects_workspaces_open_to_the_internet" {
  command = plan

  variables {
    workspace_isolation_mode = "AllowInternetOutbound"
  }

  expect_failures = [var.workspace_isolation_mode]
}

run "rejects_an_unknown_defender_mode" {
  command = plan

  variables {
    defender = "off"
  }

  expect_failures = [var.defender]
}

run "rejects_an_unknown_integration" {
  command = plan

  variables {
    defender_integrations = ["Splunk"]
  }

  expect_failures = [var.defender_integrations]
}

run "rejects_an_unknown_defender_plan" {
  command = plan

  variables {
    defender_plans = { Sql = {} }
  }

  expect_failures = [var.defender_plans]
}

run "rejects_classic_storage_protection" {
  command = plan

  variables {
    defender_plans = { StorageAccounts = { subplan = "PerTransaction" } }
  }

  expect_failures = [var.defender_plans]
}

run "rejects_prompts_shared_in_passing" {
  command = plan

  variables {
    defender_plans = { AI = { extensions = { AIPromptEvidence = {} } } }
  }

  expect_failures = [var.defender_plans]
}

run "rejects_tier_three_without_protected_keys" {
  command = plan

  variables {
    tier           = 3
    defender_plans = { AI = {} }
  }

  expect_failures = [var.defender_plans]
}

run "rejects_no_severity_exported" {
  command = plan

  variables {
    exported_severities = []
  }

  expect_failures = [var.exported_severities]
}

run "rejects_a_contact_without_address" {
  command = plan

  variables {
    security_contact = { email = "security", phone = "+44 20 7946 0000" }
  }

  expect_failures = [var.security_contact]
}

run "rejects_a_phone_without_country" {
  command = plan

  variables {
    security_contact = { email = "security@example.com", phone = "020 7946 0000" }
  }

  expect_failures = [var.security_contact]
}

run "rejects_purview_without_the_ai_plan" {
  command = plan

  variables {
    defender_plans             = { Arm = {} }
    share_prompts_with_purview = true
  }

  expect_failures = [var.share_prompts_with_purview]
}
