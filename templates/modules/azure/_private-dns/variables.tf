variable "azure_cloud" {
  description = "public or usgovernment: zone names differ."
  type        = string
  default     = "public"
  nullable    = false

  validation {
    condition     = contains(["public", "usgovernment"], var.azure_cloud)
    error_message = "azure_cloud must be public or usgovernment."
  }
}

variable "existing_zone_ids" {
  description = "Zones that exist already, by their name in the catalogue (blob, vault, aml_api ...); they are used and not made."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for id in var.existing_zone_ids : can(regex("^/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\\.Network/privateDnsZones/privatelink\\.[a-z0-9.-]+$", id))])
    error_message = "existing_zone_ids must be resource ids of private DNS zones named privatelink.*, spelt as Azure spells them."
  }
}

variable "fallback_zones" {
  description = "Zones whose unknown names are asked publicly (NxDomainRedirect): partners' resources that must still resolve."
  type        = set(string)
  default     = []
  nullable    = false
}

variable "link_existing_zones" {
  description = "Link zones that exist already to our networks; false where a hub or a resolver answers for them."
  type        = bool
  default     = true
  nullable    = false
}

variable "link_prefix" {
  description = "First part of the links' names: the prefix of the platform."
  type        = string
  nullable    = false
}

variable "location" {
  description = "Region; some zones carry it in their name."
  type        = string
  nullable    = false
}

variable "manage_zones" {
  description = "Make the zones that are not given; false where a policy of the landing zone registers every endpoint centrally."
  type        = bool
  default     = true
  nullable    = false
}

variable "resource_group_name" {
  description = "Resource group of the zones made here."
  type        = string
  nullable    = false
}

variable "services" {
  description = "Private link services that must resolve, by their name in the catalogue."
  type        = set(string)
  nullable    = false

  validation {
    condition = length(setsubtract(var.services, [
      "account", "aks", "amlregistry", "amlworkspace", "apim", "appconfig", "arc", "attestation", "blob", "cosmos", "databricks", "dfs", "eventgrid",
      "eventhub", "fabric", "file", "grafana", "iotdps", "iothub", "managed_redis", "managedhsm", "monitor", "postgres", "prometheus", "purview", "queue",
      "redis", "registry", "search", "table", "vault", "web",
    ])) == 0
    error_message = "services must be names of the catalogue in _private-dns/catalog.tf, such as amlworkspace, blob or vault."
  }
}

variable "tags" {
  description = "Tags."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "virtual_network_ids" {
  description = "Networks whose machines shall resolve the zones, by a name of ours."
  type        = map(string)
  nullable    = false
}
