variable "allowed_locations" {
  description = "Regions data may be in (allowed_locations of governance.policy); empty for no limit."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "app_insights_id" {
  description = "Application Insights of the platform, for the feature store."
  type        = string
  nullable    = false
}

variable "approver_group_ids" {
  description = "Entra groups whose members publish and stage models."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for id in var.approver_group_ids : can(regex("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", id))])
    error_message = "approver_group_ids must hold object ids of groups."
  }

  validation {
    condition     = length(setintersection(var.approver_group_ids, var.reader_group_ids)) == 0
    error_message = "A group either reads or approves: who trains a model does not publish it."
  }
}

variable "compute_identity" {
  description = "Identity that jobs and materialisation run with (compute_identity of encryption.keys)."
  type        = object({ id = string, principal_id = string, client_id = string })
  nullable    = false
}

variable "connections" {
  description = "Further connections of the workspace by name: category, target and metadata. By identity only; there is no place for a key."
  type = map(object({
    category = string
    target   = string
    shared   = optional(bool, true)
    metadata = optional(map(string), {})
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for name in keys(var.connections) : can(regex("^[a-z][a-z0-9-]{2,32}$", name)) && !contains(["offline", "online"], name)])
    error_message = "Names of connections must have 3 to 33 lower-case letters, digits and hyphens; offline and online are taken."
  }

  validation {
    condition     = alltrue([for connection in var.connections : contains(["ADLSGen2", "AIServices", "AzureBlob", "AzureOpenAI", "CognitiveSearch", "CognitiveService", "CosmosDb", "Redis"], connection.category)])
    error_message = "category of a connection must be one that takes Entra identities: ADLSGen2, AIServices, AzureBlob, AzureOpenAI, CognitiveSearch, CognitiveService, CosmosDb or Redis."
  }

  validation {
    condition     = alltrue([for connection in var.connections : startswith(connection.target, "https://") || startswith(connection.target, "/subscriptions/")])
    error_message = "target of a connection must be an https address or a resource id."
  }

  validation {
    condition     = !anytrue(flatten([for connection in var.connections : [for name in keys(connection.metadata) : can(regex("(?i)(key|secret|password|token|sas)$", name))]]))
    error_message = "metadata of a connection must hold no credential: it would lie readable in the workspace and in the state."
  }
}

variable "container_registry_id" {
  description = "Image registry of the workspace (container_registry_id of ml.workspace)."
  type        = string
  nullable    = false
}

variable "dns_zone_groups_managed" {
  description = "Attach DNS zones to endpoints; false where a policy does."
  type        = bool
  default     = true
  nullable    = false
}

variable "environment" {
  description = "sandbox, dev, staging or prod; part of names that are global."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["sandbox", "dev", "staging", "prod"], var.environment)
    error_message = "environment must be sandbox, dev, staging or prod."
  }
}

variable "feature_store" {
  description = "Feature store: container of the lake for the offline store, Spark version, and a Redis for online features; null makes none. grant_approval is false where the account is already a datastore of the workspace."
  type = object({
    offline_container_id = string
    spark_version        = optional(string, "3.4")
    online_redis_id      = optional(string)
    grant_approval       = optional(bool, true)
  })
  default = null

  validation {
    condition     = var.feature_store == null || can(regex("(?i)^/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft.Storage/storageAccounts/[a-z0-9]+/blobServices/default/containers/[^/]+$", var.feature_store.offline_container_id))
    error_message = "offline_container_id of feature_store must be the resource manager id of a container."
  }

  validation {
    condition     = var.feature_store == null || contains(["3.3", "3.4"], var.feature_store.spark_version)
    error_message = "spark_version of feature_store must be 3.3 or 3.4."
  }

  validation {
    condition     = try(var.feature_store.online_redis_id, null) == null || can(regex("(?i)/providers/Microsoft.Cache/(redis|redisEnterprise)/[^/]+$", var.feature_store.online_redis_id))
    error_message = "online_redis_id of feature_store must be the resource id of a Redis."
  }
}

variable "location" {
  description = "Region of the registry's home and of the endpoint."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]+[0-9]?$", var.location))
    error_message = "location must be a region's short name, such as westeurope."
  }
}

variable "log_analytics" {
  description = "Log workspace of the platform (log_analytics of observability.platform)."
  type        = object({ id = string })
  nullable    = false
}

variable "ml_encryption" {
  description = "Key of the feature store and its storage (ml_encryption of encryption.keys)."
  type = object({
    key_id             = string
    key_versionless_id = string
    key_vault_id       = string
    identity_id        = string
    is_hsm             = bool
  })
  nullable = false
}

variable "ml_key_vault_id" {
  description = "Vault of the feature store's secrets."
  type        = string
  nullable    = false
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

variable "name_suffix" {
  description = "Eight hex digits, part of names that are global on Azure."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[0-9a-f]{8}$", var.name_suffix))
    error_message = "name_suffix must be eight hex digits."
  }
}

variable "pipeline_principal_ids" {
  description = "Service principals of pipelines that publish versions."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for id in var.pipeline_principal_ids : can(regex("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", id))])
    error_message = "pipeline_principal_ids must hold object ids of service principals."
  }
}

variable "private_endpoint_subnet_id" {
  description = "Subnet of the private endpoints."
  type        = string
  nullable    = false
}

variable "reader_group_ids" {
  description = "Entra groups that may see and use models."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for id in var.reader_group_ids : can(regex("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", id))])
    error_message = "reader_group_ids must hold object ids of groups."
  }
}

variable "registry_regions" {
  description = "Regions the registry is kept in besides its home."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for region in var.registry_regions : can(regex("^[a-z]+[0-9]?$", region))])
    error_message = "registry_regions must hold short names, such as northeurope."
  }

  validation {
    condition     = length(var.allowed_locations) == 0 || length(setsubtract(var.registry_regions, var.allowed_locations)) == 0
    error_message = "registry_regions must lie inside the residency: models are copied to each of them, and with them what they remember of their data."
  }
}

variable "resource_group_ids" {
  description = "Resource groups by purpose (resource_group_ids of platform.project); ml is used."
  type        = map(string)
  nullable    = false

  validation {
    condition     = can(regex("^/subscriptions/[^/]+/resourceGroups/[^/]+$", var.resource_group_ids["ml"]))
    error_message = "resource_group_ids must hold the id of the group ml."
  }
}

variable "resource_group_name" {
  description = "Name of the group ml."
  type        = string
  nullable    = false
}

variable "role_wait_seconds" {
  description = "Seconds until new roles are taken to be effective."
  type        = number
  default     = 120
  nullable    = false

  validation {
    condition     = var.role_wait_seconds >= 0 && var.role_wait_seconds <= 600
    error_message = "role_wait_seconds must be 0 to 600."
  }
}

variable "service_zone_ids" {
  description = "Zones per private link service (service_zone_ids of network.private)."
  type        = map(list(string))
  default     = {}
  nullable    = false
}

variable "storage_replication" {
  description = "Replication of the registry's storage in each region, and of the feature store's."
  type        = string
  default     = "GZRS"
  nullable    = false

  validation {
    condition     = contains(["GRS", "GZRS", "RAGRS", "RAGZRS", "ZRS"], var.storage_replication)
    error_message = "storage_replication must be GZRS, RAGZRS, GRS, RAGRS or ZRS."
  }
}

variable "tags" {
  description = "Tags."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "workspace_id" {
  description = "Workspace that uses the registry (workspace_id of ml.workspace)."
  type        = string
  nullable    = false
}

variable "workspace_identity" {
  description = "Identity of the workspace (workspace_identity of encryption.keys)."
  type        = object({ id = string, principal_id = string, client_id = string })
  nullable    = false
}

variable "workspace_isolation_mode" {
  description = "Isolation of the workspace (isolation_mode of ml.workspace): a managed network needs an endpoint of its own to the registry."
  type        = string
  default     = "AllowOnlyApprovedOutbound"
  nullable    = false

  validation {
    condition     = contains(["AllowOnlyApprovedOutbound", "Disabled"], var.workspace_isolation_mode)
    error_message = "workspace_isolation_mode must be AllowOnlyApprovedOutbound or Disabled."
  }
}
