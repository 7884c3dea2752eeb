variable "access_log_bucket" {
  description = "Bucket for access logs of the state bucket; null at first, since the one of audit.trail is made later."
  type        = string
  default     = null
}

variable "apply_subjects" {
  description = "Token subjects (claim sub) that may apply, instead of those derived from ci and repository."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for subject in var.apply_subjects : can(regex("^[^*?'\\\\]{8,127}$", subject))])
    error_message = "Each of apply_subjects must be one exact subject of 8 to 127 characters, without wildcards and quotes."
  }
}

variable "billing_account" {
  description = "Billing account of the budget, which the apply account may then manage; null means none."
  type        = string
  default     = null
}

variable "ci" {
  description = "System that runs the pipelines; sets issuer and subjects unless they are given."
  type        = string
  default     = "github"
  nullable    = false

  validation {
    condition     = contains(["azure_devops", "github", "gitlab", "jenkins"], var.ci)
    error_message = "ci must be azure_devops, github, gitlab or jenkins."
  }

  validation {
    condition     = !contains(["azure_devops", "jenkins"], var.ci) || var.oidc_issuer_uri == null || (length(var.plan_subjects) > 0 && length(var.apply_subjects) > 0)
    error_message = "azure_devops and jenkins have no subject that could be derived: set plan_subjects and apply_subjects with oidc_issuer_uri."
  }
}

variable "ci_environment" {
  description = "Name of the deployment environment in GitHub, where it is not called as the environment itself."
  type        = string
  default     = null

  validation {
    condition     = var.ci_environment == null ? true : can(regex("^[A-Za-z0-9_.-]{1,255}$", var.ci_environment))
    error_message = "ci_environment may hold letters, digits, dots, hyphens and underscores."
  }
}

variable "default_branch" {
  description = "Protected branch whose runs plan before apply and look for drift (and, on GitLab, apply)."
  type        = string
  default     = "main"
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9][A-Za-z0-9_./-]{0,200}$", var.default_branch))
    error_message = "default_branch must be the name of one branch, without wildcards."
  }
}

variable "environment" {
  description = "Environment this state belongs to; one bootstrap for each."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["sandbox", "dev", "staging", "prod"], var.environment)
    error_message = "environment must be sandbox, dev, staging or prod."
  }
}

variable "extra_apply_roles" {
  description = "Further roles of the apply account, for services the platform's modules do not use."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for role in var.extra_apply_roles : !contains(["roles/editor", "roles/owner", "roles/viewer", "roles/iam.serviceAccountTokenCreator", "roles/iam.serviceAccountUser", "roles/iam.serviceAccountKeyAdmin", "roles/resourcemanager.projectIamAdmin", "roles/iam.securityAdmin"], role)])
    error_message = "extra_apply_roles takes no basic role, none that acts as every account, and none that grants without limits."
  }
}

variable "extra_granted_roles" {
  description = "Further roles the pipeline may grant on the project."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for role in var.extra_granted_roles : can(regex("^(roles|projects/[^/]+/roles|organizations/[0-9]+/roles)/[A-Za-z0-9_.]+$", role)) && !can(regex("^roles/(owner|editor|resourcemanager\\.projectIamAdmin|iam\\.securityAdmin|iam\\.serviceAccountTokenCreator)$", role))])
    error_message = "extra_granted_roles must be full role names, and none with which the pipeline could lift its own limits."
  }
}

variable "folder_id" {
  description = "Number of the folder the platform's project will lie in, where the state lies in a seed project."
  type        = string
  default     = null
}

variable "force_destroy" {
  description = "Empty the state bucket when this stack is destroyed. Never where anything still lives in a state."
  type        = bool
  default     = false
  nullable    = false

  validation {
    condition     = !var.force_destroy || contains(["sandbox", "dev"], var.environment)
    error_message = "force_destroy is for sandbox and dev: without its state a platform can be neither changed nor removed."
  }
}

variable "grant_organization_roles" {
  description = "Grant organisation policy and deny administration to the apply account, and reading of both to the plan account. Whoever applies this must be able to."
  type        = bool
  default     = false
  nullable    = false
}

variable "grant_organization_sink" {
  description = "Let the pipeline keep the organisation's audit sink (org_sink of audit.trail). Whoever applies this must be able to make roles of the organisation."
  type        = bool
  default     = false
  nullable    = false
}

variable "key_protection_level" {
  description = "SOFTWARE or HSM."
  type        = string
  default     = "SOFTWARE"
  nullable    = false

  validation {
    condition     = contains(["HSM", "SOFTWARE"], var.key_protection_level)
    error_message = "key_protection_level must be SOFTWARE or HSM."
  }
}

variable "labels" {
  description = "Labels for what takes labels."
  type        = map(string)
  default     = {}
  nullable    = false
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

variable "oidc_audiences" {
  description = "Audiences the tokens may be meant for; empty means the provider's own resource name, which Google's CI actions ask for."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = length(var.oidc_audiences) <= 10 && alltrue([for audience in var.oidc_audiences : can(regex("^[^*]{3,256}$", audience))])
    error_message = "oidc_audiences may hold ten exact audiences."
  }
}

variable "oidc_issuer_uri" {
  description = "Issuer of the tokens, where it is not the public one of ci: GitHub Enterprise, a GitLab of your own, Azure DevOps, Jenkins."
  type        = string
  default     = null

  validation {
    condition     = var.oidc_issuer_uri == null ? true : can(regex("^https://[A-Za-z0-9.-]+(/[A-Za-z0-9._/-]*[A-Za-z0-9])?$", var.oidc_issuer_uri))
    error_message = "oidc_issuer_uri must start with https:// and end without a slash."
  }
}

variable "oidc_jwks_json" {
  description = "Keys of an issuer that Google cannot reach, as JSON."
  type        = string
  default     = null

  validation {
    condition     = var.oidc_jwks_json == null ? true : can(jsondecode(var.oidc_jwks_json).keys)
    error_message = "oidc_jwks_json must be a JSON document with keys."
  }
}

variable "org_id" {
  description = "Number of the organisation, for grant_organization_roles and grant_organization_sink."
  type        = string
  default     = null
}

variable "plan_subjects" {
  description = "Token subjects (claim sub) that may plan, instead of those derived from ci and repository."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for subject in var.plan_subjects : can(regex("^[^*?'\\\\]{8,127}$", subject))])
    error_message = "Each of plan_subjects must be one exact subject of 8 to 127 characters, without wildcards and quotes: Google compares letter by letter."
  }
}

variable "pool_id" {
  description = "Id of the workload identity pool; null derives it. A deleted pool keeps its id for 30 days: change it to start again."
  type        = string
  default     = null

  validation {
    condition     = var.pool_id == null ? true : can(regex("^[a-z0-9-]{4,32}$", var.pool_id)) && !startswith(var.pool_id, "gcp-")
    error_message = "pool_id must be 4 to 32 lower-case letters, digits and hyphens, not starting with gcp-."
  }
}

variable "project_id" {
  description = "Project of the platform, which the pipeline deploys into."
  type        = string
  nullable    = false
}

variable "region" {
  description = "Region of bucket and key."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]+-[a-z]+[0-9]+$", var.region))
    error_message = "region must be a region such as europe-west4."
  }
}

variable "repository" {
  description = "Repository whose pipelines are trusted, as owner/name (GitLab: group/project, also nested)."
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
    condition     = var.repository_owner_id == null ? true : can(regex("^[0-9]+$", var.repository_owner_id))
    error_message = "repository_owner_id must be a number."
  }

  validation {
    condition     = (var.repository_owner_id == null) == (var.repository_id == null)
    error_message = "repository_id and repository_owner_id go together."
  }
}

variable "seed_project_id" {
  description = "Project of state, key and pipeline identities: the platform's own, or a seed project that stands already."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{4,28}[a-z0-9]$", var.seed_project_id))
    error_message = "seed_project_id must be a project id."
  }
}

variable "soft_delete_days" {
  description = "Days a deleted state can be brought back."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.soft_delete_days >= 7 && var.soft_delete_days <= 90 && floor(var.soft_delete_days) == var.soft_delete_days
    error_message = "soft_delete_days must be a whole number from 7 to 90, the range of Cloud Storage."
  }
}

variable "state_bucket" {
  description = "Name of the state bucket: <name_prefix>-tfstate-<suffix>, as every backend configuration of the stack has it (docs/adr/0004)."
  type        = string
  nullable    = false

  validation {
    condition     = startswith(var.state_bucket, "${var.name_prefix}-tfstate-")
    error_message = "state_bucket must start with <name_prefix>-tfstate-: the backends of the layers look for it under that name."
  }

  validation {
    condition     = length(var.state_bucket) <= 63 && !strcontains(var.state_bucket, "google") && !startswith(var.state_bucket, "goog")
    error_message = "state_bucket may have 63 characters, not contain google and not start with goog: shorten or rename the project."
  }
}

variable "state_versions" {
  description = "Versions of each state that are kept, those younger than 30 days in any case."
  type        = number
  default     = 100
  nullable    = false

  validation {
    condition     = var.state_versions >= 10 && floor(var.state_versions) == var.state_versions
    error_message = "state_versions must be a whole number of at least 10."
  }
}

variable "trusted_members" {
  description = "Runners inside Google Cloud that may plan or apply by impersonation, instead of or besides OIDC."
  type = object({
    plan  = optional(set(string), [])
    apply = optional(set(string), [])
  })
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for member in setunion(var.trusted_members.plan, var.trusted_members.apply) : can(regex("^serviceAccount:[^*]+$", member))])
    error_message = "trusted_members must be service accounts."
  }

  validation {
    condition     = length(setintersection(var.trusted_members.plan, var.trusted_members.apply)) == 0
    error_message = "A runner may use one of the two accounts only: one that plans and applies has skipped the review."
  }
}
