locals {
  has_hub      = var.egress_mode == "firewall"
  has_peer_hub = var.hub != null
  region_tag   = var.location # service tags are spelt like the region's short name: BatchNodeManagement.westeurope

  # A quarter of the space per network. The first quarter is the hub's even where there is none: switching to a firewall later
  # must not renumber the platform.
  networks = merge(
    { ml = cidrsubnet(var.address_space, 2, 1) },
    local.has_hub ? { hub = cidrsubnet(var.address_space, 2, 0) } : {},
    var.aks_network ? { aks = cidrsubnet(var.address_space, 2, 2) } : {},
  )
  spokes = setsubtract(keys(local.networks), ["hub"])

  prefixes = {
    private-endpoints = cidrsubnet(local.networks["ml"], 4, 0)
    runners           = cidrsubnet(local.networks["ml"], 6, 4)
    compute           = cidrsubnet(local.networks["ml"], 2, 1)
  }
  aks_prefix      = var.aks_network ? cidrsubnet(local.networks["aks"], 1, 0) : null
  firewall_prefix = local.has_hub ? cidrsubnet(local.networks["hub"], 26 - tonumber(split("/", local.networks["hub"])[1]), 0) : null

  next_hop = local.has_hub ? azurerm_firewall.this[0].ip_configuration[0].private_ip_address : try(var.hub.next_hop_ip, null)
  dns_servers = (
    local.has_hub ? [azurerm_firewall.this[0].ip_configuration[0].private_ip_address]
    : local.has_peer_hub ? var.hub.dns_servers
    : []
  )
  uses_custom_dns = local.has_hub || (local.has_peer_hub && length(try(var.hub.dns_servers, [])) > 0)

  route_table = contains(["firewall", "hub"], var.egress_mode) ? { id = azurerm_route_table.egress[0].id } : null
  nat_gateway = var.egress_mode == "nat" ? { id = azurerm_nat_gateway.this[0].id } : null
  diagnostics = var.log_analytics == null ? null : { workspace_id = var.log_analytics.id }

  # What reaches the endpoints: our networks and, where peered, the corporate one.
  client_prefixes = concat(values(local.networks), tolist(var.on_premises_cidrs))

  # Machine Learning's own traffic, as its documentation lists it for a network of one's own.
  platform_tags = {
    AzureActiveDirectory                      = { priority = 200, ports = ["443"] }
    AzureMachineLearning                      = { priority = 210, ports = ["443", "8787", "18881"] }
    AzureResourceManager                      = { priority = 220, ports = ["443"] }
    AzureMonitor                              = { priority = 230, ports = ["443"] }
    MicrosoftContainerRegistry                = { priority = 240, ports = ["443"] }
    "AzureFrontDoor.FirstParty"               = { priority = 250, ports = ["443"] }
    "BatchNodeManagement.${local.region_tag}" = { priority = 260, ports = ["443"] }
  }

  # Without a way out a rule that allows one would only look like a hole.
  way_out_rules = var.egress_mode == "none" ? {} : merge(
    {
      for tag, rule in local.platform_tags : "Allow${replace(tag, ".", "")}" => {
        priority     = rule.priority
        direction    = "Outbound"
        ports        = rule.ports
        sources      = ["VirtualNetwork"]
        destinations = [tag]
      }
    },
    {
      # The next hop filters by name; a security group sees the original destination and has to let it pass.
      AllowHttpsOut = {
        priority     = 300
        direction    = "Outbound"
        ports        = ["443"]
        sources      = ["VirtualNetwork"]
        destinations = ["Internet"]
      }
    },
  )

  inside_rules = {
    for name, prefix in merge(local.prefixes, var.aks_network ? { aks-nodes = local.aks_prefix } : {}) : name => {
      AllowOwnSubnetInbound = {
        priority     = 100
        direction    = "Inbound"
        protocol     = "*"
        sources      = [prefix]
        destinations = [prefix]
      }
      AllowLoadBalancerInbound = {
        priority     = 110
        direction    = "Inbound"
        protocol     = "*"
        sources      = ["AzureLoadBalancer"]
        destinations = [prefix]
      }
      AllowOwnSubnetOutbound = {
        priority     = 100
        direction    = "Outbound"
        protocol     = "*"
        sources      = [prefix]
        destinations = [prefix]
      }
      AllowEndpointsOutbound = {
        priority     = 110
        direction    = "Outbound"
        ports        = [for port in var.endpoint_ports : tostring(port)]
        sources      = [prefix]
        destinations = [local.prefixes["private-endpoints"]]
      }
      AllowDnsOutbound = {
        priority     = 120
        direction    = "Outbound"
        protocol     = "*"
        ports        = ["53"]
        sources      = [prefix]
        destinations = ["VirtualNetwork"]
      }
    }
  }
}
