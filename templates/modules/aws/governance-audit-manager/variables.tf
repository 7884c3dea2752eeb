# Everything but existing_audit_manager, framework_ids, manage_registration and process_owner_arns goes through to ../governance-config.
# null means the default there, and the rules are there too.

variable "access_log_bucket" {
  description = "Bucket for server access logs of the delivery bucket, as a name known at plan."
  type        = string
  nullable    = false
}

variable "alerts_topic_arn" {
  description = "Topic that findings go to. Its policy and its key must let events.amazonaws.com publish, without a condition."
  type        = string
  nullable    = false
}

variable "audit_key_arn" {
  description = "KMS key of the delivery bucket. Its policy must let config.amazonaws.com call GenerateDataKey and Decrypt."
  type        = string
  nullable    = false
}

variable "copy_to_evidence" {
  description = "Copy configuration history and snapshots into the locked evidence bucket."
  type        = bool
  default     = null
}

variable "daily_recording_types" {
  description = "Resource types recorded once a day although the recorder is continuous, because they change all the time and no rule needs them."
  type        = set(string)
  default     = null
}

variable "environment" {
  description = "sandbox, dev, staging or prod."
  type        = string
  nullable    = false
}

variable "evidence_bucket_arn" {
  description = "ARN of the locked evidence bucket, for copy_to_evidence."
  type        = string
  nullable    = false
}

variable "existing_audit_manager" {
  description = "Acknowledge that this account and region used AWS Audit Manager before 30 April 2026. Since then AWS lets nobody else in."
  type        = bool
  nullable    = false

  validation {
    condition     = var.existing_audit_manager
    error_message = "AWS Audit Manager is closed to new accounts and regions since 2026-04-30. If `aws auditmanager get-account-status` does not say ACTIVE here, use the flavour conformance; if it does, set existing_audit_manager = true."
  }
}

variable "existing_config_bucket_name" {
  description = "Delivery bucket of the adopted recorder, handed on in the outputs."
  type        = string
  default     = null
}

variable "extra_rules" {
  description = "Further AWS Config managed rules of your own: identifier => control ids it gives evidence for, and parameters. They form one more pack."
  type = map(object({
    controls   = list(string)
    parameters = optional(map(string), {})
  }))
  default = null
}

variable "force_destroy" {
  description = "Empty delivery and report bucket on destroy; sandbox and dev only."
  type        = bool
  default     = false
  nullable    = false
}

variable "framework_ids" {
  description = "Frameworks to assess, short name => id from `aws auditmanager list-assessment-frameworks`. Short names of regimes count as their assessment; generative_ai is that of the AI Act and ISO 42001."
  type        = map(string)
  nullable    = false

  validation {
    condition     = length(var.framework_ids) > 0 && alltrue([for name in keys(var.framework_ids) : can(regex("^[a-z][a-z0-9_]{1,40}$", name))])
    error_message = "framework_ids needs at least one framework; its keys are short names such as hipaa, gdpr, soc2, nist_800_53 or generative_ai."
  }

  validation {
    condition     = alltrue([for id in values(var.framework_ids) : can(regex("^[a-f0-9]{8}(-[a-f0-9]{4}){3}-[a-f0-9]{12}$", id))])
    error_message = "Each of framework_ids must be the id (a UUID) of a framework, not its title: titles change, and looking one up fails the plan."
  }
}

variable "guardduty_features" {
  description = "GuardDuty features switched on; the known others are switched off explicitly, because a new detector has most of them on."
  type        = set(string)
  default     = null
}

variable "manage_registration" {
  description = "Take over the account's registration to set its key to audit_key_arn. Destroying it never deregisters: an account that left cannot come back."
  type        = bool
  default     = false
  nullable    = false
}

variable "name_prefix" {
  description = "Prefix of every name."
  type        = string
  nullable    = false
}

variable "permissions_boundary_arn" {
  description = "Permissions boundary of the replication role."
  type        = string
  default     = null
}

variable "process_owner_arns" {
  description = "IAM roles that own the assessments: people of audit or risk, never the pipeline."
  type        = set(string)
  nullable    = false

  validation {
    condition     = length(var.process_owner_arns) > 0 && alltrue([for arn in var.process_owner_arns : can(regex("^arn:aws[a-z-]*:iam::[0-9]{12}:role/.+$", arn))])
    error_message = "process_owner_arns needs at least one role ARN: an assessment without an owner is refused."
  }
}

variable "record_global_resources" {
  description = "Record IAM and other global types here. True in exactly one region of the account."
  type        = bool
  default     = null
}

variable "recording_frequency" {
  description = "CONTINUOUS, or DAILY to save cost: rules triggered by changes are then evaluated once a day."
  type        = string
  default     = null
}

variable "regimes" {
  description = "Regimes the platform is held to; each adds a conformance pack, and some a Security Hub standard."
  type        = set(string)
  default     = null
}

variable "region" {
  description = "Region of the provider, part of ARNs."
  type        = string
  nullable    = false
}

variable "required_tags" {
  description = "Tag keys the *_TAGGED rules ask for. Case counts; the default are keys that every provider block of the platform sets."
  type        = set(string)
  default     = null
}

variable "retention_years" {
  description = "Years configuration history is kept. AWS Config itself keeps seven at most, the bucket the whole time."
  type        = number
  nullable    = false
}

variable "services" {
  description = "What to do with each thing of which an account has only one: create it, adopt it (it exists; use it, do not manage it) or leave it off."
  type = object({
    access_analyzer        = optional(string)
    config_recorder        = optional(string)
    config_service_role    = optional(string)
    ebs_default_encryption = optional(string)
    guardduty              = optional(string)
    inspector              = optional(string)
    macie                  = optional(string)
    s3_public_access_block = optional(string)
    security_hub           = optional(string)
  })
  default = null
}

variable "tags" {
  description = "Tags for every resource that takes tags."
  type        = map(string)
  default     = null
}

variable "tier" {
  description = "Risk tier of the AI systems on the platform, 1 (low) to 4; from 3 on the high-risk pack is added and detection cannot be switched off."
  type        = number
  default     = null
}

variable "unavailable_rules" {
  description = "Managed rule identifiers left out in addition to those known to be missing in this region (rule_regions.json)."
  type        = set(string)
  default     = null
}

variable "unused_access_analyzer" {
  description = "Also look for unused roles, keys and permissions (charged per role and month)."
  type        = bool
  default     = null
}
