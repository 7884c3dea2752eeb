# Variables of network, keys, roles and storage; those of Studio itself are in variables-studio.tf.
variable "access_log_bucket" {
  description = "Bucket for server access logs, known at plan."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$", var.access_log_bucket))
    error_message = "access_log_bucket must be a bucket name."
  }
}

variable "allow_aws_images" {
  description = "Let jobs pull AWS's own containers (deep learning, XGBoost, Clarify, Model Monitor). The account ids per region come from the provider."
  type        = bool
  default     = true
  nullable    = false
}

variable "bucket_perimeter" {
  description = "Deny reads and writes of artifacts that do not come through the S3 gateway endpoint, from an AWS service or from an exempt principal."
  type        = bool
  default     = false
  nullable    = false

  validation {
    condition     = !var.bucket_perimeter || var.s3_gateway_endpoint_id != null
    error_message = "bucket_perimeter needs s3_gateway_endpoint_id: without it every object call would be denied."
  }
}

variable "data_key_arn" {
  description = "KMS key of the data zones; roles may decrypt with it, through S3 only."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/[A-Za-z0-9-]+$", var.data_key_arn))
    error_message = "data_key_arn must be the ARN of a KMS key."
  }
}

variable "data_locations" {
  description = "What personas with a workbench, training and processing may read, each as bucket/prefix without a trailing slash."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    # The prefix is mandatory: a whole bucket is never one job's business.
    condition     = alltrue([for location in var.data_locations : can(regex("^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]/[A-Za-z0-9!_.()=/-]*[A-Za-z0-9!_.()=-]$", location))])
    error_message = "Each of data_locations must be bucket/prefix, such as acme-prod-curated/claims, without wildcard and without a trailing slash."
  }
}

variable "environment" {
  description = "Environment: decides about retained homes, deletion protection and remote debugging."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["sandbox", "dev", "staging", "prod"], var.environment)
    error_message = "environment must be sandbox, dev, staging or prod."
  }
}

variable "existing_log_groups" {
  description = "Log groups below /aws/sagemaker/ that exist already because SageMaker was used in this account before: ProcessingJobs, TrainingJobs, TransformJobs, studio."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = length(setsubtract(var.existing_log_groups, ["ProcessingJobs", "TrainingJobs", "TransformJobs", "studio"])) == 0
    error_message = "existing_log_groups may name ProcessingJobs, TrainingJobs, TransformJobs and studio."
  }
}

variable "force_destroy" {
  description = "Empty buckets and repositories on destroy; only in sandbox and dev."
  type        = bool
  default     = false
  nullable    = false

  validation {
    condition     = !var.force_destroy || contains(["sandbox", "dev"], var.environment)
    error_message = "force_destroy must be false in staging and prod."
  }
}

variable "image_repositories" {
  description = "ECR repositories to make, below the name prefix."
  type        = set(string)
  default     = ["processing", "studio", "training"]
  nullable    = false

  validation {
    condition     = alltrue([for name in var.image_repositories : can(regex("^[a-z0-9]+([._-][a-z0-9]+)*$", name))])
    error_message = "Each of image_repositories must be lower-case letters and digits, joined by single . _ or -."
  }
}

variable "images_kept" {
  description = "Images kept per repository. A model is reproducible only as long as its image is there."
  type        = number
  default     = 100
  nullable    = false

  validation {
    condition     = var.images_kept >= 10 && floor(var.images_kept) == var.images_kept
    error_message = "images_kept must be a whole number of at least 10."
  }
}

variable "job_instance_types" {
  description = "Instance types of jobs and endpoints; * stands for any characters."
  type        = set(string)
  default     = ["ml.c5.*", "ml.m5.*", "ml.g5.xlarge", "ml.g5.2xlarge"]
  nullable    = false

  validation {
    condition     = length(var.job_instance_types) > 0 && alltrue([for type in var.job_instance_types : can(regex("^ml\\.[a-z0-9-]+\\.[a-z0-9*]+$", type))])
    error_message = "job_instance_types must name at least one type such as ml.m5.xlarge or ml.m5.*; the family may not be a wildcard."
  }
}

variable "log_retention_days" {
  description = "Days job and Studio logs are kept."
  type        = number
  default     = 365
  nullable    = false

  validation {
    condition     = contains([365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_days)
    error_message = "log_retention_days must be a CloudWatch Logs retention of at least one year: 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653."
  }
}

variable "logs_key_arn" {
  description = "KMS key of the log groups. Its policy must let logs.<region>.amazonaws.com use it for /aws/sagemaker/*."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/[A-Za-z0-9-]+$", var.logs_key_arn))
    error_message = "logs_key_arn must be the ARN of a KMS key."
  }
}

variable "max_job_hours" {
  description = "Longest training, tuning or processing job."
  type        = number
  default     = 24
  nullable    = false

  validation {
    condition     = var.max_job_hours >= 1 && var.max_job_hours <= 672 && floor(var.max_job_hours) == var.max_job_hours
    error_message = "max_job_hours must be a whole number from 1 to 672 (28 days, SageMaker's limit)."
  }
}

variable "max_warm_pool_minutes" {
  description = "Longest time a training cluster is kept warm, and paid for, after a job; 0 = no warm pools."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.max_warm_pool_minutes >= 0 && var.max_warm_pool_minutes <= 60 && floor(var.max_warm_pool_minutes) == var.max_warm_pool_minutes
    error_message = "max_warm_pool_minutes must be a whole number from 0 to 60."
  }
}

variable "ml_key_arn" {
  description = "KMS key of homes, volumes, artifacts and images. A domain cannot change its key."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/[A-Za-z0-9-]+$", var.ml_key_arn))
    error_message = "ml_key_arn must be the ARN of a KMS key."
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

  validation {
    # SageMaker names allow single hyphens between letters and digits, not at the end.
    condition     = !endswith(var.name_prefix, "-")
    error_message = "name_prefix must not end in a hyphen."
  }
}

variable "perimeter_exempt_principal_arns" {
  description = "Principals the bucket perimeter does not hold back, as ARNs or ARN patterns, such as the deploy role."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for arn in var.perimeter_exempt_principal_arns : can(regex("^arn:aws[a-z-]*:(iam|sts)::[0-9]{12}:[a-z-]+/.+$", arn))])
    error_message = "Each of perimeter_exempt_principal_arns must be an IAM or STS principal ARN with an account id; patterns are allowed after the slash."
  }
}

variable "permissions_boundary_arn" {
  description = "The organisation's permissions boundary. Null: this module makes one, with the guardrails in it. Otherwise the guardrails are attached to every role as a policy of denies."
  type        = string
  default     = null

  validation {
    condition     = var.permissions_boundary_arn == null ? true : can(regex("^arn:aws[a-z-]*:iam::([0-9]{12}|aws):policy/.+$", var.permissions_boundary_arn))
    error_message = "permissions_boundary_arn must be the ARN of an IAM policy."
  }
}

variable "region" {
  description = "Region of the provider: part of ARNs that policies name before the resource exists, and the only region workloads may use."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.region))
    error_message = "region must be a region code such as eu-central-1."
  }
}

variable "require_traffic_encryption" {
  description = "Deny jobs without encryption between their containers. Costs some throughput on multi-node training."
  type        = bool
  default     = true
  nullable    = false
}

variable "s3_gateway_endpoint_id" {
  description = "S3 gateway endpoint of the network, for bucket_perimeter."
  type        = string
  default     = null
}

variable "scp_exempt_principal_arns" {
  description = "Principals the service control policy does not hold, such as a break-glass role."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for arn in var.scp_exempt_principal_arns : can(regex("^arn:aws[a-z-]*:iam::([0-9]{12}|\\*):role/.+$", arn))])
    error_message = "Each of scp_exempt_principal_arns must be a role ARN or pattern such as arn:aws:iam::*:role/break-glass."
  }
}

variable "security_group_ids" {
  description = "Security groups by use: studio and training are needed, endpoint is used when there."
  type        = map(string)
  nullable    = false

  validation {
    condition     = alltrue([for key in ["studio", "training"] : contains(keys(var.security_group_ids), key)])
    error_message = "security_group_ids must have the keys studio and training."
  }
}

variable "strict_isolation" {
  description = "Deny jobs and models without network isolation, and serverless inference. Containers then reach nothing but their input and output channels: no feature store, no tables, no MLflow."
  type        = bool
  default     = false
  nullable    = false
}

variable "subnet_ids" {
  description = "Subnets by tier. A domain lives in at least two, in different zones."
  type        = map(list(string))
  nullable    = false

  validation {
    condition     = contains(keys(var.subnet_ids), var.subnet_tier)
    error_message = "subnet_ids must have the tier named by subnet_tier."
  }

  validation {
    condition     = length(distinct(lookup(var.subnet_ids, var.subnet_tier, ["a", "b"]))) >= 2
    error_message = "The tier must have at least two subnets: one zone must not take the workspace down, and adding a subnet later replaces the domain."
  }
}

variable "subnet_tier" {
  description = "Tier of the network that apps and jobs live in."
  type        = string
  default     = "app"
  nullable    = false
}

variable "tags" {
  description = "Tags for every resource that takes tags."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "vpc_endpoint_ids" {
  description = "Interface endpoints by service. Those of the SageMaker API and of Studio are the only doors to the workspace in IAM mode."
  type        = map(string)
  nullable    = false

  validation {
    condition     = anytrue([for key in keys(var.vpc_endpoint_ids) : can(regex("sagemaker[._-]?api$", key))])
    error_message = "vpc_endpoint_ids must have the endpoint of the SageMaker API (a key that ends in sagemaker.api, sagemaker_api or sagemaker-api): Studio would open to nobody."
  }
}

variable "vpc_id" {
  description = "VPC of the workspace."
  type        = string
  nullable    = false

  validation {
    condition     = startswith(var.vpc_id, "vpc-")
    error_message = "vpc_id must be the id of a VPC (vpc-…)."
  }
}
