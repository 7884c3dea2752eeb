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

variable "control_plane_cidrs" {
  description = "Networks the API server calls webhooks from: no pod that a selector could name."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.control_plane_cidrs) > 0 && alltrue([for cidr in var.control_plane_cidrs : can(cidrhost(cidr, 0)) && !endswith(cidr, "/0")])
    error_message = "control_plane_cidrs must be networks in CIDR notation, at least one, and none of them everything."
  }
}

variable "edition" {
  description = "oss or enterprise. Enterprise images need a licence; free ones check no audience and no groups."
  type        = string
  default     = "oss"
  nullable    = false

  validation {
    condition     = contains(["oss", "enterprise"], var.edition)
    error_message = "edition must be oss or enterprise."
  }

  validation {
    condition     = var.edition != "enterprise" || (var.licence_accepted && var.licence_secret_name != null)
    error_message = "edition enterprise runs kong-gateway, which needs a licence: say licence_accepted and name licence_secret_name."
  }
}

variable "enterprise_version" {
  description = "Tag of kong-gateway, with edition enterprise."
  type        = string
  default     = "3.13.0.1"
  nullable    = false

  validation {
    condition     = can(regex("^3\\.[0-9]+(\\.[0-9]+){1,2}$", var.enterprise_version))
    error_message = "enterprise_version must be an exact version of the 3 line."
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
  description = "Whose tokens are accepted. Free Kong takes the public key from credential_secret_name (labelled konghq.com/credential: jwt, keys key = issuer, algorithm, rsa_public_key); audiences and groups hold with edition enterprise. Null = every request is refused."
  type = object({
    issuer_url             = string
    credential_secret_name = optional(string, "identity-provider-key")
    audiences              = set(string)
    allowed_groups         = set(string)
    groups_claim           = optional(string, "groups")
  })
  default = null

  validation {
    condition     = var.identity_provider == null ? true : startswith(var.identity_provider.issuer_url, "https://")
    error_message = "identity_provider.issuer_url must start with https://."
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

variable "licence_accepted" {
  description = "Somebody bought a licence of Kong Enterprise and may run its images."
  type        = bool
  default     = false
  nullable    = false
}

variable "licence_secret_name" {
  description = "Secret with the licence, with edition enterprise."
  type        = string
  default     = null
}

variable "load_balancer_ip" {
  description = "Address of the gateway, where the site's load balancer takes a wish; null = any."
  type        = string
  default     = null
}

variable "max_request_mib" {
  description = "Largest request in MiB."
  type        = number
  default     = 16
  nullable    = false

  validation {
    condition     = var.max_request_mib >= 1 && var.max_request_mib <= 512
    error_message = "max_request_mib must be 1 to 512."
  }
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
  description = "Requests per unit and credential. Without redis_secret_name each proxy counts for itself; the secret holds redis.json with host, port and TLS."
  type = object({
    requests          = optional(number, 600)
    unit              = optional(string, "Minute")
    redis_secret_name = optional(string)
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
