variable "access_until" {
  description = "Persona => end of its access, RFC 3339 in UTC. Grants then stop by themselves."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for moment in values(var.access_until) : can(regex("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$", moment)) && can(formatdate("YYYY", moment))])
    error_message = "access_until must be moments such as 2027-06-30T00:00:00Z."
  }

  validation {
    condition     = length(setsubtract(keys(var.access_until), ["auditor", "data_scientist", "ml_engineer", "model_approver", "platform_operator"])) == 0
    error_message = "Keys of access_until are personas: auditor, data_scientist, ml_engineer, model_approver, platform_operator."
  }
}

variable "break_glass_groups" {
  description = "Mail addresses of groups excepted from the deny of evidence removal. Empty by default, watched by an alert."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for group in var.break_glass_groups : can(regex("^[^@\\s:*]+@[^@\\s]+\\.[^@\\s]+$", group))])
    error_message = "break_glass_groups must be mail addresses of groups."
  }
}

variable "deny_policy" {
  description = "Make the deny policy. Needs roles/iam.denyAdmin, which only an organisation can grant."
  type        = bool
  default     = true
  nullable    = false

  validation {
    condition     = var.deny_policy || var.environment != "prod"
    error_message = "deny_policy cannot be off in prod: nothing else stops an owner from creating service account keys here."
  }
}

variable "deployer" {
  description = "Member that applies Terraform: it may attach the service accounts to what it makes."
  type        = string
  default     = null

  validation {
    condition     = var.deployer == null ? true : can(regex("^(serviceAccount|group|principal):[^*]+$", var.deployer))
    error_message = "deployer must be a service account, a group or a single principal."
  }
}

variable "entitlements" {
  description = "Privileged Access Manager: name => roles lent for some hours to one eligible group, after approval. Its service agent needs its role on the project first."
  type = map(object({
    roles     = set(string)
    eligible  = set(string)
    approvers = optional(set(string), [])
    hours     = optional(number, 2)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for entitlement in values(var.entitlements) : alltrue([for member in setunion(entitlement.eligible, entitlement.approvers) : startswith(member, "group:")])])
    error_message = "eligible and approvers of entitlements must be groups (group:name@domain)."
  }

  validation {
    condition     = alltrue([for entitlement in values(var.entitlements) : length(setintersection(entitlement.roles, ["roles/editor", "roles/owner", "roles/viewer"])) == 0])
    error_message = "Basic roles cannot be lent: Privileged Access Manager refuses them, and they are too broad."
  }

  validation {
    condition     = alltrue([for entitlement in values(var.entitlements) : length(entitlement.eligible) > 0 && length(setintersection(entitlement.eligible, entitlement.approvers)) == 0])
    error_message = "Whoever is eligible for one of entitlements cannot approve it."
  }

  validation {
    condition     = var.environment != "prod" || alltrue([for entitlement in values(var.entitlements) : length(entitlement.approvers) > 0])
    error_message = "In prod every entitlement needs approvers."
  }

  validation {
    condition     = alltrue([for entitlement in values(var.entitlements) : entitlement.hours >= 1 && entitlement.hours <= 24])
    error_message = "hours of entitlements must be 1 to 24."
  }
}

variable "environment" {
  description = "Environment; in staging and prod developers read and the pipeline changes."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["sandbox", "dev", "staging", "prod"], var.environment)
    error_message = "environment must be sandbox, dev, staging or prod."
  }
}

variable "extra_accounts" {
  description = "Further service accounts: name => what for, and project roles. Roles on resources are granted by the resource's module."
  type = map(object({
    why   = string
    roles = optional(set(string), [])
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for name in keys(var.extra_accounts) : can(regex("^[a-z][a-z0-9-]{0,9}[a-z0-9]$", name))])
    error_message = "Names of extra_accounts must be 2 to 11 lower-case letters, digits and hyphens: account ids end at 30."
  }

  validation {
    condition     = length(setintersection(keys(var.extra_accounts), ["featuresync", "monitoring", "notebook", "pipeline", "release", "serving", "training"])) == 0
    error_message = "extra_accounts must not repeat an account that exists."
  }

  validation {
    condition = alltrue(flatten([for account in values(var.extra_accounts) : [
      for role in account.roles : !can(regex("(?i)(^roles/(owner|editor|viewer|admin)$|admin$|serviceAccountUser|serviceAccountTokenCreator|serviceAgent$)", role))
    ]]))
    error_message = "extra_accounts take no basic, Admin, service agent or impersonation role on the project: grant those on a resource."
  }
}

variable "federated_issuers" {
  description = "OIDC issuers of workloads elsewhere: name => issuer, audiences, and its keys where the issuer cannot be reached."
  type = map(object({
    issuer_uri = string
    audiences  = optional(set(string), [])
    jwks_json  = optional(string)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for name, issuer in var.federated_issuers : can(regex("^[a-z][a-z0-9-]{3,31}$", name)) && !startswith(name, "gcp-")])
    error_message = "Names of federated_issuers must be 4 to 32 characters and not start with gcp-."
  }

  validation {
    condition     = alltrue([for issuer in values(var.federated_issuers) : startswith(issuer.issuer_uri, "https://")])
    error_message = "issuer_uri of federated_issuers must start with https://."
  }
}

variable "federated_workloads" {
  description = "Workloads elsewhere: name => issuer, the exact subject of its token, and the service account here it is lent."
  type = map(object({
    issuer  = string
    subject = string
    account = string
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for workload in values(var.federated_workloads) : can(regex("^[^*'\\\\]{4,127}$", workload.subject))])
    error_message = "subject of federated_workloads must be one exact subject of 4 to 127 characters, without wildcards and quotes."
  }

  validation {
    condition     = alltrue([for workload in values(var.federated_workloads) : contains(keys(var.federated_issuers), workload.issuer)])
    error_message = "issuer of federated_workloads must be one of federated_issuers."
  }

  validation {
    condition     = alltrue([for workload in values(var.federated_workloads) : contains(keys(local.workloads), workload.account)])
    error_message = "account of federated_workloads must be one of the service accounts made here."
  }
}

variable "grant_deployer" {
  description = "Let the deployer attach the service accounts. False where no such account exists."
  type        = bool
  default     = false
  nullable    = false

  validation {
    condition     = !var.grant_deployer || var.deployer != null
    error_message = "grant_deployer needs deployer."
  }
}

variable "name_prefix" {
  description = "Prefix of accounts and roles."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{2,30}$", var.name_prefix))
    error_message = "name_prefix must be 3 to 31 characters: lower-case letters, digits and hyphens, starting with a letter."
  }
}

variable "personas" {
  description = "Persona => groups: group:name@domain, or a group of a workforce pool (principalSet://iam.googleapis.com/locations/global/workforcePools/POOL/group/ID)."
  type        = map(set(string))
  default     = {}
  nullable    = false

  validation {
    condition     = length(setsubtract(keys(var.personas), ["auditor", "data_scientist", "ml_engineer", "model_approver", "platform_operator"])) == 0
    error_message = "Keys of personas are auditor, data_scientist, ml_engineer, model_approver and platform_operator."
  }

  validation {
    condition     = alltrue(flatten([for members in values(var.personas) : [for member in members : can(regex("^(group:[^@\\s*]+@[^@\\s*]+|principalSet://iam\\.googleapis\\.com/locations/global/workforcePools/[^/*]+/group/[^*]+)$", member))]]))
    error_message = "personas must be groups: access of a single user is forgotten when the person moves on, and a whole pool is everybody."
  }

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

variable "protect_evidence" {
  description = "Deny the removal of key versions, log buckets and sinks to everybody but the break-glass groups. Off to destroy an environment."
  type        = bool
  default     = true
  nullable    = false

  validation {
    condition     = var.protect_evidence || var.environment != "prod"
    error_message = "protect_evidence cannot be off in prod: use a break-glass group."
  }
}

variable "workload_pool_id" {
  description = "Id of the pool for workloads elsewhere. A deleted pool keeps its id for 30 days: change it to start again."
  type        = string
  default     = "workloads"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9-]{4,32}$", var.workload_pool_id)) && !startswith(var.workload_pool_id, "gcp-")
    error_message = "workload_pool_id must be 4 to 32 lower-case letters, digits and hyphens, not starting with gcp-."
  }
}
