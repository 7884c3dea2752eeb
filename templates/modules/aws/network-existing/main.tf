locals {
  subnet_ids      = toset(flatten(values(var.subnet_ids)))
  route_table_ids = toset(flatten(values(var.route_table_ids)))

  # An interface endpoint takes one subnet per zone.
  endpoint_subnets_by_zone = { for id in var.subnet_ids.endpoint : data.aws_subnet.this[id].availability_zone => id... }
  availability_zones       = sort(distinct([for id in var.subnet_ids.app : data.aws_subnet.this[id].availability_zone]))
}

# What the owner of the network promised is read and checked, nothing of it is changed.
data "aws_vpc" "this" {
  id = var.vpc_id

  lifecycle {
    postcondition {
      condition     = self.enable_dns_support && self.enable_dns_hostnames
      error_message = "${var.vpc_id} must have DNS support and DNS hostnames enabled: private names of endpoints need both."
    }
  }
}

data "aws_subnet" "this" {
  for_each = local.subnet_ids

  id = each.value

  lifecycle {
    postcondition {
      condition     = self.vpc_id == var.vpc_id
      error_message = "${each.value} is not a subnet of ${var.vpc_id}."
    }

    postcondition {
      condition     = !self.map_public_ip_on_launch
      error_message = "${each.value} gives out public addresses: a private platform needs subnets that do not."
    }
  }
}

data "aws_route_table" "this" {
  for_each = local.route_table_ids

  route_table_id = each.value

  lifecycle {
    postcondition {
      condition     = self.vpc_id == var.vpc_id
      error_message = "${each.value} is not a route table of ${var.vpc_id}."
    }

    postcondition {
      condition     = !anytrue([for route in self.routes : try(startswith(route.gateway_id, "igw-"), false)])
      error_message = "${each.value} leads to an internet gateway: its subnets are public. Use private ones, with egress through a firewall or transit gateway."
    }
  }
}

check "app_subnets_have_room" {
  assert {
    condition     = alltrue([for id in var.subnet_ids.app : data.aws_subnet.this[id].available_ip_address_count >= 256])
    error_message = "An app subnet has fewer than 256 free addresses: Studio apps, jobs and pods take one each, and a domain's subnets cannot be changed later."
  }
}

module "flow_logs" {
  source = "../_flow-logs"
  count  = var.create_flow_log ? 1 : 0

  name_prefix              = var.name_prefix
  region                   = var.region
  vpc_id                   = var.vpc_id
  logs_key_arn             = var.logs_key_arn
  retention_days           = var.log_retention_days
  permissions_boundary_arn = var.permissions_boundary_arn
  tags                     = var.tags
}

module "access" {
  source = "../_vpc-access"

  name_prefix             = var.name_prefix
  region                  = var.region
  vpc_id                  = var.vpc_id
  adopted_endpoints       = var.adopted_endpoints
  adopted_security_groups = var.adopted_security_groups
  app_cidrs               = { for index, id in var.subnet_ids.app : "subnet-${index}" => data.aws_subnet.this[id].cidr_block }
  client_cidrs            = { for index, cidr in var.client_cidrs : "client-${index}" => cidr }
  data_ports              = var.data_ports
  egress_cidrs            = { for index, cidr in var.egress_cidrs : "egress-${index}" => cidr }
  endpoint_profile        = var.endpoint_profile
  endpoint_subnet_ids     = { for zone, ids in local.endpoint_subnets_by_zone : zone => ids[0] }
  endpoint_zones          = var.endpoint_zones
  excluded_endpoints      = var.excluded_endpoints
  extra_endpoints         = var.extra_endpoints
  readable_buckets        = var.readable_buckets
  requested_endpoints     = var.requested_endpoints
  route_table_ids         = { for id in local.route_table_ids : id => data.aws_route_table.this[id].id }
  trusted_account_ids     = var.trusted_account_ids
  unsupported_zones       = var.unsupported_zones
  tags                    = var.tags
}
