mock_provider "azurerm" {
  mock_resource "azurerm_storage_account" {
    defaults = { id = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/acme-dev-evidence/providers/Microsoft.Storage/storageAccounts/stevid1a2b3c4ddev" }
  }

  mock_resource "azurerm_storage_container" {
    defaults = { id = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/acme-dev-evidence/providers/Microsoft.Storage/storageAccounts/stevid1a2b3c4ddev/blobServices/default/containers/evidence" }
  }

  mock_resource "azurerm_user_assigned_identity" {
    defaults = {
      id           = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/acme-dev-evidence/providers/Microsoft.ManagedIdentity/userAssignedIdentities/writer"
      principal_id = "00000000-0000-0000-0000-0000000000aa"
    }
  }

  mock_resource "azurerm_confidential_ledger" {
    defaults = {
      id              = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/acme-dev-evidence/providers/Microsoft.ConfidentialLedger/ledgers/cl"
      ledger_endpoint = "https://cl-1a2b3c4d-dev.confidential-ledger.azure.com"
    }
  }
}

variables {
  name_prefix                = "acme-dev"
  name_suffix                = "1a2b3c4d"
  environment                = "dev"
  location                   = "westeurope"
  resource_group_name        = "acme-dev-evidence"
  subscription_id            = "00000000-0000-0000-0000-000000000001"
  tenant_id                  = "00000000-0000-0000-0000-000000000002"
  private_endpoint_subnet_id = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/v/subnets/s"
  service_zone_ids           = { blob = ["/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.Network/privateDnsZones/privatelink.blob.core.windows.net"] }
  retention_years            = 10
  deletion_lock              = false
  encryption = {
    key_versionless_id = "https://kv-keys.vault.azure.net/keys/acme-dev-audit"
    identity_id        = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/audit"
  }
  log_analytics = {
    id       = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/acme-dev-operations/providers/Microsoft.OperationalInsights/workspaces/acme-dev-logs"
    guid     = "00000000-0000-0000-0000-00000000000a"
    location = "westeurope"
  }
}

run "logs_arrive_in_immutable_containers" {
  assert {
    condition     = keys(azurerm_storage_container_immutability_policy.this) == ["am-storagebloblogs", "evidence", "insights-activity-logs"]
    error_message = "Containers that Azure would make by itself must be there first, with a policy."
  }

  assert {
    condition     = alltrue([for policy in azurerm_storage_container_immutability_policy.this : policy.immutability_period_in_days == 1 && policy.protected_append_writes_all_enabled && !policy.locked])
    error_message = "Logs are appended to and never changed; a dev environment can be destroyed after a day."
  }

  assert {
    condition     = toset([for log in azurerm_monitor_diagnostic_setting.activity.enabled_log : log.category]) == toset(["Administrative", "Alert", "Autoscale", "Policy", "Recommendation", "ResourceHealth", "Security", "ServiceHealth"])
    error_message = "The activity log has no category groups: all eight categories are named."
  }

  assert {
    condition     = azurerm_monitor_diagnostic_setting.activity.target_resource_id == "/subscriptions/00000000-0000-0000-0000-000000000001" && azurerm_monitor_diagnostic_setting.activity.storage_account_id == output.evidence_storage_id && azurerm_monitor_diagnostic_setting.activity.log_analytics_workspace_id == var.log_analytics.id
    error_message = "The subscription's activity log goes to the workspace and into the lock."
  }

  assert {
    condition     = azurerm_log_analytics_data_export_rule.this[0].table_names == toset(["StorageBlobLogs"]) && azurerm_log_analytics_data_export_rule.this[0].resource_group_name == "acme-dev-operations"
    error_message = "Tables are exported from where the workspace lies."
  }

  assert {
    condition     = azurerm_role_assignment.writer.role_definition_name == "Storage Blob Data Contributor" && endswith(azurerm_role_assignment.writer.scope, "/containers/evidence")
    error_message = "The writer writes into one container."
  }

  assert {
    condition     = output.ledger_endpoint == null && length(azurerm_monitor_aad_diagnostic_setting.this) + length(azurerm_management_lock.store) == 0
    error_message = "No ledger, no tenant logs and no lock unasked."
  }
}

run "prod_keeps_for_the_whole_retention" {
  variables {
    environment          = "prod"
    deletion_lock        = true
    locked               = true
    lock_acknowledgement = "irreversible for 3653 days"
  }

  assert {
    condition     = output.evidence_lock == { days = 3653, locked = true } && azurerm_storage_container_immutability_policy.this["evidence"].locked && azurerm_management_lock.store[0].lock_level == "CanNotDelete"
    error_message = "Ten years are 3653 days with their leap days, and nobody can shorten them."
  }
}

run "ledger_keeps_digests" {
  variables {
    ledger                   = "ledger"
    ledger_location          = "northeurope"
    ledger_administrator_ids = ["00000000-0000-0000-0000-000000000040"]
    ledger_reader_ids        = ["00000000-0000-0000-0000-000000000041"]
    auditor_group_ids        = ["00000000-0000-0000-0000-000000000042"]
    entra_logs               = true
    deletion_lock            = true
  }

  assert {
    condition = toset([for user in azurerm_confidential_ledger.this[0].azuread_based_service_principal : "${user.ledger_role_name} ${user.principal_id}"]) == toset([
      "Administrator 00000000-0000-0000-0000-000000000040", "Contributor 00000000-0000-0000-0000-0000000000aa", "Reader 00000000-0000-0000-0000-000000000041",
    ])
    error_message = "The writer contributes, break-glass administers, auditors read."
  }

  assert {
    condition     = azurerm_confidential_ledger.this[0].ledger_type == "Private" && azurerm_confidential_ledger.this[0].location == "northeurope" && output.ledger_endpoint == "https://cl-1a2b3c4d-dev.confidential-ledger.azure.com" && length(azurerm_management_lock.ledger) == 1
    error_message = "The ledger is private, where there is one, and locked."
  }

  assert {
    condition     = azurerm_role_assignment.reader["00000000-0000-0000-0000-000000000042"].role_definition_name == "Storage Blob Data Reader" && contains([for log in azurerm_monitor_aad_diagnostic_setting.this[0].enabled_log : log.category], "SignInLogs")
    error_message = "Auditors read evidence; sign-ins are logged on request."
  }
}

run "warns_about_unlocked_prod" {
  command         = plan
  expect_failures = [check.evidence_is_locked_in_prod]

  variables {
    environment   = "prod"
    deletion_lock = true
  }
}

run "warns_about_ledger_nobody_administers" {
  command         = plan
  expect_failures = [check.ledger_can_be_administered]

  variables {
    ledger = "ledger"
  }
}

run "rejects_lock_without_acknowledgement" {
  command         = plan
  expect_failures = [var.locked]

  variables {
    environment   = "prod"
    deletion_lock = true
    locked        = true
  }
}

run "rejects_acknowledgement_of_another_period" {
  command         = plan
  expect_failures = [var.locked]

  variables {
    environment          = "prod"
    deletion_lock        = true
    locked               = true
    lock_acknowledgement = "irreversible for 365 days"
  }
}

run "rejects_lock_in_dev" {
  command         = plan
  expect_failures = [var.locked]

  variables {
    locked               = true
    lock_acknowledgement = "irreversible for 1 days"
  }
}

run "rejects_unprotected_prod" {
  command         = plan
  expect_failures = [var.deletion_lock]

  variables {
    environment          = "prod"
    locked               = true
    lock_acknowledgement = "irreversible for 3653 days"
  }
}

run "rejects_bad_periods" {
  command         = plan
  expect_failures = [var.lock_days, var.retention_years]

  variables {
    lock_days       = 3650
    retention_years = 100
  }
}

run "rejects_bad_names" {
  command         = plan
  expect_failures = [var.environment, var.name_suffix, var.exported_tables, var.ledger, var.auditor_group_ids]

  variables {
    environment       = "production"
    name_suffix       = "x"
    exported_tables   = ["Custom_CL"]
    ledger            = "blockchain"
    auditor_group_ids = ["auditors"]
  }
}
