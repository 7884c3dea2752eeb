variable "address_prefix" {
  description = "Network of the subnet."
  type        = string
  nullable    = false

  validation {
    condition     = can(cidrhost(var.address_prefix, 4))
    error_message = "address_prefix must be an IPv4 network with room for the five addresses Azure keeps, /29 or larger."
  }
}

variable "delegation" {
  description = "Service the subnet is delegated to, such as Microsoft.App/environments; null for none."
  type        = string
  default     = null
}

variable "diagnostics" {
  description = "Log Analytics workspace for the security group's events; null where none exists."
  type        = object({ workspace_id = string })
  default     = null
}

variable "location" {
  description = "Region."
  type        = string
  nullable    = false
}

variable "name" {
  description = "Name of the subnet; the security group is named after network and subnet."
  type        = string
  nullable    = false

  validation {
    condition     = !contains(["AzureFirewallSubnet", "AzureFirewallManagementSubnet", "GatewaySubnet", "RouteServerSubnet"], var.name)
    error_message = "Firewall, gateway and route server subnets take no security group: do not make them with this module."
  }
}

variable "nat_gateway" {
  description = "NAT gateway of the subnet; null for none."
  type        = object({ id = string })
  default     = null

  validation {
    condition     = var.nat_gateway == null || var.route_table == null
    error_message = "A subnet has a NAT gateway or a route to a firewall, not both: the route would win and the gateway be paid for nothing."
  }
}

variable "resource_group_name" {
  description = "Resource group of the virtual network."
  type        = string
  nullable    = false
}

variable "route_table" {
  description = "Route table of the subnet; null for none."
  type        = object({ id = string })
  default     = null
}

variable "rules" {
  description = "Security rules by name; a default deny in both directions is added. ports null means all."
  type = map(object({
    priority     = number
    direction    = string
    access       = optional(string, "Allow")
    protocol     = optional(string, "Tcp")
    ports        = optional(list(string))
    sources      = list(string)
    destinations = list(string)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for rule in var.rules : rule.priority >= 100 && rule.priority < 4000])
    error_message = "Priorities of rules must be 100 to 3999: below and above are the platform's."
  }

  validation {
    condition     = alltrue([for rule in var.rules : try(alltrue([for port in rule.ports : port == "443"]), false) if rule.access == "Allow" && rule.direction == "Inbound" && length(setintersection(rule.sources, ["*", "Internet", "0.0.0.0/0"])) > 0])
    error_message = "Nothing but HTTPS may be let in from the internet, and only by a rule that names port 443."
  }

  validation {
    condition     = length(distinct([for rule in var.rules : "${rule.direction}-${rule.priority}"])) == length(var.rules)
    error_message = "Each priority may be used once per direction."
  }
}

variable "service_endpoints" {
  description = "Service endpoints of the subnet; private endpoints are the rule here."
  type        = set(string)
  default     = []
  nullable    = false
}

variable "tags" {
  description = "Tags."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "virtual_network_name" {
  description = "Virtual network."
  type        = string
  nullable    = false
}
