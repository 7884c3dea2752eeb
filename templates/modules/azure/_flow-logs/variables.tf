variable "blob_zone_ids" {
  description = "Zones of the account's private endpoint."
  type        = list(string)
  nullable    = false
}

variable "encryption" {
  description = "Key of the account, see _secure-storage."
  type = object({
    key_versionless_id = string
    identity_id        = string
    is_hsm             = optional(bool, false)
  })
  default = null
}

variable "location" {
  description = "Region of the networks; the account must be there too."
  type        = string
  nullable    = false
}

variable "log_analytics" {
  description = "Workspace for traffic analytics: resource id, GUID and region; null for none."
  type        = object({ id = string, guid = string, location = string })
  default     = null
}

variable "manage_dns_zone_group" {
  description = "See _private-endpoint."
  type        = bool
  default     = true
  nullable    = false
}

variable "name_prefix" {
  description = "Prefix of the flow logs' names."
  type        = string
  nullable    = false
}

variable "network_watcher" {
  description = "The region's Network Watcher: one per region and subscription, which Azure makes by itself."
  type        = object({ name = string, resource_group_name = string })
  nullable    = false
}

variable "private_endpoint_subnet_id" {
  description = "Subnet of the account's private endpoint."
  type        = string
  nullable    = false
}

variable "replication_type" {
  description = "See _secure-storage."
  type        = string
  default     = "GZRS"
  nullable    = false
}

variable "resource_group_name" {
  description = "Resource group of the account."
  type        = string
  nullable    = false
}

variable "storage_account_name" {
  description = "Name of the account."
  type        = string
  nullable    = false
}

variable "tags" {
  description = "Tags."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "virtual_network_ids" {
  description = "Networks whose flows are logged, by a name of ours."
  type        = map(string)
  nullable    = false

  validation {
    condition     = alltrue([for id in var.virtual_network_ids : can(regex("/virtualNetworks/[^/]+$", id))])
    error_message = "virtual_network_ids must be resource ids of virtual networks: flow logs of security groups are refused since July 2025."
  }
}
