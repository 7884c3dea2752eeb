data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

locals {
  account_id = data.aws_caller_identity.current.account_id
  partition  = data.aws_partition.current.partition

  # One zone costs a third and fails with its zone; traffic from the other zones crosses zones. Some services miss a zone altogether.
  endpoint_zones = var.endpoint_zones == "one" ? slice(sort(keys(var.endpoint_subnet_ids)), 0, 1) : sort(keys(var.endpoint_subnet_ids))
  endpoint_subnets = {
    for name in keys(local.interface_endpoints) : name => [
      for zone in(
        length(setsubtract(local.endpoint_zones, lookup(var.unsupported_zones, name, []))) > 0
        ? local.endpoint_zones
        : sort(keys(var.endpoint_subnet_ids)) # the one zone is the missing one: take those that are left
      ) : var.endpoint_subnet_ids[zone] if !contains(lookup(var.unsupported_zones, name, []), zone)
    ]
  }

  vpc_endpoint_ids = merge(
    { for name, endpoint in aws_vpc_endpoint.interface : name => endpoint.id },
    { for name, endpoint in aws_vpc_endpoint.gateway : name => endpoint.id },
    var.adopted_endpoints,
  )
}

data "aws_vpc_endpoint" "adopted" {
  for_each = var.adopted_endpoints

  id = each.value

  lifecycle {
    postcondition {
      condition     = self.vpc_id == var.vpc_id
      error_message = "adopted_endpoints.${each.key} (${each.value}) is not an endpoint of ${var.vpc_id}."
    }

    postcondition {
      condition     = self.service_name == (contains(["s3", "dynamodb"], each.key) ? "com.amazonaws.${var.region}.${each.key}" : local.catalog[each.key].service)
      error_message = "adopted_endpoints.${each.key} (${each.value}) is an endpoint for another service."
    }

    postcondition {
      condition     = contains(["s3", "dynamodb"], each.key) ? self.vpc_endpoint_type == "Gateway" : self.private_dns_enabled
      error_message = "adopted_endpoints.${each.key} (${each.value}) must have private DNS (interface) or be of type Gateway (s3, dynamodb): clients would go to the public address."
    }
  }
}

resource "aws_vpc_endpoint" "gateway" {
  for_each = local.gateway_endpoints

  vpc_id            = var.vpc_id
  service_name      = "com.amazonaws.${var.region}.${each.key}"
  vpc_endpoint_type = "Gateway"
  route_table_ids   = values(var.route_table_ids)
  policy            = local.gateway_policies[each.key]
  tags              = merge(var.tags, { Name = "${var.name_prefix}-${each.key}" })

  lifecycle {
    precondition {
      condition     = length(local.gateway_policies[each.key]) <= 20480
      error_message = "The policy of the ${each.key} endpoint is longer than the 20480 characters EC2 accepts: shorten readable_buckets or trusted_account_ids."
    }
  }
}

resource "aws_vpc_endpoint" "interface" {
  for_each = local.interface_endpoints

  vpc_id              = var.vpc_id
  service_name        = each.value.service_name
  vpc_endpoint_type   = "Interface"
  subnet_ids          = local.endpoint_subnets[each.key]
  security_group_ids  = [local.security_group_ids["vpce"]]
  private_dns_enabled = each.value.private_dns_enabled
  policy              = each.value.policy
  tags                = merge(var.tags, { Name = "${var.name_prefix}-${each.key}" })

  lifecycle {
    precondition {
      condition     = length(local.interface_endpoints) <= 50
      error_message = "More than 50 interface endpoints: raise quota L-29B6F2EB first, or exclude some with excluded_endpoints."
    }

    precondition {
      condition     = length(local.endpoint_subnets[each.key]) > 0
      error_message = "unsupported_zones leaves no zone for ${each.key}."
    }
  }
}
