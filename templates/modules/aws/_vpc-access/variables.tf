variable "adopted_endpoints" {
  description = "Endpoints that exist already, by our short name: used, not made."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for name in keys(var.adopted_endpoints) : contains(concat(["s3", "dynamodb"], keys(local.catalog)), name)])
    error_message = "The keys of adopted_endpoints must be short names of the catalogue (catalog.tf), or s3 and dynamodb."
  }

  validation {
    condition     = alltrue([for id in values(var.adopted_endpoints) : can(regex("^vpce-[0-9a-f]{8,17}$", id))])
    error_message = "The values of adopted_endpoints must be endpoint ids (vpce-…)."
  }
}

variable "adopted_security_groups" {
  description = "Security groups that exist already (studio, training, endpoint, data, vpce): used, given no rules."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for name, id in var.adopted_security_groups : contains(["studio", "training", "endpoint", "data", "vpce"], name) && can(regex("^sg-[0-9a-f]{8,17}$", id))])
    error_message = "adopted_security_groups maps studio, training, endpoint, data or vpce to a security group id (sg-…)."
  }
}

variable "app_cidrs" {
  description = "CIDRs of the app subnets by a static key, for example the zone."
  type        = map(string)
  nullable    = false
}

variable "client_cidrs" {
  description = "Further CIDRs that may use the interface endpoints, by a static key: offices and data centres behind a transit gateway."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for cidr in values(var.client_cidrs) : can(cidrhost(cidr, 0)) && !endswith(cidr, "/0")])
    error_message = "client_cidrs must be IPv4 CIDRs, and not everybody's."
  }
}

variable "data_ports" {
  description = "TCP ports of the data group's stores, by name."
  type        = map(number)
  default     = { kafka-iam = 9098, nfs = 2049, postgres = 5432 }
  nullable    = false

  validation {
    condition     = alltrue([for port in values(var.data_ports) : port > 1023 && port <= 65535 && !contains([3389], port)])
    error_message = "data_ports must be from 1024 to 65535 and not remote desktop (3389)."
  }
}

variable "egress_cidrs" {
  description = "CIDRs that Studio and jobs may reach over HTTPS outside the VPC, by a static key; empty = none."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "endpoint_profile" {
  description = "Which interface endpoints: none, minimal, standard or full. Each profile contains the one before."
  type        = string
  default     = "standard"
  nullable    = false

  validation {
    condition     = contains(["none", "minimal", "standard", "full"], var.endpoint_profile)
    error_message = "endpoint_profile must be none, minimal, standard or full."
  }
}

variable "endpoint_subnet_ids" {
  description = "Subnet for the interface endpoints per availability zone."
  type        = map(string)
  nullable    = false
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
}

variable "excluded_endpoints" {
  description = "Endpoints of the profile (or s3, dynamodb) that are not made: the region lacks them, or a hub VPC shares them."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for name in var.excluded_endpoints : contains(concat(["s3", "dynamodb"], keys(local.catalog)), name)])
    error_message = "excluded_endpoints must be short names of the catalogue (catalog.tf), or s3 and dynamodb."
  }
}

variable "extra_endpoints" {
  description = "Endpoints outside the catalogue, for example a partner's, by short name: full service name, optional policy JSON."
  type = map(object({
    service_name        = string
    policy              = optional(string)
    private_dns_enabled = optional(bool, true)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for endpoint in values(var.extra_endpoints) : can(regex("^(com\\.amazonaws|aws|cn\\.com\\.amazonaws)\\.[a-z0-9.-]+$", endpoint.service_name))])
    error_message = "service_name of extra_endpoints must be complete, for example com.amazonaws.eu-central-1.textract or aws.sagemaker.eu-central-1.studio."
  }

  validation {
    condition     = alltrue([for endpoint in values(var.extra_endpoints) : endpoint.policy == null ? true : can(jsondecode(endpoint.policy).Statement)])
    error_message = "policy of extra_endpoints must be a policy document in JSON."
  }

  validation {
    condition     = length(setintersection(keys(var.extra_endpoints), concat(["s3", "dynamodb"], keys(local.catalog)))) == 0
    error_message = "extra_endpoints must not reuse a name of the catalogue: use requested_endpoints for those."
  }
}

variable "name_prefix" {
  description = "Prefix of every name."
  type        = string
  nullable    = false
}

variable "readable_buckets" {
  description = "Further foreign buckets that may be read through the S3 endpoint, for example of a data provider."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for bucket in var.readable_buckets : can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", bucket))])
    error_message = "readable_buckets must be bucket names, without wildcards."
  }
}

variable "region" {
  description = "Region of the provider, part of the service names."
  type        = string
  nullable    = false
}

variable "requested_endpoints" {
  description = "Endpoints of the catalogue beyond the profile."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for name in var.requested_endpoints : contains(keys(local.catalog), name)])
    error_message = "requested_endpoints must be short names of the catalogue (catalog.tf)."
  }
}

variable "route_table_ids" {
  description = "Route tables of the gateway endpoints by a static key."
  type        = map(string)
  nullable    = false
}

variable "tags" {
  description = "Tags for every resource."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "trusted_account_ids" {
  description = "Further accounts whose principals and resources may be used through the endpoints, for example the data account."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for id in var.trusted_account_ids : can(regex("^[0-9]{12}$", id))])
    error_message = "trusted_account_ids must be 12-digit account ids."
  }
}

variable "unsupported_zones" {
  description = "Availability zones that lack a service, per endpoint short name."
  type        = map(list(string))
  default     = {}
  nullable    = false
}

variable "vpc_id" {
  description = "VPC that gets the endpoints and groups."
  type        = string
  nullable    = false
}
