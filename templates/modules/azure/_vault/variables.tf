variable "deletion_lock" {
  description = "Put a CanNotDelete lock on the vault."
  type        = bool
  default     = false
  nullable    = false
}

variable "diagnostics" {
  description = "Log Analytics workspace for audit events; null only where none exists yet."
  type        = object({ workspace_id = string })
  default     = null
}

variable "location" {
  description = "Region."
  type        = string
  nullable    = false
}

variable "name" {
  description = "Vault name, unique on Azure and held for 90 days after deletion."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z](-?[a-z0-9]){2,23}$", var.name)) && length(var.name) <= 24
    error_message = "name must have 3 to 24 lower-case letters, digits and single hyphens, and begin with a letter."
  }
}

variable "private_endpoint" {
  description = "Subnet and zones of the endpoint; null only in a bootstrap that has no network."
  type = object({
    subnet_id             = string
    dns_zone_ids          = list(string)
    manage_dns_zone_group = optional(bool, true)
  })
  default = null
}

variable "resource_group_name" {
  description = "Resource group."
  type        = string
  nullable    = false
}

variable "tags" {
  description = "Tags."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "tenant_id" {
  description = "Tenant whose identities may be given roles."
  type        = string
  nullable    = false
}
