variable "dns_zone_ids" {
  description = "Private DNS zones that get the endpoint's records; the workspace needs two, AI services three, all in one group."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "location" {
  description = "Region of the subnet; the target may be elsewhere."
  type        = string
  nullable    = false
}

variable "manage_dns_zone_group" {
  description = "Attach the zones here; false where a policy of the landing zone does it."
  type        = bool
  default     = true
  nullable    = false

  validation {
    condition     = !var.manage_dns_zone_group || length(var.dns_zone_ids) > 0
    error_message = "manage_dns_zone_group needs dns_zone_ids: without a record the name resolves to the public address. Set it to false where a policy attaches the zones."
  }
}

variable "name" {
  description = "Name of the endpoint; its network interface adds -nic."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9][A-Za-z0-9._-]{0,74}[A-Za-z0-9_]$", var.name))
    error_message = "name must have 2 to 76 letters, digits, dots, hyphens or underscores: Azure allows 80, and -nic is added."
  }
}

variable "resource_group_name" {
  description = "Resource group of the endpoint."
  type        = string
  nullable    = false
}

variable "resource_id" {
  description = "What the endpoint leads to."
  type        = string
  nullable    = false
}

variable "subnet_id" {
  description = "Subnet the endpoint's address comes from."
  type        = string
  nullable    = false
}

variable "subresource" {
  description = "Private link group of the target, such as blob, vault or amlworkspace: one endpoint each."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z_]{2,40}$", var.subresource))
    error_message = "subresource must be one private link group, such as blob or amlworkspace."
  }
}

variable "tags" {
  description = "Tags of the endpoint."
  type        = map(string)
  default     = {}
  nullable    = false
}
