variable "admin_users" {
  description = "Users of the API keys, who may do everything; one key each, in alphabetical order."
  type        = set(string)
  default     = ["platform-admin"]
  nullable    = false

  validation {
    condition     = length(var.admin_users) > 0 && alltrue([for user in var.admin_users : can(regex("^[a-z0-9][a-z0-9._-]*$", user))])
    error_message = "admin_users must be at least one plain name."
  }
}

variable "allowed_modules" {
  description = "Modules that are on; only those that run in the cluster. Empty = vectors are brought by the caller."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = length(setsubtract(var.allowed_modules, local.local_modules)) == 0
    error_message = "allowed_modules must run in the cluster (${join(", ", local.local_modules)}): others send documents to somebody's API."
  }
}

variable "api_key_secret_name" {
  description = "Secret with AUTHENTICATION_APIKEY_ALLOWED_KEYS: one key per admin user, in their order, brought by the External Secrets operator."
  type        = string
  default     = "weaviate-api-keys"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$", var.api_key_secret_name))
    error_message = "api_key_secret_name must be the name of a secret, not a key."
  }
}

variable "backups" {
  description = "Bucket of the backup module (secret_name holds AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY); endpoint null = the data lake's, else s3.<site_domain>. Null = none."
  type = object({
    bucket      = optional(string, "vector-backups")
    endpoint    = optional(string)
    region      = optional(string, "site")
    secret_name = optional(string, "weaviate-s3")
  })
  default = {}

  validation {
    condition     = var.backups == null ? true : startswith(coalesce(var.backups.endpoint, "https://"), "https://")
    error_message = "backups.endpoint must start with https://."
  }
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

variable "image_registry" {
  description = "Mirror all images come from (host, or host/path); empty = upstream registries."
  type        = string
  default     = ""
  nullable    = false
}

variable "issuer_name" {
  description = "ClusterIssuer of the certificate. It must put its CA into the secret (CA, Vault; not ACME)."
  type        = string
  nullable    = false
}

variable "labels" {
  description = "Labels of every object."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "memory" {
  description = "Memory of each node, request and limit."
  type        = string
  default     = "4Gi"
  nullable    = false

  validation {
    condition     = can(regex("^[0-9]+(Mi|Gi)$", var.memory))
    error_message = "memory must be in Mi or Gi."
  }
}

variable "mesh_encrypted" {
  description = "The namespace is in a mesh with strict mutual TLS: Weaviate's REST and cluster ports have none of their own."
  type        = bool
  default     = false
  nullable    = false
}

variable "namespaces" {
  description = "Namespaces made by cluster.tenancy, by component; this module needs vector-store."
  type        = map(string)
  nullable    = false

  validation {
    condition     = alltrue([for key in ["vector-store"] : can(var.namespaces[key])])
    error_message = "namespaces must have vector-store: take the component out of unused_components of cluster.tenancy."
  }
}

variable "object_store_cidrs" {
  description = "Networks of the object store, where it is outside the cluster."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "oidc" {
  description = "Sign-in of people and services by OpenID Connect; admin_groups may do everything. Null = API keys only."
  type = object({
    issuer_url   = string
    client_id    = string
    admin_groups = optional(set(string), [])
  })
  default = null

  validation {
    condition     = var.oidc == null ? true : startswith(var.oidc.issuer_url, "https://")
    error_message = "oidc.issuer_url must start with https://."
  }
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

variable "s3_endpoint" {
  description = "S3 endpoint of the data lake; used where backups names none."
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

variable "storage_class" {
  description = "Storage class of volumes; null = the cluster's default."
  type        = string
  default     = null
}

variable "volume_size" {
  description = "Size of each data volume."
  type        = string
  default     = "50Gi"
  nullable    = false

  validation {
    condition     = can(regex("^[0-9]+Gi$", var.volume_size))
    error_message = "volume_size must be in Gi."
  }
}
