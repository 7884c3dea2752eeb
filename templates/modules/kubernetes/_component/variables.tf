variable "allow_external_service" {
  description = "Let values publish a service of type LoadBalancer or NodePort; for gateways only."
  type        = bool
  default     = false
  nullable    = false
}

variable "atomic" {
  description = "Roll back a failed install or upgrade. False for stateful charts, whose volumes a rollback would orphan."
  type        = bool
  default     = false
  nullable    = false
}

variable "chart" {
  description = "Upstream chart: repository (https:// or oci://), name and exact version."
  type = object({
    repository = string
    name       = string
    version    = string
  })
  nullable = false

  validation {
    condition     = can(regex("^v?[0-9]+\\.[0-9]+\\.[0-9]+(-[0-9A-Za-z.-]+)?(\\+[0-9A-Za-z.-]+)?$", var.chart.version))
    error_message = "chart.version must be one exact version such as 1.2.3 or v1.2.3, spelled as the project spells it; no range, no latest."
  }

  validation {
    condition     = can(regex("^(https|oci)://[A-Za-z0-9.-]+(:[0-9]+)?(/[A-Za-z0-9._/-]*)?$", var.chart.repository))
    error_message = "chart.repository must start with https:// or oci://."
  }

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9-]*$", var.chart.name))
    error_message = "chart.name must be the name of a chart, not a path or an address."
  }

  validation {
    condition     = !can(regex("(charts\\.bitnami\\.com|bitnamicharts|charts\\.min\\.io|operator\\.min\\.io)", var.chart.repository))
    error_message = "chart.repository is one of Bitnami or MinIO, which are frozen or deleted."
  }
}

variable "chart_registry" {
  description = "Mirror the chart comes from instead of its repository (oci://host/path, all charts side by side); empty = upstream."
  type        = string
  default     = ""
  nullable    = false

  validation {
    condition     = var.chart_registry == "" || can(regex("^(https|oci)://[A-Za-z0-9.-]+(:[0-9]+)?(/[A-Za-z0-9._/-]*)?$", var.chart_registry))
    error_message = "chart_registry must start with oci:// or https://, or be empty."
  }
}

variable "connectivity" {
  description = "online, intermittent or air_gapped."
  type        = string
  default     = "online"
  nullable    = false

  validation {
    condition     = contains(["online", "intermittent", "air_gapped"], var.connectivity)
    error_message = "connectivity must be online, intermittent or air_gapped."
  }
}

variable "externally_managed" {
  description = "Somebody else (Base Command Manager, the cluster team) owns this release: create none, keep the outputs."
  type        = bool
  default     = false
  nullable    = false
}

variable "image_registry" {
  description = "Host, or host/path, that replaces the host of every image reference; empty = upstream."
  type        = string
  default     = ""
  nullable    = false

  validation {
    condition     = var.image_registry == "" || can(regex("^[a-z0-9.-]+(:[0-9]+)?(/[a-z0-9._/-]+)?$", var.image_registry))
    error_message = "image_registry must be a host or host/path without a scheme."
  }
}

variable "images" {
  description = "Every image the release runs, those its operator injects later included: name => upstream reference (host/path:tag or @digest)."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition = alltrue([
      for reference in values(var.images) :
      can(regex("^[a-z0-9-]+(\\.[a-z0-9-]+)+(:[0-9]+)?/[a-z0-9._/-]+(:[A-Za-z0-9._-]+|@sha256:[0-9a-f]{64})$", reference)) && !endswith(reference, ":latest")
    ])
    error_message = "Each of images must be a full reference, host/path:tag or host/path@sha256:digest, and not latest."
  }
}

variable "name" {
  description = "Name of the release."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9]([a-z0-9-]{0,51}[a-z0-9])?$", var.name))
    error_message = "name must be a DNS label of at most 53 characters, Helm's limit."
  }
}

variable "namespace" {
  description = "Namespace that exists, with its Pod Security labels, made by the tenancy module."
  type        = string
  nullable    = false

  validation {
    condition     = !contains(["default", "kube-public", "kube-node-lease"], var.namespace)
    error_message = "namespace must not be default, kube-public or kube-node-lease."
  }
}

variable "overrides" {
  description = "Values of the caller's user, merged over values by Helm, deeply."
  type        = any
  default     = {}
  nullable    = false

  validation {
    condition     = can(keys(var.overrides))
    error_message = "overrides must be an object."
  }
}

variable "repository_ca_file" {
  description = "CA file the mirror's certificate is checked with, on the host that plans: the provider reads the chart at plan."
  type        = string
  default     = null
}

variable "skip_crds" {
  description = "Leave out the crds/ folder of the chart, where another release owns the definitions."
  type        = bool
  default     = false
  nullable    = false
}

variable "take_ownership" {
  description = "Adopt objects that exist. Only for a documented hand-over, for example operators installed by Base Command Manager."
  type        = bool
  default     = false
  nullable    = false
}

variable "timeout" {
  description = "Seconds to wait; 1800 for operators that build drivers."
  type        = number
  default     = 900
  nullable    = false

  validation {
    condition     = var.timeout >= 60 && var.timeout <= 7200
    error_message = "timeout must be 60 to 7200 seconds."
  }
}

variable "values" {
  description = "Values of the chart."
  type        = any
  default     = {}
  nullable    = false

  validation {
    condition     = can(keys(var.values))
    error_message = "values must be an object."
  }
}

variable "wait" {
  description = "Wait until the release's objects are ready. False only where the chart demands it."
  type        = bool
  default     = true
  nullable    = false
}

variable "wait_for_jobs" {
  description = "Wait for the chart's jobs too."
  type        = bool
  default     = false
  nullable    = false
}
