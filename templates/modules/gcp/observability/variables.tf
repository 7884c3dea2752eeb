variable "alert_emails" {
  description = "Mail addresses that are told."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for address in var.alert_emails : can(regex("^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$", address))])
    error_message = "alert_emails must be mail addresses."
  }
}

variable "alerts_key_id" {
  description = "Key of the topic, in the same region."
  type        = string
  nullable    = false
}

variable "billing_account" {
  description = "Billing account of the budget; null means none is made here."
  type        = string
  default     = null
}

variable "budget_amount" {
  description = "Monthly budget of the project, in whole units of budget_currency."
  type        = number
  default     = 1000
  nullable    = false

  validation {
    condition     = var.budget_amount >= 1 && floor(var.budget_amount) == var.budget_amount
    error_message = "budget_amount must be a whole number, 1 or more."
  }
}

variable "budget_currency" {
  description = "Currency of the billing account; null means whatever it has."
  type        = string
  default     = null

  validation {
    condition     = var.budget_currency == null ? true : can(regex("^[A-Z]{3}$", var.budget_currency))
    error_message = "budget_currency must be a code such as EUR, and the billing account's own."
  }
}

variable "disabled_alerts" {
  description = "Alerts of the built-in set that are not made."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = length(setintersection(var.disabled_alerts, ["key-change", "owner-grant", "service-account-key"])) == 0
    error_message = "key-change, owner-grant and service-account-key cannot be disabled: they are how a takeover is seen."
  }
}

variable "environment" {
  description = "Environment."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["sandbox", "dev", "staging", "prod"], var.environment)
    error_message = "environment must be sandbox, dev, staging or prod."
  }
}

variable "error_ratio" {
  description = "Share of failed predictions that raises endpoint-errors."
  type        = number
  default     = 0.05
  nullable    = false

  validation {
    condition     = var.error_ratio > 0 && var.error_ratio < 1
    error_message = "error_ratio must be between 0 and 1."
  }
}

variable "extra_dashboards" {
  description = "Further dashboards: title, and tiles of title and PromQL query."
  type = map(object({
    title = string
    tiles = list(object({ title = string, query = string }))
  }))
  default  = {}
  nullable = false
}

variable "extra_log_alerts" {
  description = "Further alerts on log entries."
  type = map(object({
    title    = string
    filter   = string
    severity = optional(string, "ERROR")
    text     = string
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for alert in values(var.extra_log_alerts) : contains(["CRITICAL", "ERROR", "WARNING"], alert.severity) && alert.text != ""])
    error_message = "extra_log_alerts need a severity (CRITICAL, ERROR, WARNING) and a text that says what to do."
  }
}

variable "extra_metric_alerts" {
  description = "Further alerts on metrics, in PromQL."
  type = map(object({
    title    = string
    query    = string
    duration = optional(string, "300s")
    severity = optional(string, "ERROR")
    text     = string
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for alert in values(var.extra_metric_alerts) : contains(["CRITICAL", "ERROR", "WARNING"], alert.severity) && alert.text != ""])
    error_message = "extra_metric_alerts need a severity (CRITICAL, ERROR, WARNING) and a text that says what to do."
  }

  validation {
    condition     = alltrue([for alert in values(var.extra_metric_alerts) : can(regex("^[0-9]+s$", alert.duration)) ? tonumber(trimsuffix(alert.duration, "s")) % 60 == 0 : false])
    error_message = "duration of extra_metric_alerts must be whole minutes in seconds, such as 300s."
  }
}

variable "labels" {
  description = "Labels for what takes labels."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "latency_ms" {
  description = "95th percentile of latency, in milliseconds, that raises endpoint-latency."
  type        = number
  default     = 1000
  nullable    = false

  validation {
    condition     = var.latency_ms > 0
    error_message = "latency_ms must be above 0."
  }
}

variable "name_prefix" {
  description = "Prefix of every name."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{2,30}$", var.name_prefix))
    error_message = "name_prefix must be 3 to 31 characters: lower-case letters, digits and hyphens, starting with a letter."
  }
}

variable "project_id" {
  description = "Project of the platform."
  type        = string
  nullable    = false
}

variable "project_number" {
  description = "Number of the project; budgets are filtered by it."
  type        = string
  nullable    = false
}

variable "protect" {
  description = "Refuse to remove a channel that alerts still name."
  type        = bool
  default     = true
  nullable    = false
}

variable "region" {
  description = "Region of the platform."
  type        = string
  nullable    = false
}

variable "service_agents" {
  description = "Short name => member, from platform.project."
  type        = map(string)
  nullable    = false
}

variable "slo_availability" {
  description = "Share of predictions that should succeed in 28 days; null means no service level objective."
  type        = number
  default     = 0.995

  validation {
    condition     = var.slo_availability == null ? true : var.slo_availability >= 0.5 && var.slo_availability <= 0.9999
    error_message = "slo_availability must be 0.5 to 0.9999; Cloud Monitoring takes no goal of 1."
  }
}
