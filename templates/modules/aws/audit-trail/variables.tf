variable "access_log_days" {
  description = "Days server access logs are kept."
  type        = number
  default     = 400
  nullable    = false

  validation {
    condition     = var.access_log_days >= 180
    error_message = "access_log_days must be at least 180: EU AI Act Art. 19 and 26(6) ask for logs of at least six months."
  }
}

variable "alert_emails" {
  description = "Mail addresses subscribed to the alerts topic; each person must confirm the subscription mail."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for address in var.alert_emails : can(regex("^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$", address))])
    error_message = "Each of alert_emails must be a mail address such as platform@example.org."
  }
}

variable "alerts_key_arn" {
  description = "KMS key of the alerts topic. Its policy must let cloudwatch, budgets and costalerts use it, and events without any condition."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/[A-Za-z0-9-]+$", var.alerts_key_arn))
    error_message = "alerts_key_arn must be the ARN of a KMS key."
  }
}

variable "audit_key_arn" {
  description = "KMS key of trail, evidence and the trail's delivery topic. Its policy must let cloudtrail.amazonaws.com call GenerateDataKey*, Decrypt and DescribeKey."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/[A-Za-z0-9-]+$", var.audit_key_arn))
    error_message = "audit_key_arn must be the ARN of a KMS key."
  }
}

variable "environment" {
  description = "Environment: decides how long the evidence lock lasts and whether the log group can be deleted."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["sandbox", "dev", "staging", "prod"], var.environment)
    error_message = "environment must be sandbox, dev, staging or prod."
  }
}

variable "existing_trail_arn" {
  description = "ARN of a trail that already records this account (usually the organisation's): no trail, trail bucket, log group or metric alarm is then created here."
  type        = string
  default     = null

  validation {
    condition     = var.existing_trail_arn == null ? true : can(regex("^arn:aws[a-z-]*:cloudtrail:[a-z0-9-]+:[0-9]{12}:trail/[A-Za-z0-9._-]{3,128}$", var.existing_trail_arn))
    error_message = "existing_trail_arn must be the ARN of a CloudTrail trail."
  }
}

variable "extra_data_event_types" {
  description = "Further CloudTrail data event resource types to record, for example AWS::S3Tables::Table."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for type in var.extra_data_event_types : can(regex("^AWS::[A-Za-z0-9]+::[A-Za-z0-9]+$", type))])
    error_message = "Each of extra_data_event_types must look like AWS::Service::Resource."
  }

  validation {
    condition     = !contains(var.extra_data_event_types, "AWS::S3::Object")
    error_message = "AWS::S3::Object is already recorded for the platform's own buckets; recording every bucket again would also record the trail's own deliveries."
  }
}

variable "force_destroy_access_logs" {
  description = "Empty the access log bucket on destroy; never allowed in prod. Trail and evidence are never emptied."
  type        = bool
  default     = false
  nullable    = false

  validation {
    condition     = !var.force_destroy_access_logs || var.environment != "prod"
    error_message = "force_destroy_access_logs must be false in prod."
  }
}

variable "is_organization_trail" {
  description = "Record every account of the organisation; works only in the management or the delegated administrator account."
  type        = bool
  default     = false
  nullable    = false

  validation {
    condition     = !var.is_organization_trail || var.organization_id != null
    error_message = "is_organization_trail needs organization_id: log files of member accounts are stored below it."
  }

  validation {
    condition     = !var.is_organization_trail || var.existing_trail_arn == null
    error_message = "is_organization_trail and existing_trail_arn exclude each other: either this module owns the trail or it adopts one."
  }
}

variable "lock_acknowledged" {
  description = "Somebody with the authority to do so accepted that COMPLIANCE objects cannot be deleted by anyone, root included, before their retention ends (LOG-03 asks for a dated approval)."
  type        = bool
  default     = false
  nullable    = false
}

variable "lock_days" {
  description = "Days evidence is locked outside prod. In prod the lock lasts retention_years."
  type        = number
  default     = 1
  nullable    = false

  validation {
    condition     = var.lock_days >= 1 && var.lock_days <= 365 && floor(var.lock_days) == var.lock_days
    error_message = "lock_days must be a whole number from 1 to 365; longer retention belongs to prod and follows retention_years."
  }
}

variable "lock_mode" {
  description = "Object Lock mode of the evidence bucket: GOVERNANCE can be lifted by a privileged role, COMPLIANCE by nobody."
  type        = string
  default     = "GOVERNANCE"
  nullable    = false

  validation {
    condition     = contains(["GOVERNANCE", "COMPLIANCE"], var.lock_mode)
    error_message = "lock_mode must be GOVERNANCE or COMPLIANCE."
  }

  validation {
    condition     = var.lock_mode != "COMPLIANCE" || var.lock_acknowledged
    error_message = "COMPLIANCE cannot be undone, not even by the root user or AWS: set lock_acknowledged = true once this is approved."
  }

  validation {
    condition     = var.lock_mode != "COMPLIANCE" || contains(["staging", "prod"], var.environment)
    error_message = "COMPLIANCE is not allowed in sandbox and dev: their evidence bucket could not be destroyed."
  }
}

variable "log_retention_days" {
  description = "Days the trail stays searchable in CloudWatch Logs; the trail bucket keeps it for retention_years."
  type        = number
  default     = 365
  nullable    = false

  validation {
    condition     = contains([365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_days)
    error_message = "log_retention_days must be a CloudWatch Logs retention of at least one year: 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653."
  }
}

variable "logs_key_arn" {
  description = "KMS key of the trail's log group. Its policy must let logs.<region>.amazonaws.com use it."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/[A-Za-z0-9-]+$", var.logs_key_arn))
    error_message = "logs_key_arn must be the ARN of a KMS key."
  }
}

variable "name_prefix" {
  description = "Prefix of every name; also the prefix of the platform's buckets, whose object events the trail records."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{2,30}$", var.name_prefix))
    error_message = "name_prefix must be 3 to 31 characters: lower-case letters, digits and hyphens, starting with a letter."
  }
}

variable "network_activity_sources" {
  description = "Services whose denied VPC endpoint calls are recorded as network activity events, for example s3.amazonaws.com."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for source in var.network_activity_sources : can(regex("^[a-z0-9-]+\\.amazonaws\\.com$", source))])
    error_message = "Each of network_activity_sources must be a service such as kms.amazonaws.com."
  }
}

variable "organization_id" {
  description = "Organization id (o-…), for is_organization_trail."
  type        = string
  default     = null

  validation {
    condition     = var.organization_id == null ? true : can(regex("^o-[a-z0-9]{10,32}$", var.organization_id))
    error_message = "organization_id must look like o-a1b2c3d4e5."
  }
}

variable "permissions_boundary_arn" {
  description = "Permissions boundary of the roles made here."
  type        = string
  default     = null
}

variable "region" {
  description = "Region of the provider: the trail's home region, part of the ARNs that policies name before the resource exists."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.region))
    error_message = "region must be a region code such as eu-central-1."
  }
}

variable "retention_years" {
  description = "Years trail files are kept and, in prod, evidence is locked."
  type        = number
  nullable    = false

  validation {
    condition     = var.retention_years >= 1 && var.retention_years <= 99
    error_message = "retention_years must be from 1 to 99 (S3 Object Lock ends at 36500 days)."
  }
}

variable "tags" {
  description = "Tags for every resource that takes tags."
  type        = map(string)
  default     = {}
  nullable    = false
}
