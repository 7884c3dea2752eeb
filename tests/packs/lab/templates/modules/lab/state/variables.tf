variable "name_prefix" {
  description = "Prefix of every name."
  type        = string
  nullable    = false
}
