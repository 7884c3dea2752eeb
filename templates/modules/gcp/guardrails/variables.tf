variable "access_approval_emails" {
  description = "Groups that approve access of Google's staff to content. Needs Access Transparency in the organisation."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for address in var.access_approval_emails : can(regex("^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$", address))])
    error_message = "access_approval_emails must be mail addresses."
  }
}

variable "alerts_key_id" {
  description = "Key of the findings topic."
  type        = string
  nullable    = false
}

variable "allowed_models" {
  description = "Models of the Model Garden that may be used, with regimes that limit them; none given means none allowed."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for model in var.allowed_models : can(regex("^publishers/[^/*]+/models/[^/:*]+(:[a-z_]+)?$", model))])
    error_message = "Each of allowed_models must look like publishers/google/models/NAME:predict, without wildcards."
  }

  validation {
    condition     = length(var.allowed_models) <= 500
    error_message = "allowed_models may hold 500 values, the limit of a policy."
  }
}

variable "allowed_oidc_issuers" {
  description = "Issuers that identity providers of pools may have. Empty leaves it to the organisation. The CI system's own must be among them, or bootstrap is cut off."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for issuer in var.allowed_oidc_issuers : startswith(issuer, "https://")])
    error_message = "Each of allowed_oidc_issuers must start with https://."
  }
}

variable "cmek_services" {
  description = "APIs whose new resources must have a customer-managed key, where a regime asks for it."
  type        = set(string)
  default     = ["aiplatform", "artifactregistry", "bigquery", "compute", "dataflow", "logging", "notebooks", "pubsub", "run", "secretmanager", "storage"]
  nullable    = false

  validation {
    condition     = alltrue([for service in var.cmek_services : can(regex("^[a-z0-9]+$", service))])
    error_message = "cmek_services are short names such as aiplatform, without .googleapis.com."
  }

  validation {
    condition     = !contains(var.cmek_services, "dataplex")
    error_message = "dataplex cannot be in cmek_services: it is not among the services the constraint takes."
  }

  validation {
    condition     = length(setintersection(var.cmek_services, ["aiplatform", "bigquery", "storage"])) == 3
    error_message = "cmek_services must hold aiplatform, bigquery and storage: they hold the data."
  }
}

variable "custom_constraints" {
  description = "Constraints of your own, in CamelCase: what they govern, a CEL condition that must be true, and controls."
  type = map(object({
    title     = string
    types     = list(string)
    methods   = optional(list(string), ["CREATE", "UPDATE"])
    condition = string
    controls  = optional(list(string), ["ZTA-06"])
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for name in keys(var.custom_constraints) : can(regex("^[A-Z][A-Za-z0-9]{1,40}$", name))])
    error_message = "Names of custom_constraints must be CamelCase letters and digits."
  }

  validation {
    condition     = length(var.custom_constraints) == 0 || var.org_id != null
    error_message = "custom_constraints need org_id: they live in the organisation."
  }
}

variable "dry_run_policies" {
  description = "Constraints that only report, although mode is enforce."
  type        = set(string)
  default     = []
  nullable    = false
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

variable "exceptions" {
  description = "Constraints left out: who accepted it and why, and until when."
  type = map(object({
    reason = string
    until  = string
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for exception in values(var.exceptions) : length(exception.reason) >= 10 && can(regex("^[0-9]{4}-[0-9]{2}-[0-9]{2}$", exception.until))])
    error_message = "Each of exceptions needs a reason of at least ten characters and an end such as 2027-06-30."
  }

  validation {
    condition     = length(setintersection(keys(var.exceptions), ["iam.disableServiceAccountKeyCreation", "storage.publicAccessPrevention"])) == 0 || contains(["sandbox", "dev"], var.environment)
    error_message = "Service account keys and public buckets have no exception outside sandbox and dev."
  }
}

variable "extra_policies" {
  description = "Further policies of your own: constraint => one of enforce, deny_all, allow, deny, and controls."
  type = map(object({
    enforce  = optional(bool, false)
    deny_all = optional(bool, false)
    allow    = optional(list(string), [])
    deny     = optional(list(string), [])
    controls = optional(list(string), ["ZTA-06"])
  }))
  default  = {}
  nullable = false

  validation {
    condition = alltrue([
      for policy in values(var.extra_policies) :
      length([for chosen in [policy.enforce, policy.deny_all, length(policy.allow) > 0, length(policy.deny) > 0] : chosen if chosen]) == 1
    ])
    error_message = "Each of extra_policies takes exactly one of enforce, deny_all, allow and deny."
  }
}

variable "key_project_id" {
  description = "Project of the keys, the only one whose keys may be used."
  type        = string
  nullable    = false
}

variable "labels" {
  description = "Labels for what takes labels."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "member_customer_ids" {
  description = "Customer ids (C0…) of the directories whose people may be granted anything. Empty leaves it to the organisation."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for id in var.member_customer_ids : can(regex("^C[0-9a-z]{7,9}$", id))])
    error_message = "member_customer_ids must be directory customer ids such as C01abc2de, not domains."
  }
}

variable "mode" {
  description = "enforce, or dry_run to see for some time what would be refused."
  type        = string
  default     = "enforce"
  nullable    = false

  validation {
    condition     = contains(["dry_run", "enforce"], var.mode)
    error_message = "mode must be enforce or dry_run."
  }

  validation {
    condition     = var.mode == "enforce" || var.environment != "prod"
    error_message = "mode = \"dry_run\" is not for prod: name single policies in dry_run_policies while they are tried."
  }
}

variable "name_prefix" {
  description = "Prefix of names and of custom constraints."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{2,30}$", var.name_prefix))
    error_message = "name_prefix must be 3 to 31 characters: lower-case letters, digits and hyphens, starting with a letter."
  }
}

variable "network_project_id" {
  description = "Project whose networks notebooks may be in; with a Shared VPC its host project."
  type        = string
  nullable    = false
}

variable "notebook_images" {
  description = "Images Workbench instances may be made from."
  type        = set(string)
  default     = ["ainotebooks-vm/cloud-notebooks-managed/image-family/workbench-instances"]
  nullable    = false

  validation {
    condition     = length(var.notebook_images) > 0 && alltrue([for image in var.notebook_images : can(regex("^ainotebooks-(vm/[^/]+/image-(family|name)/[^/]+|container/.+)$", image))])
    error_message = "Each of notebook_images must look like ainotebooks-vm/PROJECT/image-family/NAME or ainotebooks-container/REPOSITORY."
  }
}

variable "org_id" {
  description = "Number of the organisation, for custom constraints; null means there are none."
  type        = string
  default     = null

  validation {
    condition     = var.org_id == null ? true : can(regex("^[0-9]+$", var.org_id))
    error_message = "org_id must be a number."
  }
}

variable "parent" {
  description = "Where the policies hold: folders/NUMBER or projects/NUMBER; null means the platform's project."
  type        = string
  default     = null

  validation {
    condition     = var.parent == null ? true : can(regex("^(folders|projects)/[0-9]+$", var.parent))
    error_message = "parent must be folders/NUMBER or projects/NUMBER, with the number of the project; organisation-wide rules are the organisation's own stack."
  }
}

variable "project_id" {
  description = "Project of the platform."
  type        = string
  nullable    = false
}

variable "project_number" {
  description = "Number of the project."
  type        = string
  nullable    = false
}

variable "regimes" {
  description = "Regimes that apply: eu_ai_act, gdpr, hipaa, iso_42001, nist_800_53, soc2, sr_26_2."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = length(setsubtract(var.regimes, ["eu_ai_act", "gdpr", "hipaa", "iso_42001", "none", "nist_800_53", "soc2", "sr_26_2"])) == 0
    error_message = "regimes may hold eu_ai_act, gdpr, hipaa, iso_42001, nist_800_53, soc2, sr_26_2, or none."
  }
}

variable "region" {
  description = "Region of the platform."
  type        = string
  nullable    = false
}

variable "residency" {
  description = "Where data must stay: a country, eu, us, uk, or none."
  type        = string
  default     = "none"
  nullable    = false

  validation {
    condition     = contains(keys(local.residency_locations), var.residency)
    error_message = "residency must be none, eu, us, uk, or a country Google Cloud has a region in."
  }

  validation {
    condition = contains(["none", "eu", "us"], var.residency) ? (
      var.residency == "none" || (var.residency == "us" && startswith(var.region, "us-")) || (var.residency == "eu" && startswith(var.region, "europe-") && !contains(["europe-west2", "europe-west6"], var.region))
    ) : contains(lookup(local.residency_locations, var.residency, []), "in:${var.region}-locations")
    error_message = "region lies outside the residency: the first resource would be refused by the policy made here."
  }
}

variable "scc_notifications" {
  description = "Send high and critical findings of Security Command Center to a topic. Its tier must be active."
  type        = bool
  default     = false
  nullable    = false
}

variable "tier" {
  description = "Risk tier of the platform, 1 to 4; from 3 on the high-risk set is added."
  type        = number
  default     = 2
  nullable    = false

  validation {
    condition     = contains([1, 2, 3, 4], var.tier)
    error_message = "tier must be 1, 2, 3 or 4."
  }
}
