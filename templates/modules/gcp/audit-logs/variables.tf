variable "access_log_days" {
  description = "Days access logs of buckets are kept."
  type        = number
  default     = 400
  nullable    = false

  validation {
    condition     = var.access_log_days >= 180 && floor(var.access_log_days) == var.access_log_days
    error_message = "access_log_days must be a whole number of at least 180 (AI Act 19 and 26(6): six months)."
  }
}

variable "audit_key_id" {
  description = "Key of log bucket and archive, in the same region, with grants to Logging's and Storage's agents."
  type        = string
  nullable    = false

  validation {
    condition     = startswith(var.audit_key_id, "projects/") && !strcontains(var.audit_key_id, "/cryptoKeyVersions/")
    error_message = "audit_key_id must be the id of a key, without a version."
  }
}

variable "environment" {
  description = "Environment."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["sandbox", "dev", "staging", "prod"], var.environment)
    error_message = "environment must be sandbox, dev, staging or prod."
  }
}

variable "extra_filters" {
  description = "Further log entries that belong to the trail, as filters."
  type        = set(string)
  default     = []
  nullable    = false
}

variable "force_destroy" {
  description = "Empty both buckets when they are destroyed. Objects under retention stay, and the destroy fails."
  type        = bool
  default     = false
  nullable    = false

  validation {
    condition     = !var.force_destroy || contains(["sandbox", "dev"], var.environment)
    error_message = "force_destroy is for sandbox and dev."
  }
}

variable "include_network_logs" {
  description = "Keep network flows, firewall decisions and DNS queries as long as the trail."
  type        = bool
  default     = true
  nullable    = false
}

variable "labels" {
  description = "Labels for what takes labels."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "lock_acknowledged" {
  description = "Somebody with authority accepted that a locked retention can never be shortened."
  type        = bool
  default     = false
  nullable    = false
}

variable "lock_retention" {
  description = "Lock retention of log bucket and archive, irrevocably."
  type        = bool
  default     = false
  nullable    = false

  validation {
    condition     = !var.lock_retention || !contains(["sandbox", "dev"], var.environment)
    error_message = "lock_retention is not for sandbox and dev: what is locked there outlives the environment, and its project cannot be deleted."
  }
}

variable "logs_key_id" {
  description = "Key of the access log bucket."
  type        = string
  nullable    = false

  validation {
    condition     = startswith(var.logs_key_id, "projects/") && !strcontains(var.logs_key_id, "/cryptoKeyVersions/")
    error_message = "logs_key_id must be the id of a key, without a version."
  }
}

variable "name_prefix" {
  description = "Prefix of every name."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{2,30}$", var.name_prefix))
    error_message = "name_prefix must be 3 to 31 characters: lower-case letters, digits and hyphens, starting with a letter."
  }
}

variable "notification_channels" {
  description = "Channels of the alerts."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "org_id" {
  description = "Number of the organisation, for org_sink."
  type        = string
  default     = null
}

variable "org_sink" {
  description = "Also collect the audit logs of every project of the organisation. One platform of an organisation does, at most."
  type        = bool
  default     = false
  nullable    = false
}

variable "project_id" {
  description = "Project of the platform."
  type        = string
  nullable    = false
}

variable "region" {
  description = "Region of buckets and keys."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]+-[a-z]+[0-9]+$", var.region))
    error_message = "region must be a region: a log bucket with a key of ours is regional."
  }
}

variable "retention_years" {
  description = "Years records are kept by law or policy; holds in prod."
  type        = number
  nullable    = false

  validation {
    condition     = var.retention_years >= 0 && var.retention_years <= 100 && floor(var.retention_years) == var.retention_years
    error_message = "retention_years must be a whole number from 0 to 100, the longest a retention policy of Cloud Storage takes."
  }
}

variable "test_retention_days" {
  description = "Days the trail is kept outside prod."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.test_retention_days >= 1 && var.test_retention_days <= 400 && floor(var.test_retention_days) == var.test_retention_days
    error_message = "test_retention_days must be a whole number from 1 to 400."
  }
}
