data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

locals {
  account_id = data.aws_caller_identity.current.account_id
  partition  = data.aws_partition.current.partition

  # Letters AWS gives to all accounts; in these regions the usual a, b, c does not exist or is closed to newer accounts.
  zone_suffixes_by_region = {
    ap-northeast-1 = ["a", "c", "d"]
    ca-central-1   = ["a", "b", "d"]
    us-west-1      = ["a", "c"]
  }
  zone_suffixes      = var.availability_zone_suffixes != null ? var.availability_zone_suffixes : lookup(local.zone_suffixes_by_region, var.region, ["a", "b", "c"])
  availability_zones = [for suffix in local.zone_suffixes : "${var.region}${suffix}"]

  has_internet = contains(["firewall", "nat"], var.egress_mode)
  has_firewall = var.egress_mode == "firewall"
  has_transit  = var.egress_mode == "tgw"

  # Names are resolved from an allow-list unless the way out is open or inspected elsewhere.
  is_isolated = var.egress_mode == "none" || local.has_firewall || (local.has_transit && !var.transit_default_route)
}

resource "aws_vpc" "this" {
  cidr_block           = var.vpc_cidr
  enable_dns_support   = true
  enable_dns_hostnames = true # private DNS of endpoints needs both
  tags                 = merge(var.tags, { Name = var.name_prefix })
}

# The three defaults are adopted and emptied: whatever is started without a group, an ACL or a table of its own reaches nothing.
resource "aws_default_security_group" "this" {
  vpc_id = aws_vpc.this.id
  tags   = merge(var.tags, { Name = "${var.name_prefix}-default-unused" })
}

resource "aws_default_network_acl" "this" {
  default_network_acl_id = aws_vpc.this.default_network_acl_id
  tags                   = merge(var.tags, { Name = "${var.name_prefix}-default-unused" })

  lifecycle {
    ignore_changes = [subnet_ids] # a subnet between two ACLs is in this one for a moment
  }
}

resource "aws_default_route_table" "this" {
  default_route_table_id = aws_vpc.this.default_route_table_id
  route                  = []
  tags                   = merge(var.tags, { Name = "${var.name_prefix}-default-unused" })
}

# Says which traffic is not encrypted by the network itself; enforce only after checking the instance families in use.
resource "aws_vpc_encryption_control" "this" {
  count = var.encryption_control == "off" ? 0 : 1

  vpc_id                        = aws_vpc.this.id
  mode                          = var.encryption_control
  internet_gateway_exclusion    = var.encryption_control == "enforce" && local.has_internet ? "enable" : null
  nat_gateway_exclusion         = var.encryption_control == "enforce" && local.has_internet ? "enable" : null
  elastic_file_system_exclusion = var.encryption_control == "enforce" ? "enable" : null # Studio's home file system; its mounts use TLS
  tags                          = merge(var.tags, { Name = var.name_prefix })
}

# One switch for every VPC of the account in this region.
resource "aws_vpc_block_public_access_options" "this" {
  count = var.block_public_access ? 1 : 0

  internet_gateway_block_mode = "block-bidirectional"
}

module "flow_logs" {
  source = "../_flow-logs"

  name_prefix              = var.name_prefix
  region                   = var.region
  vpc_id                   = aws_vpc.this.id
  logs_key_arn             = var.logs_key_arn
  retention_days           = var.log_retention_days
  keep_in_bucket           = var.flow_logs_to_bucket
  bucket_days              = var.flow_log_bucket_days
  access_log_bucket        = var.access_log_bucket
  force_destroy            = !var.deletion_protection
  permissions_boundary_arn = var.permissions_boundary_arn
  tags                     = var.tags
}

module "access" {
  source = "../_vpc-access"

  name_prefix         = var.name_prefix
  region              = var.region
  vpc_id              = aws_vpc.this.id
  app_cidrs           = { for zone in local.availability_zones : zone => local.subnets["app-${zone}"].cidr }
  client_cidrs        = local.has_transit ? { for index, cidr in var.on_premises_cidrs : "on-premises-${index}" => cidr } : {}
  data_ports          = var.data_ports
  egress_cidrs        = local.egress_cidrs
  endpoint_profile    = var.endpoint_profile
  endpoint_subnet_ids = { for zone in local.availability_zones : zone => aws_subnet.this["endpoint-${zone}"].id }
  endpoint_zones      = var.endpoint_zones
  excluded_endpoints  = var.excluded_endpoints
  extra_endpoints     = var.extra_endpoints
  readable_buckets    = var.readable_buckets
  requested_endpoints = var.requested_endpoints
  route_table_ids     = { for key, subnet in local.subnets : key => aws_route_table.this[key].id if contains(["app", "data"], subnet.tier) }
  trusted_account_ids = var.trusted_account_ids
  unsupported_zones   = var.unsupported_zones
  tags                = var.tags
}
