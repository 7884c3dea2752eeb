variable "api_server_cidrs" {
  description = "Networks the API server is reached at from pods (its endpoints and the service address); empty = all private ranges."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for cidr in var.api_server_cidrs : can(cidrhost(cidr, 0)) && !endswith(cidr, "/0")])
    error_message = "Each of api_server_cidrs must be a network such as 10.0.0.0/24, and not everything."
  }
}

variable "cluster_name" {
  description = "Name of the cluster."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$", var.cluster_name))
    error_message = "cluster_name must be a DNS label of 3 to 63 characters."
  }
}

variable "control_plane_cidrs" {
  description = "Networks of the control plane nodes, from which the API server calls webhooks; empty = all private ranges."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for cidr in var.control_plane_cidrs : can(cidrhost(cidr, 0)) && !endswith(cidr, "/0")])
    error_message = "Each of control_plane_cidrs must be a network such as 10.0.0.0/24, and not everything."
  }
}

variable "dns_addresses" {
  description = "Addresses of NodeLocal DNSCache where it runs, for example 169.254.20.10; empty = CoreDNS in kube-system only."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for address in var.dns_addresses : can(cidrhost("${address}/32", 0))])
    error_message = "Each of dns_addresses must be an IPv4 address without a prefix length."
  }
}

variable "encryption_at_rest" {
  description = "The owner of the hosts has set up encryption of Secrets in etcd. The verifier proves it from the API server's metrics."
  type        = bool
  default     = true
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

variable "image_registry" {
  description = "Mirror that nodes pull from (host or host/path); empty = upstream. Only changes host_files."
  type        = string
  default     = ""
  nullable    = false
}

variable "kubernetes_version" {
  description = "Minor version the cluster runs, for example 1.34. Pod Security labels are pinned to it."
  type        = string
  default     = "1.34"
  nullable    = false

  validation {
    condition     = can(regex("^1\\.[0-9]{2}$", var.kubernetes_version))
    error_message = "kubernetes_version must be a minor version such as 1.34."
  }
}

variable "minimum_nodes" {
  description = "Nodes the cluster must have."
  type        = number
  default     = 3
  nullable    = false

  validation {
    condition     = var.minimum_nodes >= 1 && floor(var.minimum_nodes) == var.minimum_nodes
    error_message = "minimum_nodes must be a whole number of at least 1."
  }
}

variable "network_policy_provider" {
  description = "CNI that enforces NetworkPolicy. Base Command Manager installs Calico."
  type        = string
  default     = "calico"
  nullable    = false
}

variable "node_cidrs" {
  description = "Networks of all nodes, where exporters on the hosts are scraped; empty = all private ranges."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for cidr in var.node_cidrs : can(cidrhost(cidr, 0)) && !endswith(cidr, "/0")])
    error_message = "Each of node_cidrs must be a network such as 10.0.0.0/24, and not everything."
  }
}

variable "pod_cidrs" {
  description = "Networks of pods; empty = not known. Must not overlap with the control plane."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for cidr in var.pod_cidrs : can(cidrhost(cidr, 0))])
    error_message = "Each of pod_cidrs must be a network such as 10.244.0.0/16."
  }
}

variable "required_node_labels" {
  description = "Label keys every node must have."
  type        = list(string)
  default     = ["kubernetes.io/arch", "kubernetes.io/hostname", "kubernetes.io/os"]
  nullable    = false
}

variable "verify" {
  description = "Read the running cluster at plan and compare. False plans without access to the API server."
  type        = bool
  default     = true
  nullable    = false
}
