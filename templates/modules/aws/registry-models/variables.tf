variable "alerts_key_arn" {
  description = "KMS key of the dead-letter queue. Its policy must let events.amazonaws.com use it without a condition, as for the alerts topic."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/[A-Za-z0-9-]+$", var.alerts_key_arn))
    error_message = "alerts_key_arn must be the ARN of a KMS key."
  }
}

variable "alerts_topic_arn" {
  description = "Topic for alerts. Its policy must let events.amazonaws.com and cloudwatch.amazonaws.com publish."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^arn:aws[a-z-]*:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]+$", var.alerts_topic_arn))
    error_message = "alerts_topic_arn must be the ARN of an SNS topic."
  }
}

variable "approver_permission_set" {
  description = "Permission set in IAM Identity Center whose people may become approver; null = only approver_principal_arns."
  type        = string
  default     = "ModelApprover"

  validation {
    condition     = var.approver_permission_set == null ? true : can(regex("^[A-Za-z0-9+=,.@-]{1,32}$", var.approver_permission_set))
    error_message = "approver_permission_set must be the name of a permission set (1 to 32 letters, digits and +=,.@-), without wildcard."
  }
}

variable "approver_principal_arns" {
  description = "Further principals that may become approver, as role ARNs or ARN patterns of this account."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for arn in var.approver_principal_arns : can(regex("^arn:aws[a-z-]*:iam::[0-9]{12}:role/[A-Za-z0-9+=,.@_/-]{3,}[*]?$", arn))])
    error_message = "Each of approver_principal_arns must be a role ARN with an account id; a * is allowed at the end only, after at least three characters."
  }

  validation {
    condition     = alltrue([for arn in var.approver_principal_arns : !strcontains(arn, ":role/${var.name_prefix}/")])
    error_message = "approver_principal_arns must not name roles below /${var.name_prefix}/: those build models, and the trust policy refuses them."
  }
}

variable "artifact_bucket_arn" {
  description = "Bucket with evaluation reports the approver must be able to read; null = reports are elsewhere."
  type        = string
  default     = null

  validation {
    condition     = var.artifact_bucket_arn == null ? true : can(regex("^arn:aws[a-z-]*:s3:::[a-z0-9.-]+$", var.artifact_bucket_arn))
    error_message = "artifact_bucket_arn must be the ARN of a bucket."
  }
}

variable "environment" {
  description = "Environment: part of the cards; protects the history in prod."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["sandbox", "dev", "staging", "prod"], var.environment)
    error_message = "environment must be sandbox, dev, staging or prod."
  }
}

variable "groups" {
  description = "Model package groups by short name: one per model, however many versions it has. The texts seed its model card; deployer accounts may make models of versions, reader accounts only look."
  type = map(object({
    description            = optional(string)
    owner                  = optional(string)
    purpose                = optional(string)
    intended_uses          = optional(string)
    risk_rating            = optional(string)
    risk_explanation       = optional(string)
    business_problem       = optional(string)
    line_of_business       = optional(string)
    stakeholders           = optional(string)
    ethical_considerations = optional(string)
    caveats                = optional(string)
    custom_details         = optional(map(string), {})
    reader_account_ids     = optional(set(string), [])
    deployer_account_ids   = optional(set(string), [])
  }))
  nullable = false

  validation {
    condition     = length(var.groups) > 0
    error_message = "groups must name at least one model."
  }

  validation {
    condition     = alltrue([for name in keys(var.groups) : can(regex("^[a-z0-9](-?[a-z0-9])*$", name))])
    error_message = "Group names must be lower-case letters and digits, joined by single hyphens."
  }

  validation {
    condition     = alltrue([for group in var.groups : contains(["High", "Medium", "Low", "Unknown"], coalesce(group.risk_rating, "Unknown"))])
    error_message = "risk_rating must be High, Medium, Low or Unknown, the ratings of model cards."
  }

  validation {
    condition     = alltrue(flatten([for group in var.groups : [for id in setunion(group.reader_account_ids, group.deployer_account_ids) : can(regex("^[0-9]{12}$", id))]]))
    error_message = "reader_account_ids and deployer_account_ids must be account ids of 12 digits."
  }

  validation {
    condition = alltrue(flatten([for group in var.groups : [
      for text in [group.purpose, group.intended_uses, group.risk_explanation, group.business_problem, group.line_of_business, group.stakeholders, group.ethical_considerations, group.caveats] : length(coalesce(text, "-")) <= 2048
    ]]))
    error_message = "Texts of a model card are at most 2048 characters each; longer ones belong to the technical file."
  }

  validation {
    condition     = alltrue([for group in var.groups : length(coalesce(group.description, "-")) <= 1024 && length(coalesce(group.owner, "-")) <= 256])
    error_message = "description is at most 1024 characters, owner (also a tag) at most 256."
  }
}

variable "logs_key_arn" {
  description = "KMS key of the history. Its policy must let logs.<region>.amazonaws.com use it for /aws/events/*."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/[A-Za-z0-9-]+$", var.logs_key_arn))
    error_message = "logs_key_arn must be the ARN of a KMS key."
  }
}

variable "ml_key_arn" {
  description = "KMS key of model cards, and of the artifacts the approver reads."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/[A-Za-z0-9-]+$", var.ml_key_arn))
    error_message = "ml_key_arn must be the ARN of a KMS key."
  }
}

variable "name_prefix" {
  description = "Prefix of every name, groups included: events, rights and rules go by it."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9]*(-[a-z0-9]+)*$", var.name_prefix)) && length(var.name_prefix) >= 3 && length(var.name_prefix) <= 31
    error_message = "name_prefix must be 3 to 31 characters: lower-case letters and digits joined by single hyphens, starting with a letter."
  }
}

variable "notify_decisions" {
  description = "Send every approval and rejection to the alerts topic, in words."
  type        = bool
  default     = true
  nullable    = false
}

variable "organization_id" {
  description = "Organization the other accounts must belong to; null = not checked."
  type        = string
  default     = null

  validation {
    condition     = var.organization_id == null ? true : can(regex("^o-[a-z0-9]{10,32}$", var.organization_id))
    error_message = "organization_id must look like o-a1b2c3d4e5."
  }
}

variable "permissions_boundary_arn" {
  description = "Permissions boundary of the approver role: the organisation's. Never the workload boundary, which denies approval."
  type        = string
  default     = null

  validation {
    condition     = var.permissions_boundary_arn == null ? true : can(regex("^arn:aws[a-z-]*:iam::([0-9]{12}|aws):policy/.+$", var.permissions_boundary_arn))
    error_message = "permissions_boundary_arn must be the ARN of an IAM policy."
  }

  validation {
    condition     = var.permissions_boundary_arn == null ? true : !endswith(var.permissions_boundary_arn, "-workload-boundary")
    error_message = "permissions_boundary_arn must not be the workload boundary: it denies approval, so nobody could approve."
  }
}

variable "regimes" {
  description = "Regimes the models fall under, for the cards."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "region" {
  description = "Region of the provider, part of ARNs that policies name before the resource exists."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.region))
    error_message = "region must be a region code such as eu-central-1."
  }
}

variable "report_prefixes" {
  description = "Prefixes of artifact_bucket_arn with what the approver must read before deciding."
  type        = set(string)
  default     = ["models", "processing", "training"]
  nullable    = false

  validation {
    condition     = length(var.report_prefixes) > 0 && alltrue([for prefix in var.report_prefixes : can(regex("^[A-Za-z0-9_.=-]+(/[A-Za-z0-9_.=-]+)*$", prefix))])
    error_message = "report_prefixes must be at least one prefix without wildcard and without outer slashes."
  }
}

variable "retention_years" {
  description = "Years the history of versions and cards is kept."
  type        = number
  nullable    = false

  validation {
    condition     = var.retention_years >= 1 && var.retention_years <= 99
    error_message = "retention_years must be from 1 to 99."
  }
}

variable "risk_tier" {
  description = "Risk tier of the project, 1 to 4: the rating of cards that give none."
  type        = number
  default     = null

  validation {
    condition     = var.risk_tier == null ? true : contains([1, 2, 3, 4], var.risk_tier)
    error_message = "risk_tier must be 1, 2, 3 or 4."
  }
}

variable "tags" {
  description = "Tags for every resource that takes tags."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "use_case" {
  description = "Kind of AI work, for the cards."
  type        = string
  default     = null
}
