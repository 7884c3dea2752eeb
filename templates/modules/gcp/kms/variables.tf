variable "destroy_days" {
  description = "Days between scheduling a key version's destruction and losing it."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.destroy_days >= 1 && var.destroy_days <= 120 && floor(var.destroy_days) == var.destroy_days
    error_message = "destroy_days must be a whole number from 1 to 120, the range of Cloud KMS."
  }

  validation {
    condition     = var.destroy_days >= 30 || contains(["sandbox", "dev"], var.environment)
    error_message = "destroy_days below 30 is for sandbox and dev: a destroyed version is data lost, and a month is what a mistake needs to be noticed."
  }
}

variable "environment" {
  description = "Environment the keys are for."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["sandbox", "dev", "staging", "prod"], var.environment)
    error_message = "environment must be sandbox, dev, staging or prod."
  }
}

variable "extra_keys" {
  description = "Further keys, purpose => agents (short names of platform.project) and what it is for."
  type = map(object({
    agents = set(string)
    why    = string
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for purpose in keys(var.extra_keys) : can(regex("^[a-z][a-z0-9-]{1,30}$", purpose))])
    error_message = "Keys of extra_keys must be short names: lower-case letters, digits and hyphens."
  }

  validation {
    condition     = length(setintersection(keys(var.extra_keys), ["signing", "alerts", "audit", "data", "images", "logs", "ml", "runtime", "secrets"])) == 0
    error_message = "extra_keys must not repeat a purpose that exists: widen it by extra_members instead."
  }
}

variable "extra_members" {
  description = "Further members that encrypt and decrypt, per purpose: service accounts of another project, for example."
  type        = map(set(string))
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for purpose in keys(var.extra_members) : contains(keys(local.keys), purpose)])
    error_message = "Keys of extra_members must be purposes of keys made here."
  }

  validation {
    condition     = alltrue([for members in values(var.extra_members) : alltrue([for member in members : can(regex("^(group|serviceAccount|principal):[^*]+$", member))])])
    error_message = "extra_members must be groups, service accounts or single principals: neither users nor allUsers nor principal sets use keys."
  }
}

variable "key_project_id" {
  description = "Project the keys lie in; null means the platform's own. One of its own separates who holds keys from who uses them."
  type        = string
  default     = null
}

variable "labels" {
  description = "Labels of every key."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "location" {
  description = "Location of the ring: the region of what is encrypted. Keys cannot be moved."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^([a-z]+-[a-z]+[0-9]+|us|eu|europe|asia|global)$", var.location))
    error_message = "location must be a region such as europe-west4 or a multi-region."
  }

  validation {
    condition     = var.location != "global"
    error_message = "location must not be global: Vertex AI, Cloud Storage and BigQuery take keys of their own region only, and global keys leave the residency."
  }
}

variable "name_prefix" {
  description = "Prefix of the ring's name."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{2,30}$", var.name_prefix))
    error_message = "name_prefix must be 3 to 31 characters: lower-case letters, digits and hyphens, starting with a letter."
  }
}

variable "project_id" {
  description = "Project of the platform."
  type        = string
  nullable    = false
}

variable "protection_level" {
  description = "Where key material lives: SOFTWARE or HSM (FIPS 140-2 level 3)."
  type        = string
  default     = "SOFTWARE"
  nullable    = false

  validation {
    condition     = contains(["HSM", "SOFTWARE"], var.protection_level)
    error_message = "protection_level must be SOFTWARE or HSM. External key managers need a key URI per key and are no setting."
  }
}

variable "service_agents" {
  description = "Short name => member, from platform.project. Agents that are missing get no grant."
  type        = map(string)
  nullable    = false
}

variable "signers" {
  description = "Name => member that may sign models, images and evidence."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for member in values(var.signers) : can(regex("^(group|serviceAccount|principal):[^*]+$", member))])
    error_message = "signers must be groups, service accounts or single principals."
  }
}

variable "signing_algorithm" {
  description = "Algorithm of the signing key."
  type        = string
  default     = "EC_SIGN_P256_SHA256"
  nullable    = false

  validation {
    condition     = contains(["EC_SIGN_P256_SHA256", "EC_SIGN_P384_SHA384", "RSA_SIGN_PSS_3072_SHA256", "RSA_SIGN_PSS_4096_SHA512"], var.signing_algorithm)
    error_message = "signing_algorithm must be EC_SIGN_P256_SHA256, EC_SIGN_P384_SHA384, RSA_SIGN_PSS_3072_SHA256 or RSA_SIGN_PSS_4096_SHA512; cosign and Binary Authorization verify these."
  }
}
