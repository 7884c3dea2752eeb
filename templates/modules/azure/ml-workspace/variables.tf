variable "allowed_locations" {
  description = "Regions data may be in (allowed_locations of governance.policy); empty for no limit."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "app_insights_id" {
  description = "Application Insights of the platform."
  type        = string
  nullable    = false
}

variable "compute_identity" {
  description = "Identity that jobs run with (compute_identity of encryption.keys)."
  type        = object({ id = string, principal_id = string, client_id = string })
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

variable "existing_container_registry_id" {
  description = "Premium registry of the organisation to use; null makes one."
  type        = string
  default     = null

  validation {
    condition     = var.existing_container_registry_id == null || can(regex("(?i)^/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft.ContainerRegistry/registries/[A-Za-z0-9]+$", var.existing_container_registry_id))
    error_message = "existing_container_registry_id must be the resource id of a container registry."
  }
}

variable "friendly_name" {
  description = "Name people see; empty uses the prefix."
  type        = string
  default     = ""
  nullable    = false
}

variable "high_business_impact" {
  description = "Microsoft collects less for diagnosis and encrypts scratch disks; cannot be changed later."
  type        = bool
  default     = true
  nullable    = false
}

variable "key_id_after_rotation" {
  description = "Versioned id of the key after a rotation, to move the workspace to; null leaves it on the version it was made with, which must stay enabled."
  type        = string
  default     = null

  validation {
    condition     = var.key_id_after_rotation == null || can(regex("^https://[a-z0-9-]+\\.vault\\.[a-z.]+/keys/[A-Za-z0-9-]+/[0-9a-f]{32}$", var.key_id_after_rotation))
    error_message = "key_id_after_rotation must be the id of a key with its version: the workspace does not follow a versionless one."
  }

  validation {
    condition     = var.key_id_after_rotation == null || try(split("/", var.key_id_after_rotation)[2] == split("/", var.ml_encryption.key_id)[2], false)
    error_message = "key_id_after_rotation must lie in the vault the workspace was made with."
  }
}

variable "location" {
  description = "Region."
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
  description = "Key of workspace, storage and registry with its user (ml_encryption of encryption.keys)."
  type = object({
    key_id             = string
    key_versionless_id = string
    key_vault_id       = string
    identity_id        = string
    identity_client_id = string
    is_hsm             = bool
  })
  nullable = false
}

variable "ml_key_vault_id" {
  description = "Vault of the workspace's secrets, which the workspace administers: not the one with the keys."
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

variable "persona_principal_ids" {
  description = "Persona => object ids: Entra groups for data-scientist, ml-ops, reviewer and auditor, service principals for pipeline."
  type        = map(set(string))
  default     = {}
  nullable    = false

  validation {
    condition     = length(setsubtract(keys(var.persona_principal_ids), ["auditor", "data-scientist", "ml-ops", "pipeline", "reviewer"])) == 0
    error_message = "persona_principal_ids must be named auditor, data-scientist, ml-ops, pipeline or reviewer."
  }

  validation {
    condition     = alltrue(flatten([for ids in var.persona_principal_ids : [for id in ids : can(regex("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", id))]]))
    error_message = "persona_principal_ids must hold object ids of groups or service principals, not names."
  }

  validation {
    condition     = length(setintersection(lookup(var.persona_principal_ids, "data-scientist", []), lookup(var.persona_principal_ids, "reviewer", []))) == 0
    error_message = "A reviewer must not be a data scientist too: who trains a model does not approve it."
  }
}

variable "private_endpoint_subnet_id" {
  description = "Subnet of the private endpoints."
  type        = string
  nullable    = false
}

variable "registries_that_read_storage" {
  description = "Machine learning registries that take models from this workspace; each opens the storage's public endpoint for that one resource, and needs a policy exemption."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for id in var.registries_that_read_storage : can(regex("(?i)^/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft.MachineLearningServices/registries/[^/]+$", id))])
    error_message = "registries_that_read_storage must hold resource ids of machine learning registries: nothing else is let in."
  }
}

variable "registry_replica_locations" {
  description = "Regions the image registry is replicated to; inside the residency."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = !contains(var.registry_replica_locations, var.location)
    error_message = "registry_replica_locations must not hold the registry's own region."
  }

  validation {
    condition     = length(var.allowed_locations) == 0 || length(setsubtract(var.registry_replica_locations, var.allowed_locations)) == 0
    error_message = "registry_replica_locations must lie inside the residency."
  }
}

variable "resource_group_name" {
  description = "Resource group of machine learning. It must carry no lock: below one, compute cannot scale or be deleted."
  type        = string
  nullable    = false
}

variable "role_wait_seconds" {
  description = "Seconds until new roles are taken to be effective everywhere."
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

  validation {
    condition     = !var.dns_zone_groups_managed || length(lookup(var.service_zone_ids, "amlworkspace", [])) == 2
    error_message = "service_zone_ids must hold two zones for amlworkspace: the API's and that of notebooks and endpoints."
  }
}

variable "soft_delete_days" {
  description = "Days deleted blobs of the default storage can be brought back."
  type        = number
  default     = 30
  nullable    = false
}

variable "storage_hierarchical_namespace" {
  description = "Must be false: the workspace cannot use an account with a hierarchical namespace as its default. The lake is another account."
  type        = bool
  default     = false
  nullable    = false

  validation {
    condition     = !var.storage_hierarchical_namespace
    error_message = "The default storage of a workspace must have no hierarchical namespace: bind the lake as a datastore of kind gen2 instead."
  }
}

variable "storage_replication" {
  description = "Replication of the default storage: GZRS, or ZRS where the paired region is outside the residency."
  type        = string
  default     = "GZRS"
  nullable    = false
}

variable "tags" {
  description = "Tags."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "tenant_id" {
  description = "Tenant of the people who own compute instances."
  type        = string
  nullable    = false
}

variable "untagged_image_days" {
  description = "Days an image without a tag is kept."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.untagged_image_days >= 1 && var.untagged_image_days <= 365
    error_message = "untagged_image_days must be 1 to 365."
  }
}

variable "workspace_generation" {
  description = "Part of the workspace's name from the second on: a deleted workspace holds its name for 14 days."
  type        = number
  default     = 1
  nullable    = false

  validation {
    condition     = var.workspace_generation >= 1 && var.workspace_generation <= 99 && floor(var.workspace_generation) == var.workspace_generation
    error_message = "workspace_generation must be a whole number from 1 to 99."
  }
}

variable "workspace_identity" {
  description = "Identity of the workspace (workspace_identity of encryption.keys)."
  type        = object({ id = string, principal_id = string, client_id = string })
  nullable    = false
}

variable "zone_redundancy" {
  description = "Spread the image registry over zones; false only in regions without zones."
  type        = bool
  default     = true
  nullable    = false
}
