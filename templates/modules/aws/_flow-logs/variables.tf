variable "access_log_bucket" {
  description = "Bucket that receives the flow log bucket's access logs; null where the platform has none."
  type        = string
  default     = null
}

variable "bucket_days" {
  description = "Days flow logs are kept in the bucket."
  type        = number
  default     = 365
  nullable    = false

  validation {
    condition     = var.bucket_days >= 365
    error_message = "bucket_days must be at least 365: intrusions are found months later."
  }
}

variable "force_destroy" {
  description = "Empty the flow log bucket on destroy."
  type        = bool
  default     = false
  nullable    = false
}

variable "keep_in_bucket" {
  description = "Also deliver to S3 as Parquet, one partition an hour, for cheap queries over long times."
  type        = bool
  default     = false
  nullable    = false
}

variable "logs_key_arn" {
  description = "KMS key of log group and bucket. Its policy must let logs.<region> and delivery.logs use it."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/[A-Za-z0-9-]+$", var.logs_key_arn))
    error_message = "logs_key_arn must be the ARN of a KMS key."
  }
}

variable "name_prefix" {
  description = "Prefix of every name."
  type        = string
  nullable    = false
}

variable "permissions_boundary_arn" {
  description = "Permissions boundary of the role made here."
  type        = string
  default     = null
}

variable "region" {
  description = "Region of the provider."
  type        = string
  nullable    = false
}

variable "retention_days" {
  description = "Days flow logs stay searchable in CloudWatch Logs."
  type        = number
  default     = 365
  nullable    = false

  validation {
    condition     = contains([365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.retention_days)
    error_message = "retention_days must be a CloudWatch Logs retention of at least one year: 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653."
  }
}

variable "tags" {
  description = "Tags for every resource."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "vpc_id" {
  description = "VPC whose traffic is logged."
  type        = string
  nullable    = false
}
