variable "allowed_ip_ranges" {
  description = "Public addresses that may reach the account, for what has to be read before a private network exists; no private ones, no /31 or /32."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for range in var.allowed_ip_ranges : can(regex("^[0-9]{1,3}(\\.[0-9]{1,3}){3}(/([1-9]|[12][0-9]|30))?$", range)) && !can(regex("^(10\\.|192\\.168\\.|172\\.(1[6-9]|2[0-9]|3[01])\\.|0\\.)", range))])
    error_message = "allowed_ip_ranges must hold public IPv4 addresses or ranges of /30 and larger: Azure Storage refuses private ones, /31 and /32."
  }

  validation {
    condition     = alltrue([for range in var.allowed_ip_ranges : try(tonumber(split("/", range)[1]), 32) >= 16])
    error_message = "allowed_ip_ranges must not hold ranges larger than /16: that is a public account by another name."
  }
}

variable "allowed_subnet_ids" {
  description = "Subnets with the Microsoft.Storage service endpoint that may reach the account."
  type        = set(string)
  default     = []
  nullable    = false
}

variable "containers" {
  description = "Containers made in the account."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for name in var.containers : can(regex("^[a-z0-9](-?[a-z0-9]){2,62}$", name))])
    error_message = "Each of containers must have 3 to 63 lower-case letters, digits and single hyphens."
  }
}

variable "deletion_lock" {
  description = "Put a CanNotDelete lock on the account."
  type        = bool
  default     = false
  nullable    = false
}

variable "diagnostics" {
  description = "Log Analytics workspace for reads, writes and deletes; null only where none exists yet."
  type        = object({ workspace_id = string })
  default     = null
}

variable "encryption" {
  description = "Customer-managed key: versionless key id and the identity that may use it (an output of encryption.keys); null is the service's own key."
  type = object({
    key_versionless_id = string
    identity_id        = string
    is_hsm             = optional(bool, false)
  })
  default = null
}

variable "hierarchical_namespace" {
  description = "Data lake account with directories; no versions, no change feed, and not usable as a workspace's default storage."
  type        = bool
  default     = false
  nullable    = false
}

variable "location" {
  description = "Region."
  type        = string
  nullable    = false
}

variable "manage_dns_zone_group" {
  description = "Attach DNS zones to the endpoints; false where a policy does."
  type        = bool
  default     = true
  nullable    = false
}

variable "name" {
  description = "Account name, unique on Azure."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9]{3,24}$", var.name))
    error_message = "name must have 3 to 24 lower-case letters and digits."
  }
}

variable "private_endpoint_subnet_id" {
  description = "Subnet of the private endpoints."
  type        = string
  default     = null
}

variable "private_endpoints" {
  description = "Private link group (blob, dfs, file, queue, table, web) and the zones of its endpoint."
  type        = map(list(string))
  default     = {}
  nullable    = false

  validation {
    condition     = length(setsubtract(keys(var.private_endpoints), ["blob", "dfs", "file", "queue", "table", "web"])) == 0
    error_message = "private_endpoints must be named after blob, dfs, file, queue, table or web."
  }
}

variable "replication_type" {
  description = "GZRS, RAGZRS, GRS or RAGRS; ZRS where the paired region does not exist or lies outside the residency."
  type        = string
  default     = "GZRS"
  nullable    = false

  validation {
    condition     = contains(["GZRS", "RAGZRS", "GRS", "RAGRS", "ZRS"], var.replication_type)
    error_message = "replication_type must be GZRS, RAGZRS, GRS, RAGRS or ZRS: LRS does not survive the loss of a datacentre."
  }
}

variable "resource_group_name" {
  description = "Resource group."
  type        = string
  nullable    = false
}

variable "soft_delete_days" {
  description = "Days deleted blobs and containers can be brought back."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.soft_delete_days >= 7 && var.soft_delete_days <= 365
    error_message = "soft_delete_days must be 7 to 365."
  }
}

variable "tags" {
  description = "Tags."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "trusted_resource_ids" {
  description = "Resources let in by a resource instance rule, for example a registry; opens the public endpoint for exactly these."
  type        = set(string)
  default     = []
  nullable    = false
}

variable "trusted_services" {
  description = "Let trusted Azure services in (flow logs, diagnostics, workspace); they still need a role."
  type        = bool
  default     = true
  nullable    = false
}
