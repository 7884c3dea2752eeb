variable "access_log_bucket" {
  description = "Bucket for server access logs of the delivery bucket, as a name known at plan."
  type        = string
  nullable    = false
}

variable "alerts_topic_arn" {
  description = "Topic that findings go to. Its policy and its key must let events.amazonaws.com publish, without a condition."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^arn:aws[a-z-]*:sns:[a-z0-9-]+:[0-9]{12}:.+$", var.alerts_topic_arn))
    error_message = "alerts_topic_arn must be the ARN of an SNS topic."
  }
}

variable "audit_key_arn" {
  description = "KMS key of the delivery bucket. Its policy must let config.amazonaws.com call GenerateDataKey and Decrypt."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/[A-Za-z0-9-]+$", var.audit_key_arn))
    error_message = "audit_key_arn must be the ARN of a KMS key."
  }
}

variable "copy_to_evidence" {
  description = "Copy configuration history and snapshots into the locked evidence bucket."
  type        = bool
  default     = true
  nullable    = false
}

variable "daily_recording_types" {
  description = "Resource types recorded once a day although the recorder is continuous, because they change all the time and no rule needs them."
  type        = set(string)
  default     = ["AWS::EC2::NetworkInterface"]
  nullable    = false

  validation {
    condition     = alltrue([for type in var.daily_recording_types : can(regex("^AWS::[A-Za-z0-9]+::[A-Za-z0-9]+$", type))])
    error_message = "Each of daily_recording_types must look like AWS::Service::Resource."
  }

  validation {
    condition     = alltrue([for type in var.daily_recording_types : !startswith(type, "AWS::Config::")])
    error_message = "AWS Config records its own types (AWS::Config::…) continuously only."
  }
}

variable "environment" {
  description = "sandbox, dev, staging or prod."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["sandbox", "dev", "staging", "prod"], var.environment)
    error_message = "environment must be sandbox, dev, staging or prod."
  }
}

variable "evidence_bucket_arn" {
  description = "ARN of the locked evidence bucket, for copy_to_evidence."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^arn:aws[a-z-]*:s3:::[a-z0-9.-]{3,63}$", var.evidence_bucket_arn))
    error_message = "evidence_bucket_arn must be the ARN of a bucket."
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
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for id in keys(var.extra_rules) : can(regex("^[A-Z][A-Z0-9_]{2,127}$", id))])
    error_message = "Keys of extra_rules must be managed rule identifiers such as RDS_MULTI_AZ_SUPPORT."
  }

  validation {
    condition     = alltrue([for id in keys(var.extra_rules) : !contains(keys(local.managed_rules), id)])
    error_message = "extra_rules must not repeat a rule of the built-in map: it would be evaluated and paid twice."
  }
}

variable "force_destroy" {
  description = "Empty the delivery bucket on destroy; sandbox and dev only. The locked copy stays."
  type        = bool
  default     = false
  nullable    = false

  validation {
    condition     = !var.force_destroy || contains(["sandbox", "dev"], var.environment)
    error_message = "force_destroy must be false in staging and prod."
  }
}

variable "guardduty_features" {
  description = "GuardDuty features switched on; the known others are switched off explicitly, because a new detector has most of them on."
  type        = set(string)
  default     = ["EBS_MALWARE_PROTECTION", "EKS_AUDIT_LOGS", "LAMBDA_NETWORK_LOGS", "RDS_LOGIN_EVENTS", "S3_DATA_EVENTS"]
  nullable    = false

  validation {
    condition     = length(setsubtract(var.guardduty_features, ["AI_PROTECTION", "EBS_MALWARE_PROTECTION", "EKS_AUDIT_LOGS", "LAMBDA_NETWORK_LOGS", "RDS_LOGIN_EVENTS", "S3_DATA_EVENTS"])) == 0
    error_message = "guardduty_features may hold AI_PROTECTION, EBS_MALWARE_PROTECTION, EKS_AUDIT_LOGS, LAMBDA_NETWORK_LOGS, RDS_LOGIN_EVENTS and S3_DATA_EVENTS. RUNTIME_MONITORING is left out: its managed agents make VPC endpoints behind the network module's back."
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

variable "permissions_boundary_arn" {
  description = "Permissions boundary of the replication role."
  type        = string
  default     = null
}

variable "record_global_resources" {
  description = "Record IAM and other global types here. True in exactly one region of the account."
  type        = bool
  default     = true
  nullable    = false
}

variable "recording_frequency" {
  description = "CONTINUOUS, or DAILY to save cost: rules triggered by changes are then evaluated once a day."
  type        = string
  default     = "CONTINUOUS"
  nullable    = false

  validation {
    condition     = contains(["CONTINUOUS", "DAILY"], var.recording_frequency)
    error_message = "recording_frequency must be CONTINUOUS or DAILY."
  }

  validation {
    condition     = var.recording_frequency == "CONTINUOUS" || var.tier < 3
    error_message = "From tier 3 on recording_frequency must be CONTINUOUS: a change that was undone within a day would leave no trace."
  }
}

variable "regimes" {
  description = "Regimes the platform is held to; each adds a conformance pack, and some a Security Hub standard."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = length(setsubtract(var.regimes, ["eu_ai_act", "gdpr", "hipaa", "iso_42001", "nist_800_53", "none", "soc2", "sr_26_2"])) == 0
    error_message = "regimes may hold eu_ai_act, gdpr, hipaa, iso_42001, nist_800_53, soc2 and sr_26_2 (and none, which means no regime)."
  }

  validation {
    condition     = !contains(var.regimes, "none") || length(var.regimes) == 1
    error_message = "regimes must not hold none beside a regime."
  }
}

variable "region" {
  description = "Region of the provider, part of ARNs."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.region))
    error_message = "region must be a region code such as eu-central-1."
  }
}

variable "required_tags" {
  description = "Tag keys the *_TAGGED rules ask for. Case counts; the default are keys that every provider block of the platform sets."
  type        = set(string)
  default     = ["DataClassification", "Environment", "OwnerTeam"]
  nullable    = false

  validation {
    condition     = length(var.required_tags) > 0 && length(var.required_tags) <= 6 && alltrue([for key in var.required_tags : can(regex("^[A-Za-z0-9_.:/=+@-]{1,128}$", key)) && !startswith(key, "aws:")])
    error_message = "required_tags must hold one to six tag keys, none starting with aws:."
  }
}

variable "retention_years" {
  description = "Years configuration history is kept. AWS Config itself keeps seven at most, the bucket the whole time."
  type        = number
  nullable    = false

  validation {
    condition     = var.retention_years >= 1 && var.retention_years <= 99
    error_message = "retention_years must be from 1 to 99."
  }
}

variable "services" {
  description = "What to do with each thing of which an account has only one: create it, adopt it (it exists; use it, do not manage it) or leave it off."
  type = object({
    access_analyzer        = optional(string, "create")
    config_recorder        = optional(string, "create")
    config_service_role    = optional(string, "create")
    ebs_default_encryption = optional(string, "create")
    guardduty              = optional(string, "create")
    inspector              = optional(string, "create")
    macie                  = optional(string, "off")
    s3_public_access_block = optional(string, "create")
    security_hub           = optional(string, "create")
  })
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for mode in values(var.services) : contains(["create", "adopt", "off"], mode)])
    error_message = "Each of services must be create, adopt or off."
  }

  validation {
    condition     = var.services.config_recorder != "off" && var.services.config_service_role != "off"
    error_message = "config_recorder and config_service_role cannot be off: without a recorder no conformance pack evaluates anything."
  }

  validation {
    condition     = var.tier < 3 || alltrue([for mode in [var.services.access_analyzer, var.services.guardduty, var.services.security_hub] : mode != "off"])
    error_message = "From tier 3 on access_analyzer, guardduty and security_hub may be created or adopted but not off: LOG-05 needs a detector whose findings reach somebody."
  }

  validation {
    condition     = var.services.config_recorder != "adopt" || var.existing_config_bucket_name != null
    error_message = "Adopting a config_recorder needs existing_config_bucket_name: the live checks read the history there."
  }
}

variable "tags" {
  description = "Tags for every resource that takes tags."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "tier" {
  description = "Risk tier of the AI systems on the platform, 1 (low) to 4; from 3 on the high-risk pack is added and detection cannot be switched off."
  type        = number
  default     = 1
  nullable    = false

  validation {
    condition     = contains([1, 2, 3, 4], var.tier)
    error_message = "tier must be 1, 2, 3 or 4."
  }
}

variable "unavailable_rules" {
  description = "Managed rule identifiers left out in addition to those known to be missing in this region (rule_regions.json)."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = length(setsubtract(var.unavailable_rules, concat(keys(local.managed_rules), keys(var.extra_rules)))) == 0
    error_message = "unavailable_rules may only hold identifiers of the rule map; check for a typing error."
  }
}

variable "unused_access_analyzer" {
  description = "Also look for unused roles, keys and permissions (charged per role and month)."
  type        = bool
  default     = false
  nullable    = false
}
