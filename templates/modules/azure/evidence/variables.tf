variable "auditor_group_ids" {
  description = "Entra groups, by object id, that may read evidence."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for id in var.auditor_group_ids : can(regex("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", id))])
    error_message = "auditor_group_ids must be object ids of Entra groups, in lower case."
  }
}

variable "deletion_lock" {
  description = "Put CanNotDelete locks on account and ledger."
  type        = bool
  default     = true
  nullable    = false

  validation {
    condition     = var.deletion_lock || var.environment != "prod"
    error_message = "deletion_lock must be true in prod."
  }
}

variable "dns_zone_groups_managed" {
  description = "Endpoints attach their zones (output of network.private)."
  type        = bool
  default     = true
  nullable    = false
}

variable "encryption" {
  description = "Key of the account (audit_encryption of encryption.keys)."
  type = object({
    key_versionless_id = string
    identity_id        = string
    is_hsm             = optional(bool, false)
  })
  nullable = false
}

variable "entra_logs" {
  description = "Send the tenant's sign-in and audit logs to the log workspace; needs Security Administrator in Entra and belongs into one root only."
  type        = bool
  default     = false
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

variable "exported_tables" {
  description = "Tables of the log workspace that are copied into the account continuously."
  type        = set(string)
  default     = ["StorageBlobLogs"]
  nullable    = false

  validation {
    condition     = alltrue([for table in var.exported_tables : can(regex("^[A-Za-z][A-Za-z0-9_]{2,58}$", table)) && !strcontains(table, "_CL")])
    error_message = "exported_tables must be names of Azure tables: custom tables (_CL) made by the old collector cannot be exported."
  }
}

variable "ledger" {
  description = "How provenance is made tamper-evident: none, hash_chain (files in the account) or ledger (Azure Confidential Ledger)."
  type        = string
  default     = "none"
  nullable    = false

  validation {
    condition     = contains(["none", "hash_chain", "ledger"], var.ledger)
    error_message = "ledger must be none, hash_chain or ledger."
  }
}

variable "ledger_administrator_ids" {
  description = "Object ids of the service principals that administer the ledger: break-glass, not the pipeline."
  type        = set(string)
  default     = []
  nullable    = false
}

variable "ledger_location" {
  description = "Region of the ledger, which few regions have; it is always copied to the paired region. null means the stack's own."
  type        = string
  default     = null
}

variable "ledger_reader_ids" {
  description = "Object ids of the auditors' service principals."
  type        = set(string)
  default     = []
  nullable    = false
}

variable "location" {
  description = "Region."
  type        = string
  nullable    = false
}

variable "lock_acknowledgement" {
  description = "The sentence that makes locked possible: \"irreversible for <days> days\"."
  type        = string
  default     = ""
  nullable    = false
}

variable "lock_days" {
  description = "Days evidence is immutable outside prod; prod follows retention_years."
  type        = number
  default     = 1
  nullable    = false

  validation {
    condition     = var.lock_days >= 1 && var.lock_days <= 365 && floor(var.lock_days) == var.lock_days
    error_message = "lock_days must be 1 to 365."
  }
}

variable "locked" {
  description = "Lock the immutability policies. Nobody can undo it: containers and account stay until the last blob's time is over, and the period can only grow, five times."
  type        = bool
  default     = false
  nullable    = false

  validation {
    condition     = !var.locked || contains(["staging", "prod"], var.environment)
    error_message = "locked makes an environment that cannot be destroyed: staging and prod only."
  }

  validation {
    condition     = !var.locked || var.lock_acknowledgement == "irreversible for ${var.environment == "prod" ? ceil(var.retention_years * 365.25) : var.lock_days} days"
    error_message = "locked cannot be undone: set lock_acknowledgement to \"irreversible for ${var.environment == "prod" ? ceil(var.retention_years * 365.25) : var.lock_days} days\" once somebody with authority has accepted that."
  }
}

variable "log_analytics" {
  description = "Log workspace (log_analytics of observability.platform)."
  type        = object({ id = string, guid = string, location = string })
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

variable "private_endpoint_subnet_id" {
  description = "Subnet of the account's endpoint."
  type        = string
  nullable    = false
}

variable "replication_type" {
  description = "Replication of the account, see _secure-storage."
  type        = string
  default     = "GZRS"
  nullable    = false
}

variable "resource_group_name" {
  description = "Resource group of everything here."
  type        = string
  nullable    = false
}

variable "retention_years" {
  description = "Years evidence is kept in prod: the longest of the regimes."
  type        = number
  nullable    = false

  validation {
    condition     = var.retention_years >= 1 && var.retention_years <= 99 && floor(var.retention_years) == var.retention_years
    error_message = "retention_years must be 1 to 99 whole years."
  }
}

variable "service_zone_ids" {
  description = "Zones per private link service (output of network.private)."
  type        = map(list(string))
  default     = {}
  nullable    = false
}

variable "subscription_id" {
  description = "Subscription whose activity log is exported."
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
  description = "Tenant of the ledger's users."
  type        = string
  nullable    = false
}
