variable "access_log_bucket" {
  description = "Bucket for usage logs."
  type        = string
  nullable    = false

  validation {
    condition     = var.access_log_bucket != var.name
    error_message = "access_log_bucket must be another bucket: a bucket that logs into itself never comes to rest."
  }
}

variable "expire_days" {
  description = "Days after which live objects are deleted; null keeps them."
  type        = number
  default     = null

  validation {
    condition     = var.expire_days == null ? true : var.expire_days >= 1 && floor(var.expire_days) == var.expire_days
    error_message = "expire_days must be a whole number of at least 1, or null."
  }
}

variable "force_destroy" {
  description = "Delete objects along with the bucket."
  type        = bool
  default     = false
  nullable    = false

  validation {
    condition     = !(var.force_destroy && var.protect)
    error_message = "force_destroy and protect exclude each other."
  }
}

variable "grants" {
  description = "Who may do what here. name is the static part of the address: members may be unknown at plan."
  type = list(object({
    name   = string
    role   = string
    member = string
  }))
  default  = []
  nullable = false

  validation {
    condition     = alltrue([for grant in var.grants : contains(["roles/storage.legacyBucketReader", "roles/storage.objectCreator", "roles/storage.objectUser", "roles/storage.objectViewer"], grant.role)])
    error_message = "grants take objectViewer, objectCreator, objectUser and legacyBucketReader: whoever administers a bucket is no workload (CKV_GCP_42)."
  }

  validation {
    condition     = alltrue([for grant in var.grants : can(regex("^((group|serviceAccount):|principal://|principalSet://.+/group/)[^*]+$", grant.member))])
    error_message = "Members of grants must be groups, service accounts or single principals: neither users nor allUsers."
  }
}

variable "kms_key_id" {
  description = "Key of the bucket, in its location. The Cloud Storage agent must be able to use it."
  type        = string
  nullable    = false

  validation {
    condition     = startswith(var.kms_key_id, "projects/") && !strcontains(var.kms_key_id, "/cryptoKeyVersions/")
    error_message = "kms_key_id must be the full id of a key, without a version."
  }

  validation {
    condition     = try(regex("/locations/([^/]+)/", var.kms_key_id)[0] == var.location, true)
    error_message = "kms_key_id must lie in the location of the bucket."
  }
}

variable "labels" {
  description = "Labels."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "location" {
  description = "Region of the bucket."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]+-[a-z]+[0-9]+$", var.location))
    error_message = "location must be a region: multi-regions leave the residency and take other keys."
  }
}

variable "name" {
  description = "Name; unique in the world."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9_-]{1,61}[a-z0-9]$", var.name)) && !startswith(var.name, "goog")
    error_message = "name must be 3 to 63 characters, lower-case letters, digits, hyphens and underscores, and not start with goog."
  }
}

variable "noncurrent_days" {
  description = "Days replaced or deleted versions are kept."
  type        = number
  default     = 90
  nullable    = false

  validation {
    condition     = var.noncurrent_days >= 1 && floor(var.noncurrent_days) == var.noncurrent_days
    error_message = "noncurrent_days must be a whole number of at least 1."
  }
}

variable "project_id" {
  description = "Project of the bucket."
  type        = string
  nullable    = false
}

variable "protect" {
  description = "Refuse to delete the bucket. To delete it, set false and apply first."
  type        = bool
  default     = true
  nullable    = false
}

variable "purpose" {
  description = "What it is for, as a label."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,62}$", var.purpose))
    error_message = "purpose must be a label value."
  }
}

variable "soft_delete_days" {
  description = "Days a deleted object can be restored; 0 switches it off."
  type        = number
  default     = 7
  nullable    = false

  validation {
    condition     = var.soft_delete_days == 0 || (var.soft_delete_days >= 7 && var.soft_delete_days <= 90)
    error_message = "soft_delete_days must be 0 or 7 to 90, the range of Cloud Storage."
  }
}
