variable "domains" {
  description = "Domains of Google that answer with the restricted VIP or the endpoint."
  type        = set(string)
  default     = ["gcr.io", "googleapis.com", "notebooks.cloud.google.com", "notebooks.googleusercontent.com", "pkg.dev", "run.app"]
  nullable    = false

  validation {
    condition     = length(var.domains) == 0 || contains(var.domains, "googleapis.com")
    error_message = "domains must hold googleapis.com: the others are reached through it."
  }
}

variable "labels" {
  description = "Labels of the zones."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "mode" {
  description = "restricted (VIP 199.36.153.4/30, needs its route) or psc (an endpoint with an address of ours)."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["psc", "restricted"], var.mode)
    error_message = "mode must be restricted or psc."
  }

  validation {
    condition     = var.mode != "psc" || var.psc_address != null
    error_message = "mode = \"psc\" needs psc_address."
  }
}

variable "name_prefix" {
  description = "Prefix of all names."
  type        = string
  nullable    = false
}

variable "network_id" {
  description = "Network the names hold in."
  type        = string
  nullable    = false
}

variable "private_vip_domains" {
  description = "Domains that only the private VIP (199.36.153.8/30) serves; it also serves APIs outside perimeters, so keep this short."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = length(setintersection(var.private_vip_domains, var.domains)) == 0
    error_message = "private_vip_domains and domains must not share a domain."
  }
}

variable "project_id" {
  description = "Project of the network."
  type        = string
  nullable    = false
}

variable "psc_address" {
  description = "Internal address of the endpoint, outside every subnet of the network."
  type        = string
  default     = null

  validation {
    condition     = var.psc_address == null ? true : can(cidrhost("${var.psc_address}/32", 0))
    error_message = "psc_address must be an IPv4 address."
  }
}
