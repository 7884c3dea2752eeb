variable "access_log_bucket" {
  description = "Bucket for server access logs of both buckets; null at first, since the one of audit-trail is made later. CloudTrail records the object calls all the same."
  type        = string
  default     = null
}

variable "apply_session_hours" {
  description = "Longest session of the apply role in hours; a first apply with an EKS cluster or a domain takes more than one."
  type        = number
  default     = 2
  nullable    = false

  validation {
    condition     = var.apply_session_hours >= 1 && var.apply_session_hours <= 12 && floor(var.apply_session_hours) == var.apply_session_hours
    error_message = "apply_session_hours must be a whole number from 1 to 12, the range of IAM."
  }
}

variable "apply_subjects" {
  description = "Token subjects (claim sub) that may apply, instead of those derived from ci and repository."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for subject in var.apply_subjects : can(regex("^[^*?]{8,}$", subject))])
    error_message = "Each of apply_subjects must be one exact subject of at least 8 characters: a wildcard would let an unreviewed run apply."
  }
}

variable "ci" {
  description = "System that runs the pipelines; sets issuer, audience and subjects unless they are given."
  type        = string
  default     = "github"
  nullable    = false

  validation {
    condition     = contains(["azure_devops", "github", "gitlab", "jenkins"], var.ci)
    error_message = "ci must be azure_devops, github, gitlab or jenkins."
  }

  validation {
    condition     = !contains(["azure_devops", "jenkins"], var.ci) || var.oidc_provider_url == null || (length(var.plan_subjects) > 0 && length(var.apply_subjects) > 0)
    error_message = "azure_devops and jenkins have no subject that could be derived: set plan_subjects and apply_subjects with oidc_provider_url."
  }
}

variable "ci_environment" {
  description = "Name of the deployment environment in GitHub, where it is not called as the environment itself."
  type        = string
  default     = null

  validation {
    condition     = var.ci_environment == null ? true : can(regex("^[A-Za-z0-9_.-]{1,255}$", var.ci_environment))
    error_message = "ci_environment may hold letters, digits, dots, hyphens and underscores: GitHub escapes a colon in a subject, and * would match every environment."
  }
}

variable "create_plan_bucket" {
  description = "Make a bucket for saved plans: encrypted, write-once, expiring."
  type        = bool
  default     = true
  nullable    = false
}

variable "default_branch" {
  description = "Branch whose runs plan before apply and look for drift (and, on GitLab, apply). It must be protected."
  type        = string
  default     = "main"
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9][A-Za-z0-9_./-]{0,200}$", var.default_branch))
    error_message = "default_branch must be the name of one branch, without wildcards."
  }
}

variable "deployer_rights" {
  description = "Policy documents per role, name => JSON text with {account} for the account's id, made by `aiarch permissions --write`. They replace what this module grants per service; null keeps that."
  type = object({
    plan  = map(string)
    apply = map(string)
  })
  default = null

  validation {
    condition     = var.deployer_rights == null ? true : length(var.deployer_rights.plan) > 0 && length(var.deployer_rights.apply) > 0
    error_message = "deployer_rights must hold at least one document for plan and one for apply: a role without rights can do nothing."
  }

  validation {
    condition = var.deployer_rights == null ? true : alltrue([
      for document in concat(values(var.deployer_rights.plan), values(var.deployer_rights.apply)) :
      can([for statement in jsondecode(document).Statement : regex("^Allow$", statement.Effect)])
    ])
    error_message = "Each document of deployer_rights must be JSON with statements that allow; denies are this module's own."
  }

  validation {
    condition = var.deployer_rights == null ? true : alltrue([
      for document in concat(values(var.deployer_rights.plan), values(var.deployer_rights.apply)) :
      alltrue([for action in try(flatten([for statement in jsondecode(document).Statement : statement.Action]), ["*"]) : !strcontains(action, "*")])
    ])
    error_message = "deployer_rights must name every action: a wildcard is more than the computed least rights."
  }

  validation {
    condition = var.deployer_rights == null ? true : alltrue([
      for document in values(var.deployer_rights.plan) :
      alltrue([for action in try(flatten([for statement in jsondecode(document).Statement : statement.Action]), [""]) : can(regex("^[a-z0-9-]+:(Batch(Describe|Get)|Describe|GET|Get|List|Simulate|View)[A-Za-z0-9]*$", action))])
    ])
    error_message = "The plan's part of deployer_rights must only read: a plan that can write has skipped the review."
  }

  validation {
    condition     = var.deployer_rights == null ? true : length(var.deployer_rights.plan) <= 9 && length(var.deployer_rights.apply) <= 7
    error_message = "IAM takes ten policies per role, of which this module keeps one of the plan role and three of the apply role: split the project, or remove bootstrap/aws/permissions/<environment>.json."
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

variable "existing_oidc_provider_arn" {
  description = "OIDC provider of the issuer that the account already has (there can be one only): adopted, not managed."
  type        = string
  default     = null

  validation {
    condition     = var.existing_oidc_provider_arn == null ? true : can(regex("^arn:aws[a-z-]*:iam::[0-9]{12}:oidc-provider/.+$", var.existing_oidc_provider_arn))
    error_message = "existing_oidc_provider_arn must be the ARN of an IAM OIDC provider."
  }

  validation {
    condition     = var.existing_oidc_provider_arn == null ? true : endswith(var.existing_oidc_provider_arn, ":oidc-provider/${local.issuer}")
    error_message = "existing_oidc_provider_arn belongs to another issuer than the one trusted here: set oidc_provider_url to match."
  }
}

variable "extra_apply_policies" {
  description = "Further managed policies of the apply role, name => ARN, for services the platform's modules do not use. The denies still hold."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for arn in values(var.extra_apply_policies) : can(regex("^arn:aws[a-z-]*:iam::[0-9]{12}:policy/.+$", arn))])
    error_message = "Each of extra_apply_policies must be the ARN of a policy of your own account: AWS-managed ones such as AdministratorAccess undo the scoping."
  }

  validation {
    condition     = length(var.extra_apply_policies) <= 1
    error_message = "extra_apply_policies may hold one: nine of the ten policies a role can have are taken. Put all your statements into it."
  }
}

variable "extra_regions" {
  description = "Regions besides the stack's own in which the apply role may act, for example us-east-1 for CloudFront certificates. A residency decision."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for region in var.extra_regions : can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", region))])
    error_message = "Each of extra_regions must be a region code such as eu-central-1."
  }
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

variable "name_prefix" {
  description = "Prefix of every name, and what the apply role is held to."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{2,30}$", var.name_prefix))
    error_message = "name_prefix must be 3 to 31 characters: lower-case letters, digits and hyphens, starting with a letter."
  }
}

variable "oidc_audience" {
  description = "Audience (claim aud) the tokens must be meant for. GitHub's AWS action asks for the default; GitLab and Jenkins put in what the job says; Azure DevOps always has api://AzureADTokenExchange."
  type        = string
  default     = "sts.amazonaws.com"
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9.:/_-]{3,255}$", var.oidc_audience))
    error_message = "oidc_audience must be one audience, without wildcards."
  }

  validation {
    condition     = var.ci != "azure_devops" || var.oidc_provider_url == null || var.oidc_audience == "api://AzureADTokenExchange"
    error_message = "Azure DevOps puts api://AzureADTokenExchange into its tokens: set oidc_audience to that."
  }
}

variable "oidc_provider_url" {
  description = "Issuer of the tokens, where it is not the public one of ci: GitHub Enterprise (https://HOST/_services/token), a GitLab of your own, https://vstoken.dev.azure.com/<organisation id>, Jenkins."
  type        = string
  default     = null

  validation {
    condition     = var.oidc_provider_url == null ? true : can(regex("^https://[A-Za-z0-9.-]+(/[A-Za-z0-9._/-]*[A-Za-z0-9])?$", var.oidc_provider_url))
    error_message = "oidc_provider_url must start with https:// and end without a slash: IAM compares it with the iss claim letter by letter."
  }
}

variable "permissions_boundary_arn" {
  description = "Permissions boundary of both roles, and of every role the apply role makes."
  type        = string
  default     = null
}

variable "plan_days" {
  description = "Days a saved plan is kept: longer than a review takes, not longer than its secrets need to live."
  type        = number
  default     = 7
  nullable    = false

  validation {
    condition     = var.plan_days >= 1 && var.plan_days <= 30 && floor(var.plan_days) == var.plan_days
    error_message = "plan_days must be a whole number from 1 to 30: a plan holds every value it would set, secrets included, and is stale after a week."
  }
}

variable "plan_subjects" {
  description = "Token subjects (claim sub) that may plan, instead of those derived from ci and repository. May end in *."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for subject in var.plan_subjects : can(regex("^[^*?]{8,}\\*?$", subject))])
    error_message = "Each of plan_subjects must be a subject of at least 8 characters, with * at its end at most."
  }
}

variable "process_owner_arns" {
  description = "Roles of people that own assessments (process_owner_arns of Audit Manager): the apply role may name them to Audit Manager, and to nothing else."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for arn in var.process_owner_arns : can(regex("^arn:aws[a-z-]*:iam::[0-9]{12}:role/[^*?]+$", arn))])
    error_message = "process_owner_arns must hold ARNs of roles, without wildcards."
  }
}

variable "project" {
  description = "Project name: value of the Project tag that the apply role is held to where resources have no name."
  type        = string
  nullable    = false

  validation {
    condition     = var.project != "" && startswith(var.name_prefix, var.project)
    error_message = "project must be the first part of name_prefix."
  }
}

variable "protect_evidence" {
  description = "Deny the apply role to stop trail, recorder and detectors, to delete evidence and log groups and to schedule keys for deletion. Switch off to destroy an environment."
  type        = bool
  default     = true
  nullable    = false

  validation {
    condition     = var.protect_evidence || var.environment != "prod"
    error_message = "protect_evidence cannot be switched off in prod: there a person with a break-glass role destroys, not a pipeline."
  }
}

variable "region" {
  description = "Region of the provider: where the state is, and the only one the apply role may act in."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.region))
    error_message = "region must be a region code such as eu-central-1."
  }
}

variable "repository" {
  description = "Repository whose pipelines are trusted, as owner/name (GitLab: group/project, also nested). Empty only with subjects or principals of your own."
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

variable "state_bucket" {
  description = "Name of the state bucket: <name_prefix>-tfstate-<suffix>, as every backend configuration of the stack has it (docs/adr/0004)."
  type        = string
  nullable    = false

  validation {
    condition     = startswith(var.state_bucket, "${var.name_prefix}-tfstate-")
    error_message = "state_bucket must start with <name_prefix>-tfstate-: the backends of the layers look for it under that name."
  }

  validation {
    condition     = length(var.state_bucket) <= 63
    error_message = "state_bucket is longer than the 63 characters S3 allows: shorten the project name."
  }
}

variable "state_version_days" {
  description = "Days an overwritten state version can be brought back."
  type        = number
  default     = 365
  nullable    = false

  validation {
    condition     = var.state_version_days >= 30
    error_message = "state_version_days must be at least 30: a broken state is often noticed at the next monthly change."
  }
}

variable "tags" {
  description = "Tags for every resource that takes tags."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "trusted_principal_arns" {
  description = "Roles of runners inside this account (Jenkins on EC2 or EKS) that may assume the plan or the apply role, instead of or besides OIDC."
  type = object({
    plan  = optional(set(string), [])
    apply = optional(set(string), [])
  })
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for arn in setunion(var.trusted_principal_arns.plan, var.trusted_principal_arns.apply) : can(regex("^arn:aws[a-z-]*:iam::[0-9]{12}:role/[^*]+$", arn))])
    error_message = "trusted_principal_arns must hold ARNs of roles, without wildcards."
  }

  validation {
    condition     = length(setintersection(var.trusted_principal_arns.plan, var.trusted_principal_arns.apply)) == 0
    error_message = "A runner role may assume one of the two only: one that plans and applies has skipped the review."
  }
}
