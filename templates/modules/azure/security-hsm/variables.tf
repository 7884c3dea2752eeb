variable "deletion_lock" {
  description = "Put CanNotDelete locks on the vaults."
  type        = bool
  default     = true
  nullable    = false
}

variable "dns_zone_groups_managed" {
  description = "Endpoints attach their zones (output of network.private)."
  type        = bool
  default     = true
  nullable    = false
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

variable "group_ids" {
  description = "Entra groups by object id: key_officers and secret_officers administer, auditors see metadata."
  type = object({
    key_officers    = optional(set(string), [])
    secret_officers = optional(set(string), [])
    auditors        = optional(set(string), [])
  })
  default  = {}
  nullable = false
}

variable "hsm" {
  description = "Managed HSM, null until the key ceremony: administrators' object ids, ids of 3 to 10 Key Vault certificates for the security domain, and how many of them restore it."
  type = object({
    admin_object_ids                = set(string)
    security_domain_certificate_ids = list(string)
    security_domain_quorum          = optional(number, 2)
  })
  default = null
}

variable "key_size" {
  description = "Bits of the RSA keys."
  type        = number
  default     = 3072
  nullable    = false
}

variable "location" {
  description = "Region."
  type        = string
  nullable    = false
}

variable "log_analytics" {
  description = "Workspace for audit events (log_analytics of observability.platform); null for none."
  type        = object({ id = string, guid = string, location = string })
  default     = null
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
}

variable "private_endpoint_subnet_id" {
  description = "Subnet of the vaults' endpoints."
  type        = string
  nullable    = false
}

variable "rbac_wait" {
  description = "How long to wait until role assignments work; 0s in tests."
  type        = string
  default     = "90s"
  nullable    = false
}

variable "resource_group_name" {
  description = "Resource group of vaults, keys and identities."
  type        = string
  nullable    = false
}

variable "rotation" {
  description = "Rotation policy as ISO 8601 durations: life of a version, rotation and notice before its end."
  type = object({
    expire_after         = optional(string, "P2Y")
    rotate_before_expiry = optional(string, "P30D")
    notify_before_expiry = optional(string, "P29D")
  })
  default  = {}
  nullable = false
}

variable "service_zone_ids" {
  description = "Zones per private link service (output of network.private)."
  type        = map(list(string))
  default     = {}
  nullable    = false
}

variable "tags" {
  description = "Tags."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "tenant_id" {
  description = "Tenant."
  type        = string
  nullable    = false
}
