variable "allowed_fqdns" {
  description = "Names that may be reached over HTTPS with egress_mode nat. Full names: the firewall takes no wildcards."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for name in var.allowed_fqdns : can(regex("^([a-z0-9]([a-z0-9-]*[a-z0-9])?\\.)+[a-z]{2,}$", name))])
    error_message = "Each of allowed_fqdns must be a full lower-case name such as pypi.org: firewall policies match no wildcards, and no URL."
  }
}

variable "api_access" {
  description = "How Google APIs are reached: restricted (VIP 199.36.153.4/30) or psc (an endpoint with an address of this network, reachable over the hybrid link too)."
  type        = string
  default     = "restricted"
  nullable    = false

  validation {
    condition     = contains(["psc", "restricted"], var.api_access)
    error_message = "api_access must be restricted or psc."
  }
}

variable "corporate_cidrs" {
  description = "Networks of the organisation that may reach services here over HTTPS, and that workloads may reach."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for cidr in var.corporate_cidrs : can(cidrhost(cidr, 0))])
    error_message = "Each of corporate_cidrs must be a CIDR range."
  }

  validation {
    condition     = !contains(var.corporate_cidrs, "0.0.0.0/0")
    error_message = "corporate_cidrs must not be the internet."
  }

  validation {
    condition = alltrue([
      for cidr in var.corporate_cidrs : try(
        cidrhost("${split("/", cidr)[0]}/${min(tonumber(split("/", cidr)[1]), tonumber(split("/", var.network_cidr)[1]))}", 0)
        != cidrhost("${split("/", var.network_cidr)[0]}/${min(tonumber(split("/", cidr)[1]), tonumber(split("/", var.network_cidr)[1]))}", 0),
        true,
      )
    ])
    error_message = "network_cidr overlaps one of corporate_cidrs: the two could never be linked."
  }
}

variable "egress_mode" {
  description = "Way to the internet: none, or nat for the names in allowed_fqdns."
  type        = string
  default     = "none"
  nullable    = false

  validation {
    condition     = contains(["nat", "none"], var.egress_mode)
    error_message = "egress_mode must be none or nat."
  }

  validation {
    condition     = (var.egress_mode == "nat") == (length(var.allowed_fqdns) > 0)
    error_message = "egress_mode = \"nat\" goes with allowed_fqdns: a NAT nobody may use costs money, and names without a NAT are not reached."
  }
}

variable "environment" {
  description = "Environment the network is for."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["sandbox", "dev", "staging", "prod"], var.environment)
    error_message = "environment must be sandbox, dev, staging or prod."
  }
}

variable "flow_sampling" {
  description = "Share of flows that is logged, 0 to 1."
  type        = number
  default     = 1
  nullable    = false

  validation {
    condition     = var.flow_sampling > 0 && var.flow_sampling <= 1
    error_message = "flow_sampling must be above 0 and at most 1."
  }

  validation {
    condition     = var.flow_sampling >= 0.5 || var.environment != "prod"
    error_message = "flow_sampling below 0.5 is not for prod: an exfiltration of a few packets would go unseen."
  }
}

variable "forwarding_zones" {
  description = "Domain of the organisation => its name servers, asked over the hybrid link."
  type        = map(set(string))
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for domain in keys(var.forwarding_zones) : domain != "." && !endswith(trimsuffix(domain, "."), "googleapis.com")])
    error_message = "forwarding_zones must not take over the root or googleapis.com: Google's APIs would be looked up elsewhere."
  }
}

variable "iap_ssh" {
  description = "SSH to virtual machines through Identity-Aware Proxy."
  type        = bool
  default     = false
  nullable    = false
}

variable "inbound_dns" {
  description = "Let the organisation's name servers ask this network's (an address in every subnet)."
  type        = bool
  default     = false
  nullable    = false
}

variable "labels" {
  description = "Labels for what takes labels."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "name_prefix" {
  description = "Prefix of every name."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{2,30}$", var.name_prefix))
    error_message = "name_prefix must be 3 to 31 characters: lower-case letters, digits and hyphens, starting with a letter."
  }
}

variable "nat_addresses" {
  description = "Static addresses of the NAT, for partners that allow-list them; 0 means Google picks."
  type        = number
  default     = 0
  nullable    = false

  validation {
    condition     = var.nat_addresses >= 0 && var.nat_addresses <= 16 && floor(var.nat_addresses) == var.nat_addresses
    error_message = "nat_addresses must be a whole number from 0 to 16."
  }
}

variable "network_cidr" {
  description = "Range of everything in the network, a /16."
  type        = string
  nullable    = false

  validation {
    condition     = can(cidrhost(var.network_cidr, 0)) && endswith(var.network_cidr, "/16")
    error_message = "network_cidr must be a /16: the plan of subnets, secondary ranges and peering range fills one."
  }

  validation {
    condition     = can(regex("^(10\\.|172\\.(1[6-9]|2[0-9]|3[01])\\.|192\\.168\\.)", var.network_cidr))
    error_message = "network_cidr must be private (RFC 1918)."
  }

  validation {
    condition     = !startswith(var.network_cidr, "172.17.")
    error_message = "network_cidr must not be 172.17.0.0/16: Docker on notebooks and training machines uses it itself."
  }
}

variable "peered_dns_domains" {
  description = "Name => DNS suffix that peered producers resolve through this network."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = length(var.peered_dns_domains) == 0 || var.private_services_access
    error_message = "peered_dns_domains need private_services_access."
  }
}

variable "private_services_access" {
  description = "Peer with Google's producers. Only where Private Service Connect is not to be had: it is hard to take back."
  type        = bool
  default     = false
  nullable    = false
}

variable "private_vip_domains" {
  description = "Domains that only the private VIP serves."
  type        = set(string)
  default     = ["kernels.googleusercontent.com"]
  nullable    = false
}

variable "project_id" {
  description = "Project of the network."
  type        = string
  nullable    = false
}

variable "project_number" {
  description = "Number of the project, for the number form of the network's name."
  type        = string
  nullable    = false
}

variable "proxy_subnet" {
  description = "Subnet for the proxies of internal application load balancers."
  type        = bool
  default     = true
  nullable    = false
}

variable "region" {
  description = "Region of the subnets."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]+-[a-z]+[0-9]+$", var.region))
    error_message = "region must be a region such as europe-west4."
  }
}

variable "service_agents" {
  description = "Short name => member, from platform.project."
  type        = map(string)
  nullable    = false
}
