variable "azure_cloud" {
  description = "public or usgovernment."
  type        = string
  default     = "public"
  nullable    = false
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

variable "firewall_private_ip" {
  description = "Next hop of the network's default route, for modules that need to know it; null when nobody said."
  type        = string
  default     = null

  validation {
    condition     = var.firewall_private_ip == null ? true : can(cidrhost("${var.firewall_private_ip}/32", 0))
    error_message = "firewall_private_ip must be an IPv4 address."
  }
}

variable "flow_logs" {
  description = "Log the network's flows here; false where the organisation does: Azure takes one flow log per network."
  type        = bool
  default     = false
  nullable    = false
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
  description = "Resource group of zones and flow logs."
  type        = string
  nullable    = false
}

variable "subnet_ids" {
  description = "Subnets by name: private-endpoints is needed, compute, runners and aks-nodes where something runs in them."
  type        = map(string)
  nullable    = false

  validation {
    condition     = contains(keys(var.subnet_ids), "private-endpoints") && length(setsubtract(keys(var.subnet_ids), ["private-endpoints", "compute", "runners", "aks-nodes"])) == 0
    error_message = "subnet_ids must hold private-endpoints, and besides it only compute, runners and aks-nodes."
  }

  validation {
    condition     = alltrue([for id in var.subnet_ids : can(regex("^/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\\.Network/virtualNetworks/[^/]+/subnets/[^/]+$", id))])
    error_message = "subnet_ids must be resource ids of subnets."
  }

  validation {
    condition     = alltrue([for name, id in var.subnet_ids : startswith(lower(id), "${lower(var.virtual_network_id)}/") if name != "aks-nodes"])
    error_message = "The subnets must lie in virtual_network_id; only aks-nodes may be in another network."
  }
}

variable "tags" {
  description = "Tags."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "virtual_network_id" {
  description = "The organisation's network, in this subscription."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\\.Network/virtualNetworks/[^/]+$", var.virtual_network_id))
    error_message = "virtual_network_id must be the resource id of a virtual network."
  }
}
