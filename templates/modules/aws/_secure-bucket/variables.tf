variable "access_log_bucket" {
  description = "Bucket that receives this bucket's server access logs, as a name known at plan (the name output of this module); null when this bucket itself receives access logs, or logging is deliberately off."
  type        = string
  default     = null

  validation {
    # A destination that logs to itself writes a log record about every log record.
    condition     = var.access_log_bucket == null || var.purpose != "access-logs"
    error_message = "A bucket with purpose access-logs must not be logged itself: leave access_log_bucket null."
  }
}

variable "allow_service_encryption" {
  description = "Leave out the deny-wrong-key statement, for AWS log deliveries that send no KMS header or one of their own choice. Default encryption still applies."
  type        = bool
  default     = false
  nullable    = false
}

variable "force_destroy" {
  description = "Delete the bucket with the objects in it on destroy. Never together with object_lock."
  type        = bool
  default     = false
  nullable    = false
}

variable "kms_key_arn" {
  description = "Customer-managed KMS key for default encryption (key ARN, not an alias: aliases resolve in the caller's account). Null = SSE-S3, only for purpose access-logs."
  type        = string

  validation {
    condition     = var.kms_key_arn == null ? true : can(regex("^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/[A-Za-z0-9-]+$", var.kms_key_arn))
    error_message = "kms_key_arn must be the ARN of a KMS key (arn:<partition>:kms:<region>:<account>:key/<id>), not an alias or a bare id."
  }

  validation {
    # S3 documents SSE-S3 as the only default encryption of a server access log destination; with SSE-KMS the logs
    # silently never arrive (S3 User Guide, "Enabling server access logging"; aws/aws-cdk#23385).
    condition     = (var.kms_key_arn == null) == (var.purpose == "access-logs")
    error_message = "Every bucket needs a kms_key_arn, except one with purpose access-logs, which must have none: S3 delivers server access logs only to SSE-S3 buckets."
  }
}

variable "lifecycle_rules" {
  description = "Days after which old versions and unfinished uploads go, and optionally when current objects expire or move to infrequent access."
  type = object({
    noncurrent_days      = optional(number, 90)
    abort_multipart_days = optional(number, 7)
    expire_days          = optional(number)
    transition_ia_days   = optional(number)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.lifecycle_rules.noncurrent_days >= 1 && var.lifecycle_rules.abort_multipart_days >= 1
    error_message = "lifecycle_rules.noncurrent_days and abort_multipart_days must be at least 1."
  }

  validation {
    condition     = var.lifecycle_rules.transition_ia_days == null ? true : var.lifecycle_rules.transition_ia_days >= 30
    error_message = "lifecycle_rules.transition_ia_days must be at least 30: S3 rejects earlier transitions to STANDARD_IA."
  }

  validation {
    condition = (
      var.lifecycle_rules.expire_days == null ? true :
      var.lifecycle_rules.expire_days > coalesce(var.lifecycle_rules.transition_ia_days, 0)
    )
    error_message = "lifecycle_rules.expire_days must be at least 1 and later than transition_ia_days."
  }
}

variable "name" {
  description = "Full bucket name, globally unique; by convention <name_prefix>-<purpose>-<account id>."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$", var.name))
    error_message = "name must be 3 to 63 characters of lower-case letters, digits and hyphens (no dots: they break TLS wildcard certificates)."
  }
}

variable "object_lock" {
  description = "Default Object Lock retention; null = the bucket is created without Object Lock. It cannot be removed later."
  type = object({
    mode = string
    days = number
  })
  default = null

  validation {
    condition     = var.object_lock == null ? true : contains(["GOVERNANCE", "COMPLIANCE"], var.object_lock.mode)
    error_message = "object_lock.mode must be GOVERNANCE or COMPLIANCE."
  }

  validation {
    condition     = var.object_lock == null ? true : var.object_lock.days >= 1 && var.object_lock.days <= 36500 && floor(var.object_lock.days) == var.object_lock.days
    error_message = "object_lock.days must be a whole number from 1 to 36500, the range of S3."
  }

  validation {
    condition     = var.object_lock == null || var.purpose != "access-logs"
    error_message = "A bucket with purpose access-logs must have no object_lock: S3 does not deliver access logs to a locked bucket."
  }

  validation {
    condition     = var.object_lock == null || !var.force_destroy
    error_message = "object_lock and force_destroy exclude each other: a locked bucket must never be emptied by a destroy."
  }
}

variable "policy_statements" {
  description = "Further bucket policy statements, each ONE JSON statement object (jsonencode({...})), added after the built-in ones."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for statement in var.policy_statements : can(jsondecode(statement).Effect)])
    error_message = "Each element of policy_statements must be one JSON object with an Effect, as made by jsonencode({...})."
  }
}

variable "purpose" {
  description = "What the bucket is for, in one word (for example trail, evidence, artifacts); becomes its Purpose tag. access-logs makes it a server access log destination: SSE-S3, no Object Lock, no logging of its own."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,30}$", var.purpose))
    error_message = "purpose must be 2 to 31 characters: lower-case letters, digits and hyphens, starting with a letter."
  }
}

variable "tags" {
  description = "Tags for the bucket."
  type        = map(string)
  default     = {}
  nullable    = false
}
