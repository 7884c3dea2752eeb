variable "adopted_endpoints" {
  description = "Endpoints the VPC has already, by short name (see ../_vpc-access/catalog.tf, and s3, dynamodb): used, not made. Names kept by their owner."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "adopted_security_groups" {
  description = "Security groups the owner made (studio, training, endpoint, data, vpce): used, given no rules."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "client_cidrs" {
  description = "CIDRs of offices and data centres that may use the interface endpoints made here."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "create_flow_log" {
  description = "Make a flow log for the VPC; false where its owner has one."
  type        = bool
  default     = false
  nullable    = false
}

variable "data_ports" {
  description = "TCP ports of the data stores, by name."
  type        = map(number)
  default     = { kafka-iam = 9098, nfs = 2049, postgres = 5432 }
  nullable    = false
}

variable "egress_cidrs" {
  description = "CIDRs that Studio and jobs may reach over HTTPS outside the VPC, by the routes its owner made; empty = none."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for cidr in var.egress_cidrs : can(cidrhost(cidr, 0))])
    error_message = "egress_cidrs must be IPv4 CIDRs."
  }
}

variable "endpoint_profile" {
  description = "Interface endpoints to make where not adopted: none, minimal, standard or full."
  type        = string
  default     = "minimal"
  nullable    = false

  validation {
    condition     = contains(["none", "minimal", "standard", "full"], var.endpoint_profile)
    error_message = "endpoint_profile must be none, minimal, standard or full."
  }
}

variable "endpoint_zones" {
  description = "all = every endpoint in every zone; one = in the first zone only."
  type        = string
  default     = "all"
  nullable    = false

  validation {
    condition     = contains(["all", "one"], var.endpoint_zones)
    error_message = "endpoint_zones must be all or one."
  }

  validation {
    condition     = var.endpoint_zones == "all" || var.environment != "prod"
    error_message = "endpoint_zones must be all in prod: the platform would stop with one zone."
  }
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

variable "excluded_endpoints" {
  description = "Endpoints of the profile (or s3, dynamodb) that are not made, for example because a hub VPC shares them."
  type        = set(string)
  default     = []
  nullable    = false
}

variable "extra_endpoints" {
  description = "Endpoints outside the catalogue, by short name: full service name, optional policy JSON."
  type = map(object({
    service_name        = string
    policy              = optional(string)
    private_dns_enabled = optional(bool, true)
  }))
  default  = {}
  nullable = false
}

variable "log_retention_days" {
  description = "Days flow logs stay searchable, with create_flow_log."
  type        = number
  default     = 365
  nullable    = false
}

variable "logs_key_arn" {
  description = "KMS key of the flow log's log group, needed with create_flow_log."
  type        = string
  default     = null

  validation {
    condition     = !var.create_flow_log || var.logs_key_arn != null
    error_message = "create_flow_log needs logs_key_arn."
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

variable "permissions_boundary_arn" {
  description = "Permissions boundary of the flow log role."
  type        = string
  default     = null
}

variable "readable_buckets" {
  description = "Foreign buckets that may be read through an S3 endpoint made here."
  type        = set(string)
  default     = []
  nullable    = false
}

variable "region" {
  description = "Region of the provider, part of the service names."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.region))
    error_message = "region must be a region code such as eu-central-1."
  }
}

variable "requested_endpoints" {
  description = "Endpoints of the catalogue beyond the profile, by short name."
  type        = set(string)
  default     = []
  nullable    = false
}

variable "route_table_ids" {
  description = "Route tables per tier (app, data): gateway endpoints made here are added to them. None may lead to an internet gateway."
  type        = map(list(string))
  nullable    = false

  validation {
    condition     = length(try(var.route_table_ids.app, [])) > 0
    error_message = "route_table_ids must have at least one route table for app."
  }

  validation {
    condition     = alltrue([for id in flatten(values(var.route_table_ids)) : can(regex("^rtb-[0-9a-f]{8,17}$", id))])
    error_message = "route_table_ids must be route table ids (rtb-…)."
  }
}

variable "subnet_ids" {
  description = "Private subnets per tier: app (two zones or more), data, endpoint (one per zone). Tiers may share subnets."
  type        = map(list(string))
  nullable    = false

  validation {
    condition     = length(setsubtract(["app", "data", "endpoint"], [for tier, ids in var.subnet_ids : tier if length(ids) > 0])) == 0
    error_message = "subnet_ids must have subnets for app, data and endpoint; tiers may share them."
  }

  validation {
    condition     = length(try(var.subnet_ids.app, [])) != 1
    error_message = "subnet_ids needs app subnets in at least two zones."
  }

  validation {
    condition     = alltrue([for id in flatten(values(var.subnet_ids)) : can(regex("^subnet-[0-9a-f]{8,17}$", id))])
    error_message = "subnet_ids must be subnet ids (subnet-…)."
  }
}

variable "tags" {
  description = "Tags for every resource made here."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "trusted_account_ids" {
  description = "Further accounts whose principals and resources may be used through the endpoints made here."
  type        = set(string)
  default     = []
  nullable    = false
}

variable "unsupported_zones" {
  description = "Availability zones that lack a service, per endpoint short name."
  type        = map(list(string))
  default     = {}
  nullable    = false
}

variable "vpc_id" {
  description = "The organisation's VPC."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^vpc-[0-9a-f]{8,17}$", var.vpc_id))
    error_message = "vpc_id must look like vpc-0123456789abcdef0."
  }
}
