variable "key_rotation_days" {
  description = "Days after which a key must have been rotated; the keys of this platform rotate a month before two years are over."
  type        = number
  default     = 730
  nullable    = false

  validation {
    condition     = var.key_rotation_days >= 28 && var.key_rotation_days <= 730
    error_message = "key_rotation_days must be 28 to 730."
  }
}

variable "location" {
  description = "Region of the policy identity and of assignments with one."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]+[0-9]?$", var.location))
    error_message = "location must be a region's short name, such as westeurope."
  }

  validation {
    condition     = contains(lookup(local.residency_locations, var.residency, [var.location]), var.location)
    error_message = "location ${var.location} lies outside the residency ${var.residency}: ${join(", ", lookup(local.residency_locations, var.residency, []))} keep data there."
  }
}

variable "locked_resource_ids" {
  description = "Resources made elsewhere that get a CanNotDelete lock, by name."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for id in var.locked_resource_ids : can(regex("^/subscriptions/[^/]+/resourceGroups/[^/]+/providers/.+$", id))])
    error_message = "locked_resource_ids must hold resources, not groups or subscriptions: below a locked group compute can neither scale nor be deleted."
  }

  validation {
    condition     = alltrue([for id in var.locked_resource_ids : !can(regex("(?i)/providers/Microsoft.MachineLearningServices/", id))])
    error_message = "locked_resource_ids must not hold machine learning resources: a lock breaks scaling, the managed network and deletes."
  }
}

variable "log_analytics" {
  description = "Log workspace of the platform (log_analytics of observability.platform)."
  type        = object({ id = string })
  nullable    = false

  validation {
    condition     = can(regex("(?i)^/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft.OperationalInsights/workspaces/[^/]+$", var.log_analytics.id))
    error_message = "id of log_analytics must be the resource id of a Log Analytics workspace."
  }
}

variable "log_retention_days" {
  description = "Days that resource logs written to a storage account must be kept there to comply."
  type        = number
  default     = 365
  nullable    = false

  validation {
    condition     = var.log_retention_days >= 30 && var.log_retention_days <= 999
    error_message = "log_retention_days must be 30 to 999: the definition compares three digits as text."
  }
}

variable "management_group_id" {
  description = "Management group to hold definitions and assignments; null uses the subscription."
  type        = string
  default     = null

  validation {
    condition     = var.management_group_id == null || can(regex("^/providers/Microsoft.Management/managementGroups/[A-Za-z0-9._()-]{1,90}$", var.management_group_id))
    error_message = "management_group_id must look like /providers/Microsoft.Management/managementGroups/<name>."
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

variable "not_scopes" {
  description = "Scopes left out of all assignments, such as groups that Azure manages itself."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for scope in var.not_scopes : can(regex("^/(subscriptions|providers/Microsoft.Management/managementGroups)/[^/]+", scope))])
    error_message = "not_scopes must hold resource manager ids."
  }

  validation {
    condition     = !contains(var.not_scopes, "/subscriptions/${var.subscription_id}")
    error_message = "not_scopes must not leave out the platform's own subscription."
  }
}

variable "pipeline_principal_ids" {
  description = "Object ids of the pipelines' identities, whose changes are no incident."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for id in var.pipeline_principal_ids : can(regex("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", id))])
    error_message = "pipeline_principal_ids must hold object ids."
  }
}

variable "regimes" {
  description = "Laws and standards that apply: eu_ai_act, gdpr, hipaa, iso_42001, nist_800_53, soc2, sr_26_2, or none."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = length(setsubtract(var.regimes, ["eu_ai_act", "gdpr", "hipaa", "iso_42001", "nist_800_53", "none", "soc2", "sr_26_2"])) == 0
    error_message = "regimes may hold eu_ai_act, gdpr, hipaa, iso_42001, nist_800_53, soc2, sr_26_2 and none."
  }
}

variable "remediation_run" {
  description = "Label of a remediation of everything that is not compliant now; another label runs it again. Empty runs none."
  type        = string
  default     = ""
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9-]{0,16}$", var.remediation_run))
    error_message = "remediation_run must have 16 lower-case letters, digits and hyphens at most, such as 2027-01."
  }

  validation {
    condition     = var.remediation_run == "" || var.enforce
    error_message = "remediation_run needs enforce: an assignment that only observes deploys nothing."
  }
}

variable "residency" {
  description = "Where data must stay (residency answer); none, eu, us, us_gov, uk or a country."
  type        = string
  default     = "none"
  nullable    = false

  validation {
    condition     = var.residency == "none" || contains(keys(local.residency_locations), var.residency)
    error_message = "residency must be none or one of ${join(", ", keys(local.residency_locations))}."
  }
}

variable "resource_group_name" {
  description = "Resource group of the policy identity and of the export of findings."
  type        = string
  nullable    = false
}

variable "ring_locations" {
  description = "Regions the assignments are limited to while they are rolled out; empty means everywhere."
  type        = set(string)
  default     = []
  nullable    = false
}

variable "role_wait_seconds" {
  description = "Seconds until new roles are taken to be effective everywhere."
  type        = number
  default     = 90
  nullable    = false

  validation {
    condition     = var.role_wait_seconds >= 0 && var.role_wait_seconds <= 600
    error_message = "role_wait_seconds must be 0 to 600."
  }
}

variable "subscription_id" {
  description = "Subscription of the platform, as a GUID."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", var.subscription_id))
    error_message = "subscription_id must be a GUID in lower case."
  }
}

variable "tags" {
  description = "Tags."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "tier" {
  description = "Risk tier of the platform's systems, 1 to 4."
  type        = number
  default     = 1
  nullable    = false

  validation {
    condition     = contains([1, 2, 3, 4], var.tier)
    error_message = "tier must be 1, 2, 3 or 4."
  }
}

variable "workspace_isolation_mode" {
  description = "Isolation that workspaces must have: AllowOnlyApprovedOutbound, or Disabled where they use the platform's own network."
  type        = string
  default     = "AllowOnlyApprovedOutbound"
  nullable    = false

  validation {
    condition     = contains(["AllowOnlyApprovedOutbound", "Disabled"], var.workspace_isolation_mode)
    error_message = "workspace_isolation_mode must be AllowOnlyApprovedOutbound or Disabled; AllowInternetOutbound lets data out."
  }
}
