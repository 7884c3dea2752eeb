variable "buckets" {
  description = "Buckets by name: who reads and writes (tenants or components), versioning, object lock, ttl (7d) after which objects go."
  type = map(object({
    writers     = optional(list(string), [])
    readers     = optional(list(string), [])
    versioning  = optional(bool, true)
    object_lock = optional(bool, false)
    ttl         = optional(string)
  }))
  nullable = false

  validation {
    condition     = length(var.buckets) > 0 && alltrue([for name in keys(var.buckets) : can(regex("^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$", name))])
    error_message = "buckets must name at least one bucket of 3 to 63 lower-case letters, digits and hyphens."
  }

  validation {
    condition     = alltrue([for bucket in values(var.buckets) : bucket.ttl == null ? true : can(regex("^([1-9][0-9]{0,2})[mhdwMy]$", bucket.ttl)) && !bucket.object_lock])
    error_message = "ttl must look like 7d (m, h, d, w, M, y), and a locked bucket has none: its objects must not go by themselves."
  }

  validation {
    condition     = var.lock_acknowledged || !anytrue([for bucket in values(var.buckets) : bucket.object_lock])
    error_message = "object_lock cannot be taken back and keeps objects from being deleted by anybody: set lock_acknowledged once somebody with authority accepted that."
  }

  validation {
    condition     = alltrue(flatten([for bucket in values(var.buckets) : [for client in concat(bucket.writers, bucket.readers) : !contains(["admin", "anonymous", "*"], client)]]))
    error_message = "Readers and writers are tenants and components; nobody is anonymous, and admin is not handed out."
  }
}

variable "chart" {
  description = "Other repository, name, version or app_version (tag of the image) of the chart."
  type = object({
    repository  = optional(string)
    name        = optional(string)
    version     = optional(string)
    app_version = optional(string)
  })
  default  = {}
  nullable = false
}

variable "chart_registry" {
  description = "Mirror of charts; empty = upstream."
  type        = string
  default     = ""
  nullable    = false
}

variable "connectivity" {
  description = "online, intermittent or air_gapped."
  type        = string
  default     = "online"
  nullable    = false
}

variable "crds" {
  description = "Groups of definitions in the cluster; prometheus switches monitors on."
  type        = map(bool)
  default     = {}
  nullable    = false
}

variable "credentials_secret_name" {
  description = "Name of the Secret with a client's keys, in the client's namespace."
  type        = string
  default     = "object-store"
  nullable    = false
}

variable "environment" {
  description = "sandbox, dev, staging or prod."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["sandbox", "dev", "staging", "prod"], var.environment)
    error_message = "environment must be sandbox, dev, staging or prod."
  }
}

variable "externally_managed" {
  description = "Somebody else runs SeaweedFS; certificate and access are ours."
  type        = bool
  default     = false
  nullable    = false
}

variable "image_registry" {
  description = "Mirror of images; empty = upstream."
  type        = string
  default     = ""
  nullable    = false
}

variable "issuer_name" {
  description = "ClusterIssuer that signs the S3 certificate."
  type        = string
  nullable    = false
}

variable "labels" {
  description = "Labels of every object."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "lock_acknowledged" {
  description = "Somebody with authority accepted that object lock cannot be taken back."
  type        = bool
  default     = false
  nullable    = false
}

variable "namespaces" {
  description = "Namespaces of components, by key; object-store is used, and those of clients."
  type        = map(string)
  nullable    = false

  validation {
    condition     = contains(keys(var.namespaces), "object-store")
    error_message = "namespaces must have the key object-store."
  }
}

variable "nodes" {
  description = "Volume servers; from 3 on masters have a quorum and gateways a second copy."
  type        = number
  default     = 3
  nullable    = false

  validation {
    condition     = var.nodes >= 1 && floor(var.nodes) == var.nodes
    error_message = "nodes must be a whole number of at least 1."
  }
}

variable "overrides" {
  description = "Further values of the chart."
  type        = any
  default     = {}
  nullable    = false

  validation {
    condition     = !can(regex("\"(enableAuth|enableSecurity)\":false", jsonencode(var.overrides))) && !can(regex("\"anonymousRead\":true", jsonencode(var.overrides)))
    error_message = "overrides must not switch authentication or TLS off, nor open a bucket to everybody."
  }
}

variable "protect_data" {
  description = "Refuse to destroy the release. Choose it at the first apply."
  type        = bool
  default     = false
  nullable    = false
}

variable "pull_secret_name" {
  description = "Image pull secret; empty = none."
  type        = string
  default     = ""
  nullable    = false
}

variable "replication" {
  description = "Copies beside the first: none, node (one on another node) or two."
  type        = string
  default     = "node"
  nullable    = false

  validation {
    condition     = contains(["none", "node", "two"], var.replication)
    error_message = "replication must be none, node or two."
  }

  validation {
    condition     = var.replication != "none" || contains(["sandbox", "dev"], var.environment)
    error_message = "replication none loses data with the first disk: sandbox and dev only."
  }

  validation {
    condition     = var.nodes >= lookup({ node = 2, two = 3 }, var.replication, 1)
    error_message = "There are fewer nodes than copies: no write would succeed."
  }
}

variable "repository_ca_file" {
  description = "CA file of the chart mirror on the host that plans."
  type        = string
  default     = null
}

variable "secret_path" {
  description = "Path of clients' keys in the secret store: <secret_path>/<client> with access_key and secret_key."
  type        = string
  default     = "object-store"
  nullable    = false
}

variable "secret_store_name" {
  description = "ClusterSecretStore of the platform."
  type        = string
  nullable    = false

  validation {
    condition     = var.secret_store_name != ""
    error_message = "The object store needs a secret store for its keys: set secret_store of cluster.trust."
  }
}

variable "storage_class" {
  description = "Storage class of the volumes (local NVMe, encrypted); null = the cluster's default."
  type        = string
  default     = null
}

variable "tenant_namespaces" {
  description = "Namespaces of tenants, by name."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "tenant_store_name" {
  description = "SecretStore in every tenant's namespace."
  type        = string
  default     = "tenant"
  nullable    = false
}

variable "volume_size" {
  description = "Size of each volume server's disk."
  type        = string
  default     = "500Gi"
  nullable    = false

  validation {
    condition     = can(regex("^[1-9][0-9]*(Gi|Ti)$", var.volume_size))
    error_message = "volume_size must look like 500Gi or 10Ti."
  }
}
