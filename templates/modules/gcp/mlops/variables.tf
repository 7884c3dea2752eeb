# Variables of identity, network, keys and storage; those of notebooks, schedules, machines and features are in variables-work.tf.
variable "access_log_bucket" {
  description = "Bucket for usage logs of the buckets made here."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9._-]{1,61}[a-z0-9]$", var.access_log_bucket))
    error_message = "access_log_bucket must be a bucket name."
  }
}

variable "account_emails" {
  description = "Workload => mail address of its service account: notebook and pipeline are used."
  type        = map(string)
  nullable    = false

  validation {
    condition     = length(setsubtract(["notebook", "pipeline"], keys(var.account_emails))) == 0
    error_message = "account_emails must have notebook and pipeline."
  }

  validation {
    condition     = alltrue([for email in values(var.account_emails) : !endswith(email, "-compute@developer.gserviceaccount.com") && !endswith(email, "@appspot.gserviceaccount.com")])
    error_message = "account_emails must not name a default service account: whatever runs as one runs as everything."
  }
}

variable "account_members" {
  description = "Workload => member for IAM."
  type        = map(string)
  nullable    = false

  validation {
    condition     = length(setsubtract(local.workloads, keys(var.account_members))) == 0
    error_message = "account_members must have featuresync, monitoring, notebook, pipeline, release, serving and training."
  }
}

variable "artifact_noncurrent_days" {
  description = "Days replaced and deleted artifacts are kept."
  type        = number
  default     = 180
  nullable    = false

  validation {
    condition     = var.artifact_noncurrent_days >= 7 && floor(var.artifact_noncurrent_days) == var.artifact_noncurrent_days
    error_message = "artifact_noncurrent_days must be a whole number of at least 7."
  }
}

variable "artifact_writers" {
  description = "Members besides the release account that push images, packages and pipeline templates: the build of a repository, for example."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for member in var.artifact_writers : can(regex("^((group|serviceAccount):|principal://|principalSet://.+/group/)[^*]+$", member))])
    error_message = "artifact_writers must be groups, service accounts or single principals."
  }
}

variable "data_key_id" {
  description = "Key of data; encrypts the request log. The BigQuery agent must be able to use it."
  type        = string
  nullable    = false

  validation {
    condition     = startswith(var.data_key_id, "projects/") && try(regex("/locations/([^/]+)/", var.data_key_id)[0] == var.region, true)
    error_message = "data_key_id must be the full id of a key in the region."
  }
}

variable "environment" {
  description = "Environment: decides whether people write."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["sandbox", "dev", "staging", "prod"], var.environment)
    error_message = "environment must be sandbox, dev, staging or prod."
  }
}

variable "force_destroy" {
  description = "Delete contents of buckets, dataset and online store along with them; only in sandbox and dev."
  type        = bool
  default     = false
  nullable    = false

  validation {
    condition     = !var.force_destroy || contains(["sandbox", "dev"], var.environment)
    error_message = "force_destroy must be false in staging and prod."
  }

  validation {
    condition     = !(var.force_destroy && var.protect)
    error_message = "force_destroy and protect exclude each other."
  }
}

variable "images_key_id" {
  description = "Key of images and packages. The Artifact Registry agent must be able to use it."
  type        = string
  nullable    = false

  validation {
    condition     = startswith(var.images_key_id, "projects/") && try(regex("/locations/([^/]+)/", var.images_key_id)[0] == var.region, true)
    error_message = "images_key_id must be the full id of a key in the region."
  }
}

variable "images_kept" {
  description = "Newest versions of an image that cleanup never deletes."
  type        = number
  default     = 50
  nullable    = false

  validation {
    condition     = var.images_kept >= 5 && floor(var.images_kept) == var.images_kept
    error_message = "images_kept must be a whole number of at least 5."
  }
}

variable "labels" {
  description = "Labels."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "mirror_days" {
  description = "Days a mirrored Python package stays in the cache."
  type        = number
  default     = 90
  nullable    = false

  validation {
    condition     = var.mirror_days >= 1 && floor(var.mirror_days) == var.mirror_days
    error_message = "mirror_days must be a whole number of at least 1."
  }
}

variable "ml_key_id" {
  description = "Key of Vertex AI, notebooks and their buckets. The Vertex, Notebooks, Compute and Storage agents must be able to use it."
  type        = string
  nullable    = false

  validation {
    condition     = startswith(var.ml_key_id, "projects/") && try(regex("/locations/([^/]+)/", var.ml_key_id)[0] == var.region, true)
    error_message = "ml_key_id must be the full id of a key in the region: Vertex AI takes no key from elsewhere, no global one either."
  }
}

variable "name_prefix" {
  description = "Prefix of every name."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,29}[a-z0-9]$", var.name_prefix))
    error_message = "name_prefix must be 3 to 31 characters: lower-case letters, digits and hyphens, starting with a letter and not ending in a hyphen."
  }
}

variable "network_attachment_id" {
  description = "Attachment through which pipelines and persistent machines enter the network; null or empty where the network has none."
  type        = string
  default     = null
}

variable "network_id" {
  description = "Network as projects/ID/global/networks/NAME."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^projects/[^/]+/global/networks/[^/]+$", var.network_id))
    error_message = "network_id must look like projects/ID/global/networks/NAME."
  }
}

variable "network_project_id" {
  description = "Project of the network: private consumers of the feature store are there."
  type        = string
  nullable    = false
}

variable "network_tags" {
  description = "Network tags of notebook machines, for firewall rules of the organisation."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for tag in var.network_tags : can(regex("^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$", tag))])
    error_message = "network_tags must be lower-case letters, digits and hyphens."
  }
}

variable "personas" {
  description = "Persona => groups. data_scientist and ml_engineer work (and read only in staging and prod), auditor and model_approver read."
  type        = map(set(string))
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for groups in values(var.personas) : alltrue([for group in groups : can(regex("^(group:|principalSet://)[^*]+$", group))])])
    error_message = "personas must be groups: grants to single users escape the joiner-mover-leaver process."
  }
}

variable "project_id" {
  description = "Project of the platform."
  type        = string
  nullable    = false
}

variable "project_number" {
  description = "Number of the project, part of bucket names."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[0-9]+$", var.project_number))
    error_message = "project_number must be the number of the project, not its id."
  }
}

variable "protect" {
  description = "Refuse to delete what is made here. To destroy, set false and apply first."
  type        = bool
  default     = true
  nullable    = false
}

variable "python_mirror" {
  description = "Mirror the Python Package Index: components that install packages break without it as soon as there is no way out."
  type        = bool
  default     = true
  nullable    = false
}

variable "region" {
  description = "Region of everything made here."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]+-[a-z]+[0-9]+$", var.region))
    error_message = "region must be a region such as europe-west4."
  }
}

variable "request_days" {
  description = "Days requests and responses are kept."
  type        = number
  default     = 400
  nullable    = false

  validation {
    # Article 19(1) and 26(6) of the EU AI Act: at least six months.
    condition     = var.request_days >= 183 && floor(var.request_days) == var.request_days
    error_message = "request_days must be a whole number of at least 183: logs of high-risk systems are kept for six months."
  }
}

variable "service_agents" {
  description = "Short name => member of a service agent; aiplatform is used."
  type        = map(string)
  nullable    = false

  validation {
    condition     = contains(keys(var.service_agents), "aiplatform")
    error_message = "service_agents must have aiplatform: enable the API in platform.project."
  }
}

variable "staging_days" {
  description = "Days staged files live."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.staging_days >= 1 && floor(var.staging_days) == var.staging_days
    error_message = "staging_days must be a whole number of at least 1."
  }
}

variable "subnet_ids" {
  description = "Role => subnet; workloads is used."
  type        = map(string)
  nullable    = false

  validation {
    condition     = contains(keys(var.subnet_ids), "workloads")
    error_message = "subnet_ids must have workloads."
  }
}

variable "tensorboards" {
  description = "Name => purpose of a TensorBoard. Each is paid for by what is stored."
  type        = map(string)
  default     = { main = "Experiments of the platform." }
  nullable    = false

  validation {
    condition     = alltrue([for name in keys(var.tensorboards) : can(regex("^[a-z][a-z0-9-]{0,29}$", name))])
    error_message = "Keys of tensorboards must be short names of lower-case letters, digits and hyphens."
  }
}

variable "untagged_days" {
  description = "Days untagged image layers are kept."
  type        = number
  default     = 14
  nullable    = false

  validation {
    condition     = var.untagged_days >= 1 && floor(var.untagged_days) == var.untagged_days
    error_message = "untagged_days must be a whole number of at least 1."
  }
}
