variable "apply_groups" {
  description = "Groups of the API server's identity provider that apply: the pipeline of protected branches."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = length(setintersection(var.apply_groups, var.plan_groups)) == 0
    error_message = "A group must not both plan and apply: whoever opens a pull request could then change states."
  }

  validation {
    condition     = !anytrue([for group in setunion(var.apply_groups, var.plan_groups, var.token_groups) : startswith(group, "system:")])
    error_message = "Groups must come from the identity provider; system:authenticated and its like mean everybody."
  }
}

variable "labels" {
  description = "Labels of every object."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "maximum_secrets" {
  description = "Most Secrets the namespace may hold: states and their chunks."
  type        = number
  default     = 200
  nullable    = false

  validation {
    condition     = var.maximum_secrets >= 10 && var.maximum_secrets <= 5000
    error_message = "maximum_secrets must be 10 to 5000."
  }
}

variable "name_prefix" {
  description = "Project and environment; prefix of every state."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,40}[a-z0-9]$", var.name_prefix))
    error_message = "name_prefix must be lower case letters, digits and hyphens."
  }
}

variable "namespace" {
  description = "Namespace of states, in the management cluster. One per blast radius: whoever may list it reads all states in it."
  type        = string
  default     = "terraform-state"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$", var.namespace)) && !startswith(var.namespace, "kube-") && var.namespace != "default"
    error_message = "namespace must be a DNS label, and none of Kubernetes' own."
  }
}

variable "plan_groups" {
  description = "Groups of the API server's identity provider that plan."
  type        = set(string)
  default     = []
  nullable    = false
}

variable "token_groups" {
  description = "Groups that may ask for a short-lived token of the two accounts, where CI cannot come by OpenID Connect itself."
  type        = set(string)
  default     = []
  nullable    = false
}
