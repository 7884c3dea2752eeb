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

  validation {
    condition     = var.connectivity != "air_gapped" || var.externally_managed || (var.chart_registry != "" && var.image_registry != "")
    error_message = "An air-gapped site needs chart_registry and image_registry: ${var.name} would be pulled from ${var.chart.repository}."
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

variable "protect" {
  description = "Refuse to destroy the release, because its definitions, and every object of theirs, would go with it. Choose it at the first apply: the switch moves the release to another address."
  type        = bool
  default     = false
  nullable    = false
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

  # The rules below look at values and overrides together.

  validation {
    # A key that ends in one of these words and holds text is a credential; names of secrets end in Key, Name or Secret.
    # clientSecretKey and keyOf… are, in the charts that have them, the key inside an existing secret.
    condition = length([
      for pair in regexall("\"([^\"\\\\]+)\":\"([^\"]+)\"", jsonencode([var.values, var.overrides])) :
      pair[0] if can(regex("(?i)(password|passwd|passphrase|secretkey|accesskey|apikey|token)$", pair[0])) && !can(regex("^(clientSecretKey|keyOf[A-Z].*)$", pair[0]))
    ]) == 0
    error_message = "Values of ${var.name} hold a credential; it would lie in the state and in the release secret. Name an existing secret instead."
  }

  validation {
    condition     = var.connectivity != "air_gapped" || !anytrue([for host in local.public_hosts : strcontains(jsonencode([var.values, var.overrides]), host)])
    error_message = "Values of ${var.name} name one of ${join(", ", local.public_hosts)}, which an air-gapped site cannot reach."
  }

  validation {
    condition     = var.allow_external_service || !can(regex("\"type\":\"(LoadBalancer|NodePort)\"", jsonencode([var.values, var.overrides])))
    error_message = "Values of ${var.name} publish a service by LoadBalancer or NodePort; only a gateway may, with allow_external_service."
  }

  validation {
    condition     = !can(regex("(\"tag\":\"latest\"|:latest\")", jsonencode([var.values, var.overrides])))
    error_message = "Values of ${var.name} use the tag latest; pin a version or a digest."
  }

  validation {
    condition     = !can(regex("\"([a-z0-9.-]+/)?(bitnami|bitnamilegacy|minio)/", jsonencode([var.values, var.overrides])))
    error_message = "Values of ${var.name} use images of bitnami, bitnamilegacy or minio, which are frozen or deleted."
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
