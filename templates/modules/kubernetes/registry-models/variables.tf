variable "admin_secret_name" {
  description = "Secret with username and password of the first administrator, where there is no oidc."
  type        = string
  default     = "mlflow-admin"
  nullable    = false
}

variable "backup_retention_days" {
  description = "Days backups and write-ahead logs of the registry are kept."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.backup_retention_days >= 7 && var.backup_retention_days <= 3653
    error_message = "backup_retention_days must be 7 to 3653."
  }
}

variable "ca_bundle_config_map" {
  description = "ConfigMap with the site's CA bundle (key ca.crt) in every namespace; empty = public CAs only."
  type        = string
  default     = ""
  nullable    = false
}

variable "ca_secret_name" {
  description = "Secret with ca.crt of the object store's CA for backups, where it is not a public one; empty = public."
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

variable "database_volume_size" {
  description = "Size of each database volume."
  type        = string
  default     = "20Gi"
  nullable    = false

  validation {
    condition     = can(regex("^[0-9]+Gi$", var.database_volume_size))
    error_message = "database_volume_size must be in Gi."
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

variable "host" {
  description = "Host name people use; null = mlflow.<site_domain>."
  type        = string
  default     = null
}

variable "identity_provider_cidrs" {
  description = "Networks of the identity provider, which the server must reach."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "image_registry" {
  description = "Mirror all images come from (host, or host/path); empty = upstream registries."
  type        = string
  default     = ""
  nullable    = false
}

variable "issuer_name" {
  description = "ClusterIssuer of the database's certificate. It must put its CA into the secret (CA, Vault; not ACME)."
  type        = string
  nullable    = false
}

variable "labels" {
  description = "Labels of every object."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "namespaces" {
  description = "Namespaces made by cluster.tenancy, by component; this module needs cnpg-system, mlflow."
  type        = map(string)
  nullable    = false

  validation {
    condition     = alltrue([for key in ["cnpg-system", "mlflow"] : can(var.namespaces[key])])
    error_message = "namespaces must have cnpg-system, mlflow: take the component out of unused_components of cluster.tenancy."
  }
}

variable "object_store" {
  description = "Buckets for artifacts and for backups (secret_name holds AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY); endpoint null = that of the data lake, else s3.<site_domain>."
  type = object({
    model_bucket  = optional(string, "models")
    backup_bucket = optional(string, "backups")
    endpoint      = optional(string)
    region        = optional(string, "site")
    secret_name   = optional(string, "object-store")
    encryption    = optional(string, "AES256")
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.object_store.endpoint == null || startswith(coalesce(var.object_store.endpoint, "-"), "https://")
    error_message = "object_store.endpoint must start with https://."
  }

  validation {
    condition     = var.object_store.model_bucket != var.object_store.backup_bucket
    error_message = "Backups must not lie in the bucket they would have to replace: give two buckets."
  }

  validation {
    condition     = contains(["AES256", "aws:kms"], var.object_store.encryption)
    error_message = "object_store.encryption must be AES256 or aws:kms."
  }
}

variable "object_store_cidrs" {
  description = "Networks of the object store, where it is outside the cluster."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "oidc" {
  description = "Sign-in by OpenID Connect (secret_name holds client-secret); approver_groups administer, user_groups read and register. Null = accounts of MLflow's own."
  type = object({
    issuer_url      = string
    client_id       = string
    secret_name     = optional(string, "mlflow-oidc")
    user_groups     = optional(set(string), ["ml-engineers"])
    approver_groups = optional(set(string), ["model-approvers"])
  })
  default = null

  validation {
    condition     = var.oidc == null ? true : startswith(var.oidc.issuer_url, "https://")
    error_message = "oidc.issuer_url must start with https://."
  }

  validation {
    condition     = var.oidc == null ? true : length(var.oidc.approver_groups) > 0 && length(setintersection(var.oidc.user_groups, var.oidc.approver_groups)) == 0
    error_message = "oidc.approver_groups must not be empty and no group may be in both lists: who trains a model does not approve it."
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

variable "pod_cidrs" {
  description = "Networks of pods: the gateway's, whose forwarded headers are believed."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "protect_database" {
  description = "Refuse every plan that would uninstall the database operator, which deletes all databases."
  type        = bool
  default     = true
  nullable    = false
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
  description = "S3 endpoint of the data lake; used where object_store names none."
  type        = string
  default     = null
}

variable "session_secret_name" {
  description = "Secret with session-key, which signs sessions; the same for every replica."
  type        = string
  default     = "mlflow-session"
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

variable "storage_class" {
  description = "Storage class of volumes; null = the cluster's default."
  type        = string
  default     = null
}
