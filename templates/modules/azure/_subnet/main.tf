resource "azurerm_subnet" "this" {
  name                 = var.name
  resource_group_name  = var.resource_group_name
  virtual_network_name = var.virtual_network_name
  address_prefixes     = [var.address_prefix]
  service_endpoints    = var.service_endpoints # becomes a block in azurerm 5

  # Azure's default is a way out through an address nobody owns or logs.
  default_outbound_access_enabled = false
  # Without this, security group and routes do not apply to private endpoints.
  private_endpoint_network_policies = "Enabled"

  dynamic "delegation" {
    for_each = var.delegation == null ? [] : [var.delegation]

    content {
      name = "service"

      service_delegation {
        name    = delegation.value
        actions = ["Microsoft.Network/virtualNetworks/subnets/join/action"]
      }
    }
  }

  lifecycle {
    # Azure adds actions of its own to a delegation, depending on the service.
    ignore_changes = [delegation[0].service_delegation[0].actions]
  }
}

resource "azurerm_network_security_group" "this" {
  name                = "${var.virtual_network_name}-${var.name}"
  resource_group_name = var.resource_group_name
  location            = var.location
  tags                = var.tags
}

resource "azurerm_network_security_rule" "this" {
  for_each = local.rules

  name                        = each.key
  resource_group_name         = var.resource_group_name
  network_security_group_name = azurerm_network_security_group.this.name
  priority                    = each.value.priority
  direction                   = each.value.direction
  access                      = each.value.access
  protocol                    = each.value.protocol
  source_port_range           = "*"
  destination_port_ranges     = each.value.ports == null ? null : each.value.ports
  destination_port_range      = each.value.ports == null ? "*" : null

  # Azure takes one service tag in the singular argument, or a list of addresses in the plural one.
  source_address_prefix        = length(each.value.sources) == 1 ? each.value.sources[0] : null
  source_address_prefixes      = length(each.value.sources) == 1 ? null : each.value.sources
  destination_address_prefix   = length(each.value.destinations) == 1 ? each.value.destinations[0] : null
  destination_address_prefixes = length(each.value.destinations) == 1 ? null : each.value.destinations
}

locals {
  # Azure's built-in rules let everything inside the virtual network, its peers and its gateway in: a default deny has to be said.
  closing_rules = {
    DenyInternetInbound = {
      priority     = 4000
      direction    = "Inbound"
      access       = "Deny"
      protocol     = "*"
      ports        = null
      sources      = ["Internet"]
      destinations = ["*"]
    }
    DenyAllInbound = {
      priority     = 4096
      direction    = "Inbound"
      access       = "Deny"
      protocol     = "*"
      ports        = null
      sources      = ["*"]
      destinations = ["*"]
    }
    DenyAllOutbound = {
      priority     = 4096
      direction    = "Outbound"
      access       = "Deny"
      protocol     = "*"
      ports        = null
      sources      = ["*"]
      destinations = ["*"]
    }
  }

  rules = merge(var.rules, local.closing_rules)
}

resource "azurerm_subnet_network_security_group_association" "this" {
  subnet_id                 = azurerm_subnet.this.id
  network_security_group_id = azurerm_network_security_group.this.id

  # The group must be complete before anything can be put into the subnet.
  depends_on = [azurerm_network_security_rule.this]
}

resource "azurerm_subnet_route_table_association" "this" {
  count = var.route_table == null ? 0 : 1

  subnet_id      = azurerm_subnet.this.id
  route_table_id = var.route_table.id
}

resource "azurerm_subnet_nat_gateway_association" "this" {
  count = var.nat_gateway == null ? 0 : 1

  subnet_id      = azurerm_subnet.this.id
  nat_gateway_id = var.nat_gateway.id
}

resource "azurerm_monitor_diagnostic_setting" "group" {
  count = var.diagnostics == null ? 0 : 1

  name                       = "platform"
  target_resource_id         = azurerm_network_security_group.this.id
  log_analytics_workspace_id = var.diagnostics.workspace_id

  enabled_log {
    category_group = "allLogs"
  }
}
