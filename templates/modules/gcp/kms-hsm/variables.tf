variable "destroy_days" {
  description = "Days between scheduling a key version's destruction and losing it."
  type        = number
  default     = 30
  nullable    = false
}

variable "environment" {
  description = "Environment the keys are for."
  type        = string
  nullable    = false
}

variable "extra_keys" {
  description = "Further keys, purpose => agents (short names of platform.project) and what it is for."
  type = map(object({
    agents = set(string)
    why    = string
  }))
  default  = {}
  nullable = false
}

variable "extra_members" {
  description = "Further members that encrypt and decrypt, per purpose: service accounts of another project, for example."
  type        = map(set(string))
  default     = {}
  nullable    = false
}

variable "key_project_id" {
  description = "Project the keys lie in; null means the platform's own. One of its own separates who holds keys from who uses them."
  type        = string
  default     = null
}

variable "labels" {
  description = "Labels of every key."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "location" {
  description = "Location of the ring: the region of what is encrypted. Keys cannot be moved."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^([a-z]+-[a-z]+[0-9]+|us|eu|europe|asia)$", var.location))
    error_message = "location must be a region such as europe-west4 or a multi-region: Cloud HSM has no global keys that Vertex AI takes."
  }
}

variable "name_prefix" {
  description = "Prefix of the ring's name."
  type        = string
  nullable    = false
}

variable "project_id" {
  description = "Project of the platform."
  type        = string
  nullable    = false
}

variable "service_agents" {
  description = "Short name => member, from platform.project. Agents that are missing get no grant."
  type        = map(string)
  nullable    = false
}

variable "signers" {
  description = "Name => member that may sign models, images and evidence."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "signing_algorithm" {
  description = "Algorithm of the signing key."
  type        = string
  default     = "EC_SIGN_P256_SHA256"
  nullable    = false
}
