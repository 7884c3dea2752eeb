variable "cmk_backend" {
  description = "Where keys live: vault (Key Vault premium) or hsm (a managed HSM of one's own)."
  type        = string
  default     = "vault"
  nullable    = false

  validation {
    condition     = contains(["vault", "hsm"], var.cmk_backend)
    error_message = "cmk_backend must be vault or hsm."
  }

  validation {
    condition     = var.cmk_backend != "hsm" || contains(["staging", "prod"], var.environment)
    error_message = "A managed HSM cannot be changed, is billed by the hour and held for 90 days after deletion: staging and prod only."
  }

  validation {
    condition     = var.cmk_backend != "hsm" || var.hsm != null
    error_message = "cmk_backend hsm needs hsm: administrators, and the certificates of the security domain."
  }

  validation {
    condition     = var.cmk_backend != "hsm" || var.existing_key_vault == null
    error_message = "cmk_backend hsm makes an HSM: leave existing_key_vault out."
  }
}

variable "deletion_lock" {
  description = "Put CanNotDelete locks on the vaults."
  type        = bool
  default     = true
  nullable    = false

  validation {
    condition     = var.deletion_lock || var.environment != "prod"
    error_message = "deletion_lock must be true in prod."
  }
}

variable "dns_zone_groups_managed" {
  description = "Endpoints attach their zones (output of network.private)."
  type        = bool
  default     = true
  nullable    = false
}

variable "environment" {
  description = "Environment: sandbox, dev, staging or prod."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["sandbox", "dev", "staging", "prod"], var.environment)
    error_message = "environment must be sandbox, dev, staging or prod."
  }
}

variable "existing_key_vault" {
  description = "Vault the organisation gives for keys, with RBAC and purge protection, in this subscription; null makes one."
  type        = object({ id = string, uri = string })
  default     = null

  validation {
    condition     = var.existing_key_vault == null ? true : can(regex("^/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\\.KeyVault/vaults/[^/]+$", var.existing_key_vault.id)) && can(regex("^https://[a-z0-9.-]+/$", var.existing_key_vault.uri))
    error_message = "existing_key_vault must hold the vault's resource id and its https address with a slash at the end."
  }
}

variable "group_ids" {
  description = "Entra groups by object id: key_officers and secret_officers administer, auditors see metadata."
  type = object({
    key_officers    = optional(set(string), [])
    secret_officers = optional(set(string), [])
    auditors        = optional(set(string), [])
  })
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for id in setunion(var.group_ids.key_officers, var.group_ids.secret_officers, var.group_ids.auditors) : can(regex("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", id))])
    error_message = "group_ids must hold object ids of Entra groups, in lower case."
  }

  validation {
    condition     = length(setintersection(setunion(var.group_ids.key_officers, var.group_ids.secret_officers), var.group_ids.auditors)) == 0
    error_message = "A group that administers keys or secrets cannot be their auditor."
  }
}

variable "hsm" {
  description = "Managed HSM: administrators' object ids, ids of 3 to 10 Key Vault certificates for the security domain, and how many of them restore it."
  type = object({
    admin_object_ids                = set(string)
    security_domain_certificate_ids = list(string)
    security_domain_quorum          = optional(number, 2)
  })
  default = null

  validation {
    condition     = var.hsm == null ? true : length(var.hsm.admin_object_ids) >= 2
    error_message = "hsm.admin_object_ids must hold two at least: a lost administrator must not be a lost HSM."
  }

  validation {
    condition = (
      var.hsm == null ? true : length(var.hsm.security_domain_certificate_ids) >= 3 && length(var.hsm.security_domain_certificate_ids) <= 10
      && var.hsm.security_domain_quorum >= 2 && var.hsm.security_domain_quorum <= length(var.hsm.security_domain_certificate_ids)
    )
    error_message = "hsm needs 3 to 10 security domain certificates, and a quorum of 2 up to their number."
  }
}

variable "key_deployer_principal_ids" {
  description = "Object ids of the pipeline identities that make keys over the data plane (state.backend's apply identity)."
  type        = set(string)
  default     = []
  nullable    = false
}

variable "key_plane" {
  description = "arm makes keys through the resource manager, from anywhere; data over the vault's endpoint, from a runner inside the network."
  type        = string
  default     = "arm"
  nullable    = false

  validation {
    condition     = contains(["arm", "data"], var.key_plane)
    error_message = "key_plane must be arm or data."
  }

  validation {
    condition     = var.key_plane != "data" || length(var.key_deployer_principal_ids) > 0
    error_message = "key_plane data needs key_deployer_principal_ids: without Key Vault Crypto Officer nobody can make a key."
  }
}

variable "key_size" {
  description = "Bits of the RSA keys."
  type        = number
  default     = 3072
  nullable    = false

  validation {
    condition     = contains([3072, 4096], var.key_size)
    error_message = "key_size must be 3072 or 4096; it cannot be changed later."
  }
}

variable "location" {
  description = "Region."
  type        = string
  nullable    = false
}

variable "log_analytics" {
  description = "Workspace for audit events (log_analytics of observability.platform); null for none."
  type        = object({ id = string, guid = string, location = string })
  default     = null
}

variable "name_prefix" {
  description = "Prefix of every name, <project>-<environment>."
  type        = string
  nullable    = false
}

variable "name_suffix" {
  description = "Eight hex digits for names that are global."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[0-9a-f]{8}$", var.name_suffix))
    error_message = "name_suffix must be eight hex digits."
  }
}

variable "private_endpoint_subnet_id" {
  description = "Subnet of the vaults' endpoints."
  type        = string
  nullable    = false
}

variable "rbac_wait" {
  description = "How long to wait until role assignments work; 0s in tests."
  type        = string
  default     = "90s"
  nullable    = false

  validation {
    condition     = can(regex("^[0-9]+s$", var.rbac_wait)) && try(tonumber(trimsuffix(var.rbac_wait, "s")) <= 600, false)
    error_message = "rbac_wait must be seconds, such as 90s, and at most 600s."
  }
}

variable "resource_group_name" {
  description = "Resource group of vaults, keys and identities."
  type        = string
  nullable    = false
}

variable "rotation" {
  description = "Rotation policy as ISO 8601 durations: life of a version, rotation and notice before its end."
  type = object({
    expire_after         = optional(string, "P2Y")
    rotate_before_expiry = optional(string, "P30D")
    notify_before_expiry = optional(string, "P29D")
  })
  default  = {}
  nullable = false

  validation {
    condition     = can(regex("^P([12]Y|[0-9]+M|[0-9]+D)$", var.rotation.expire_after)) && can(regex("^P[0-9]+D$", var.rotation.rotate_before_expiry)) && can(regex("^P[0-9]+D$", var.rotation.notify_before_expiry))
    error_message = "rotation must be durations: expire_after up to two years (P2Y, P18M, P365D), the others in days (P30D)."
  }

  validation {
    condition     = try(tonumber(trimsuffix(trimprefix(var.rotation.rotate_before_expiry, "P"), "D")) > tonumber(trimsuffix(trimprefix(var.rotation.notify_before_expiry, "P"), "D")), false)
    error_message = "Rotation must come before the notice: a notice then means that rotation failed."
  }
}

variable "service_zone_ids" {
  description = "Zones per private link service (output of network.private)."
  type        = map(list(string))
  default     = {}
  nullable    = false
}

variable "tags" {
  description = "Tags."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "tenant_id" {
  description = "Tenant."
  type        = string
  nullable    = false
}
