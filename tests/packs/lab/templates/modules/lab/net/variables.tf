variable "cidr" {
  description = "Address range."
  type        = string
  nullable    = false
}

variable "name_prefix" {
  description = "Prefix of every name."
  type        = string
  nullable    = false
}
