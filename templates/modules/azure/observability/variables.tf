variable "alert_receivers" {
  description = "Who hears alerts: mail addresses, and webhooks with the Entra application that protects each. None means the owners of the subscription."
  type = object({
    emails = optional(set(string), [])
    webhooks = optional(map(object({
      service_uri          = string
      entra_application_id = optional(string)
    })), {})
  })
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for mail in var.alert_receivers.emails : can(regex("^[^@ ]+@[^@ ]+\\.[a-z]{2,}$", mail))])
    error_message = "alert_receivers.emails must be mail addresses."
  }

  validation {
    condition     = alltrue([for hook in var.alert_receivers.webhooks : startswith(hook.service_uri, "https://")])
    error_message = "alert_receivers.webhooks must be https addresses; one with a token in it is a secret and does not belong here."
  }
}

variable "budget_amount" {
  description = "Budget per month in the currency of the bill."
  type        = number
  nullable    = false

  validation {
    condition     = var.budget_amount > 0
    error_message = "budget_amount must be more than nothing."
  }
}

variable "cost_anomaly_alert" {
  description = "Anomaly alert of the subscription; false where another environment or the landing zone has it."
  type        = bool
  default     = true
  nullable    = false
}

variable "daily_quota_gb" {
  description = "Cap on ingestion per day, -1 for none: a cap saves money and makes blind."
  type        = number
  default     = -1
  nullable    = false

  validation {
    condition     = var.daily_quota_gb == -1 || var.environment != "prod"
    error_message = "daily_quota_gb must be -1 in prod: an attacker who fills it has switched off the logs."
  }
}

variable "deletion_lock" {
  description = "Put a CanNotDelete lock on the log workspace."
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

variable "existing_log_analytics_id" {
  description = "The organisation's log workspace, in this subscription; null makes one."
  type        = string
  default     = null

  validation {
    condition     = var.existing_log_analytics_id == null ? true : can(regex("^/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\\.OperationalInsights/workspaces/[^/]+$", var.existing_log_analytics_id))
    error_message = "existing_log_analytics_id must be the resource id of a Log Analytics workspace, spelt as Azure spells it."
  }
}

variable "existing_private_link_scope" {
  description = "The organisation's Azure Monitor private link scope, in this subscription; null makes one with its endpoint."
  type        = object({ name = string, resource_group_name = string })
  default     = null
}

variable "location" {
  description = "Region."
  type        = string
  nullable    = false
}

variable "managed_prometheus" {
  description = "Make a workspace for Prometheus metrics, for clusters."
  type        = bool
  default     = false
  nullable    = false
}

variable "metric_alerts" {
  description = "Metric alerts by name; severity 0 and 1 are critical."
  type = map(object({
    scopes      = list(string)
    namespace   = string
    metric      = string
    aggregation = optional(string, "Average")
    operator    = optional(string, "GreaterThan")
    threshold   = number
    severity    = optional(number, 2)
    frequency   = optional(string, "PT5M")
    window      = optional(string, "PT15M")
    description = optional(string, "")
    dimensions  = optional(map(list(string)), {})
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for alert in var.metric_alerts : contains(["Average", "Count", "Minimum", "Maximum", "Total"], alert.aggregation) && contains(["Equals", "GreaterThan", "GreaterThanOrEqual", "LessThan", "LessThanOrEqual"], alert.operator) && alert.severity >= 0 && alert.severity <= 4])
    error_message = "metric_alerts need a known aggregation and operator, and a severity of 0 to 4."
  }
}

variable "name_prefix" {
  description = "Prefix of every name, <project>-<environment>."
  type        = string
  nullable    = false
}

variable "private_endpoint_subnet_id" {
  description = "Subnet of the endpoint."
  type        = string
  nullable    = false
}

variable "private_link_mode" {
  description = "How strict the private link scope is. It holds for every network that shares the DNS zones: begin with Open, then PrivateOnly."
  type = object({
    ingestion = optional(string, "Open")
    query     = optional(string, "Open")
  })
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for mode in values(var.private_link_mode) : contains(["Open", "PrivateOnly"], mode)])
    error_message = "private_link_mode must be Open or PrivateOnly."
  }
}

variable "project" {
  description = "Project, value of the Project tag the budget counts."
  type        = string
  nullable    = false
}

variable "public_ingestion" {
  description = "Let identities report to Application Insights over its public address: compute in the workspace's managed network has no other."
  type        = bool
  default     = true
  nullable    = false
}

variable "public_query" {
  description = "Let people query logs from outside the private network."
  type        = bool
  default     = false
  nullable    = false

  validation {
    condition     = !var.public_query || var.environment != "prod"
    error_message = "public_query must be false in prod: logs tell an attacker what you saw."
  }
}

variable "query_alerts" {
  description = "Further log alerts by name: KQL, how many rows in 15 minutes are too many, severity."
  type = map(object({
    description = string
    query       = string
    threshold   = optional(number, 0)
    severity    = optional(number, 2)
  }))
  default  = {}
  nullable = false
}

variable "resource_group_name" {
  description = "Resource group of everything here."
  type        = string
  nullable    = false
}

variable "retention_days" {
  description = "Days logs can be queried; evidence is kept longer in audit.trail."
  type        = number
  default     = 365
  nullable    = false

  validation {
    condition     = var.retention_days >= 30 && var.retention_days <= 730
    error_message = "retention_days must be 30 to 730; what must be kept longer is exported to the evidence account."
  }

  validation {
    condition     = var.retention_days >= 365 || contains(["sandbox", "dev"], var.environment)
    error_message = "retention_days must be 365 at least in staging and prod."
  }
}

variable "service_zone_ids" {
  description = "Zones per private link service (output of network.private)."
  type        = map(list(string))
  default     = {}
  nullable    = false
}

variable "subscription_id" {
  description = "Subscription that is watched."
  type        = string
  nullable    = false
}

variable "tags" {
  description = "Tags."
  type        = map(string)
  default     = {}
  nullable    = false
}
