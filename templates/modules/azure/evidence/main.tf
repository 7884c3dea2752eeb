locals {
  subscription_scope = "/subscriptions/${var.subscription_id}"

  # Leap days belong to a retention counted in years: ten years are 3653 days.
  lock_days = var.environment == "prod" ? ceil(var.retention_years * 365.25) : var.lock_days

  # Azure makes these two kinds of containers by itself, without a policy, when the first log arrives: they must be there before.
  activity_container = "insights-activity-logs"
  table_containers   = { for table in var.exported_tables : table => "am-${lower(table)}" }
  containers         = toset(concat(["evidence", local.activity_container], values(local.table_containers)))

  # The activity log has no category groups: every category is named.
  activity_categories = toset(["Administrative", "Alert", "Autoscale", "Policy", "Recommendation", "ResourceHealth", "Security", "ServiceHealth"])
  entra_categories = toset([
    "AuditLogs", "ManagedIdentitySignInLogs", "NonInteractiveUserSignInLogs", "RiskyUsers", "ServicePrincipalSignInLogs", "SignInLogs", "UserRiskEvents",
  ])

  has_ledger = var.ledger == "ledger"
}

module "store" {
  source = "../_secure-storage"

  name                       = "stevid${var.name_suffix}${var.environment}"
  resource_group_name        = var.resource_group_name
  location                   = var.location
  replication_type           = var.replication_type
  encryption                 = var.encryption
  containers                 = local.containers
  soft_delete_days           = 90
  hierarchical_namespace     = false # immutability by container wants a flat namespace
  private_endpoint_subnet_id = var.private_endpoint_subnet_id
  private_endpoints          = { blob = lookup(var.service_zone_ids, "blob", []) }
  manage_dns_zone_group      = var.dns_zone_groups_managed
  diagnostics                = { workspace_id = var.log_analytics.id }
  trusted_services           = true # Azure Monitor writes as a trusted service
  tags                       = merge(var.tags, { Purpose = "evidence" })
}

resource "azurerm_storage_container_immutability_policy" "this" {
  for_each = local.containers

  storage_container_resource_manager_id = module.store.container_ids[each.value]
  immutability_period_in_days           = local.lock_days
  protected_append_writes_all_enabled   = true # logs are appended to; what was written stays
  locked                                = var.locked
}

# Here and not in the store: it must be made after the policies and go before them, or nothing below could be taken back.
resource "azurerm_management_lock" "store" {
  count = var.deletion_lock ? 1 : 0

  name       = "no-delete"
  scope      = module.store.id
  lock_level = "CanNotDelete"
  notes      = "Evidence. Remove the lock by changing deletion_lock, in a reviewed change."

  depends_on = [
    azurerm_monitor_diagnostic_setting.activity,
    azurerm_role_assignment.reader,
    azurerm_role_assignment.writer,
    azurerm_storage_container_immutability_policy.this,
  ]
}

resource "azurerm_monitor_diagnostic_setting" "activity" {
  name                       = "${var.name_prefix}-activity"
  target_resource_id         = local.subscription_scope
  log_analytics_workspace_id = var.log_analytics.id
  storage_account_id         = module.store.id

  dynamic "enabled_log" {
    for_each = local.activity_categories

    content {
      category = enabled_log.value
    }
  }

  depends_on = [azurerm_storage_container_immutability_policy.this]
}

# The tenant's own logs: needs Security Administrator in Entra, which a platform's pipeline should not have by default.
resource "azurerm_monitor_aad_diagnostic_setting" "this" {
  count = var.entra_logs ? 1 : 0

  name                       = "${var.name_prefix}-entra"
  log_analytics_workspace_id = var.log_analytics.id

  dynamic "enabled_log" {
    for_each = local.entra_categories

    content {
      category = enabled_log.value
    }
  }
}

# Everything that lands in these tables is copied into the locked account within minutes, whoever may purge the workspace later.
resource "azurerm_log_analytics_data_export_rule" "this" {
  count = length(var.exported_tables) > 0 ? 1 : 0

  name                    = "${var.name_prefix}-evidence"
  resource_group_name     = split("/", var.log_analytics.id)[4]
  workspace_resource_id   = var.log_analytics.id
  destination_resource_id = module.store.id
  table_names             = var.exported_tables
  enabled                 = true

  depends_on = [azurerm_storage_container_immutability_policy.this]
}

resource "azurerm_user_assigned_identity" "writer" {
  name                = "${var.name_prefix}-evidence-writer"
  resource_group_name = var.resource_group_name
  location            = var.location
  tags                = var.tags
}

# One container; what the role could delete, the immutability policy keeps.
resource "azurerm_role_assignment" "writer" {
  scope                = module.store.container_ids["evidence"]
  role_definition_name = "Storage Blob Data Contributor"
  principal_id         = azurerm_user_assigned_identity.writer.principal_id
  principal_type       = "ServicePrincipal"
}

resource "azurerm_role_assignment" "reader" {
  for_each = var.auditor_group_ids

  scope                = module.store.id
  role_definition_name = "Storage Blob Data Reader"
  principal_id         = each.value
  principal_type       = "Group"
}

resource "azurerm_confidential_ledger" "this" {
  count = local.has_ledger ? 1 : 0

  name                = "cl-${var.name_suffix}-${var.environment}"
  resource_group_name = var.resource_group_name
  location            = coalesce(var.ledger_location, var.location)
  ledger_type         = "Private"
  tags                = var.tags

  azuread_based_service_principal {
    tenant_id        = var.tenant_id
    principal_id     = azurerm_user_assigned_identity.writer.principal_id
    ledger_role_name = "Contributor"
  }

  dynamic "azuread_based_service_principal" {
    for_each = var.ledger_administrator_ids

    content {
      tenant_id        = var.tenant_id
      principal_id     = azuread_based_service_principal.value
      ledger_role_name = "Administrator"
    }
  }

  dynamic "azuread_based_service_principal" {
    for_each = var.ledger_reader_ids

    content {
      tenant_id        = var.tenant_id
      principal_id     = azuread_based_service_principal.value
      ledger_role_name = "Reader"
    }
  }
}

resource "azurerm_management_lock" "ledger" {
  count = local.has_ledger && var.deletion_lock ? 1 : 0

  name       = "no-delete"
  scope      = azurerm_confidential_ledger.this[0].id
  lock_level = "CanNotDelete"
  notes      = "Digests of evidence. Remove the lock by changing deletion_lock, in a reviewed change."
}

check "evidence_is_locked_in_prod" {
  assert {
    condition     = var.environment != "prod" || var.locked
    error_message = "The immutability policies are not locked: an owner can still lift them. Have the retention of ${local.lock_days} days approved, then set locked and lock_acknowledgement."
  }
}

check "ledger_can_be_administered" {
  assert {
    condition     = !local.has_ledger || length(var.ledger_administrator_ids) > 0
    error_message = "The confidential ledger has no administrator: give ledger_administrator_ids the service principal of the break-glass procedure."
  }
}
