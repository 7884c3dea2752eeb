variable "allowed_cidrs" {
  description = "Networks that may reach the gateway's address. The whole internet only with public_access."
  type        = list(string)
  default     = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"]
  nullable    = false

  validation {
    condition     = length(var.allowed_cidrs) > 0 && alltrue([for cidr in var.allowed_cidrs : can(cidrhost(cidr, 0))])
    error_message = "allowed_cidrs must be networks in CIDR notation, at least one: an empty list means everybody to a load balancer."
  }

  validation {
    condition     = var.public_access || !anytrue([for cidr in var.allowed_cidrs : endswith(cidr, "/0")])
    error_message = "allowed_cidrs opens the gateway to everybody: say public_access if that is meant."
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

variable "crds" {
  description = "Which definitions cluster.trust installed."
  type = object({
    envoy_gateway = optional(bool, true)
    gateway_api   = optional(bool, true)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.crds.envoy_gateway && var.crds.gateway_api
    error_message = "cluster.trust must install the definitions of the Gateway API and of Envoy Gateway: set envoy_gateway_crds there."
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

variable "identity_provider" {
  description = "Whose tokens are accepted, for which audiences, and which groups may call models. Null = every request is refused."
  type = object({
    issuer_url     = string
    jwks_url       = optional(string)
    audiences      = set(string)
    allowed_groups = set(string)
    groups_claim   = optional(string, "groups")
    user_claim     = optional(string, "sub")
  })
  default = null

  validation {
    condition     = var.identity_provider == null ? true : startswith(var.identity_provider.issuer_url, "https://") && startswith(coalesce(var.identity_provider.jwks_url, "https://"), "https://")
    error_message = "identity_provider.issuer_url and jwks_url must start with https://."
  }

  validation {
    condition     = var.identity_provider == null ? true : length(var.identity_provider.audiences) > 0 && length(var.identity_provider.allowed_groups) > 0
    error_message = "identity_provider needs audiences and allowed_groups: without an audience a token for any other system opens the models."
  }
}

variable "identity_provider_cidrs" {
  description = "Networks of the identity provider, where keys are fetched."
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
  description = "ClusterIssuer of the gateway's certificate; it must be able to issue wildcards."
  type        = string
  nullable    = false
}

variable "labels" {
  description = "Labels of every object."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "load_balancer_ip" {
  description = "Address of the gateway, where the site's load balancer takes a wish; null = any."
  type        = string
  default     = null
}

variable "models_domain" {
  description = "Domain of model hosts; null = models.<site_domain>."
  type        = string
  default     = null
}

variable "namespaces" {
  description = "Namespaces made by cluster.tenancy, by component; this module needs gateway."
  type        = map(string)
  nullable    = false

  validation {
    condition     = alltrue([for key in ["gateway"] : can(var.namespaces[key])])
    error_message = "namespaces must have gateway: take the component out of unused_components of cluster.tenancy."
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

variable "platform_routes" {
  description = "Sites of the platform itself behind the gateway (grafana, mlflow), by host below site_domain. They sign people in themselves."
  type = map(object({
    namespace = string
    service   = string
    port      = number
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for host in keys(var.platform_routes) : can(regex("^[a-z0-9]([a-z0-9-]*[a-z0-9])?$", host))])
    error_message = "Keys of platform_routes must be host labels."
  }

  validation {
    condition     = length(setintersection([for route in var.platform_routes : route.port], [9090, 9093, 3100])) == 0
    error_message = "Prometheus (9090), Alertmanager (9093) and Loki (3100) sign nobody in and must not be routed."
  }
}

variable "public_access" {
  description = "The gateway may be open to the internet."
  type        = bool
  default     = false
  nullable    = false
}

variable "pull_secret_name" {
  description = "Image pull secret in every namespace; empty = none is needed."
  type        = string
  default     = ""
  nullable    = false
}

variable "rate_limit" {
  description = "Requests per unit. Without redis_url per proxy and for all callers together; with it per caller (host:port, TLS)."
  type = object({
    requests  = optional(number, 600)
    unit      = optional(string, "Minute")
    redis_url = optional(string)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.rate_limit.requests >= 1 && contains(["Second", "Minute", "Hour"], var.rate_limit.unit)
    error_message = "rate_limit needs at least one request per Second, Minute or Hour."
  }
}

variable "repository_ca_file" {
  description = "CA file of the chart mirror on the host that plans; null = the system's CAs."
  type        = string
  default     = null
}

variable "service_annotations" {
  description = "Annotations of the load balancer's service, for example the pool of MetalLB."
  type        = map(string)
  default     = {}
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

variable "timeout_seconds" {
  description = "Longest answer, where a model's route says nothing."
  type        = number
  default     = 300
  nullable    = false

  validation {
    condition     = var.timeout_seconds >= 1 && var.timeout_seconds <= 3600
    error_message = "timeout_seconds must be 1 to 3600."
  }
}
