# Variables of identity, network, keys and logging; those of endpoints, pools and indexes are in variables-serving.tf.
variable "account_emails" {
  description = "Workload => mail address of its service account: serving is used."
  type        = map(string)
  nullable    = false

  validation {
    condition     = contains(keys(var.account_emails), "serving")
    error_message = "account_emails must have serving."
  }

  validation {
    condition     = alltrue([for email in values(var.account_emails) : !endswith(email, "-compute@developer.gserviceaccount.com") && !endswith(email, "@appspot.gserviceaccount.com")])
    error_message = "account_emails must not name a default service account: a model that runs as one reads everything."
  }
}

variable "allow_public" {
  description = "Somebody accepted that endpoints may answer on the internet, behind IAM only."
  type        = bool
  default     = false
  nullable    = false
}

variable "data_key_id" {
  description = "Key of data; encrypts request tables."
  type        = string
  nullable    = false

  validation {
    condition     = startswith(var.data_key_id, "projects/") && try(regex("/locations/([^/]+)/", var.data_key_id)[0] == var.region, true)
    error_message = "data_key_id must be the full id of a key in the region."
  }
}

variable "deployer" {
  description = "Member that applies this configuration; endpoints made by anybody else raise an alert. Null switches that alert off."
  type        = string
  default     = null
}

variable "dns_domain" {
  description = "Private domain of the ways in, without a trailing dot; null means <name_prefix>.serving.internal."
  type        = string
  default     = null

  validation {
    condition     = var.dns_domain == null ? true : can(regex("^([a-z0-9]([a-z0-9-]*[a-z0-9])?\\.)+[a-z]{2,}$", var.dns_domain))
    error_message = "dns_domain must be a lower-case domain without a trailing dot."
  }
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

variable "labels" {
  description = "Labels."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "ml_key_id" {
  description = "Key of endpoints and indexes. The Vertex agent must be able to use it; it cannot be changed later."
  type        = string
  nullable    = false

  validation {
    condition     = startswith(var.ml_key_id, "projects/") && try(regex("/locations/([^/]+)/", var.ml_key_id)[0] == var.region, true)
    error_message = "ml_key_id must be the full id of a key in the region: Vertex AI takes no key from elsewhere, no global one either."
  }
}

variable "name_prefix" {
  description = "Prefix of every name."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,29}[a-z0-9]$", var.name_prefix))
    error_message = "name_prefix must be 3 to 31 characters: lower-case letters, digits and hyphens, starting with a letter and not ending in a hyphen."
  }
}

variable "network_id" {
  description = "Network as projects/ID/global/networks/NAME."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^projects/[^/]+/global/networks/[^/]+$", var.network_id))
    error_message = "network_id must look like projects/ID/global/networks/NAME."
  }
}

variable "network_number_form" {
  description = "Network as projects/NUMBER/global/networks/NAME, for exposure peering."
  type        = string
  default     = null

  validation {
    condition     = var.network_number_form == null ? true : can(regex("^projects/[0-9]+/global/networks/[^/]+$", var.network_number_form))
    error_message = "network_number_form must take the project's number: with the id Vertex AI answers 400, or every plan shows a change."
  }
}

variable "network_project_id" {
  description = "Project of the network: forwarding rules and names are made there."
  type        = string
  nullable    = false
}

variable "notification_channels" {
  description = "Channels that are told."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "project_id" {
  description = "Project of the platform."
  type        = string
  nullable    = false
}

variable "protect" {
  description = "Refuse to delete endpoints, indexes and request tables. To destroy, set false and apply first."
  type        = bool
  default     = true
  nullable    = false
}

variable "psa_range_name" {
  description = "Range of private services access, for exposure peering; null or empty without it."
  type        = string
  default     = null
}

variable "psc_consumer_projects" {
  description = "Projects besides the network's that may connect to endpoints and indexes."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for project in var.psc_consumer_projects : can(regex("^([a-z][a-z0-9-]{4,28}[a-z0-9]|[0-9]+)$", project))])
    error_message = "psc_consumer_projects must be project ids or numbers; there is no wildcard."
  }
}

variable "psc_global_access" {
  description = "Let clients of other regions use the ways in."
  type        = bool
  default     = false
  nullable    = false
}

variable "region" {
  description = "Region of everything made here, that of the request dataset too."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]+-[a-z]+[0-9]+$", var.region))
    error_message = "region must be a region such as europe-west4."
  }
}

variable "request_dataset_id" {
  description = "Dataset of requests and responses, in the region, writable by the Vertex agent."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9_]+$", var.request_dataset_id))
    error_message = "request_dataset_id must be the id of the dataset without its project."
  }
}

variable "request_days" {
  description = "Days requests and responses are kept."
  type        = number
  default     = 400
  nullable    = false

  validation {
    # Article 19(1) and 26(6) of the EU AI Act: at least six months.
    condition     = var.request_days >= 183 && floor(var.request_days) == var.request_days
    error_message = "request_days must be a whole number of at least 183: logs of high-risk systems are kept for six months."
  }
}

variable "subnet_ids" {
  description = "Role => subnet; endpoints is used."
  type        = map(string)
  nullable    = false

  validation {
    condition     = contains(keys(var.subnet_ids), "endpoints")
    error_message = "subnet_ids must have endpoints."
  }
}
