variable "acme_email" {
  description = "Contact of the ACME account, for issuer_mode acme."
  type        = string
  default     = null
}

variable "acme_server" {
  description = "Directory address of the ACME server, for issuer_mode acme."
  type        = string
  default     = null

  validation {
    condition     = var.issuer_mode != "acme" || can(regex("^https://", var.acme_server))
    error_message = "issuer_mode acme needs acme_server (https://...)."
  }

  validation {
    condition     = var.acme_server == null || var.connectivity != "air_gapped" || !can(regex("(letsencrypt\\.org|zerossl\\.com|pki\\.goog|buypass\\.com)", var.acme_server))
    error_message = "acme_server is a public authority, which an air-gapped site cannot reach and which cannot reach it."
  }
}

variable "ca_bundle_config_map" {
  description = "Name of the ConfigMap (key ca.crt) with the site's CA certificates; empty = none."
  type        = string
  default     = ""
  nullable    = false
}

variable "ca_bundle_pem" {
  description = "CA certificates of the site in PEM, public by nature; empty = the ConfigMap is somebody else's."
  type        = string
  default     = ""
  nullable    = false

  validation {
    condition     = var.ca_bundle_pem == "" || (strcontains(var.ca_bundle_pem, "BEGIN CERTIFICATE") && !strcontains(var.ca_bundle_pem, "PRIVATE KEY"))
    error_message = "ca_bundle_pem must hold certificates, and no private key."
  }
}

variable "ca_secret_name" {
  description = "Secret (tls.crt, tls.key) of the issuing CA in cert-manager's namespace, for issuer_mode ca."
  type        = string
  default     = "site-issuing-ca"
  nullable    = false
}

variable "chart_registry" {
  description = "Mirror of charts; empty = upstream."
  type        = string
  default     = ""
  nullable    = false
}

variable "charts" {
  description = "Other repository, name or version than the built-in ones, by chart: cert-manager, external-secrets, gateway-crds, prometheus-operator-crds."
  type = map(object({
    repository = optional(string)
    name       = optional(string)
    version    = optional(string)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = length(setsubtract(keys(var.charts), ["cert-manager", "external-secrets", "gateway-crds", "prometheus-operator-crds"])) == 0
    error_message = "charts may change cert-manager, external-secrets, gateway-crds and prometheus-operator-crds."
  }
}

variable "cluster_name" {
  description = "Name of the cluster; roles of the secret store begin with it."
  type        = string
  nullable    = false
}

variable "connectivity" {
  description = "online, intermittent or air_gapped."
  type        = string
  default     = "online"
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

variable "envoy_gateway_crds" {
  description = "Install Envoy Gateway's definitions beside those of the Gateway API."
  type        = bool
  default     = true
  nullable    = false
}

variable "externally_managed" {
  description = "Charts somebody else installed and keeps: none of ours then, objects of them yes."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = length(setsubtract(var.externally_managed, ["cert-manager", "external-secrets", "gateway-crds", "prometheus-operator-crds"])) == 0
    error_message = "externally_managed may name cert-manager, external-secrets, gateway-crds and prometheus-operator-crds."
  }
}

variable "image_registry" {
  description = "Mirror of images; empty = upstream."
  type        = string
  default     = ""
  nullable    = false
}

variable "issuer_mode" {
  description = "ca (an issuing CA in a Secret), vault (PKI engine), acme, or self_signed (a root made in the cluster; not in prod)."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["acme", "ca", "self_signed", "vault"], var.issuer_mode)
    error_message = "issuer_mode must be acme, ca, self_signed or vault."
  }

  validation {
    condition     = var.issuer_mode != "self_signed" || var.environment != "prod"
    error_message = "A root that is made in the cluster, and that nobody outside trusts or can revoke, is not for prod: use ca, vault or acme."
  }
}

variable "labels" {
  description = "Labels of every object."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "namespaces" {
  description = "Namespaces of components, by key; cert-manager, external-secrets, gateway and platform are used."
  type        = map(string)
  nullable    = false

  validation {
    condition     = alltrue([for key in ["cert-manager", "external-secrets", "gateway", "platform"] : contains(keys(var.namespaces), key)])
    error_message = "namespaces must have the keys cert-manager, external-secrets, gateway and platform."
  }
}

variable "protect_crds" {
  description = "Refuse to destroy the releases that carry definitions. Choose it at the first apply."
  type        = bool
  default     = false
  nullable    = false
}

variable "pull_secret_name" {
  description = "Image pull secret of every namespace; empty = none."
  type        = string
  default     = ""
  nullable    = false
}

variable "replicas" {
  description = "Replicas of controllers and webhooks."
  type        = number
  default     = 2
  nullable    = false

  validation {
    condition     = var.replicas >= 1 && var.replicas <= 5 && floor(var.replicas) == var.replicas
    error_message = "replicas must be 1 to 5."
  }
}

variable "repository_ca_file" {
  description = "CA file of the chart mirror on the host that plans."
  type        = string
  default     = null
}

variable "secret_store" {
  description = "vault (OpenBao or HashiCorp Vault), or none."
  type        = string
  default     = "vault"
  nullable    = false

  validation {
    condition     = contains(["none", "vault"], var.secret_store)
    error_message = "secret_store must be vault or none."
  }
}

variable "site_domain" {
  description = "DNS domain of the site."
  type        = string
  nullable    = false
}

variable "tenant_namespaces" {
  description = "Namespaces of tenants, by name."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "vault_address" {
  description = "Address of the store; null = https://vault.<site_domain>:8200."
  type        = string
  default     = null

  validation {
    condition     = var.vault_address == null || can(regex("^https://", var.vault_address))
    error_message = "vault_address must start with https://: Vault's chart has TLS off by default, a token would travel in the clear."
  }
}

variable "vault_auth_path" {
  description = "Path of the Kubernetes auth method of this cluster in the store."
  type        = string
  default     = "kubernetes"
  nullable    = false
}

variable "vault_path" {
  description = "Path of the key-value engine, version 2."
  type        = string
  default     = "secret"
  nullable    = false
}

variable "vault_pki_path" {
  description = "Path that signs certificates, for issuer_mode vault."
  type        = string
  default     = "pki/sign/platform"
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]+/sign/[A-Za-z0-9_.-]+$", var.vault_pki_path))
    error_message = "vault_pki_path must look like <engine>/sign/<role>."
  }
}
