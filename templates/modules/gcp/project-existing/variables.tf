variable "agent_source" {
  description = "What mints service agents: workload_identity (general, all agents of an API) or service_identity (beta, the primary one)."
  type        = string
  default     = "workload_identity"
  nullable    = false

  validation {
    condition     = contains(["service_identity", "workload_identity"], var.agent_source)
    error_message = "agent_source must be workload_identity or service_identity."
  }
}

variable "contacts" {
  description = "Mail address of a group => categories of Google's own notices it receives (SECURITY, TECHNICAL, LEGAL, …)."
  type        = map(set(string))
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for address in keys(var.contacts) : can(regex("^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$", address))])
    error_message = "Keys of contacts must be mail addresses."
  }

  validation {
    condition     = length(setsubtract(flatten([for categories in values(var.contacts) : tolist(categories)]), ["ALL", "BILLING", "LEGAL", "PRODUCT_UPDATES", "SECURITY", "SUSPENSION", "TECHNICAL"])) == 0
    error_message = "Categories of contacts are ALL, BILLING, LEGAL, PRODUCT_UPDATES, SECURITY, SUSPENSION and TECHNICAL."
  }
}

variable "deprivilege_default_accounts" {
  description = "Take the Editor role from the default service accounts. In an adopted project look first what runs as them."
  type        = bool
  default     = false
  nullable    = false
}

variable "excluded_services" {
  description = "APIs of the default set that are not enabled, for example because an organisation policy restricts them."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = length(setintersection(var.excluded_services, ["aiplatform.googleapis.com", "cloudkms.googleapis.com", "compute.googleapis.com", "logging.googleapis.com", "monitoring.googleapis.com", "storage.googleapis.com"])) == 0
    error_message = "excluded_services must not name aiplatform, cloudkms, compute, logging, monitoring or storage: nothing here works without them."
  }

  validation {
    condition     = !contains(var.excluded_services, "workloadidentity.googleapis.com") || var.agent_source == "service_identity"
    error_message = "Without workloadidentity.googleapis.com agents are minted by agent_source = \"service_identity\"."
  }
}

variable "extra_services" {
  description = "APIs beyond the default set, for example container.googleapis.com or managedkafka.googleapis.com."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for service in var.extra_services : can(regex("^[a-z0-9-]+\\.googleapis\\.com$", service))])
    error_message = "Each of extra_services must be the name of an API such as container.googleapis.com."
  }
}

variable "lookup_number" {
  description = "Read the project's number from the project. False with project_number where plans must need no credentials, or the project is not made yet."
  type        = bool
  default     = true
  nullable    = false
}

variable "os_login" {
  description = "Sign-in to virtual machines by IAM instead of by SSH keys in metadata."
  type        = bool
  default     = true
  nullable    = false
}

variable "project_id" {
  description = "Id of the project."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{4,28}[a-z0-9]$", var.project_id))
    error_message = "project_id must be a project id: 6 to 30 lower-case letters, digits and hyphens. A number is no id."
  }
}

variable "project_number" {
  description = "Number of the project, with lookup_number = false."
  type        = string
  default     = null

  validation {
    condition     = var.lookup_number || var.project_number != null
    error_message = "Without lookup_number, project_number must be given: agents are named by it."
  }

  validation {
    condition     = var.project_number == null ? true : can(regex("^[0-9]+$", var.project_number))
    error_message = "project_number must be the number of the project."
  }
}

variable "propagation_wait" {
  description = "Time after enabling APIs, and again after minting agents, before anything is built on them."
  type        = string
  default     = "90s"
  nullable    = false

  validation {
    condition     = can(regex("^[0-9]+s$", var.propagation_wait)) ? tonumber(trimsuffix(var.propagation_wait, "s")) >= 60 && tonumber(trimsuffix(var.propagation_wait, "s")) <= 600 : false
    error_message = "propagation_wait must be 60s to 600s: below a minute the first apply fails with \"service account does not exist\"."
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

  validation {
    condition     = alltrue([for quota in values(var.quotas) : quota.value >= 0 && floor(quota.value) == quota.value])
    error_message = "The value of each of quotas must be a whole number, 0 or more."
  }
}

variable "record_access" {
  description = "Record data access of every service. False only where the caller does."
  type        = bool
  default     = true
  nullable    = false
}
