variable "agent_source" {
  description = "What mints service agents: workload_identity (general, all agents of an API) or service_identity (beta, the primary one)."
  type        = string
  default     = "workload_identity"
  nullable    = false
}

variable "billing_account" {
  description = "Billing account of the project, XXXXXX-XXXXXX-XXXXXX."
  type        = string
  default     = null

  validation {
    condition     = var.billing_account == null ? true : can(regex("^[0-9A-F]{6}-[0-9A-F]{6}-[0-9A-F]{6}$", var.billing_account))
    error_message = "billing_account must look like 012345-6789AB-CDEF01."
  }
}

variable "contacts" {
  description = "Mail address of a group => categories of Google's own notices it receives (SECURITY, TECHNICAL, LEGAL, …)."
  type        = map(set(string))
  default     = {}
  nullable    = false
}

variable "environment" {
  description = "Environment the project is for."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["sandbox", "dev", "staging", "prod"], var.environment)
    error_message = "environment must be sandbox, dev, staging or prod."
  }
}

variable "excluded_services" {
  description = "APIs of the default set that are not enabled, for example because an organisation policy restricts them."
  type        = set(string)
  default     = []
  nullable    = false
}

variable "extra_services" {
  description = "APIs beyond the default set, for example container.googleapis.com or managedkafka.googleapis.com."
  type        = set(string)
  default     = []
  nullable    = false
}

variable "folder_id" {
  description = "Number of the folder the project is created in."
  type        = string
  default     = null

  validation {
    condition     = var.folder_id == null ? true : can(regex("^[0-9]+$", var.folder_id))
    error_message = "folder_id must be a number, without folders/."
  }
}

variable "labels" {
  description = "Labels of the project."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "name_prefix" {
  description = "Name shown for the project."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{2,29}$", var.name_prefix))
    error_message = "name_prefix must be 3 to 30 characters: lower-case letters, digits and hyphens, starting with a letter."
  }
}

variable "org_id" {
  description = "Number of the organisation, where the project lies directly below it."
  type        = string
  default     = null

  validation {
    condition     = var.org_id == null ? true : can(regex("^[0-9]+$", var.org_id))
    error_message = "org_id must be a number."
  }
}

variable "project_id" {
  description = "Id of the project to create. Ids never come back, also not after 30 days."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{4,28}[a-z0-9]$", var.project_id))
    error_message = "project_id must be a project id: 6 to 30 lower-case letters, digits and hyphens. A number is no id."
  }
}

variable "propagation_wait" {
  description = "Time after enabling APIs, and again after minting agents, before anything is built on them."
  type        = string
  default     = "90s"
  nullable    = false
}

variable "protect" {
  description = "Refuse to delete the project: in Terraform, and by a lien everywhere else. Apply with false before a destroy."
  type        = bool
  default     = true
  nullable    = false

  validation {
    condition     = var.protect || var.environment != "prod"
    error_message = "protect cannot be switched off in prod by a setting: a project id never comes back."
  }
}

variable "quota_contact_email" {
  description = "Who Google asks back about quotas."
  type        = string
  default     = null
}

variable "quotas" {
  description = "Quotas to ask for, by name of the preference. Spot and flex-start training use the preemptible quotas. lower acknowledges a decrease."
  type = map(object({
    service       = optional(string, "aiplatform.googleapis.com")
    quota_id      = string
    value         = number
    dimensions    = optional(map(string), {})
    justification = optional(string)
    lower         = optional(bool, false)
  }))
  default  = {}
  nullable = false
}
