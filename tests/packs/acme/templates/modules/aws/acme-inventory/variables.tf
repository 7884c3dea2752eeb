variable "contact" {
  description = "Who answers for the record."
  type        = string
  default     = "service desk"
  nullable    = false
}

variable "kms_key_arn" {
  description = "Key that encrypts the parameter."
  type        = string
  nullable    = false
}

variable "name_prefix" {
  description = "Prefix of the parameter's name."
  type        = string
  nullable    = false
}

variable "owner" {
  description = "Team that owns the platform."
  type        = string
  nullable    = false
}

variable "service_tier" {
  description = "Support tier: gold or silver."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["gold", "silver"], var.service_tier)
    error_message = "The inventory knows the tiers gold and silver."
  }
}

variable "tags" {
  description = "Tags of the parameter."
  type        = map(string)
  default     = {}
  nullable    = false
}
