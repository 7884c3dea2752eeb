variable "access_log_bucket" {
  description = "Bucket that receives the flow log bucket's access logs; null where the platform has none."
  type        = string
  default     = null
}

variable "allowed_domains" {
  description = "Names that may be reached over HTTPS in firewall mode; with a leading dot everything below as well, for example .pypi.org."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for domain in var.allowed_domains : can(regex("^\\.?([a-z0-9]([a-z0-9-]*[a-z0-9])?\\.)+[a-z]{2,}$", domain))])
    error_message = "Each of allowed_domains must be a domain such as files.pythonhosted.org or .pypi.org; no wildcard, no URL, no whole top-level domain."
  }

  validation {
    condition     = var.egress_mode != "firewall" || length(var.allowed_domains) > 0
    error_message = "egress_mode firewall needs allowed_domains; without any, choose none and save the firewall."
  }

  validation {
    condition     = var.egress_mode == "firewall" || length(var.allowed_domains) == 0
    error_message = "allowed_domains is enforced in egress_mode firewall only: in other modes it would look like a control and be none."
  }
}

variable "availability_zone_suffixes" {
  description = "Letters of the availability zones, null = a, b, c (or what the region has). Append only: subnets of a SageMaker domain cannot change."
  type        = list(string)
  default     = null

  validation {
    condition     = var.availability_zone_suffixes == null ? true : length(var.availability_zone_suffixes) >= 2 && length(var.availability_zone_suffixes) <= 4
    error_message = "availability_zone_suffixes must name two to four zones."
  }

  validation {
    condition     = alltrue([for suffix in coalesce(var.availability_zone_suffixes, ["a"]) : can(regex("^[a-f]$", suffix))]) && length(distinct(coalesce(var.availability_zone_suffixes, ["a"]))) == length(coalesce(var.availability_zone_suffixes, ["a"]))
    error_message = "availability_zone_suffixes must be different letters from a to f."
  }
}

variable "block_public_access" {
  description = "Block internet gateways for ALL VPCs of the account in this region (VPC Block Public Access)."
  type        = bool
  default     = false
  nullable    = false

  validation {
    condition     = !var.block_public_access || contains(["none", "tgw"], var.egress_mode)
    error_message = "block_public_access contradicts egress_mode nat and firewall, which leave through an internet gateway."
  }
}

variable "data_ports" {
  description = "TCP ports of the data stores, by name: what Studio, jobs and endpoints may open in the data security group."
  type        = map(number)
  default     = { kafka-iam = 9098, nfs = 2049, postgres = 5432 }
  nullable    = false
}

variable "deletion_protection" {
  description = "Protect firewall and DNS rules against deletion, and never empty the flow log bucket."
  type        = bool
  default     = true
  nullable    = false

  validation {
    condition     = var.deletion_protection || var.environment != "prod"
    error_message = "deletion_protection must be true in prod."
  }
}

variable "dns_threat_protection" {
  description = "Block names that look machine-made or like a tunnel (Route 53 Resolver DNS Firewall Advanced; not in every region)."
  type        = bool
  default     = true
  nullable    = false
}

variable "egress_mode" {
  description = "How traffic leaves the VPC: none, firewall (HTTPS to allowed_domains), nat (unfiltered) or tgw (the organisation's transit gateway)."
  type        = string
  default     = "none"
  nullable    = false

  validation {
    condition     = contains(["none", "firewall", "nat", "tgw"], var.egress_mode)
    error_message = "egress_mode must be none, firewall, nat or tgw."
  }

  validation {
    condition     = var.egress_mode != "nat" || contains(["sandbox", "dev"], var.environment) || var.unfiltered_egress_acknowledged
    error_message = "egress_mode nat filters nothing: outside sandbox and dev set unfiltered_egress_acknowledged = true once this is approved, or choose firewall."
  }

  validation {
    condition     = (var.egress_mode == "tgw") == (var.transit_gateway_id != null)
    error_message = "egress_mode tgw and transit_gateway_id go together: set both or neither."
  }
}

variable "encryption_control" {
  description = "VPC encryption control: off, monitor (tells what is not encrypted by the network) or enforce."
  type        = string
  default     = "off"
  nullable    = false

  validation {
    condition     = contains(["off", "monitor", "enforce"], var.encryption_control)
    error_message = "encryption_control must be off, monitor or enforce."
  }
}

variable "endpoint_profile" {
  description = "Interface endpoints: minimal (Studio and jobs work), standard (and ML features and data) or full (and code, GenAI, EKS, operations)."
  type        = string
  default     = "standard"
  nullable    = false

  validation {
    condition     = contains(["minimal", "standard", "full"], var.endpoint_profile)
    error_message = "endpoint_profile must be minimal, standard or full."
  }
}

variable "endpoint_zones" {
  description = "all = every endpoint in every zone; one = in the first zone only, a third of the price, and gone with that zone."
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
  description = "Endpoints of the profile that are not made: the region lacks them or a hub VPC shares them."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = length(setintersection(var.excluded_endpoints, ["s3", "sagemaker-api", "sagemaker-runtime", "sagemaker-studio"])) == 0
    error_message = "excluded_endpoints must not hold s3, sagemaker-api, sagemaker-runtime or sagemaker-studio: a VpcOnly domain does not work without them."
  }
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

variable "flow_log_bucket_days" {
  description = "Days flow logs are kept in their bucket."
  type        = number
  default     = 365
  nullable    = false
}

variable "flow_logs_to_bucket" {
  description = "Also keep flow logs as hourly Parquet in a bucket."
  type        = bool
  default     = false
  nullable    = false
}

variable "log_retention_days" {
  description = "Days flow, DNS and firewall logs stay searchable in CloudWatch Logs."
  type        = number
  default     = 365
  nullable    = false

  validation {
    condition     = contains([365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_days)
    error_message = "log_retention_days must be a CloudWatch Logs retention of at least one year: 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653."
  }
}

variable "logs_key_arn" {
  description = "KMS key of log groups, flow log bucket and firewall. Its policy must let logs.<region>, delivery.logs and network-firewall use it."
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

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{2,30}$", var.name_prefix))
    error_message = "name_prefix must be 3 to 31 characters: lower-case letters, digits and hyphens, starting with a letter."
  }
}

variable "nat_gateways" {
  description = "In nat mode: one NAT gateway for all zones, or one per-zone. In firewall mode it is always one per zone."
  type        = string
  default     = "per-zone"
  nullable    = false

  validation {
    condition     = contains(["one", "per-zone"], var.nat_gateways)
    error_message = "nat_gateways must be one or per-zone."
  }
}

variable "on_premises_cidrs" {
  description = "CIDRs of offices, data centres and other VPCs: never overlapped, and in tgw mode routed to and let in to the endpoints."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for cidr in var.on_premises_cidrs : can(cidrhost(cidr, 0)) && try(tonumber(split("/", cidr)[1]) >= 8, false)]) && length(var.on_premises_cidrs) <= 8
    error_message = "on_premises_cidrs must be at most eight IPv4 CIDRs (network ACLs hold 20 rules), each /8 or smaller."
  }

  validation {
    # Two CIDRs overlap when they are the same network at the shorter of the two masks.
    condition = alltrue([
      for cidr in var.on_premises_cidrs : try(
        cidrhost("${split("/", cidr)[0]}/${min(split("/", cidr)[1], split("/", var.vpc_cidr)[1])}", 0)
        != cidrhost("${split("/", var.vpc_cidr)[0]}/${min(split("/", cidr)[1], split("/", var.vpc_cidr)[1])}", 0),
        true
      )
    ])
    error_message = "vpc_cidr overlaps one of on_premises_cidrs: neither could ever be routed to the other."
  }
}

variable "permissions_boundary_arn" {
  description = "Permissions boundary of the role made here."
  type        = string
  default     = null
}

variable "readable_buckets" {
  description = "Further foreign buckets that may be read through the S3 endpoint."
  type        = set(string)
  default     = []
  nullable    = false
}

variable "region" {
  description = "Region of the provider, part of zone and service names."
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

variable "resolvable_domains" {
  description = "Further names that may be resolved where the network is isolated, for example the organisation's own; leading dot as in allowed_domains."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for domain in var.resolvable_domains : can(regex("^\\.?([a-z0-9]([a-z0-9-]*[a-z0-9])?\\.)+[a-z]{2,}$", domain))])
    error_message = "Each of resolvable_domains must be a domain such as db.example.org or .corp.example.org; no wildcard."
  }
}

variable "subnet_cidrs" {
  description = "CIDRs per tier (app, data, endpoint; public, firewall, transit as the egress mode needs), one per zone; null = derived from vpc_cidr."
  type        = map(list(string))
  default     = null

  validation {
    condition     = try(tonumber(split("/", var.vpc_cidr)[1]) >= 16 && tonumber(split("/", var.vpc_cidr)[1]) <= (var.subnet_cidrs == null ? 18 : 24), true)
    error_message = "Subnets can be derived from a vpc_cidr of /16 to /18; for a smaller one, down to /24, give subnet_cidrs."
  }

  validation {
    condition     = alltrue([for tier in keys(coalesce(var.subnet_cidrs, {})) : contains(["app", "data", "endpoint", "public", "firewall", "transit"], tier)])
    error_message = "The keys of subnet_cidrs must be app, data, endpoint, public, firewall or transit."
  }

  validation {
    condition = alltrue([
      for cidr in flatten(values(coalesce(var.subnet_cidrs, {}))) : try(
        cidrhost("${split("/", cidr)[0]}/${split("/", var.vpc_cidr)[1]}", 0) == cidrhost(var.vpc_cidr, 0)
        && tonumber(split("/", cidr)[1]) > tonumber(split("/", var.vpc_cidr)[1]) && tonumber(split("/", cidr)[1]) <= 28
        && cidrsubnet(cidr, 0, 0) == cidr,
        false
      )
    ])
    error_message = "Each of subnet_cidrs must be a network inside vpc_cidr, /28 or larger."
  }

  validation {
    condition = alltrue([
      for pair in setproduct(flatten(values(coalesce(var.subnet_cidrs, {}))), flatten(values(coalesce(var.subnet_cidrs, {})))) : try(
        pair[0] == pair[1] || cidrhost("${split("/", pair[0])[0]}/${min(split("/", pair[0])[1], split("/", pair[1])[1])}", 0)
        != cidrhost("${split("/", pair[1])[0]}/${min(split("/", pair[0])[1], split("/", pair[1])[1])}", 0),
        true
      )
    ]) && length(distinct(flatten(values(coalesce(var.subnet_cidrs, {}))))) == length(flatten(values(coalesce(var.subnet_cidrs, {}))))
    error_message = "subnet_cidrs must not overlap each other."
  }
}

variable "tags" {
  description = "Tags for every resource that takes tags."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "transit_default_route" {
  description = "In tgw mode: send everything from the app subnets to the transit gateway, whose owner filters it."
  type        = bool
  default     = false
  nullable    = false

  validation {
    condition     = !var.transit_default_route || var.egress_mode == "tgw"
    error_message = "transit_default_route needs egress_mode tgw."
  }
}

variable "transit_gateway_id" {
  description = "The organisation's transit gateway, for egress_mode tgw."
  type        = string
  default     = null

  validation {
    condition     = var.transit_gateway_id == null ? true : can(regex("^tgw-[0-9a-f]{8,17}$", var.transit_gateway_id))
    error_message = "transit_gateway_id must look like tgw-0123456789abcdef0."
  }
}

variable "trusted_account_ids" {
  description = "Further accounts whose principals and resources may be used through the endpoints."
  type        = set(string)
  default     = []
  nullable    = false
}

variable "unfiltered_egress_acknowledged" {
  description = "Somebody with the authority to do so accepted egress without a filter outside sandbox and dev."
  type        = bool
  default     = false
  nullable    = false
}

variable "unsupported_zones" {
  description = "Availability zones that lack a service, per endpoint short name."
  type        = map(list(string))
  default     = {}
  nullable    = false
}

variable "vpc_cidr" {
  description = "CIDR of the VPC: /16 to /18, or smaller with subnet_cidrs."
  type        = string
  nullable    = false

  validation {
    condition     = can(cidrsubnet(var.vpc_cidr, 0, 0)) && try(cidrsubnet(var.vpc_cidr, 0, 0) == var.vpc_cidr, false)
    error_message = "vpc_cidr must be an IPv4 network such as 10.20.0.0/16, without host bits."
  }

  validation {
    condition = try(anytrue([
      cidrhost("${split("/", var.vpc_cidr)[0]}/8", 0) == "10.0.0.0",
      cidrhost("${split("/", var.vpc_cidr)[0]}/12", 0) == "172.16.0.0",
      cidrhost("${split("/", var.vpc_cidr)[0]}/16", 0) == "192.168.0.0",
      cidrhost("${split("/", var.vpc_cidr)[0]}/10", 0) == "100.64.0.0",
    ]), true)
    error_message = "vpc_cidr must be private (RFC 1918) or shared (RFC 6598) address space."
  }

  validation {
    condition     = try(cidrhost("${split("/", var.vpc_cidr)[0]}/16", 0) != "172.17.0.0", true)
    error_message = "vpc_cidr must not be in 172.17.0.0/16: the container runtime of SageMaker instances uses it, and traffic to the VPC would never leave the host."
  }
}
