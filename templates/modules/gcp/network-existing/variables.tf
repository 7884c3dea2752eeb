variable "api_access" {
  description = "Who makes Google's APIs resolve privately: owner (the network has its zones), or this module, by restricted VIP or psc endpoint."
  type        = string
  default     = "owner"
  nullable    = false

  validation {
    condition     = contains(["owner", "psc", "restricted"], var.api_access)
    error_message = "api_access must be owner, restricted or psc."
  }

  validation {
    condition     = var.api_access != "psc" || var.psc_address != null
    error_message = "api_access = \"psc\" needs psc_address, an address outside every subnet."
  }
}

variable "grant_network_user" {
  description = "Grant compute.networkUser on subnets of a host project to the service agents. False where the owner of the network grants."
  type        = bool
  default     = true
  nullable    = false
}

variable "host_project_id" {
  description = "Host project of a Shared VPC; null means the network is in the platform's own project."
  type        = string
  default     = null
}

variable "host_project_number" {
  description = "Number of the host project."
  type        = string
  default     = null

  validation {
    condition     = var.host_project_id == null || var.host_project_number != null
    error_message = "host_project_id goes with host_project_number: Vertex AI names networks by the number of their project."
  }

  validation {
    condition     = var.host_project_number == null ? true : can(regex("^[0-9]+$", var.host_project_number))
    error_message = "host_project_number must be a number."
  }
}

variable "labels" {
  description = "Labels for what takes labels."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "name_prefix" {
  description = "Prefix of what is made here."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{2,30}$", var.name_prefix))
    error_message = "name_prefix must be 3 to 31 characters: lower-case letters, digits and hyphens, starting with a letter."
  }
}

variable "network_attachment_id" {
  description = "Network attachment the owner made for Vertex AI; null means one is made on the interface subnet, if given."
  type        = string
  default     = null

  validation {
    condition     = var.network_attachment_id == null ? true : can(regex("^projects/[^/]+/regions/[^/]+/networkAttachments/[^/]+$", var.network_attachment_id))
    error_message = "network_attachment_id must look like projects/P/regions/R/networkAttachments/N."
  }
}

variable "network_name" {
  description = "Name of the network."
  type        = string
  nullable    = false

  validation {
    condition     = var.network_name != "default"
    error_message = "network_name must not be the default network: it has open rules and a subnet in every region."
  }
}

variable "private_vip_domains" {
  description = "Domains that only the private VIP serves, where zones are made here."
  type        = set(string)
  default     = ["kernels.googleusercontent.com"]
  nullable    = false
}

variable "project_id" {
  description = "Project of the platform."
  type        = string
  nullable    = false
}

variable "project_number" {
  description = "Number of the platform's project."
  type        = string
  nullable    = false
}

variable "psa_range_name" {
  description = "Allocated range of private services access, where the owner has it."
  type        = string
  default     = null
}

variable "psc_address" {
  description = "Internal address of the endpoint for Google APIs."
  type        = string
  default     = null
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

variable "secondary_ranges" {
  description = "Names of the runtime subnet's secondary ranges for pods and services."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = length(setsubtract(keys(var.secondary_ranges), ["pods", "services"])) == 0
    error_message = "Keys of secondary_ranges are pods and services."
  }
}

variable "service_agents" {
  description = "Short name => member, from platform.project."
  type        = map(string)
  nullable    = false
}

variable "subnets" {
  description = "Role => name of a subnet in the region. workloads and endpoints are needed; runtime is for clusters, interface for Vertex AI's way in."
  type        = map(string)
  nullable    = false

  validation {
    condition     = length(setsubtract(keys(var.subnets), ["endpoints", "interface", "runtime", "workloads"])) == 0
    error_message = "Keys of subnets are workloads, runtime, interface and endpoints."
  }

  validation {
    condition     = length(setintersection(keys(var.subnets), ["endpoints", "workloads"])) == 2
    error_message = "subnets needs workloads and endpoints."
  }
}
