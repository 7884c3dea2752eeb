variable "access_log_bucket" {
  description = "Bucket for usage logs of the buckets made here."
  type        = string
  nullable    = false
}

variable "account_members" {
  description = "Workload => member for IAM: monitoring, pipeline, release and serving are used."
  type        = map(string)
  nullable    = false

  validation {
    condition     = length(setsubtract(["monitoring", "pipeline", "release", "serving"], keys(var.account_members))) == 0
    error_message = "account_members must have monitoring, pipeline, release and serving."
  }
}

variable "approver_members" {
  description = "Groups that approve, besides personas.model_approver."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for member in var.approver_members : can(regex("^(group:|principalSet://.+/group/)[^*]+$", member))])
    error_message = "approver_members must be groups: people, and never a machine, approve."
  }

  validation {
    condition     = length(setintersection(var.approver_members, setunion(lookup(var.personas, "data_scientist", []), lookup(var.personas, "ml_engineer", [])))) == 0
    error_message = "A group that trains cannot approve: approver_members must share no group with data_scientist and ml_engineer."
  }
}

variable "attestor" {
  description = "Make a Binary Authorization attestor of the approvers. Reads the public key at plan: the signing key must stand."
  type        = bool
  default     = false
  nullable    = false

  validation {
    condition     = !var.attestor || var.signing_key_id != null
    error_message = "attestor needs signing_key_id."
  }
}

variable "audit_key_id" {
  description = "Key of evidence; encrypts decision records."
  type        = string
  nullable    = false

  validation {
    condition     = startswith(var.audit_key_id, "projects/") && try(regex("/locations/([^/]+)/", var.audit_key_id)[0] == var.region, true)
    error_message = "audit_key_id must be the full id of a key in the region."
  }
}

variable "deployer" {
  description = "Member that applies this configuration: what it does to endpoints and catalogue is no finding."
  type        = string
  default     = null
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

variable "force_destroy" {
  description = "Delete released models along with their bucket; only in sandbox and dev. Decisions are never emptied."
  type        = bool
  default     = false
  nullable    = false

  validation {
    condition     = !var.force_destroy || contains(["sandbox", "dev"], var.environment)
    error_message = "force_destroy must be false in staging and prod."
  }

  validation {
    condition     = !(var.force_destroy && var.protect)
    error_message = "force_destroy and protect exclude each other."
  }
}

variable "guarded_aliases" {
  description = "Version aliases that stand for an approval."
  type        = set(string)
  default     = ["approved", "champion", "production"]
  nullable    = false

  validation {
    condition     = length(var.guarded_aliases) > 0 && alltrue([for alias in var.guarded_aliases : can(regex("^[a-z][a-z0-9-]{0,126}[a-z0-9]$", alias))])
    error_message = "guarded_aliases must name at least one alias of lower-case letters, digits and hyphens, which is what Vertex AI takes."
  }
}

variable "labels" {
  description = "Labels."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "lock_acknowledged" {
  description = "Somebody with the authority to do so accepted that a locked retention can never be shortened."
  type        = bool
  default     = false
  nullable    = false
}

variable "lock_retention" {
  description = "Lock the retention of decisions, irrevocably."
  type        = bool
  default     = false
  nullable    = false
}

variable "ml_key_id" {
  description = "Key of released models."
  type        = string
  nullable    = false

  validation {
    condition     = startswith(var.ml_key_id, "projects/") && try(regex("/locations/([^/]+)/", var.ml_key_id)[0] == var.region, true)
    error_message = "ml_key_id must be the full id of a key in the region."
  }
}

variable "models" {
  description = "Models of the inventory by short name. The texts seed the card; nothing is invented for what is missing."
  type = map(object({
    owner                  = optional(string)
    purpose                = optional(string)
    intended_uses          = optional(string)
    risk_tier              = optional(number)
    risk_explanation       = optional(string)
    training_data          = optional(string)
    evaluation             = optional(string)
    ethical_considerations = optional(string)
    caveats                = optional(string)
  }))
  default  = { primary = {} }
  nullable = false

  validation {
    condition     = alltrue([for name in keys(var.models) : can(regex("^[a-z][a-z0-9-]{0,61}[a-z0-9]$", name))])
    error_message = "Names of models must be lower-case letters, digits and hyphens, 2 to 63 characters."
  }

  validation {
    condition     = alltrue([for model in values(var.models) : model.risk_tier == null ? true : contains([1, 2, 3, 4], model.risk_tier)])
    error_message = "risk_tier must be 1, 2, 3 or 4."
  }
}

variable "name_prefix" {
  description = "Prefix of every name."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,29}[a-z0-9]$", var.name_prefix))
    error_message = "name_prefix must be 3 to 31 characters: lower-case letters, digits and hyphens, starting with a letter and not ending in a hyphen."
  }
}

variable "notification_channels" {
  description = "Channels that are told."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "notify_decisions" {
  description = "Tell decisions too, not only what should not have happened."
  type        = bool
  default     = true
  nullable    = false
}

variable "owner" {
  description = "Team that answers for models without an owner of their own."
  type        = string
  nullable    = false
}

variable "personas" {
  description = "Persona => groups. model_approver decides, data_scientist and ml_engineer write cards (in sandbox and dev), auditor reads."
  type        = map(set(string))
  default     = {}
  nullable    = false

  validation {
    condition     = length(setintersection(lookup(var.personas, "model_approver", []), setunion(lookup(var.personas, "data_scientist", []), lookup(var.personas, "ml_engineer", [])))) == 0
    error_message = "A group that trains cannot approve: model_approver must share no group with data_scientist and ml_engineer."
  }
}

variable "project_id" {
  description = "Project of the platform."
  type        = string
  nullable    = false
}

variable "project_number" {
  description = "Number of the project: part of bucket names and of aspect keys."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[0-9]+$", var.project_number))
    error_message = "project_number must be the number of the project: aspect keys take no id."
  }
}

variable "protect" {
  description = "Refuse to delete what is made here. To destroy, set false and apply first."
  type        = bool
  default     = true
  nullable    = false
}

variable "regimes" {
  description = "Regimes that apply, for the cards."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "region" {
  description = "Region of everything made here."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]+-[a-z]+[0-9]+$", var.region))
    error_message = "region must be a region such as europe-west4."
  }
}

variable "retention_years" {
  description = "Years decisions are kept in prod."
  type        = number
  nullable    = false

  validation {
    condition     = var.retention_years >= 1 && var.retention_years <= 99 && floor(var.retention_years) == var.retention_years
    error_message = "retention_years must be a whole number from 1 to 99; Cloud Storage retains for a century at most."
  }
}

variable "risk_tier" {
  description = "Tier of the use case, for cards without one of their own."
  type        = number
  default     = null
}

variable "signing_key_id" {
  description = "Asymmetric key of the attestor."
  type        = string
  default     = null
}

variable "test_retention_days" {
  description = "Days decisions are kept outside prod."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.test_retention_days >= 1 && var.test_retention_days <= 400 && floor(var.test_retention_days) == var.test_retention_days
    error_message = "test_retention_days must be a whole number from 1 to 400."
  }
}

variable "use_case" {
  description = "Purpose of models without one of their own."
  type        = string
  default     = null
}
