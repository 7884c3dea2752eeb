variable "format" {
  description = "Format; another one makes a new store."
  type        = string
  nullable    = false
}

variable "name_prefix" {
  description = "Prefix of every name."
  type        = string
  nullable    = false
}

variable "net_id" {
  description = "Id of the network."
  type        = string
  nullable    = false
}
