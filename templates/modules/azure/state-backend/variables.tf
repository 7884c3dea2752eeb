variable "allowed_ip_ranges" {
  description = "Public addresses that may reach the state: of whoever bootstraps, or of runners with fixed ones. None leaves the account closed."
  type        = set(string)
  default     = []
  nullable    = false
}

variable "allowed_subnet_ids" {
  description = "Subnets of runners, with the Microsoft.Storage service endpoint, that may reach the state."
  type        = set(string)
  default     = []
  nullable    = false
}

variable "apply_subjects" {
  description = "Token subjects that may apply, instead of those derived from CI system and repository."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = length(var.apply_subjects) <= 4 && alltrue([for subject in var.apply_subjects : length(subject) >= 8 && !can(regex("[*?]", subject)) && !endswith(subject, ":pull_request")])
    error_message = "apply_subjects must be up to four exact subjects; Entra knows no wildcards, and a pull request must not apply."
  }
}

variable "ci" {
  description = "CI system: github, gitlab, azure_devops or jenkins."
  type        = string
  default     = "github"
  nullable    = false

  validation {
    condition     = contains(["github", "gitlab", "azure_devops", "jenkins"], var.ci)
    error_message = "ci must be github, gitlab, azure_devops or jenkins."
  }

  validation {
    condition     = var.ci != "jenkins" || var.oidc_issuer != null || length(var.plan_subjects) + length(var.apply_subjects) == 0
    error_message = "Jenkins has an issuer of its own: set oidc_issuer with the subjects."
  }
}

variable "ci_environment" {
  description = "Name of the GitHub environment, where it is not called as ours."
  type        = string
  default     = null
}

variable "customer_managed_key" {
  description = "Encrypt the state with a key of one's own, in a vault of its own."
  type        = bool
  default     = true
  nullable    = false
}

variable "default_branch" {
  description = "Protected branch whose runs plan before apply and look for drift."
  type        = string
  default     = "main"
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9][A-Za-z0-9_./-]{0,200}$", var.default_branch)) && !startswith(var.default_branch, "refs/")
    error_message = "default_branch must be a branch's name, such as main, without refs/heads/."
  }
}

variable "deletion_lock" {
  description = "Put CanNotDelete locks on account and vault."
  type        = bool
  default     = true
  nullable    = false

  validation {
    condition     = var.deletion_lock || var.environment != "prod"
    error_message = "deletion_lock must be true in prod."
  }
}

variable "deployer_rights" {
  description = "Actions and data actions per role and scope, made by `aiarch permissions --write`. They replace what this module grants for whole services; null keeps that."
  type = object({
    plan = map(object({
      actions      = optional(list(string), [])
      data_actions = optional(list(string), [])
    }))
    apply = map(object({
      actions      = optional(list(string), [])
      data_actions = optional(list(string), [])
    }))
  })
  default = null

  validation {
    condition     = var.deployer_rights == null ? true : alltrue([for scopes in [var.deployer_rights.plan, var.deployer_rights.apply] : try(length(scopes.subscription.actions) > 0, false)])
    error_message = "deployer_rights must hold actions on the subscription for plan and for apply: an identity without rights can do nothing."
  }

  validation {
    condition     = var.deployer_rights == null ? true : length(setsubtract(concat(keys(var.deployer_rights.plan), keys(var.deployer_rights.apply)), ["management_group", "subscription"])) == 0
    error_message = "The scopes of deployer_rights are subscription and management_group."
  }

  validation {
    condition = var.deployer_rights == null ? true : alltrue([
      for right in flatten([for scopes in [var.deployer_rights.plan, var.deployer_rights.apply] : [for rights in values(scopes) : concat(rights.actions, rights.data_actions)]]) :
      can(regex("^[A-Za-z]+([.][A-Za-z]+)+(/[A-Za-z0-9]+)+/(read|write|delete|action)$", right))
    ])
    error_message = "deployer_rights must name every action in full, such as Microsoft.Network/virtualNetworks/read: a wildcard is more than the computed least rights."
  }

  validation {
    condition = var.deployer_rights == null ? true : alltrue([
      for right in flatten([for rights in values(var.deployer_rights.plan) : concat(rights.actions, rights.data_actions)]) : endswith(right, "/read")
    ])
    error_message = "The plan's part of deployer_rights must only read: a plan that can write has skipped the review."
  }

  validation {
    condition = var.deployer_rights == null ? true : alltrue([
      for right in flatten([for scopes in [var.deployer_rights.plan, var.deployer_rights.apply] : [for rights in values(scopes) : concat(rights.actions, rights.data_actions)]]) :
      endswith(right, "/read") || !can(regex("(?i)^microsoft[.]authorization/", right)) || can(regex("(?i)^microsoft[.]authorization/(locks|policy[a-z]+|roleassignments)/", right))
    ])
    error_message = "deployer_rights may change locks, policies and, under a condition, role assignments, and nothing else of Microsoft.Authorization: with it a pipeline could give itself everything."
  }

  validation {
    condition = var.deployer_rights == null ? true : alltrue([
      for scopes in [var.deployer_rights.plan, var.deployer_rights.apply] : length(try(scopes.management_group.data_actions, [])) == 0
    ])
    error_message = "A custom role with data actions cannot be assigned on a management group: deployer_rights may have them on the subscription only."
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

variable "extra_assignable_roles" {
  description = "Further roles the apply identity may give, name and definition GUID."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for id in var.extra_assignable_roles : can(regex("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", id))])
    error_message = "extra_assignable_roles must be GUIDs of role definitions, in lower case."
  }

  validation {
    condition     = length(setintersection(values(var.extra_assignable_roles), ["8e3af657-a8ff-443c-a75c-2fe8c4bcb635", "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9", "f58310d9-a9f6-439a-9e8d-f62e7b41a168"])) == 0
    error_message = "Owner, User Access Administrator and Role Based Access Control Administrator must not be given by a pipeline: with them it could give itself everything."
  }
}

variable "location" {
  description = "Region."
  type        = string
  nullable    = false
}

variable "log_analytics_id" {
  description = "Log workspace for reads of the state; the platform's own exists after the first apply of foundation. null until then."
  type        = string
  default     = null
}

variable "management_group_id" {
  description = "Management group the policies lie on, if not on the subscription (management_group_id of governance.policy). Whoever applies this must own it."
  type        = string
  default     = null

  validation {
    condition     = var.management_group_id == null || can(regex("^/providers/Microsoft.Management/managementGroups/[A-Za-z0-9._()-]{1,90}$", var.management_group_id))
    error_message = "management_group_id must look like /providers/Microsoft.Management/managementGroups/<name>."
  }
}

variable "name_prefix" {
  description = "Prefix of every name, <project>-<environment>."
  type        = string
  nullable    = false
}

variable "name_suffix" {
  description = "Eight hex digits for names that are global."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[0-9a-f]{8}$", var.name_suffix))
    error_message = "name_suffix must be eight hex digits."
  }
}

variable "oidc_issuer" {
  description = "Issuer of the tokens, where it is not the public one of the CI system."
  type        = string
  default     = null

  validation {
    condition     = var.oidc_issuer == null ? true : can(regex("^https://[A-Za-z0-9.-]+(/[A-Za-z0-9._/-]*[A-Za-z0-9])?$", var.oidc_issuer))
    error_message = "oidc_issuer must be an https address without a slash at its end: Entra compares it letter by letter."
  }
}

variable "plan_roles" {
  description = "Roles of the plan identity on the subscription, all of them readers."
  type        = set(string)
  default     = ["Reader"]
  nullable    = false

  validation {
    condition     = alltrue([for role in var.plan_roles : endswith(role, "Reader")])
    error_message = "plan_roles must be readers, such as Reader or Key Vault Reader: a plan that can write has skipped the review."
  }
}

variable "plan_subjects" {
  description = "Token subjects that may plan, instead of those derived from CI system and repository."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = length(var.plan_subjects) <= 4 && alltrue([for subject in var.plan_subjects : length(subject) >= 8 && !can(regex("[*?]", subject))])
    error_message = "plan_subjects must be up to four exact subjects; Entra knows no wildcards."
  }
}

variable "plan_takes_lock" {
  description = "Let plans write to the state container, which taking the lock needs; false runs them with -lock=false."
  type        = bool
  default     = false
  nullable    = false
}

variable "private_endpoint" {
  description = "Subnet and zones of an endpoint for the state, in a network that exists; null for none."
  type = object({
    subnet_id             = string
    dns_zone_ids          = optional(list(string), [])
    manage_dns_zone_group = optional(bool, true)
  })
  default = null
}

variable "rbac_wait" {
  description = "How long to wait until role assignments work; 0s in tests."
  type        = string
  default     = "90s"
  nullable    = false
}

variable "replication_type" {
  description = "Replication of the account, see _secure-storage."
  type        = string
  default     = "GZRS"
  nullable    = false
}

variable "repository" {
  description = "Repository whose pipelines are trusted, as owner/name (GitLab: group/project, also nested). Empty only with subjects of your own."
  type        = string
  default     = ""
  nullable    = false

  validation {
    condition     = var.repository == "" || can(regex("^[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)+$", var.repository))
    error_message = "repository must be owner/name, without a host and without wildcards."
  }

  validation {
    condition     = var.repository == "" || var.ci != "github" || length(split("/", var.repository)) == 2
    error_message = "A GitHub repository has exactly an owner and a name."
  }
}

variable "repository_id" {
  description = "Numeric id of the GitHub repository, part of its immutable subject: gh api repos/OWNER/NAME --jq .id"
  type        = string
  default     = null

  validation {
    condition     = var.repository_id == null ? true : can(regex("^[0-9]+$", var.repository_id))
    error_message = "repository_id must be a number."
  }
}

variable "repository_owner_id" {
  description = "Numeric id of the GitHub owner: gh api repos/OWNER/NAME --jq .owner.id"
  type        = string
  default     = null

  validation {
    condition     = (var.repository_owner_id == null) == (var.repository_id == null)
    error_message = "repository_id and repository_owner_id go together."
  }
}

variable "soft_delete_days" {
  description = "Days a deleted state or an overwritten version can be brought back."
  type        = number
  default     = 90
  nullable    = false

  validation {
    condition     = var.soft_delete_days >= 30
    error_message = "soft_delete_days must be at least 30: a broken state is often noticed at the next monthly change."
  }
}

variable "state_storage_account" {
  description = "Name of the state account: sttf<suffix><environment>, as every backend configuration of the stack has it (docs/adr/0004)."
  type        = string
  nullable    = false

  validation {
    condition     = var.state_storage_account == "sttf${var.name_suffix}${var.environment}"
    error_message = "state_storage_account must be sttf<name_suffix><environment>: the backends of the layers look for it under that name."
  }
}

variable "tags" {
  description = "Tags."
  type        = map(string)
  default     = {}
  nullable    = false
}
