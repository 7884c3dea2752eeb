variable "allow_exec" {
  description = "Let developers open shells and ports in containers of their namespace."
  type        = bool
  default     = false
  nullable    = false
}

variable "api_server_cidrs" {
  description = "Networks pods reach the API server at."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.api_server_cidrs) > 0 && alltrue([for cidr in var.api_server_cidrs : can(cidrhost(cidr, 0)) && !endswith(cidr, "/0")])
    error_message = "api_server_cidrs must name at least one network, and not everything: without it no operator starts, with everything nothing is denied."
  }
}

variable "components" {
  description = "Further namespaces of the platform, or other properties of the built-in ones, by key."
  type = map(object({
    namespace     = string
    pod_security  = optional(string, "restricted")
    webhook_ports = optional(list(number), [])
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for c in values(var.components) : contains(["restricted", "baseline", "privileged"], c.pod_security)])
    error_message = "pod_security of a component must be restricted, baseline or privileged."
  }

  validation {
    condition     = alltrue([for c in values(var.components) : can(regex("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$", c.namespace)) && !startswith(c.namespace, "kube-") && c.namespace != "default"])
    error_message = "namespace of a component must be a DNS label, not default, and must not start with kube-."
  }
}

variable "connectivity" {
  description = "online, intermittent or air_gapped."
  type        = string
  default     = "online"
  nullable    = false

  validation {
    condition     = contains(["online", "intermittent", "air_gapped"], var.connectivity)
    error_message = "connectivity must be online, intermittent or air_gapped."
  }
}

variable "control_plane_cidrs" {
  description = "Networks the API server calls webhooks from."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.control_plane_cidrs) > 0 && alltrue([for cidr in var.control_plane_cidrs : can(cidrhost(cidr, 0)) && !endswith(cidr, "/0")])
    error_message = "control_plane_cidrs must name at least one network, and not everything: with default deny and without it every webhook times out, and with failurePolicy Fail nothing can be created any more."
  }
}

variable "dns_addresses" {
  description = "Addresses of NodeLocal DNSCache."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "egress" {
  description = "Networks outside the cluster that may be reached, by name: from = keys of components, names of tenants, tenants or all."
  type = map(object({
    from  = list(string)
    cidrs = list(string)
    ports = list(number)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for e in values(var.egress) : length(e.cidrs) > 0 && alltrue([for cidr in e.cidrs : can(cidrhost(cidr, 0)) && !endswith(cidr, "/0")])])
    error_message = "cidrs of egress must name networks, and not everything: name the proxy, the registry or the identity provider."
  }

  validation {
    condition     = alltrue([for e in values(var.egress) : length(e.ports) > 0 && alltrue([for port in e.ports : port >= 1 && port <= 65535])])
    error_message = "ports of egress must name at least one port from 1 to 65535."
  }

  validation {
    condition = var.connectivity != "air_gapped" || alltrue(flatten([
      for e in values(var.egress) : [for cidr in e.cidrs : can(regex("^(10\\.|192\\.168\\.|172\\.(1[6-9]|2[0-9]|3[01])\\.|100\\.(6[4-9]|[7-9][0-9]|1[01][0-9]|12[0-7])\\.|fd)", cidr))]
    ]))
    error_message = "An air-gapped site has no route to public networks: cidrs of egress must be private."
  }
}

variable "existing_namespaces" {
  description = "Names of namespaces that somebody else made: labelled and fenced, not created."
  type        = set(string)
  default     = []
  nullable    = false
}

variable "flows" {
  description = "Further connections inside the cluster: from and to are keys of components, tenants or all; no ports = all."
  type = list(object({
    from  = string
    to    = string
    ports = list(number)
  }))
  default  = []
  nullable = false

  validation {
    condition     = alltrue([for flow in var.flows : !(flow.from == "tenants" && contains(["tenants", "all"], flow.to)) && !(flow.from == "all" && flow.to == "all")])
    error_message = "flows must not open tenants to each other or everything to everything."
  }
}

variable "ingress_cidrs" {
  description = "Networks from which the gateway is reached; empty = nobody outside the cluster."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for cidr in var.ingress_cidrs : can(cidrhost(cidr, 0)) && !endswith(cidr, "/0")])
    error_message = "Each of ingress_cidrs must be a network, and not everything."
  }
}

variable "kubernetes_version" {
  description = "Minor version Pod Security labels are pinned to."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^1\\.[0-9]{2}$", var.kubernetes_version))
    error_message = "kubernetes_version must be a minor version such as 1.34."
  }
}

variable "labels" {
  description = "Labels of every object."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for value in values(var.labels) : can(regex("^([A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)?$", value))])
    error_message = "Values of labels must be label values: up to 63 letters, digits, dots, hyphens and underscores."
  }
}

variable "node_cidrs" {
  description = "Networks of all nodes."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "priority_classes" {
  description = "Further priority classes (ai-<key>), or other values of the built-in ones: batch, notebooks, pipelines, serving, training."
  type = map(object({
    value       = number
    preempts    = bool
    description = string
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for c in values(var.priority_classes) : c.value >= 0 && c.value <= 1000000])
    error_message = "value of a priority class must be 0 to 1000000: above lie the classes of the system."
  }
}

variable "pull_secret_name" {
  description = "Image pull secret of every default service account; empty = none."
  type        = string
  default     = ""
  nullable    = false
}

variable "tenants" {
  description = "Teams or purposes with a namespace each. gpus: resource name => count. rdma: jobs need IPC_LOCK (see README)."
  type = map(object({
    pod_security     = optional(string, "restricted")
    rdma             = optional(bool, false)
    cpu              = optional(string, "32")
    memory           = optional(string, "128Gi")
    container_memory = optional(string, "64Gi")
    storage          = optional(string, "1Ti")
    pods             = optional(number, 100)
    gpus             = optional(map(number), {})
    admin_groups     = optional(list(string), [])
    developer_groups = optional(list(string), [])
    viewer_groups    = optional(list(string), [])
  }))
  nullable = false

  validation {
    condition     = length(var.tenants) > 0 && alltrue([for name in keys(var.tenants) : can(regex("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$", name)) && !startswith(name, "kube-") && !contains(["all", "default", "tenants"], name)])
    error_message = "tenants must name at least one namespace; names are DNS labels, not all, default or tenants, and do not start with kube-."
  }

  validation {
    condition     = alltrue([for t in values(var.tenants) : contains(["restricted", "baseline"], t.pod_security)])
    error_message = "pod_security of a tenant must be restricted or baseline; privileged is for node agents of the platform."
  }

  validation {
    condition     = alltrue(flatten([for t in values(var.tenants) : [for resource, count in t.gpus : can(regex("^[a-z0-9.-]+\\.[a-z]+/[A-Za-z0-9._-]+$", resource)) && count >= 0]]))
    error_message = "gpus of a tenant must map a resource such as nvidia.com/gpu or nvidia.com/mig-1g.10gb to a count."
  }

  validation {
    condition     = alltrue(flatten([for t in values(var.tenants) : [for group in concat(t.admin_groups, t.developer_groups, t.viewer_groups) : !startswith(group, "system:")]]))
    error_message = "Groups of a tenant come from the identity provider; system: groups (everybody who is logged in, all service accounts) must not be bound."
  }

  validation {
    condition     = alltrue([for name in keys(var.tenants) : !contains([for c in local.components : c.namespace], name)])
    error_message = "A tenant has the name of a component's namespace."
  }
}

variable "unused_components" {
  description = "Keys of built-in components without a namespace here."
  type        = set(string)
  default     = []
  nullable    = false
}
