variable "defender" {
  description = "create switches the plans on; adopt where another root of the subscription, or the organisation, does."
  type        = string
  default     = "create"
  nullable    = false

  validation {
    condition     = contains(["create", "adopt"], var.defender)
    error_message = "defender must be create or adopt."
  }
}

variable "defender_integrations" {
  description = "Services Defender for Cloud shares its data with: MCAS, WDATP, Sentinel."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = length(setsubtract(var.defender_integrations, ["MCAS", "Sentinel", "WDATP"])) == 0
    error_message = "defender_integrations may hold MCAS, Sentinel and WDATP."
  }
}

variable "defender_plans" {
  description = "Defender plans => subplan and extensions with their properties. What is not listed here is left as it is."
  type = map(object({
    subplan    = optional(string)
    extensions = optional(map(map(string)), {})
  }))
  default = {
    AI           = {}
    Arm          = { subplan = "PerSubscription" }
    CloudPosture = {}
    Containers = {
      extensions = {
        AgentlessDiscoveryForKubernetes             = {}
        ContainerRegistriesVulnerabilityAssessments = {}
        ContainerSensor                             = {}
      }
    }
    KeyVaults = { subplan = "PerKeyVault" }
    StorageAccounts = {
      subplan = "DefenderForStorageV2"
      extensions = {
        OnUploadMalwareScanning = { CapGBPerMonthPerStorageAccount = "5000" }
        SensitiveDataDiscovery  = {}
      }
    }
  }
  nullable = false

  validation {
    condition     = length(setsubtract(keys(var.defender_plans), ["AI", "Api", "Arm", "CloudPosture", "Containers", "CosmosDbs", "KeyVaults", "OpenSourceRelationalDatabases", "StorageAccounts", "VirtualMachines"])) == 0
    error_message = "defender_plans may hold AI, Api, Arm, CloudPosture, Containers, CosmosDbs, KeyVaults, OpenSourceRelationalDatabases, StorageAccounts and VirtualMachines."
  }

  validation {
    condition     = !contains(keys(var.defender_plans), "StorageAccounts") || try(var.defender_plans["StorageAccounts"].subplan, null) == "DefenderForStorageV2"
    error_message = "The StorageAccounts plan must be DefenderForStorageV2: the classic one scans nothing."
  }

  validation {
    condition     = length(setintersection(keys(try(var.defender_plans["AI"].extensions, {})), ["AIPromptEvidence", "AIPromptSharingWithPurview"])) == 0
    error_message = "Prompts are shared by share_prompts_with_defender and share_prompts_with_purview, so that nobody does it in passing."
  }

  validation {
    condition     = var.defender == "adopt" || var.tier < 3 || length(setsubtract(["Arm", "KeyVaults", "StorageAccounts"], keys(var.defender_plans))) == 0
    error_message = "From tier 3 on defender_plans must hold Arm, KeyVaults and StorageAccounts; say adopt where they are on already."
  }
}

variable "exported_severities" {
  description = "Severities of alerts that go to the log workspace."
  type        = set(string)
  default     = ["high", "low", "medium"]
  nullable    = false

  validation {
    condition     = length(var.exported_severities) > 0 && length(setsubtract(var.exported_severities, ["high", "informational", "low", "medium"])) == 0
    error_message = "exported_severities must hold high, medium, low or informational."
  }
}

variable "security_contact" {
  description = "Who hears of alerts; null leaves the contact as it is."
  type = object({
    email = string
    phone = string
  })
  default = null

  validation {
    condition     = var.security_contact == null || can(regex("^[^@ ]+@[^@ ]+\\.[^@ ]+$", var.security_contact.email))
    error_message = "email of security_contact must be an address, of a team rather than a person."
  }

  validation {
    condition     = var.security_contact == null || can(regex("^\\+[0-9 -]{6,20}$", var.security_contact.phone))
    error_message = "phone of security_contact must begin with + and the country code."
  }
}

variable "sentinel" {
  description = "Put Sentinel on the log workspace, with rules that watch the guardrails; paid by ingested volume."
  type        = bool
  default     = false
  nullable    = false
}

variable "share_prompts_with_defender" {
  description = "Keep suspicious prompts and answers as evidence of an alert (AIPromptEvidence)."
  type        = bool
  default     = false
  nullable    = false
}

variable "share_prompts_with_purview" {
  description = "Send prompts and answers to Purview (AIPromptSharingWithPurview)."
  type        = bool
  default     = false
  nullable    = false

  validation {
    condition     = !var.share_prompts_with_purview || contains(keys(var.defender_plans), "AI")
    error_message = "share_prompts_with_purview needs the AI plan in defender_plans."
  }
}
