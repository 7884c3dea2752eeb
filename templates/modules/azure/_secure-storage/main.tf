resource "azurerm_storage_account" "this" {
  # checkov:skip=CKV_AZURE_33:wants classic logging of queues, which nothing here has and which needs shared keys; requests are logged by diagnostic settings; owner=platform-team; expires=2027-11-30
  name                = var.name
  resource_group_name = var.resource_group_name
  location            = var.location
  tags                = var.tags

  account_kind             = "StorageV2"
  account_tier             = "Standard"
  account_replication_type = var.replication_type
  is_hns_enabled           = var.hierarchical_namespace

  # Who may come in: Entra identities over TLS 1.2 from the private network, and no key, signature or local user.
  shared_access_key_enabled        = false
  default_to_oauth_authentication  = true
  local_user_enabled               = false
  sftp_enabled                     = false
  https_traffic_only_enabled       = true
  min_tls_version                  = "TLS1_2"
  allow_nested_items_to_be_public  = false
  cross_tenant_replication_enabled = false
  allowed_copy_scope               = "PrivateLink"
  public_network_access_enabled    = local.is_reachable

  infrastructure_encryption_enabled = true # a second layer below the key; cannot be changed later

  # Policies of landing zones test the default action even where public access is off: say both.
  network_rules {
    default_action             = "Deny"
    bypass                     = var.trusted_services ? ["AzureServices"] : ["None"]
    ip_rules                   = var.allowed_ip_ranges
    virtual_network_subnet_ids = var.allowed_subnet_ids

    dynamic "private_link_access" {
      for_each = var.trusted_resource_ids

      content {
        endpoint_resource_id = private_link_access.value
      }
    }
  }

  blob_properties {
    # A hierarchical namespace has neither versions nor a change feed.
    versioning_enabled            = !var.hierarchical_namespace
    change_feed_enabled           = !var.hierarchical_namespace
    change_feed_retention_in_days = var.hierarchical_namespace ? null : var.soft_delete_days

    delete_retention_policy {
      days = var.soft_delete_days
    }

    container_delete_retention_policy {
      days = var.soft_delete_days
    }
  }

  # Shared keys are off, so only user-delegation signatures are possible; this says when one is too long-lived.
  sas_policy {
    expiration_period = "00.01:00:00"
    expiration_action = "Log"
  }

  dynamic "identity" {
    for_each = var.encryption == null ? [] : [var.encryption.identity_id]

    content {
      type         = "UserAssigned"
      identity_ids = [identity.value]
    }
  }

  # Without a version in its id the account follows the rotation of the key. Never combine this with
  # azurerm_storage_account_customer_managed_key: the two undo each other.
  dynamic "customer_managed_key" {
    for_each = var.encryption == null ? [] : [var.encryption]

    content {
      key_vault_key_id          = customer_managed_key.value.is_hsm ? null : customer_managed_key.value.key_versionless_id
      managed_hsm_key_id        = customer_managed_key.value.is_hsm ? customer_managed_key.value.key_versionless_id : null
      user_assigned_identity_id = customer_managed_key.value.identity_id
    }
  }
}

locals {
  is_reachable = length(var.allowed_ip_ranges) + length(var.allowed_subnet_ids) + length(var.trusted_resource_ids) > 0
}

# Created in the resource manager's plane (storage_account_id, not storage_account_name): works from a hosted runner too.
resource "azurerm_storage_container" "this" {
  # checkov:skip=CKV2_AZURE_21:wants azurerm_log_analytics_storage_insights, which needs a shared key; reads are logged by the blobServices diagnostic setting; owner=platform-team; expires=2027-11-30
  for_each = var.containers

  name                  = each.value
  storage_account_id    = azurerm_storage_account.this.id
  container_access_type = "private"
}

# As ../_private-endpoint, and here because scanners follow the edge from account to endpoint inside one module only.
resource "azurerm_private_endpoint" "managed_dns" {
  for_each = var.manage_dns_zone_group ? var.private_endpoints : {}

  name                          = "${var.name}-${each.key}"
  resource_group_name           = var.resource_group_name
  location                      = var.location
  subnet_id                     = var.private_endpoint_subnet_id
  custom_network_interface_name = "${var.name}-${each.key}-nic"
  tags                          = var.tags

  private_service_connection {
    name                           = "${var.name}-${each.key}"
    private_connection_resource_id = azurerm_storage_account.this.id
    subresource_names              = [each.key]
    is_manual_connection           = false
  }

  private_dns_zone_group {
    name                 = "default"
    private_dns_zone_ids = each.value
  }
}

resource "azurerm_private_endpoint" "policy_dns" {
  for_each = var.manage_dns_zone_group ? {} : var.private_endpoints

  name                          = "${var.name}-${each.key}"
  resource_group_name           = var.resource_group_name
  location                      = var.location
  subnet_id                     = var.private_endpoint_subnet_id
  custom_network_interface_name = "${var.name}-${each.key}-nic"
  tags                          = var.tags

  private_service_connection {
    name                           = "${var.name}-${each.key}"
    private_connection_resource_id = azurerm_storage_account.this.id
    subresource_names              = [each.key]
    is_manual_connection           = false
  }

  lifecycle {
    ignore_changes = [private_dns_zone_group]
  }
}

# The account's own setting carries metrics only; each service has its own log categories.
resource "azurerm_monitor_diagnostic_setting" "service" {
  for_each = var.diagnostics == null ? [] : toset(["blob", "file", "queue", "table"])

  name                       = "platform"
  target_resource_id         = "${azurerm_storage_account.this.id}/${each.key}Services/default"
  log_analytics_workspace_id = var.diagnostics.workspace_id

  dynamic "enabled_log" {
    for_each = toset(["StorageRead", "StorageWrite", "StorageDelete"])

    content {
      category = enabled_log.value
    }
  }

  enabled_metric {
    category = "Transaction"
  }
}

resource "azurerm_management_lock" "this" {
  count = var.deletion_lock ? 1 : 0

  name       = "no-delete"
  scope      = azurerm_storage_account.this.id
  lock_level = "CanNotDelete"
  notes      = "Holds what the platform cannot make again. Remove the lock by changing deletion_lock, in a reviewed change."

  # A lock also keeps Terraform from deleting what lies below: it must come last and go first.
  depends_on = [
    azurerm_monitor_diagnostic_setting.service,
    azurerm_storage_container.this,
    azurerm_private_endpoint.managed_dns,
    azurerm_private_endpoint.policy_dns,
  ]
}
