variable "chart_registry" {
  description = "Mirror all charts come from (oci://host/path); empty = upstream repositories."
  type        = string
  default     = ""
  nullable    = false
}

variable "cluster_name" {
  description = "Name of the cluster, on every metric that leaves it."
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

variable "control_plane_cidrs" {
  description = "Networks the API server calls webhooks from: no pod that a selector could name."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.control_plane_cidrs) > 0 && alltrue([for cidr in var.control_plane_cidrs : can(cidrhost(cidr, 0)) && !endswith(cidr, "/0")])
    error_message = "control_plane_cidrs must be networks in CIDR notation, at least one, and none of them everything."
  }
}

variable "control_plane_metrics" {
  description = "Scrape etcd, scheduler, controller manager and proxy; only where their addresses are not 127.0.0.1. Managed clouds hide them."
  type        = bool
  default     = false
  nullable    = false
}

variable "drift_cadence" {
  description = "How often models are checked for drift, which says when a check is overdue."
  type        = string
  default     = "daily"
  nullable    = false

  validation {
    condition     = contains(["weekly", "daily", "hourly", "per_batch", "per_batch_live"], var.drift_cadence)
    error_message = "drift_cadence must be weekly, daily, hourly, per_batch or per_batch_live."
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

variable "gpu_metrics" {
  description = "Rules and dashboard for GPUs."
  type        = bool
  default     = true
  nullable    = false
}

variable "gpu_temperature_limit" {
  description = "Degrees Celsius from which a GPU is hot."
  type        = number
  default     = 83
  nullable    = false

  validation {
    condition     = var.gpu_temperature_limit >= 60 && var.gpu_temperature_limit <= 95
    error_message = "gpu_temperature_limit must be 60 to 95 degrees."
  }
}

variable "grafana_admin_secret" {
  description = "Secret with admin-user and admin-password for emergencies, brought by the External Secrets operator. The chart's own password is never used."
  type        = string
  default     = "grafana-admin"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$", var.grafana_admin_secret))
    error_message = "grafana_admin_secret must be the name of a secret, not a password."
  }
}

variable "grafana_host" {
  description = "Host name of Grafana; null = grafana.<site_domain>."
  type        = string
  default     = null
}

variable "grafana_oidc" {
  description = "Sign-in by OpenID Connect (secret_name holds client-secret); null = only the emergency account of grafana_admin_secret."
  type = object({
    client_id    = string
    secret_name  = string
    auth_url     = string
    token_url    = string
    userinfo_url = string
    admin_group  = string
    editor_group = optional(string, "ml-engineers")
    viewer_group = optional(string, "platform-viewers")
  })
  default = null

  validation {
    condition     = var.grafana_oidc == null ? true : alltrue([for url in [var.grafana_oidc.auth_url, var.grafana_oidc.token_url, var.grafana_oidc.userinfo_url] : startswith(url, "https://")])
    error_message = "The addresses of grafana_oidc must start with https://."
  }

  validation {
    condition     = var.grafana_oidc == null ? true : alltrue([for group in [var.grafana_oidc.admin_group, var.grafana_oidc.editor_group, var.grafana_oidc.viewer_group] : can(regex("^[A-Za-z0-9 _.:/-]+$", group))])
    error_message = "Groups of grafana_oidc must be plain names: they become part of an expression."
  }
}

variable "identity_provider_cidrs" {
  description = "Networks of the identity provider, which Grafana must reach."
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
  description = "ClusterIssuer for the operator's webhook."
  type        = string
  nullable    = false
}

variable "labels" {
  description = "Labels of every object."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "logs" {
  description = "Loki on an object store (secret_name holds AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY); null = logs are kept elsewhere."
  type = object({
    bucket         = string
    endpoint       = string
    secret_name    = string
    region         = optional(string, "site")
    retention_days = optional(number, 180)
  })
  default = null

  validation {
    condition     = var.logs == null ? true : startswith(var.logs.endpoint, "https://")
    error_message = "logs.endpoint must start with https://."
  }

  validation {
    condition     = var.logs == null ? true : var.logs.retention_days >= 30 && var.logs.retention_days <= 3653
    error_message = "logs.retention_days must be 30 to 3653."
  }

  validation {
    # AI Act articles 19 and 26(6): logs of high-risk systems are kept for at least six months.
    condition     = var.logs == null || !contains(var.regimes, "eu_ai_act") || try(var.logs.retention_days, 0) >= 180
    error_message = "Under the AI Act logs are kept for at least six months: set logs.retention_days to 180 or more."
  }
}

variable "metrics_retention_days" {
  description = "Days metrics are kept in Prometheus."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.metrics_retention_days >= 7 && var.metrics_retention_days <= 400
    error_message = "metrics_retention_days must be 7 to 400; longer needs a store made for it."
  }
}

variable "metrics_retention_size" {
  description = "Size at which Prometheus drops the oldest metrics: below the volume's size, or the volume fills up first."
  type        = string
  default     = "85GB"
  nullable    = false

  validation {
    condition     = can(regex("^[0-9]+GB$", var.metrics_retention_size)) && try(tonumber(trimsuffix(var.metrics_retention_size, "GB")), 0) <= 0.9 * try(tonumber(trimsuffix(var.metrics_volume_size, "Gi")), 0) * 1.0737
    error_message = "metrics_retention_size must be in GB and at most nine tenths of metrics_volume_size."
  }
}

variable "metrics_volume_size" {
  description = "Size of each Prometheus volume."
  type        = string
  default     = "100Gi"
  nullable    = false

  validation {
    condition     = can(regex("^[0-9]+Gi$", var.metrics_volume_size))
    error_message = "metrics_volume_size must be in Gi."
  }
}

variable "namespaces" {
  description = "Namespaces made by cluster.tenancy, by component; this module needs monitoring."
  type        = map(string)
  nullable    = false

  validation {
    condition     = alltrue([for key in ["monitoring"] : can(var.namespaces[key])])
    error_message = "namespaces must have monitoring: take the component out of unused_components of cluster.tenancy."
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

variable "prices" {
  description = "What a core-hour, GiB-hour, GPU-hour and GB-month cost on site; null = no OpenCost."
  type = object({
    cpu     = number
    memory  = number
    gpu     = number
    storage = number
  })
  default = { cpu = 1.25, memory = 0.5, gpu = 0.95, storage = 0.25 }

  validation {
    condition     = var.prices == null ? true : alltrue([for price in values(var.prices) : price >= 0])
    error_message = "prices must not be negative."
  }
}

variable "pull_secret_name" {
  description = "Image pull secret in every namespace; empty = none is needed."
  type        = string
  default     = ""
  nullable    = false
}

variable "receiver_cidrs" {
  description = "Networks of mail relay and paging service, which Alertmanager must reach."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "receivers" {
  description = "Who is told: type, the secret and key that hold address or credential, and the severities. A watchdog receiver also hears that alerting lives."
  type = map(object({
    type        = string
    secret_name = string
    secret_key  = string
    severities  = optional(set(string), ["critical", "warning"])
    watchdog    = optional(bool, false)
    channel     = optional(string)
    to          = optional(string)
    smarthost   = optional(string)
    username    = optional(string)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for r in var.receivers : contains(["webhook", "pagerduty", "opsgenie", "slack", "email"], r.type)])
    error_message = "receivers must be of type webhook, pagerduty, opsgenie, slack or email."
  }

  validation {
    condition     = alltrue([for r in var.receivers : r.type != "email" || (r.to != null && r.smarthost != null && r.username != null)])
    error_message = "A receiver of type email needs to, smarthost and username."
  }

  validation {
    condition     = alltrue([for r in var.receivers : length(setsubtract(r.severities, ["critical", "warning", "info"])) == 0])
    error_message = "severities must be critical, warning or info."
  }

  validation {
    condition     = var.connectivity != "air_gapped" || alltrue([for r in var.receivers : !contains(["pagerduty", "opsgenie", "slack"], r.type)])
    error_message = "An air-gapped site cannot reach pagerduty, opsgenie or slack; use webhook or email."
  }
}

variable "regimes" {
  description = "Regimes that apply; the AI Act sets how long logs are kept at least."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "repository_ca_file" {
  description = "CA file of the chart mirror on the host that plans; null = the system's CAs."
  type        = string
  default     = null
}

variable "scrape_dcgm" {
  description = "Make the ServiceMonitor of the DCGM exporter, where gpu.fabric does not (its release makes one): two would count every GPU twice."
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

variable "storage_class" {
  description = "Storage class of volumes; null = the cluster's default."
  type        = string
  default     = null
}
