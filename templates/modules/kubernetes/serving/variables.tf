variable "ca_bundle_config_map" {
  description = "ConfigMap with the site's CA bundle (key ca.crt) in every namespace; empty = public CAs only."
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

variable "crds" {
  description = "Which definitions cluster.trust installed."
  type = object({
    cert_manager = optional(bool, true)
    gateway_api  = optional(bool, true)
  })
  default  = {}
  nullable = false
}

variable "domain" {
  description = "Domain of model hosts; null = models.<site_domain>."
  type        = string
  default     = null

  validation {
    condition     = var.domain == null ? true : can(regex("^[a-z0-9-]+(\\.[a-z0-9-]+)+$", var.domain)) && !can(regex("(^|\\.)example\\.(com|org|net)$", var.domain))
    error_message = "domain must be a DNS domain of the site, and not an example domain."
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

variable "gateway_name" {
  description = "Gateway that routes attach to, from gateway.models."
  type        = string
  default     = "platform"
  nullable    = false
}

variable "gateway_namespace" {
  description = "Namespace of that gateway."
  type        = string
  default     = "gateway-system"
  nullable    = false
}

variable "gpu_tolerations" {
  description = "Tolerations of GPU nodes for every runtime; pods without an accelerator are kept away by the scheduler's own scoring only."
  type = list(object({
    key      = string
    operator = optional(string, "Exists")
    effect   = optional(string, "NoSchedule")
  }))
  default  = [{ key = "nvidia.com/gpu" }]
  nullable = false
}

variable "image_digests" {
  description = "Digests of runtime images (triton, vllm, sklearn, xgboost) and of the storage initializer (storage) as the mirror reports them."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = length(setsubtract(keys(var.image_digests), ["triton", "vllm", "sklearn", "xgboost", "storage"])) == 0 && alltrue([for digest in values(var.image_digests) : can(regex("^sha256:[0-9a-f]{64}$", digest))])
    error_message = "image_digests must be for triton, vllm, sklearn, xgboost and storage, each sha256: and 64 hexadecimal digits."
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

variable "models" {
  description = "Models in service, by name: where the weights lie, their version and digest in the registry, the runtime, and how far they scale."
  type = map(object({
    namespace       = string
    runtime         = string
    storage_uri     = string
    version         = string
    digest          = string
    format          = optional(string)
    cpu             = optional(string, "2")
    memory          = optional(string, "8Gi")
    accelerators    = optional(map(number), {})
    min_replicas    = optional(number, 1)
    max_replicas    = optional(number, 2)
    target          = optional(number, 5)
    query           = optional(string)
    timeout_seconds = optional(number, 120)
    exposed         = optional(bool, true)
    service_account = optional(string, "model-reader")
    runtime_class   = optional(string)
    annotations     = optional(map(string), {})
    labels          = optional(map(string), {})
    canary = optional(object({
      storage_uri = string
      version     = string
      digest      = string
      percent     = optional(number, 5)
    }))
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for name in keys(var.models) : can(regex("^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$", name)) && !endswith(name, "-canary")])
    error_message = "Names of models must be DNS labels of at most 40 characters, and not end in -canary."
  }

  validation {
    condition     = alltrue([for m in var.models : contains(var.runtimes, m.runtime)])
    error_message = "runtime must be one of ${join(", ", sort(var.runtimes))}."
  }

  validation {
    condition     = alltrue(flatten([for m in var.models : [for uri in concat([m.storage_uri], m.canary[*].storage_uri) : can(regex("^(s3|pvc|oci)://[^ ]+$", uri)) && !endswith(uri, ":latest")]]))
    error_message = "storage_uri must be s3://, pvc:// or oci://: what is fetched from hf:// or https:// at start is neither mirrored nor signed. No tag latest."
  }

  validation {
    condition     = alltrue(flatten([for m in var.models : [for digest in concat([m.digest], m.canary[*].digest) : can(regex("^sha256:[0-9a-f]{64}$", digest))]]))
    error_message = "digest must be sha256: and 64 hexadecimal digits, as the registry recorded it at approval."
  }

  validation {
    condition     = alltrue([for m in var.models : m.min_replicas >= 0 && m.max_replicas >= max(m.min_replicas, 1) && m.max_replicas <= 64 && m.target > 0])
    error_message = "Models need 0 <= min_replicas <= max_replicas <= 64 and a target above 0."
  }

  validation {
    condition     = alltrue([for m in var.models : m.min_replicas > 0 || startswith(m.storage_uri, "pvc://")])
    error_message = "Scaling to zero (min_replicas = 0) needs weights on a volume (pvc://): a cold start that downloads them takes longer than a request waits."
  }

  validation {
    condition     = alltrue(flatten([for m in var.models : [for c in m.canary[*] : c.percent >= 1 && c.percent <= 50 && c.digest != m.digest]]))
    error_message = "A canary takes 1 to 50 percent, and is another version than the stable one."
  }
}

variable "namespaces" {
  description = "Namespaces made by cluster.tenancy, by component; this module needs keda, kserve."
  type        = map(string)
  nullable    = false

  validation {
    condition     = alltrue([for key in ["keda", "kserve"] : can(var.namespaces[key])])
    error_message = "namespaces must have keda, kserve: take the component out of unused_components of cluster.tenancy."
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

variable "prometheus_url" {
  description = "Prometheus that KEDA asks."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^https?://[a-z0-9.-]+(:[0-9]+)?(/.*)?$", var.prometheus_url))
    error_message = "prometheus_url must be an address."
  }
}

variable "protect_definitions" {
  description = "Refuse every plan that would uninstall KServe's definitions, which deletes every InferenceService. Choose it at the first apply."
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

variable "runtimes" {
  description = "Runtimes that are offered."
  type        = set(string)
  default     = ["triton", "vllm", "sklearn", "xgboost"]
  nullable    = false

  validation {
    condition     = length(var.runtimes) > 0 && length(setsubtract(var.runtimes, ["triton", "vllm", "sklearn", "xgboost"])) == 0
    error_message = "runtimes must be at least one of triton, vllm, sklearn and xgboost."
  }
}

variable "s3_endpoint" {
  description = "S3 endpoint of the data lake; null = s3.<site_domain>."
  type        = string
  default     = null

  validation {
    condition     = var.s3_endpoint == null ? true : startswith(var.s3_endpoint, "https://")
    error_message = "s3_endpoint must start with https://."
  }
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

variable "vllm_key_secret_name" {
  description = "Secret with api-key in every namespace that serves with vLLM, brought by the External Secrets operator; the gateway sends it."
  type        = string
  default     = "vllm-api-key"
  nullable    = false
}
