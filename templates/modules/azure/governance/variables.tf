variable "activity_log" {
  description = "adopt where audit.trail exports the subscription's activity log; create sends it to the log workspace from here."
  type        = string
  default     = "adopt"
  nullable    = false

  validation {
    condition     = contains(["create", "adopt"], var.activity_log)
    error_message = "activity_log must be create or adopt."
  }
}

variable "allowed_compute_sizes" {
  description = "Sizes machine learning compute may have; empty allows all."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for size in var.allowed_compute_sizes : can(regex("^Standard_[A-Za-z0-9_]+$", size))])
    error_message = "allowed_compute_sizes must hold sizes such as Standard_NC24ads_A100_v4."
  }
}

variable "allowed_image_regex" {
  description = "Images that containers of AKS clusters may use."
  type        = string
  default     = "^([^/]+\\.azurecr\\.io|mcr\\.microsoft\\.com)/.+$"
  nullable    = false

  validation {
    condition     = startswith(var.allowed_image_regex, "^")
    error_message = "allowed_image_regex must be anchored with ^: a registry's name could otherwise stand anywhere in the path."
  }

  validation {
    condition     = !can(regex(var.allowed_image_regex, "docker.io/library/anything:latest"))
    error_message = "allowed_image_regex must not allow images of Docker Hub."
  }
}

variable "allowed_locations" {
  description = "Regions resources may be made in; empty takes those of `residency`."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for location in var.allowed_locations : can(regex("^[a-z]+[0-9]?$", location))])
    error_message = "allowed_locations must hold short names, such as westeurope."
  }

  validation {
    condition     = length(var.allowed_locations) == 0 || contains(var.allowed_locations, var.location)
    error_message = "allowed_locations must contain the platform's own location, or nothing more could be made in it."
  }
}

variable "allowed_vm_sizes" {
  description = "Sizes virtual machines (not machine learning compute) may have; empty allows all."
  type        = set(string)
  default     = []
  nullable    = false
}

variable "approved_model_asset_ids" {
  description = "Registry models that may be deployed, whole asset ids or the beginning of one such as azureml://registries/acme."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for id in var.approved_model_asset_ids : can(regex("^azureml://registries/[A-Za-z0-9_-]+", id))])
    error_message = "approved_model_asset_ids must begin with azureml://registries/<name>."
  }
}

variable "approved_model_publishers" {
  description = "Publishers all of whose registry models may be deployed."
  type        = set(string)
  default     = []
  nullable    = false
}

variable "assign_all_logs" {
  description = "Assign the built-in initiative that gives every resource a setting for all logs: it also doubles those this platform makes, and is paid by volume."
  type        = bool
  default     = false
  nullable    = false
}

variable "assign_content_filters" {
  description = "Assign the preview initiative on content filters of Cognitive Services deployments."
  type        = bool
  default     = false
  nullable    = false
}

variable "assign_security_benchmark" {
  description = "Assign the Microsoft cloud security benchmark; Defender for Cloud does so itself once it is on."
  type        = bool
  default     = false
  nullable    = false
}

variable "effect_overrides" {
  description = "Policy of the AI initiative => a weaker effect, for instance Audit instead of Deny."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = length(setsubtract(keys(var.effect_overrides), keys(local.selected))) == 0
    error_message = "effect_overrides names a policy that this selection does not hold: ${join(", ", setsubtract(keys(var.effect_overrides), keys(local.selected)))}."
  }

  validation {
    condition     = alltrue([for key, effect in var.effect_overrides : contains(local.effect_families[local.selected[key].effect], effect) if contains(keys(local.selected), key)])
    error_message = "effect_overrides must use an effect the definition allows: Deny may become Audit or Disabled, DeployIfNotExists, AuditIfNotExists and Modify only Disabled."
  }
}

variable "enforce" {
  description = "Whether assignments act. Off, they only show what they would deny or deploy: the way to begin in a subscription with history."
  type        = bool
  default     = true
  nullable    = false
}

variable "exemption_contact" {
  description = "Whom the message of a denied request sends people to."
  type        = string
  default     = "the platform team"
  nullable    = false
}

variable "exemptions" {
  description = "Exemptions by name: scope (resource, group, subscription or management group), assignment and its policies (empty: all of it), category, reason, ticket, who approved it, when, and until when."
  type = map(object({
    scope_id    = string
    assignment  = optional(string, "ai")
    policies    = optional(set(string), [])
    category    = string
    reason      = string
    ticket      = string
    approved_by = string
    granted_on  = string
    expires_on  = string
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for exemption in var.exemptions : contains(["Mitigated", "Waiver"], exemption.category)])
    error_message = "The category of an exemption is Mitigated (something else does the work) or Waiver (the risk is accepted)."
  }

  validation {
    condition     = alltrue([for exemption in var.exemptions : can(timeadd(exemption.granted_on, "0s")) && can(timeadd(exemption.expires_on, "0s"))])
    error_message = "granted_on and expires_on of an exemption must be times such as 2027-03-31T00:00:00Z."
  }

  validation {
    condition = alltrue([
      for exemption in var.exemptions : try(timecmp(exemption.expires_on, exemption.granted_on) > 0 && timecmp(exemption.expires_on, timeadd(exemption.granted_on, exemption.category == "Waiver" ? "4392h" : "8784h")) <= 0, true)
    ])
    error_message = "An exemption must expire after it was granted: a Waiver within 183 days, a Mitigated one within 366. Renewing it is a reviewed change."
  }

  validation {
    condition     = alltrue([for exemption in var.exemptions : length(exemption.reason) >= 20 && exemption.ticket != "" && exemption.approved_by != ""])
    error_message = "An exemption needs a reason in words (20 characters or more), a ticket and who approved it."
  }

  validation {
    condition     = alltrue([for exemption in var.exemptions : contains(keys(local.assignments), exemption.assignment)])
    error_message = "assignment of an exemption must be one that is made here, such as ai or locations."
  }

  validation {
    condition     = alltrue([for exemption in var.exemptions : length(setsubtract(exemption.policies, keys(local.selected))) == 0 if exemption.assignment == "ai"])
    error_message = "policies of an exemption from ai must be in the initiative."
  }

  validation {
    condition     = alltrue([for exemption in var.exemptions : length(exemption.policies) > 0 || !can(regex("^/(subscriptions/[^/]+|providers/Microsoft.Management/managementGroups/[^/]+)$", exemption.scope_id))])
    error_message = "An exemption of a whole subscription or management group must name its policies."
  }
}

variable "extra_identity_roles" {
  description = "Further roles of the policy identity, for built-in initiatives whose remediation is wanted; no Owner, no Contributor."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = length(setintersection(var.extra_identity_roles, ["Contributor", "Owner", "Role Based Access Control Administrator", "User Access Administrator"])) == 0
    error_message = "extra_identity_roles must not hold Owner, Contributor or a role that grants roles: anybody who can write a policy would have it."
  }
}

variable "inherited_tags" {
  description = "Tags that resources without them take from their resource group."
  type        = set(string)
  default     = ["CostCenter", "DataClassification", "Environment", "OwnerTeam", "Project"]
  nullable    = false

  validation {
    condition     = alltrue([for tag in var.inherited_tags : can(regex("^[A-Za-z][A-Za-z0-9]*$", tag))])
    error_message = "inherited_tags must hold letters and digits only: they become part of policy names."
  }
}

variable "initiative_overrides" {
  description = "Assignment => reference id in the built-in initiative => effect, to quieten what does not apply."
  type        = map(map(string))
  default     = {}
  nullable    = false

  validation {
    condition     = length(setsubtract(keys(var.initiative_overrides), keys(local.assignments))) == 0 && !contains(keys(var.initiative_overrides), "ai")
    error_message = "initiative_overrides must name assignments made here, and not ai: that one has effect_overrides."
  }

  validation {
    condition     = alltrue(flatten([for overrides in var.initiative_overrides : [for effect in values(overrides) : contains(["audit", "Audit", "auditIfNotExists", "AuditIfNotExists", "disabled", "Disabled"], effect)]]))
    error_message = "initiative_overrides may only weaken an effect to Audit, AuditIfNotExists or Disabled."
  }

  validation {
    condition     = alltrue([for overrides in var.initiative_overrides : length(overrides) <= 10])
    error_message = "An assignment takes ten overrides at most."
  }
}

variable "inventory_tags" {
  description = "Tags that say which AI system a workspace, registry or endpoint belongs to."
  type        = set(string)
  default     = ["DataClassification", "OwnerTeam", "Project"]
  nullable    = false

  validation {
    condition     = alltrue([for tag in var.inventory_tags : can(regex("^[A-Za-z][A-Za-z0-9]*$", tag))])
    error_message = "inventory_tags must hold letters and digits only: they become part of policy names."
  }
}
