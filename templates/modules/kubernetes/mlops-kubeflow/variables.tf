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

variable "crds" {
  description = "Which definitions cluster.trust installed."
  type = object({
    cert_manager = optional(bool, true)
  })
  default  = {}
  nullable = false
}

variable "database" {
  description = "MySQL 8 of the site for Pipelines and metadata; host null = mysql.<site_domain>. The secret mysql-secret (username, password) lies in the namespace kubeflow."
  type = object({
    host = optional(string)
    port = optional(number, 3306)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.database.port != 5432
    error_message = "database.port 5432 is PostgreSQL's, which Pipelines of the distribution do not support in multi-user mode."
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
  description = "Host name people use; null = kubeflow.<site_domain>."
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

variable "mesh_ready" {
  description = "A mesh with strict identities covers the namespace kubeflow."
  type        = bool
  default     = false
  nullable    = false
}

variable "namespaces" {
  description = "Namespaces made by cluster.tenancy, by component; this module needs platform, kubeflow."
  type        = map(string)
  nullable    = false

  validation {
    condition     = alltrue([for key in ["platform", "kubeflow"] : can(var.namespaces[key])])
    error_message = "namespaces must have platform, kubeflow: take the component out of unused_components of cluster.tenancy."
  }
}

variable "object_store" {
  description = "Bucket for artifacts; endpoint null = the data lake's, else s3.<site_domain>. The secret mlpipeline-minio-artifact (accesskey, secretkey) lies in the namespace kubeflow."
  type = object({
    bucket   = optional(string, "pipelines")
    endpoint = optional(string)
    region   = optional(string, "site")
  })
  default  = {}
  nullable = false

  validation {
    condition     = startswith(coalesce(var.object_store.endpoint, "https://"), "https://")
    error_message = "object_store.endpoint must start with https://."
  }
}

variable "oidc" {
  description = "Sign-in of Argo CD by OpenID Connect (secret_name holds client-secret); admin_groups administer. Null = nobody signs in, and Git is the only way."
  type = object({
    issuer_url   = string
    client_id    = string
    secret_name  = optional(string, "argocd-oidc")
    admin_groups = optional(set(string), ["platform-admins"])
  })
  default = null

  validation {
    condition     = var.oidc == null ? true : startswith(var.oidc.issuer_url, "https://") && alltrue([for group in var.oidc.admin_groups : !can(regex("[,\n]", group))])
    error_message = "oidc.issuer_url must start with https://, and groups must not hold a comma: they become lines of a policy."
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

variable "repository" {
  description = "Git repository of the distribution; null = upstream, or git.<site_domain> in an air gap."
  type        = string
  default     = null

  validation {
    condition     = var.repository == null ? true : can(regex("^(https://|ssh://|git@)[^ @]*(@[^ ]+)?$", var.repository)) && !can(regex("https://[^/]*:[^/]*@", var.repository))
    error_message = "repository must be an https or ssh address, without a password in it."
  }

  validation {
    condition     = var.connectivity != "air_gapped" || !can(regex("github\\.com|gitlab\\.com|bitbucket\\.org", coalesce(var.repository, "-")))
    error_message = "An air-gapped site cannot reach ${coalesce(var.repository, "-")}: name the site's mirror."
  }
}

variable "repository_ca_file" {
  description = "CA file of the chart mirror on the host that plans; null = the system's CAs."
  type        = string
  default     = null
}

variable "revision" {
  description = "Tag or commit of the distribution, tested as a whole; never a branch."
  type        = string
  default     = "26.03"
  nullable    = false

  validation {
    condition     = can(regex("^v?[0-9]+\\.[0-9]+(\\.[0-9]+)?$", var.revision)) || can(regex("^[0-9a-f]{40}$", var.revision))
    error_message = "revision must be a release tag or a commit of 40 hexadecimal digits, not a branch."
  }
}

variable "s3_endpoint" {
  description = "S3 endpoint of the data lake; used where object_store names none."
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
