resource "azurerm_route_table" "egress" {
  count = contains(["firewall", "hub"], var.egress_mode) ? 1 : 0

  name                          = "${var.name_prefix}-egress"
  resource_group_name           = var.resource_group_name
  location                      = var.location
  bgp_route_propagation_enabled = false # a route learnt from a gateway would lead around the firewall
  tags                          = var.tags
}

resource "azurerm_route" "default" {
  count = contains(["firewall", "hub"], var.egress_mode) ? 1 : 0

  name                   = "default"
  resource_group_name    = var.resource_group_name
  route_table_name       = azurerm_route_table.egress[0].name
  address_prefix         = "0.0.0.0/0"
  next_hop_type          = "VirtualAppliance"
  next_hop_in_ip_address = local.next_hop
}

resource "azurerm_public_ip" "egress" {
  count = contains(["firewall", "nat"], var.egress_mode) ? 1 : 0

  name                = "${var.name_prefix}-egress"
  resource_group_name = var.resource_group_name
  location            = var.location
  allocation_method   = "Static"
  sku                 = "Standard"
  # A NAT gateway lives in one zone, or in none that it tells.
  zones = var.egress_mode == "firewall" ? var.availability_zones : null
  tags  = var.tags
}

resource "azurerm_nat_gateway" "this" {
  count = var.egress_mode == "nat" ? 1 : 0

  name                    = "${var.name_prefix}-egress"
  resource_group_name     = var.resource_group_name
  location                = var.location
  sku_name                = "Standard"
  idle_timeout_in_minutes = 10
  tags                    = var.tags
}

resource "azurerm_nat_gateway_public_ip_association" "this" {
  count = var.egress_mode == "nat" ? 1 : 0

  nat_gateway_id       = azurerm_nat_gateway.this[0].id
  public_ip_address_id = azurerm_public_ip.egress[0].id
}

# The name is Azure's and the subnet takes no security group.
resource "azurerm_subnet" "firewall" {
  count = local.has_hub ? 1 : 0

  name                            = "AzureFirewallSubnet"
  resource_group_name             = var.resource_group_name
  virtual_network_name            = azurerm_virtual_network.this["hub"].name
  address_prefixes                = [local.firewall_prefix]
  default_outbound_access_enabled = false
}

resource "azurerm_firewall_policy" "this" {
  count = local.has_hub ? 1 : 0

  name                     = "${var.name_prefix}-egress"
  resource_group_name      = var.resource_group_name
  location                 = var.location
  sku                      = "Premium"
  threat_intelligence_mode = "Deny"
  tags                     = var.tags

  dns {
    proxy_enabled = true # names in rules and names machines see must come from one resolver
  }

  intrusion_detection {
    mode = "Deny"
  }

  dynamic "insights" {
    for_each = var.log_analytics == null ? [] : [var.log_analytics.id]

    content {
      enabled                            = true
      default_log_analytics_workspace_id = insights.value
      retention_in_days                  = 90
    }
  }
}

resource "azurerm_firewall_policy_rule_collection_group" "egress" {
  count = local.has_hub ? 1 : 0

  name               = "egress"
  firewall_policy_id = azurerm_firewall_policy.this[0].id
  priority           = 1000

  network_rule_collection {
    name     = "platform"
    priority = 100
    action   = "Allow"

    dynamic "rule" {
      for_each = local.platform_tags

      content {
        name                  = replace(rule.key, ".", "-")
        protocols             = ["TCP"]
        source_addresses      = [for spoke in local.spokes : local.networks[spoke]]
        destination_addresses = [rule.key]
        destination_ports     = rule.value.ports
      }
    }
  }

  dynamic "application_rule_collection" {
    for_each = length(var.allowed_fqdns) > 0 ? [var.allowed_fqdns] : []

    content {
      name     = "allowed-names"
      priority = 200
      action   = "Allow"

      rule {
        name              = "allowed-names"
        source_addresses  = [for spoke in local.spokes : local.networks[spoke]]
        destination_fqdns = application_rule_collection.value

        protocols {
          type = "Https"
          port = 443
        }
      }
    }
  }
}

resource "azurerm_firewall" "this" {
  count = local.has_hub ? 1 : 0

  name                = "${var.name_prefix}-egress"
  resource_group_name = var.resource_group_name
  location            = var.location
  sku_name            = "AZFW_VNet"
  sku_tier            = "Premium"
  firewall_policy_id  = azurerm_firewall_policy.this[0].id
  threat_intel_mode   = "Deny"
  zones               = var.availability_zones
  tags                = var.tags

  ip_configuration {
    name                 = "egress"
    subnet_id            = azurerm_subnet.firewall[0].id
    public_ip_address_id = azurerm_public_ip.egress[0].id
  }

  # A firewall without rules denies everything, and whatever is made meanwhile fails in ways that look like something else.
  depends_on = [azurerm_firewall_policy_rule_collection_group.egress]
}

resource "azurerm_monitor_diagnostic_setting" "firewall" {
  count = local.has_hub && var.log_analytics != null ? 1 : 0

  name                           = "platform"
  target_resource_id             = azurerm_firewall.this[0].id
  log_analytics_workspace_id     = var.log_analytics.id
  log_analytics_destination_type = "Dedicated" # structured firewall tables

  enabled_log {
    category_group = "allLogs"
  }

  enabled_metric {
    category = "AllMetrics"
  }
}
