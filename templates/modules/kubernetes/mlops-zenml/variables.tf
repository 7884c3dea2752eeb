variable "ca_secret_name" {
  description = "Secret with ca.crt of the site, for the server's calls; empty = public CAs only."
  type        = string
  default     = ""
  nullable    = false
}

variable "chart_registry" {
  description = "Mirror all charts come from (oci://host/path); empty = upstream repositories."
  type        = string
  default     = ""
  nullable    = false
}

variable "connectivity" {
  description = "online, intermittent or air_gapped; an air-gapped site refuses public hosts."
  type        = string
  default     = "online"
  nullable    = false

  validation {
    condition     = contains(["online", "intermittent", "air_gapped"], var.connectivity)
    error_message = "connectivity must be online, intermittent or air_gapped."
  }
}

variable "database" {
  description = "MySQL 8 of the site (secret_name holds password and ca.crt); host null = mysql.<site_domain>. PostgreSQL does not work."
  type = object({
    host        = optional(string)
    port        = optional(number, 3306)
    name        = optional(string, "zenml")
    user        = optional(string, "zenml")
    secret_name = optional(string, "zenml-mysql")
  })
  default  = {}
  nullable = false

  validation {
    condition     = can(regex("^[a-z0-9_]+$", var.database.name)) && can(regex("^[A-Za-z0-9_.-]+$", var.database.user)) && !can(regex("[:/@]", coalesce(var.database.host, "-")))
    error_message = "database.name, user and host must be plain names: they become part of an address, which holds no password."
  }

  validation {
    condition     = var.database.port != 5432
    error_message = "database.port 5432 is PostgreSQL's; ZenML works with MySQL only."
  }
}

variable "database_cidrs" {
  description = "Networks of the database."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "environment" {
  description = "Environment, which decides how many replicas run and what is refused."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["sandbox", "dev", "staging", "prod"], var.environment)
    error_message = "environment must be sandbox, dev, staging or prod."
  }
}

variable "externally_managed" {
  description = "Releases somebody else owns (Base Command Manager, the cluster team): not created, their custom resources are."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = length(setsubtract(var.externally_managed, local.release_names)) == 0
    error_message = "externally_managed must name releases of this module: ${join(", ", local.release_names)}."
  }
}

variable "host" {
  description = "Host name people use; null = zenml.<site_domain>."
  type        = string
  default     = null
}

variable "image_registry" {
  description = "Mirror all images come from (host, or host/path); empty = upstream registries."
  type        = string
  default     = ""
  nullable    = false
}

variable "labels" {
  description = "Labels of every object."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "namespaces" {
  description = "Namespaces made by cluster.tenancy, by component; this module needs zenml."
  type        = map(string)
  nullable    = false

  validation {
    condition     = alltrue([for key in ["zenml"] : can(var.namespaces[key])])
    error_message = "namespaces must have zenml: take the component out of unused_components of cluster.tenancy."
  }
}

variable "object_store_cidrs" {
  description = "Networks of the object store that holds artifacts."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "overrides" {
  description = "Values merged by Helm over the module's own, by release. What they loosen is the site's decision."
  type        = any
  default     = {}
  nullable    = false

  validation {
    condition     = can(keys(var.overrides)) && length(setsubtract(try(keys(var.overrides), []), local.release_names)) == 0
    error_message = "overrides must be an object whose keys are releases of this module: ${join(", ", local.release_names)}."
  }
}

variable "pull_secret_name" {
  description = "Image pull secret in every namespace; empty = none is needed."
  type        = string
  default     = ""
  nullable    = false
}

variable "repository_ca_file" {
  description = "CA file of the chart mirror on the host that plans; null = the system's CAs."
  type        = string
  default     = null
}

variable "single_sign_on_expected" {
  description = "People must sign in through the identity provider; warns, since free ZenML cannot."
  type        = bool
  default     = false
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

variable "token_minutes" {
  description = "Minutes a token is valid."
  type        = number
  default     = 60
  nullable    = false

  validation {
    condition     = var.token_minutes >= 5 && var.token_minutes <= 1440
    error_message = "token_minutes must be 5 to 1440; without a limit tokens never expire."
  }
}
