variable "existing_resource_groups" {
  description = "Resource groups that exist already, by purpose: network, security, operations, evidence, data, ml."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = length(setsubtract(keys(var.existing_resource_groups), ["network", "security", "operations", "evidence", "data", "ml"])) == 0
    error_message = "existing_resource_groups must be named after the purposes network, security, operations, evidence, data and ml."
  }

  validation {
    condition     = !contains([for purpose, name in var.existing_resource_groups : name if purpose != "ml"], lookup(var.existing_resource_groups, "ml", ""))
    error_message = "The ml group must be one of its own: the workspace owner has rights on it that nobody should have on keys or evidence."
  }
}

variable "location" {
  description = "Region of the groups' metadata."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]+[0-9]?$", var.location))
    error_message = "location must be a region's short name, such as westeurope."
  }
}

variable "name_prefix" {
  description = "Prefix of every name, <project>-<environment>."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,40}$", var.name_prefix))
    error_message = "name_prefix must have 2 to 41 lower-case letters, digits and hyphens, and begin with a letter."
  }
}

variable "tags" {
  description = "Tags for every group."
  type        = map(string)
  default     = {}
  nullable    = false
}
