variable "audit_log_path" {
  description = "File the API servers write, as their flag --audit-log-path says; cluster.kubernetes hands the hosts' files out."
  type        = string
  default     = "/var/log/kubernetes/audit.log"
  nullable    = false

  validation {
    condition     = can(regex("^/var/log/[A-Za-z0-9._/-]+\\.log$", var.audit_log_path)) && !strcontains(var.audit_log_path, "..") && dirname(var.audit_log_path) != "/var/log"
    error_message = "audit_log_path must be a .log file in a folder of its own below /var/log: the folder is mounted."
  }
}

variable "chart_registry" {
  description = "Mirror all charts come from (oci://host/path); empty = upstream repositories."
  type        = string
  default     = ""
  nullable    = false
}

variable "cluster_name" {
  description = "Name of the cluster; prefix in the bucket."
  type        = string
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

variable "crds" {
  description = "Which definitions cluster.trust installed."
  type = object({
    prometheus = optional(bool, true)
  })
  default  = {}
  nullable = false
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

variable "evidence" {
  description = "Bucket with object lock (secret_name holds AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY of a user that may write and not delete); endpoint null = the data lake's, else s3.<site_domain>."
  type = object({
    bucket      = optional(string, "evidence")
    endpoint    = optional(string)
    region      = optional(string, "site")
    secret_name = optional(string, "audit-s3")
  })
  default  = {}
  nullable = false

  validation {
    condition     = startswith(coalesce(var.evidence.endpoint, "https://"), "https://")
    error_message = "evidence.endpoint must start with https://."
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

variable "lock_confirmed" {
  description = "Somebody checked that the bucket has object lock in mode COMPLIANCE for the whole retention. It cannot be undone there, nor checked here."
  type        = bool
  default     = false
  nullable    = false
}

variable "namespaces" {
  description = "Namespaces made by cluster.tenancy, by component; this module needs security."
  type        = map(string)
  nullable    = false

  validation {
    condition     = alltrue([for key in ["security"] : can(var.namespaces[key])])
    error_message = "namespaces must have security: take the component out of unused_components of cluster.tenancy."
  }
}

variable "object_store_cidrs" {
  description = "Networks of the object store, where it is outside the cluster."
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

variable "retention_years" {
  description = "Years evidence is kept."
  type        = number
  nullable    = false

  validation {
    condition     = var.retention_years >= 1 && var.retention_years <= 99 && floor(var.retention_years) == var.retention_years
    error_message = "retention_years must be whole years, 1 to 99."
  }
}

variable "s3_endpoint" {
  description = "S3 endpoint of the data lake; used where evidence names none."
  type        = string
  default     = null
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
