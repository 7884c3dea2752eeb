mock_provider "azurerm" {
  mock_data "azurerm_client_config" {
    defaults = {
      subscription_id = "00000000-0000-0000-0000-000000000001"
      tenant_id       = "00000000-0000-0000-0000-000000000002"
    }
  }

  mock_resource "azurerm_storage_account" {
    defaults = { id = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/acme-dev-tfstate/providers/Microsoft.Storage/storageAccounts/sttf1a2b3c4ddev" }
  }

  mock_resource "azurerm_storage_container" {
    defaults = { id = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/acme-dev-tfstate/providers/Microsoft.Storage/storageAccounts/sttf1a2b3c4ddev/blobServices/default/containers/tfstate" }
  }

  mock_resource "azurerm_key_vault" {
    defaults = {
      id        = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/acme-dev-tfstate/providers/Microsoft.KeyVault/vaults/kv-tf-1a2b3c4d-dev"
      vault_uri = "https://kv-tf-1a2b3c4d-dev.vault.azure.net/"
    }
  }

  mock_resource "azurerm_user_assigned_identity" {
    defaults = {
      id           = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/acme-dev-tfstate/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id"
      principal_id = "00000000-0000-0000-0000-0000000000aa"
      client_id    = "00000000-0000-0000-0000-0000000000bb"
    }
  }

  mock_resource "azurerm_role_definition" {
    defaults = { role_definition_resource_id = "/subscriptions/00000000-0000-0000-0000-000000000001/providers/Microsoft.Authorization/roleDefinitions/00000000-0000-0000-0000-0000000000dd" }
  }
}

mock_provider "azapi" {}

mock_provider "time" {}

variables {
  name_prefix           = "acme-dev"
  name_suffix           = "1a2b3c4d"
  environment           = "dev"
  location              = "westeurope"
  state_storage_account = "sttf1a2b3c4ddev"
  repository            = "acme-corp/ai-platform"
  rbac_wait             = "0s"
}

run "state_is_where_the_backends_look" {
  assert {
    condition     = output.backend_config == { storage_account_name = "sttf1a2b3c4ddev", container_name = "tfstate", use_azuread_auth = true, use_oidc = true } && azurerm_management_lock.state[0].lock_level == "CanNotDelete"
    error_message = "Name and container must be those of every backend configuration, and the account be locked."
  }

  assert {
    condition     = azapi_resource_action.key[0].body.properties.kty == "RSA-HSM" && azurerm_role_assignment.key_user[0].role_definition_name == "Key Vault Crypto Service Encryption User" && endswith(azurerm_role_assignment.key_user[0].scope, "/keys/acme-dev-tfstate")
    error_message = "The state has a key of its own, which only its account may use."
  }
}

run "subjects_are_exact" {
  assert {
    condition     = output.trusted_subjects.plan == tolist(["repo:acme-corp/ai-platform:pull_request", "repo:acme-corp/ai-platform:ref:refs/heads/main"]) && output.trusted_subjects.apply == tolist(["repo:acme-corp/ai-platform:environment:dev"])
    error_message = "A pull request plans, only the environment applies; the branch is spelt refs/heads."
  }

  assert {
    condition     = azurerm_federated_identity_credential.first["apply"].issuer == "https://token.actions.githubusercontent.com" && azurerm_federated_identity_credential.first["apply"].audience == tolist(["api://AzureADTokenExchange"])
    error_message = "Issuer and audience are compared letter by letter."
  }

  assert {
    condition     = azurerm_federated_identity_credential.first["plan"].subject != azurerm_federated_identity_credential.second["plan"].subject && length(azurerm_federated_identity_credential.third) == 0
    error_message = "One credential per subject, one after the other."
  }
}

run "immutable_subjects_are_trusted_beside_classic_ones" {
  variables {
    repository_id       = "987654"
    repository_owner_id = "12345"
  }

  assert {
    condition     = output.trusted_subjects.apply == tolist(["repo:acme-corp/ai-platform:environment:dev", "repo:acme-corp@12345/ai-platform@987654:environment:dev"]) && length(output.trusted_subjects.plan) == 4
    error_message = "Repositories made or renamed since mid-2026 send numeric ids."
  }

  assert {
    condition     = keys(azurerm_federated_identity_credential.second) == ["apply", "plan"] && keys(azurerm_federated_identity_credential.fourth) == ["plan"]
    error_message = "Both forms must exist for both identities."
  }
}

run "roles_are_least" {
  assert {
    condition     = keys(azurerm_role_assignment.plan) == ["Reader"] && azurerm_role_assignment.plan_state.role_definition_name == "Storage Blob Data Reader" && azurerm_role_assignment.apply_state.role_definition_name == "Storage Blob Data Contributor"
    error_message = "A plan reads, an apply writes the state."
  }

  assert {
    condition     = endswith(azurerm_role_assignment.apply_state.scope, "/containers/tfstate") && endswith(azurerm_role_assignment.plan_state.scope, "/containers/tfstate")
    error_message = "Rights on state are held to the container."
  }

  assert {
    condition     = azurerm_role_assignment.apply_grants[0].role_definition_name == "Role Based Access Control Administrator" && azurerm_role_assignment.apply_grants[0].condition_version == "2.0" && strcontains(azurerm_role_assignment.apply_grants[0].condition, "e147488a-f6f5-4113-8e2d-b22465e65bf6") && strcontains(azurerm_role_assignment.apply_grants[0].condition, "roleAssignments/delete") && !strcontains(azurerm_role_assignment.apply_grants[0].condition, "'User'")
    error_message = "The pipeline gives and takes listed roles, to identities and groups only."
  }

  assert {
    condition     = length(setintersection(values(local.assignable_roles), ["8e3af657-a8ff-443c-a75c-2fe8c4bcb635", "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9", "f58310d9-a9f6-439a-9e8d-f62e7b41a168"])) == 0
    error_message = "No role that gives rights may be given."
  }

  assert {
    condition     = !anytrue([for action in one(azurerm_role_definition.locks[0].permissions).actions : strcontains(action, "*")]) && contains(one(azurerm_role_definition.locks[0].permissions).actions, "Microsoft.Authorization/locks/delete")
    error_message = "The custom role has no wildcard; outside prod the pipeline may destroy."
  }

  assert {
    condition     = keys(azurerm_role_assignment.apply) == ["Contributor", "Resource Policy Contributor"] && length(azurerm_role_definition.computed) + length(azurerm_role_assignment.computed) + length(output.rights_left_out) == 0
    error_message = "Without computed rights the apply identity has the built-in roles."
  }

  assert {
    condition     = length(azurerm_role_definition.policy) + length(azurerm_role_assignment.policy) == 0
    error_message = "Nothing is given above the subscription unless policies lie there."
  }

  assert {
    condition     = alltrue([for id in [local.assignable_roles["Tag Contributor"], local.assignable_roles["Storage File Data Privileged Reader"]] : strcontains(azurerm_role_assignment.apply_grants[0].condition, id)])
    error_message = "Tags are inherited by a policy's identity, and prod reads file shares."
  }
}

run "policies_on_a_management_group" {
  variables {
    management_group_id = "/providers/Microsoft.Management/managementGroups/acme-ai"
  }

  assert {
    condition     = { for name, role in azurerm_role_definition.policy : name => [role.scope, role.assignable_scopes[0]] } == { for name in ["apply", "plan"] : name => [var.management_group_id, var.management_group_id] }
    error_message = "Each identity has a role of its own on the group, assignable nowhere else."
  }

  assert {
    condition     = alltrue([for action in flatten([for role in azurerm_role_definition.policy : one(role.permissions).actions]) : !strcontains(action, "*") && can(regex("^Microsoft\\.(Authorization/(policy|role)|PolicyInsights/)", action))])
    error_message = "Policies and their roles, action by action."
  }

  assert {
    condition     = alltrue([for action in one(azurerm_role_definition.policy["plan"].permissions).actions : endswith(action, "/read")]) && azurerm_role_assignment.policy["plan"].condition == null
    error_message = "A plan reads."
  }

  assert {
    condition = azurerm_role_assignment.policy["apply"].condition_version == "2.0" && toset(regexall("[0-9a-f]{8}-[0-9a-f-]{27}", azurerm_role_assignment.policy["apply"].condition)) == toset([
      "e503ece1-11d0-4e8e-8e2c-7a6c3bf38815", "92aaf0da-9dab-42b6-94a3-d43ce8d16293", "749f88d5-cbae-40b8-bcfc-e573ddc772fa", "4a9ae827-6dc8-4573-8ac7-8239d42aa03f",
    ])
    error_message = "On the group only the roles of the policies' identity may be given."
  }
}

run "prod_pipeline_cannot_unlock" {
  variables {
    name_prefix           = "acme-prod"
    environment           = "prod"
    state_storage_account = "sttf1a2b3c4dprod"
  }

  assert {
    condition     = one(azurerm_role_definition.locks[0].permissions).actions == tolist(["Microsoft.Authorization/locks/read", "Microsoft.Authorization/locks/write"]) && output.trusted_subjects.apply == tolist(["repo:acme-corp/ai-platform:environment:prod"])
    error_message = "In prod a person takes a lock away."
  }
}

run "computed_rights_replace_the_roles" {
  variables {
    deployer_rights = {
      plan = {
        subscription     = { actions = ["Microsoft.Network/virtualNetworks/read", "Microsoft.Authorization/roleAssignments/read"], data_actions = ["Microsoft.KeyVault/vaults/keys/read", "Microsoft.AppConfiguration/configurationStores/keyValues/read"] }
        management_group = { actions = ["Microsoft.Authorization/policyAssignments/read"] }
      }
      apply = {
        subscription     = { actions = ["Microsoft.Network/virtualNetworks/write", "Microsoft.Authorization/roleAssignments/write", "Microsoft.Authorization/locks/delete"], data_actions = ["microsoft.keyVault/vaults/keys/create/action", "Microsoft.KeyVault/vaults/keys/delete", "Microsoft.AppConfiguration/configurationStores/keyValues/write"] }
        management_group = { actions = ["Microsoft.Authorization/policyAssignments/read", "Microsoft.Authorization/policyAssignments/write"] }
      }
    }
  }

  assert {
    condition     = length(azurerm_role_assignment.plan) + length(azurerm_role_assignment.apply) + length(azurerm_role_assignment.apply_grants) + length(azurerm_role_assignment.apply_locks) + length(azurerm_role_definition.locks) == 0
    error_message = "No role for whole services may be left beside the computed ones."
  }

  assert {
    condition = jsonencode({ for role, made in azurerm_role_definition.computed : role => [one(made.permissions).actions, one(made.permissions).data_actions] }) == jsonencode({
      plan  = [["Microsoft.Authorization/roleAssignments/read", "Microsoft.Network/virtualNetworks/read"], ["Microsoft.AppConfiguration/configurationStores/keyValues/read"]]
      apply = [["Microsoft.Authorization/locks/delete", "Microsoft.Authorization/roleAssignments/write", "Microsoft.Network/virtualNetworks/write"], ["Microsoft.AppConfiguration/configurationStores/keyValues/write"]]
    })
    error_message = "Each identity has exactly the actions of the file, less those on every key of the subscription."
  }

  assert {
    condition = { for role, made in azurerm_role_definition.computed : role => [made.name, made.scope, one(made.assignable_scopes), azurerm_role_assignment.computed[role].scope] } == {
      for role in ["apply", "plan"] : role => ["acme-dev-1a2b3c4d computed ${role}", local.subscription_scope, local.subscription_scope, local.subscription_scope]
    }
    error_message = "They are held on the subscription and assignable nowhere else."
  }

  assert {
    condition     = azurerm_role_assignment.computed["apply"].condition == local.grant_condition && azurerm_role_assignment.computed["apply"].condition_version == "2.0" && azurerm_role_assignment.computed["plan"].condition == null
    error_message = "Whoever gives roles gives listed ones only, computed or not."
  }

  assert {
    condition     = azurerm_role_assignment.apply_state.role_definition_name == "Storage Blob Data Contributor" && azurerm_role_assignment.plan_state.role_definition_name == "Storage Blob Data Reader" && endswith(azurerm_role_assignment.apply_state.scope, "/containers/tfstate")
    error_message = "The state stays this module's own affair."
  }

  assert {
    condition = length(azurerm_role_definition.policy) == 0 && output.rights_left_out == tolist([
      "apply: 2 actions on management_group, since management_group_id is not set",
      "plan: 1 actions on management_group, since management_group_id is not set",
      "apply: 2 data actions on keys, which security.keys grants on the vault it makes",
      "plan: 1 data actions on keys, which security.keys grants on the vault it makes",
    ])
    error_message = "Without its id nothing is granted on the group, nor anywhere else instead, and that is said."
  }
}

run "computed_rights_on_a_management_group" {
  variables {
    management_group_id = "/providers/Microsoft.Management/managementGroups/acme-ai"
    deployer_rights = {
      plan = {
        subscription     = { actions = ["Microsoft.Network/virtualNetworks/read"] }
        management_group = { actions = ["Microsoft.Authorization/policyAssignments/read"] }
      }
      apply = {
        subscription     = { actions = ["Microsoft.Network/virtualNetworks/write"] }
        management_group = { actions = ["Microsoft.Authorization/policyAssignments/write", "microsoft.authorization/roleAssignments/delete"] }
      }
    }
  }

  assert {
    condition = { for role, made in azurerm_role_definition.policy : role => concat([made.scope, one(made.assignable_scopes), azurerm_role_assignment.policy[role].scope], one(made.permissions).actions) } == {
      plan  = concat([for _ in range(3) : var.management_group_id], ["Microsoft.Authorization/policyAssignments/read"])
      apply = concat([for _ in range(3) : var.management_group_id], ["Microsoft.Authorization/policyAssignments/write", "microsoft.authorization/roleAssignments/delete"])
    }
    error_message = "On the group exactly the actions of the file, in place of the lists."
  }

  assert {
    condition     = azurerm_role_assignment.policy["apply"].condition == local.policy_grant_condition && azurerm_role_assignment.policy["plan"].condition == null && azurerm_role_assignment.computed["apply"].condition == null
    error_message = "The condition follows the right to give roles, however it is spelt; without that right there is nothing to bound."
  }

  assert {
    condition     = length(output.rights_left_out) == 0
    error_message = "Everything is granted."
  }
}

run "computed_rights_without_policies_give_none_on_the_group" {
  variables {
    management_group_id = "/providers/Microsoft.Management/managementGroups/acme-ai"
    deployer_rights = {
      plan  = { subscription = { actions = ["Microsoft.Network/virtualNetworks/read"] } }
      apply = { subscription = { actions = ["Microsoft.Network/virtualNetworks/write"] } }
    }
  }

  assert {
    condition     = length(azurerm_role_definition.policy) + length(azurerm_role_assignment.policy) == 0 && keys(azurerm_role_assignment.computed) == ["apply", "plan"]
    error_message = "A scope the file does not name gets nothing, also where this module would grant its own list."
  }
}

run "computed_rights_of_prod_cannot_unlock" {
  variables {
    name_prefix           = "acme-prod"
    environment           = "prod"
    state_storage_account = "sttf1a2b3c4dprod"
    deployer_rights = {
      plan  = { subscription = { actions = ["Microsoft.Authorization/locks/read"] } }
      apply = { subscription = { actions = ["Microsoft.Authorization/locks/delete", "Microsoft.Authorization/locks/write"] } }
    }
  }

  assert {
    condition     = one(azurerm_role_definition.computed["apply"].permissions).actions == tolist(["Microsoft.Authorization/locks/write"]) && output.rights_left_out == tolist(["apply: Microsoft.Authorization/locks/delete on subscription, since in prod a person takes locks away"])
    error_message = "In prod a person takes a lock away, whatever was computed."
  }
}

run "rejects_wildcard_in_computed_rights" {
  command         = plan
  expect_failures = [var.deployer_rights]

  variables {
    deployer_rights = {
      plan  = { subscription = { actions = ["Microsoft.Network/*/read"] } }
      apply = { subscription = { actions = ["Microsoft.Network/virtualNetworks/write"] } }
    }
  }
}

run "rejects_computed_rights_at_another_scope" {
  command         = plan
  expect_failures = [var.deployer_rights]

  variables {
    deployer_rights = {
      plan  = { subscription = { actions = ["Microsoft.Network/virtualNetworks/read"] } }
      apply = { subscription = { actions = ["Microsoft.Network/virtualNetworks/write"] }, tenant = { actions = ["Microsoft.Network/virtualNetworks/write"] } }
    }
  }
}

run "rejects_computed_rights_without_plan" {
  command         = plan
  expect_failures = [var.deployer_rights]

  variables {
    deployer_rights = {
      plan  = {}
      apply = { subscription = { actions = ["Microsoft.Network/virtualNetworks/write"] } }
    }
  }
}

run "rejects_computed_plan_that_writes" {
  command         = plan
  expect_failures = [var.deployer_rights]

  variables {
    deployer_rights = {
      plan  = { subscription = { actions = ["Microsoft.Network/virtualNetworks/read", "Microsoft.EventHub/namespaces/authorizationRules/listkeys/action"] } }
      apply = { subscription = { actions = ["Microsoft.Network/virtualNetworks/write"] } }
    }
  }
}

run "rejects_computed_right_to_widen_roles" {
  command         = plan
  expect_failures = [var.deployer_rights]

  variables {
    deployer_rights = {
      plan  = { subscription = { actions = ["Microsoft.Network/virtualNetworks/read"] } }
      apply = { subscription = { actions = ["microsoft.Authorization/roleDefinitions/write"] } }
    }
  }
}

run "rejects_data_actions_on_a_management_group" {
  command         = plan
  expect_failures = [var.deployer_rights]

  variables {
    deployer_rights = {
      plan  = { subscription = { actions = ["Microsoft.Network/virtualNetworks/read"] }, management_group = { data_actions = ["Microsoft.KeyVault/vaults/keys/read"] } }
      apply = { subscription = { actions = ["Microsoft.Network/virtualNetworks/write"] } }
    }
  }
}

run "rejects_more_roles_than_a_condition_takes" {
  command         = plan
  expect_failures = [azurerm_role_assignment.computed]

  variables {
    extra_assignable_roles = { for number in range(90) : "Role ${number}" => format("%08x-0000-0000-0000-000000000000", number) }
    deployer_rights = {
      plan  = { subscription = { actions = ["Microsoft.Network/virtualNetworks/read"] } }
      apply = { subscription = { actions = ["Microsoft.Authorization/roleAssignments/write"] } }
    }
  }
}

run "gitlab_and_government" {
  variables {
    ci                   = "gitlab"
    repository           = "acme/platform/ai"
    location             = "usgovvirginia"
    customer_managed_key = false
    deletion_lock        = false
    plan_takes_lock      = true
  }

  assert {
    condition     = azurerm_federated_identity_credential.first["apply"].subject == "project_path:acme/platform/ai:ref_type:branch:ref:main" && azurerm_federated_identity_credential.first["apply"].issuer == "https://gitlab.com" && azurerm_federated_identity_credential.first["apply"].audience == tolist(["api://AzureADTokenExchangeUSGov"])
    error_message = "GitLab's subject, and the government's audience."
  }

  assert {
    condition     = length(module.vault) + length(azapi_resource_action.key) + length(azurerm_management_lock.state) == 0 && azurerm_role_assignment.plan_state.role_definition_name == "Storage Blob Data Contributor"
    error_message = "No vault where none is wanted; a plan that takes the lock must write."
  }
}

run "azure_devops_brings_its_subject" {
  variables {
    ci             = "azure_devops"
    repository     = ""
    plan_subjects  = ["/eid1/c/pub/t/aaaa/a/bbbb/sc/1111/plan"]
    apply_subjects = ["/eid1/c/pub/t/aaaa/a/bbbb/sc/1111/apply"]
  }

  assert {
    condition     = azurerm_federated_identity_credential.first["plan"].issuer == "https://login.microsoftonline.com/00000000-0000-0000-0000-000000000002/v2.0" && azurerm_federated_identity_credential.first["plan"].subject == "/eid1/c/pub/t/aaaa/a/bbbb/sc/1111/plan"
    error_message = "The service connection's subject is taken as it is."
  }
}

run "warns_when_nobody_is_trusted" {
  command         = plan
  expect_failures = [check.pipelines_are_trusted]

  variables {
    repository = ""
  }
}

run "rejects_wildcards_and_applying_pull_requests" {
  command         = plan
  expect_failures = [var.apply_subjects, var.plan_subjects]

  variables {
    apply_subjects = ["repo:acme-corp/ai-platform:pull_request"]
    plan_subjects  = ["repo:acme-corp/*:ref:refs/heads/main"]
  }
}

run "rejects_writing_plan_role" {
  command         = plan
  expect_failures = [var.plan_roles, var.extra_assignable_roles]

  variables {
    plan_roles             = ["Contributor"]
    extra_assignable_roles = { Owner = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635" }
  }
}

run "rejects_another_account_name" {
  command         = plan
  expect_failures = [var.state_storage_account]

  variables {
    state_storage_account = "stacme"
  }
}

run "rejects_half_an_immutable_subject" {
  command         = plan
  expect_failures = [var.repository_owner_id, var.soft_delete_days, var.default_branch, var.oidc_issuer]

  variables {
    repository_id    = "987654"
    soft_delete_days = 7
    default_branch   = "refs/heads/main"
    oidc_issuer      = "https://gitlab.example.org/"
  }
}

run "rejects_unprotected_prod_and_url" {
  command         = plan
  expect_failures = [var.deletion_lock, var.repository]

  variables {
    environment           = "prod"
    state_storage_account = "sttf1a2b3c4dprod"
    deletion_lock         = false
    repository            = "https://github.com/acme-corp/ai-platform"
  }
}

run "rejects_jenkins_without_issuer" {
  command         = plan
  expect_failures = [var.ci]

  variables {
    ci            = "jenkins"
    plan_subjects = ["ai-platform/main"]
  }
}

run "rejects_subscription_as_management_group" {
  command         = plan
  expect_failures = [var.management_group_id]

  variables {
    management_group_id = "/subscriptions/00000000-0000-0000-0000-000000000001"
  }
}

run "rejects_bad_ids" {
  command         = plan
  expect_failures = [var.repository_id]

  variables {
    repository_id       = "R_abc"
    repository_owner_id = "1"
  }
}

run "rejects_bad_names" {
  command         = plan
  expect_failures = [var.environment, var.name_suffix]

  variables {
    environment           = "production"
    name_suffix           = "ACME"
    state_storage_account = "sttfACMEproduction"
  }
}
