variable "allowed_registries" {
  description = "Registries (host or host/path) that images may come from beside the mirror or, without one, the upstreams of the platform itself."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for registry in var.allowed_registries : can(regex("^[a-z0-9-]+(\\.[a-z0-9-]+)+(:[0-9]+)?(/[a-z0-9._/-]+)?$", registry))])
    error_message = "Each of allowed_registries must be a host or host/path, without scheme and wildcard."
  }

  validation {
    condition     = var.connectivity != "air_gapped" || !anytrue([for registry in var.allowed_registries : can(regex("^(docker\\.io|gcr\\.io|ghcr\\.io|mcr\\.microsoft\\.com|nvcr\\.io|public\\.ecr\\.aws|quay\\.io|registry\\.k8s\\.io)(/|$)", registry))])
    error_message = "allowed_registries names a public registry, which an air-gapped site cannot reach."
  }
}

variable "allowed_runtime_classes" {
  description = "Runtime classes tenants may name."
  type        = set(string)
  default     = ["nvidia"]
  nullable    = false
}

variable "audit_only" {
  description = "Policies that only report although the platform enforces, while their reports are worked off."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = length(setsubtract(var.audit_only, concat(keys(local.base_policies), keys(local.regime_policies), ["signed-images"]))) == 0
    error_message = "audit_only names a policy that does not exist."
  }
}

variable "ca_bundle_config_map" {
  description = "ConfigMap with the site's CA certificates; empty = public CAs."
  type        = string
  default     = ""
  nullable    = false
}

variable "chart" {
  description = "Other repository, name, version or app_version (tag of the images) of the kyverno chart."
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

variable "cosign_public_keys" {
  description = "Public keys (PEM) that sign images, by name; empty = signatures are not verified."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for name, key in var.cosign_public_keys : can(regex("^[a-z][a-z0-9-]*$", name)) && strcontains(key, "BEGIN PUBLIC KEY") && !strcontains(key, "PRIVATE KEY")])
    error_message = "cosign_public_keys must map a name (lower-case letters, digits, hyphens) to a public key in PEM; a private key never belongs here."
  }
}

variable "crds" {
  description = "Groups of definitions in the cluster; prometheus switches monitors on."
  type        = map(bool)
  default     = {}
  nullable    = false
}

variable "encrypted_storage_classes" {
  description = "Storage classes whose volumes are encrypted at rest."
  type        = set(string)
  default     = ["site-rwo", "site-rwx"]
  nullable    = false

  validation {
    condition     = length(var.encrypted_storage_classes) > 0
    error_message = "encrypted_storage_classes must not be empty: no volume could be made where a regime asks for encryption."
  }
}

variable "exceptions" {
  description = "Exceptions by name: policy, tenant namespace, optional prefix of the object's name, reason, owner, and the days it was granted and ends (YYYY-MM-DD)."
  type = map(object({
    policy      = string
    namespace   = string
    name_prefix = optional(string, "")
    reason      = string
    owner       = string
    granted     = string
    expires     = string
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for e in values(var.exceptions) : contains(concat(keys(local.base_policies), keys(local.regime_policies), ["signed-images"]), e.policy)])
    error_message = "An exception names a policy that does not exist."
  }

  validation {
    condition     = alltrue([for e in values(var.exceptions) : can(regex("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$", e.namespace)) && can(regex("^[a-z0-9-]*$", e.name_prefix))])
    error_message = "namespace and name_prefix of an exception must be DNS labels: no wildcard, no expression."
  }

  validation {
    condition     = alltrue([for e in values(var.exceptions) : length(trimspace(e.reason)) >= 10 && length(trimspace(e.owner)) > 0])
    error_message = "An exception needs an owner and a reason of at least ten characters."
  }

  validation {
    condition = alltrue([
      for e in values(var.exceptions) :
      try(timecmp("${e.granted}T00:00:00Z", "${e.expires}T00:00:00Z") < 0 && timecmp(timeadd("${e.granted}T00:00:00Z", "8784h"), "${e.expires}T00:00:00Z") >= 0, false)
    ])
    error_message = "An exception needs granted and expires as YYYY-MM-DD, at most a year apart."
  }
}

variable "externally_managed" {
  description = "Somebody else installed Kyverno and keeps it; the policies are ours."
  type        = bool
  default     = false
  nullable    = false
}

variable "gpu_resource_names" {
  description = "Resources the device plug-in advertises; with MIG strategy mixed nvidia.com/mig-<profile>."
  type        = list(string)
  default     = ["nvidia.com/gpu"]
  nullable    = false

  validation {
    condition     = length(var.gpu_resource_names) > 0 && alltrue([for name in var.gpu_resource_names : can(regex("^[a-z0-9.-]+/[A-Za-z0-9._-]+$", name))])
    error_message = "gpu_resource_names must name at least one resource such as nvidia.com/gpu."
  }
}

variable "image_registry" {
  description = "Mirror of images; empty = upstream."
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

variable "mode" {
  description = "audit reports, enforce denies."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["audit", "enforce"], var.mode)
    error_message = "mode must be audit or enforce."
  }
}

variable "namespaces" {
  description = "Namespaces of components, by key; kyverno and platform are used."
  type        = map(string)
  nullable    = false

  validation {
    condition     = alltrue([for key in ["kyverno", "platform"] : contains(keys(var.namespaces), key)])
    error_message = "namespaces must have the keys kyverno and platform."
  }
}

variable "platform_groups" {
  description = "Groups that may do what policies forbid to everybody else: change the platform's network policies, open shells in a break-glass case."
  type        = set(string)
  default     = ["kubeadm:cluster-admins", "system:masters"]
  nullable    = false

  validation {
    condition     = length(var.platform_groups) > 0 && length(setintersection(var.platform_groups, ["system:authenticated", "system:serviceaccounts", "system:unauthenticated"])) == 0
    error_message = "platform_groups must name at least one group, and not everybody."
  }
}

variable "protect_crds" {
  description = "Refuse to destroy the Kyverno release. Choose it at the first apply."
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

variable "regimes" {
  description = "Regimes the platform is held to; each adds policies."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = length(setsubtract(var.regimes, ["eu_ai_act", "gdpr", "hipaa", "iso_42001", "nist_800_53", "none", "soc2", "sr_26_2"])) == 0
    error_message = "regimes may hold eu_ai_act, gdpr, hipaa, iso_42001, nist_800_53, soc2 and sr_26_2 (and none, which means no regime)."
  }

  validation {
    condition     = !contains(var.regimes, "none") || length(var.regimes) == 1
    error_message = "regimes must not hold none beside a regime."
  }
}

variable "rekor_url" {
  description = "Transparency log of the site; null = signatures are checked by key alone."
  type        = string
  default     = null

  validation {
    condition     = var.rekor_url == null || can(regex("^https://", var.rekor_url))
    error_message = "rekor_url must start with https://."
  }

  validation {
    condition     = var.rekor_url == null || var.connectivity != "air_gapped" || !strcontains(coalesce(var.rekor_url, "-"), "sigstore.dev")
    error_message = "rekor_url is the public log, which an air-gapped site cannot reach."
  }
}

variable "replicas" {
  description = "Replicas of the admission controller: 1 for trials, 3 for anything that matters."
  type        = number
  default     = 3
  nullable    = false

  validation {
    condition     = contains([1, 3, 5], var.replicas)
    error_message = "replicas must be 1, 3 or 5."
  }

  validation {
    condition     = var.mode != "enforce" || var.replicas >= 3
    error_message = "An enforcing platform needs at least 3 replicas: with failurePolicy Fail a single lost node would stop every change in the cluster."
  }
}

variable "repository_ca_file" {
  description = "CA file of the chart mirror on the host that plans."
  type        = string
  default     = null
}

variable "require_digest" {
  description = "Tenants name images by digest, not by tag."
  type        = bool
  default     = false
  nullable    = false
}

variable "retention_years" {
  description = "Longest retention of personal data, for the message of the retention policy."
  type        = number
  default     = 10
  nullable    = false
}

variable "signed_images" {
  description = "Globs of images that must be signed; empty = all of the allowed registries."
  type        = set(string)
  default     = []
  nullable    = false
}

variable "tier" {
  description = "Risk tier of the AI systems on the platform, 1 (low) to 4; brings policies without a regime."
  type        = number
  default     = 1
  nullable    = false

  validation {
    condition     = contains([1, 2, 3, 4], var.tier)
    error_message = "tier must be 1, 2, 3 or 4."
  }
}
