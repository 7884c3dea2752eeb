variable "administrator_role_patterns" {
  description = "Roles that may administer the keys, as path and name below role/ with * allowed; null = the deploy role, *<name_prefix>-*apply. The first apply must run as one of them. The account's root user always may."
  type        = list(string)
  default     = null

  validation {
    condition     = var.administrator_role_patterns == null ? true : length(var.administrator_role_patterns) > 0
    error_message = "administrator_role_patterns must name at least one role, or be null for the deploy role."
  }

  validation {
    condition     = alltrue([for pattern in coalesce(var.administrator_role_patterns, ["null"]) : can(regex("^[A-Za-z0-9+=,.@_/*-]{1,512}$", pattern))])
    error_message = "Each of administrator_role_patterns must be a role's path and name, for example acme-prod/acme-prod-apply; no ARN."
  }

  validation {
    condition     = contains(["sandbox", "dev"], var.environment) || !anytrue([for pattern in coalesce(var.administrator_role_patterns, ["null"]) : can(regex("^[*/]+$", pattern))])
    error_message = "administrator_role_patterns must not be every role outside sandbox and dev: whoever may change a key policy owns the data."
  }
}

variable "deletion_window_days" {
  description = "Days between scheduling a key's deletion and losing it and all it encrypts."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.deletion_window_days >= 7 && var.deletion_window_days <= 30 && floor(var.deletion_window_days) == var.deletion_window_days
    error_message = "deletion_window_days must be a whole number from 7 to 30, the range of KMS."
  }

  validation {
    condition     = contains(["sandbox", "dev"], var.environment) || var.deletion_window_days == 30
    error_message = "deletion_window_days must be 30 in staging and prod: an alarm on ScheduleKeyDeletion needs time to be acted on."
  }
}

variable "enclave_image_hashes" {
  description = "SHA-384 hashes of the Nitro Enclave images (PCR0 of the build) that may decrypt with the confidential key; empty = no such key."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for hash in var.enclave_image_hashes : can(regex("^[0-9a-fA-F]{96}$", hash))])
    error_message = "Each of enclave_image_hashes must be 96 hexadecimal digits, as nitro-cli build-enclave prints for PCR0."
  }

  validation {
    condition     = !anytrue([for hash in var.enclave_image_hashes : can(regex("^0+$", hash))])
    error_message = "enclave_image_hashes must not hold zeros: that is what every enclave in debug mode attests, with its console open to the parent instance."
  }
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

variable "extra_statements" {
  description = "Further key policy statements per purpose, each ONE JSON statement object, for consumers this module does not know."
  type        = map(list(string))
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for purpose in keys(var.extra_statements) : contains(["data", "ml", "logs", "audit", "alerts", "confidential", "signing"], purpose)])
    error_message = "The keys of extra_statements must be data, ml, logs, audit, alerts, confidential or signing."
  }

  validation {
    condition     = alltrue([for statement in flatten(values(var.extra_statements)) : can(jsondecode(statement).Effect) && can(jsondecode(statement).Principal) && can(jsondecode(statement).Action)])
    error_message = "Each of extra_statements must be one JSON object with Effect, Principal and Action."
  }

  validation {
    condition = alltrue([
      for statement in flatten(values(var.extra_statements)) :
      try(jsondecode(statement).Effect == "Deny", false) || (can(jsondecode(statement).Condition) && !strcontains(jsonencode(try(jsondecode(statement).Action, "")), "\"kms:*\""))
    ])
    error_message = "An allowing statement of extra_statements needs a Condition (aws:SourceAccount, aws:SourceArn, aws:PrincipalArn) and must not allow kms:*."
  }
}

variable "multi_region" {
  description = "Make multi-Region primary keys, for disaster recovery in a second region. Cannot be changed later without a new key."
  type        = bool
  default     = false
  nullable    = false
}

variable "name_prefix" {
  description = "Prefix of every alias, and of the names of trail, table buckets, vector buckets and topics that key policies trust."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{2,30}$", var.name_prefix))
    error_message = "name_prefix must be 3 to 31 characters: lower-case letters, digits and hyphens, starting with a letter."
  }
}

variable "region" {
  description = "Region of the provider, part of service names and ARNs in the key policies."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.region))
    error_message = "region must be a region code such as eu-central-1."
  }
}

variable "rotation_days" {
  description = "Days between rotations of the key material; old material keeps decrypting."
  type        = number
  default     = 365
  nullable    = false

  validation {
    condition     = var.rotation_days >= 90 && var.rotation_days <= 365 && floor(var.rotation_days) == var.rotation_days
    error_message = "rotation_days must be a whole number from 90 (the least KMS accepts) to 365 (the most this platform accepts)."
  }
}

variable "signer_role_patterns" {
  description = "Roles that may sign models, images and evidence, as path and name below role/ with * allowed; null = *<name_prefix>-*signer. Everybody in the account may verify."
  type        = list(string)
  default     = null

  validation {
    condition     = alltrue([for pattern in coalesce(var.signer_role_patterns, ["null"]) : can(regex("^[A-Za-z0-9+=,.@_/*-]{1,512}$", pattern))])
    error_message = "Each of signer_role_patterns must be a role's path and name, for example acme-prod/acme-prod-signer; no ARN."
  }

  validation {
    condition     = !anytrue([for pattern in coalesce(var.signer_role_patterns, ["null"]) : can(regex("^[*/]+$", pattern))])
    error_message = "signer_role_patterns must not be every role: a signature that everybody can make proves nothing."
  }
}

variable "signing_key_spec" {
  description = "Curve of the signing key. P-256 and P-384 work with cosign and notation."
  type        = string
  default     = "ECC_NIST_P256"
  nullable    = false

  validation {
    condition     = contains(["ECC_NIST_P256", "ECC_NIST_P384", "ECC_NIST_P521"], var.signing_key_spec)
    error_message = "signing_key_spec must be ECC_NIST_P256, ECC_NIST_P384 or ECC_NIST_P521."
  }
}

variable "tags" {
  description = "Tags for every key."
  type        = map(string)
  default     = {}
  nullable    = false
}
