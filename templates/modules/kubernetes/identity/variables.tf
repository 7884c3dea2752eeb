variable "break_glass_group" {
  description = "Group with all rights for emergencies, empty on ordinary days; null = none."
  type        = string
  default     = null

  validation {
    condition     = var.break_glass_group == null ? true : !contains(flatten(values(var.groups)), var.break_glass_group) && !startswith(var.break_glass_group, "system:")
    error_message = "break_glass_group must be a group of its own, not one that people work with."
  }
}

variable "cluster_name" {
  description = "Name of the cluster; audience of tokens where identity_provider names none."
  type        = string
  nullable    = false
}

variable "groups" {
  description = "Groups of the identity provider by persona: auditor, model-approver, operator, viewer."
  type        = map(list(string))
  default     = { auditor = ["auditors"], model-approver = ["model-approvers"], operator = ["platform-operators"], viewer = ["platform-viewers"] }
  nullable    = false

  validation {
    condition     = length(setsubtract(keys(var.groups), ["auditor", "model-approver", "operator", "viewer"])) == 0
    error_message = "groups must be for auditor, model-approver, operator and viewer."
  }

  validation {
    condition     = alltrue([for group in flatten(values(var.groups)) : group != "" && !startswith(group, "system:")])
    error_message = "Groups must come from the identity provider; system:authenticated and its like mean everybody."
  }

  validation {
    condition     = length(setintersection(lookup(var.groups, "auditor", []), lookup(var.groups, "operator", []))) == 0
    error_message = "Whoever operates does not audit: auditor and operator must have no group in common."
  }
}

variable "identity_provider" {
  description = "Whose tokens the API server accepts; issuer_url null = id.<site_domain>, no audiences = cluster_name. The prefix stands before every user and group."
  type = object({
    issuer_url            = optional(string)
    audiences             = optional(set(string), [])
    user_claim            = optional(string, "email")
    groups_claim          = optional(string, "groups")
    prefix                = optional(string, "")
    require_mfa           = optional(bool, true)
    maximum_token_minutes = optional(number, 60)
    ca_pem                = optional(string)
  })
  default  = {}
  nullable = false

  validation {
    condition     = startswith(coalesce(var.identity_provider.issuer_url, "https://"), "https://")
    error_message = "identity_provider.issuer_url must start with https://."
  }

  validation {
    condition     = alltrue([for name in [var.identity_provider.user_claim, var.identity_provider.groups_claim] : can(regex("^[a-z_]+$", name))]) && can(regex("^[a-z0-9:_-]*$", var.identity_provider.prefix)) && !startswith(var.identity_provider.prefix, "system:")
    error_message = "Claims and prefix must be plain names, which become part of an expression; the prefix must not be system:."
  }

  validation {
    condition     = var.identity_provider.maximum_token_minutes >= 5 && var.identity_provider.maximum_token_minutes <= 720
    error_message = "identity_provider.maximum_token_minutes must be 5 to 720."
  }
}

variable "labels" {
  description = "Labels of every object."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "site_domain" {
  description = "DNS domain of the site; names of services derive from it."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9-]+(\\.[a-z0-9-]+)+$", var.site_domain)) && !can(regex("(^|\\.)example\\.(com|org|net)$", var.site_domain))
    error_message = "site_domain must be a DNS domain of the site, and not an example domain."
  }
}

variable "workload_identities" {
  description = "Service accounts of workloads with the audiences their tokens are for, and the secrets they may mount."
  type = map(object({
    namespace = string
    name      = string
    audiences = optional(set(string), [])
    secrets   = optional(set(string), [])
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for identity in var.workload_identities : identity.name != "default" && identity.namespace != "default"])
    error_message = "A workload identity must not be the default account, nor lie in the namespace default."
  }

  validation {
    condition     = alltrue(flatten([for identity in var.workload_identities : [for audience in identity.audiences : !strcontains(audience, "kubernetes.default")]]))
    error_message = "An audience must be the service the token is for, not the API server: such a token opens the cluster."
  }
}
