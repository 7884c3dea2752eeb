variable "manifests" {
  description = "Objects as they are written in YAML, of any kinds. Definitions (CustomResourceDefinition) belong to the operator's release."
  type        = any
  nullable    = false

  validation {
    condition     = alltrue([for m in var.manifests : can(regex("^[a-z0-9./-]+$", m.apiVersion)) && can(regex("^[A-Z][A-Za-z]+$", m.kind)) && can(length(m.metadata.name) > 0)])
    error_message = "Each manifest needs apiVersion, kind and metadata.name."
  }

  validation {
    condition     = length(distinct([for i, m in var.manifests : try(join("/", [m.kind, try(m.metadata.namespace, ""), m.metadata.name]), i)])) == length(var.manifests)
    error_message = "Two manifests have the same kind, namespace and name."
  }

  validation {
    # One release with definitions and their objects fails: Helm maps all kinds before it creates the first object.
    condition     = !contains([for m in var.manifests : m.kind], "CustomResourceDefinition")
    error_message = "A CustomResourceDefinition must come with the operator's release, not with its objects."
  }

  validation {
    condition     = alltrue([for m in var.manifests : m.kind != "Secret" || (!can(m.data) && !can(m.stringData))])
    error_message = "A Secret with data would lie in the state and in the release secret; let the External Secrets operator fetch it."
  }

  validation {
    condition     = alltrue([for m in var.manifests : m.kind != "Service" || !contains(["LoadBalancer", "NodePort"], try(m.spec.type, "ClusterIP"))])
    error_message = "A Service of type LoadBalancer or NodePort must come from a gateway module."
  }

  validation {
    condition     = alltrue([for m in var.manifests : try(m.metadata.namespace, "") != "default"])
    error_message = "No manifest may lie in the namespace default."
  }
}

variable "name" {
  description = "Name of the release."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9]([a-z0-9-]{0,51}[a-z0-9])?$", var.name))
    error_message = "name must be a DNS label of at most 53 characters, Helm's limit."
  }
}

variable "namespace" {
  description = "Namespace of the release's record and of objects that name none."
  type        = string
  nullable    = false

  validation {
    condition     = !contains(["default", "kube-public", "kube-node-lease"], var.namespace)
    error_message = "namespace must not be default, kube-public or kube-node-lease."
  }
}

variable "timeout" {
  description = "Seconds to wait for built-in kinds; Helm 3 does not wait for custom resources."
  type        = number
  default     = 600
  nullable    = false

  validation {
    condition     = var.timeout >= 60 && var.timeout <= 7200
    error_message = "timeout must be 60 to 7200 seconds."
  }
}
