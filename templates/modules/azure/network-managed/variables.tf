variable "address_space" {
  description = "Network of the environment, /16 to /20, cut into hub, ml and aks; a different one per environment where they are ever connected."
  type        = string
  nullable    = false

  validation {
    condition     = can(cidrhost(var.address_space, 0)) && try(tonumber(split("/", var.address_space)[1]) >= 16 && tonumber(split("/", var.address_space)[1]) <= 20, false)
    error_message = "address_space must be an IPv4 network of /16 to /20: the firewall needs a /26 and machine learning a /27 after it is cut."
  }

  validation {
    condition     = can(cidrhost(var.address_space, 0)) ? cidrhost(var.address_space, 0) == split("/", var.address_space)[0] : true
    error_message = "address_space must begin at its network address, such as 10.80.0.0/16."
  }

  validation {
    condition     = can(regex("^(10\\.|192\\.168\\.|172\\.(1[689]|2[0-9]|3[01])\\.|100\\.(6[4-9]|[7-9][0-9]|1[01][0-9]|12[0-7])\\.)", var.address_space))
    error_message = "address_space must be private, and not in 172.17.0.0/16: that is Docker's bridge on every machine of Azure Machine Learning."
  }
}

variable "aks_network" {
  description = "Make a network of its own for Kubernetes."
  type        = bool
  default     = false
  nullable    = false
}

variable "allowed_fqdns" {
  description = "Names that may be reached over HTTPS in egress mode firewall, such as pypi.org or *.pypi.org."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for name in var.allowed_fqdns : can(regex("^(\\*\\.)?([a-z0-9]([a-z0-9-]*[a-z0-9])?\\.)+[a-z]{2,}$", name)) && length(split(".", name)) >= (startswith(name, "*.") ? 3 : 2)])
    error_message = "Each of allowed_fqdns must be a name such as pypi.org or *.pypi.org; no URL, no bare *, no whole top-level domain."
  }

  validation {
    condition     = var.egress_mode == "firewall" || length(var.allowed_fqdns) == 0
    error_message = "allowed_fqdns is enforced in egress_mode firewall only: in other modes it would look like a control and be none."
  }
}

variable "availability_zones" {
  description = "Zones of firewall and its address; empty in regions that have none."
  type        = set(string)
  default     = []
  nullable    = false
}

variable "azure_cloud" {
  description = "public or usgovernment."
  type        = string
  default     = "public"
  nullable    = false
}

variable "ddos_protection_plan_id" {
  description = "The organisation's DDoS protection plan for the hub; null leaves Azure's infrastructure protection."
  type        = string
  default     = null
}

variable "egress_mode" {
  description = "How traffic leaves: none, nat (unfiltered), firewall (a hub of our own, listed names only) or hub (the organisation's firewall)."
  type        = string
  default     = "none"
  nullable    = false

  validation {
    condition     = contains(["none", "nat", "firewall", "hub"], var.egress_mode)
    error_message = "egress_mode must be none, nat, firewall or hub."
  }

  validation {
    condition     = var.egress_mode != "nat" || contains(["sandbox", "dev"], var.environment) || var.unfiltered_egress_acknowledged
    error_message = "egress_mode nat filters nothing: outside sandbox and dev set unfiltered_egress_acknowledged = true once this is approved, or choose firewall."
  }

  validation {
    condition     = var.egress_mode != "hub" || try(var.hub.next_hop_ip, null) != null
    error_message = "egress_mode hub needs hub.next_hop_ip, the address of the organisation's firewall."
  }

  validation {
    condition     = var.egress_mode != "firewall" || var.hub == null
    error_message = "egress_mode firewall makes a hub of its own: choose hub for the organisation's, or leave hub out."
  }
}

variable "encryption" {
  description = "Key of the flow log account (logs_encryption of encryption.keys); null where the platform has no keys of its own."
  type = object({
    key_versionless_id = string
    identity_id        = string
    is_hsm             = optional(bool, false)
  })
  default = null
}

variable "endpoint_ports" {
  description = "TCP ports on which private endpoints may be reached: HTTPS, PostgreSQL, Kafka, Redis."
  type        = set(number)
  default     = [443, 5432, 9093, 10000]
  nullable    = false

  validation {
    condition     = contains(var.endpoint_ports, 443) && alltrue([for port in var.endpoint_ports : port > 0 && port < 65536 && port != 22 && port != 3389])
    error_message = "endpoint_ports must hold 443 and neither 22 nor 3389: no service of the platform is administered through an endpoint."
  }
}

variable "environment" {
  description = "Environment: sandbox, dev, staging or prod."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["sandbox", "dev", "staging", "prod"], var.environment)
    error_message = "environment must be sandbox, dev, staging or prod."
  }
}

variable "existing_private_dns_zone_ids" {
  description = "Zones the organisation has, by their name in _private-dns/catalog.tf; the others are made."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "fallback_zones" {
  description = "Zones in which partners' names must still resolve publicly."
  type        = set(string)
  default     = []
  nullable    = false
}

variable "hub" {
  description = "The organisation's hub: network to peer with, firewall address, DNS servers, whether its gateway is used; null without one."
  type = object({
    virtual_network_id = string
    next_hop_ip        = optional(string)
    dns_servers        = optional(list(string), [])
    use_gateway        = optional(bool, false)
  })
  default = null
}

variable "link_existing_zones" {
  description = "Link given zones to our networks; false where the hub's resolver answers for them."
  type        = bool
  default     = true
  nullable    = false
}

variable "location" {
  description = "Region."
  type        = string
  nullable    = false
}

variable "log_analytics" {
  description = "Workspace for events and traffic analytics (log_analytics of observability.platform); null for none."
  type        = object({ id = string, guid = string, location = string })
  default     = null
}

variable "manage_dns_zone_group" {
  description = "Endpoints register themselves; false where a policy of the landing zone does, and then no zone is made."
  type        = bool
  default     = true
  nullable    = false
}

variable "name_prefix" {
  description = "Prefix of every name, <project>-<environment>."
  type        = string
  nullable    = false
}

variable "name_suffix" {
  description = "Eight hex digits for names that are global."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[0-9a-f]{8}$", var.name_suffix))
    error_message = "name_suffix must be eight hex digits."
  }
}

variable "network_watcher" {
  description = "The region's Network Watcher; by default the one Azure makes."
  type = object({
    name                = optional(string)
    resource_group_name = optional(string, "NetworkWatcherRG")
  })
  default  = {}
  nullable = false
}

variable "on_premises_cidrs" {
  description = "Networks beyond the hub that may reach the endpoints, and that must not be overlapped."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition = alltrue([
      for cidr in var.on_premises_cidrs : !can(cidrhost(cidr, 0)) ? false :
      cidrhost("${cidrhost(cidr, 0)}/${min(tonumber(split("/", cidr)[1]), tonumber(split("/", var.address_space)[1]))}", 0) != cidrhost("${cidrhost(var.address_space, 0)}/${min(tonumber(split("/", cidr)[1]), tonumber(split("/", var.address_space)[1]))}", 0)
    ])
    error_message = "on_premises_cidrs must be IPv4 networks that do not overlap address_space."
  }
}

variable "private_dns_services" {
  description = "Private link services that must resolve, by their name in _private-dns/catalog.tf."
  type        = set(string)
  default     = ["account", "amlregistry", "amlworkspace", "blob", "dfs", "eventhub", "file", "monitor", "queue", "registry", "search", "table", "vault"]
  nullable    = false

  validation {
    condition     = length(setsubtract(["amlworkspace", "blob", "file", "vault", "registry", "monitor"], var.private_dns_services)) == 0
    error_message = "private_dns_services must hold amlworkspace, blob, file, vault, registry and monitor: the workspace does not work without them."
  }
}

variable "replication_type" {
  description = "Replication of the flow log account, see _secure-storage."
  type        = string
  default     = "GZRS"
  nullable    = false
}

variable "resource_group_name" {
  description = "Resource group of everything here."
  type        = string
  nullable    = false
}

variable "tags" {
  description = "Tags."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "unfiltered_egress_acknowledged" {
  description = "Somebody with authority accepted egress_mode nat outside sandbox and dev."
  type        = bool
  default     = false
  nullable    = false
}
