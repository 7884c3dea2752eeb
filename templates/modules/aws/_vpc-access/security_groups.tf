# Who may talk to whom. A flow is one sentence and becomes two rules, one on each group; a group not made here gets none.
locals {
  groups = {
    studio   = "Studio apps and spaces"
    training = "Training, processing, transform and tuning jobs"
    endpoint = "Model containers behind SageMaker endpoints"
    data     = "Databases, brokers, file systems and stream applications"
    vpce     = "Interface endpoints"
  }
  callers        = ["data", "endpoint", "studio", "training"]
  created_groups = { for name, description in local.groups : name => description if !contains(keys(var.adopted_security_groups), name) }

  security_group_ids = merge({ for name, group in aws_security_group.this : name => group.id }, var.adopted_security_groups)

  flows = merge(
    {
      for caller in local.callers : "${caller}-to-vpce" => {
        from = caller, to = "vpce", protocol = "tcp", first = 443, last = 443, why = "AWS services through their endpoints"
      }
    },
    {
      for pair in setproduct(local.callers, keys(var.data_ports)) : "${pair[0]}-to-data-${pair[1]}" => {
        from = pair[0], to = "data", protocol = "tcp", first = var.data_ports[pair[1]], last = var.data_ports[pair[1]], why = "data stores: ${pair[1]}"
      }
    },
    {
      # SageMaker Developer Guide, "Connect Studio in a VPC to external resources": apps reach each other on 8192 and up.
      studio-apps = { from = "studio", to = "studio", protocol = "tcp", first = 8192, last = 65535, why = "Studio apps and their kernels" }

      # Distributed training speaks on ports of its own choice; with inter-container encryption it is IPsec.
      training-nodes = { from = "training", to = "training", protocol = "tcp", first = 1024, last = 65535, why = "nodes of one job" }
      training-ike   = { from = "training", to = "training", protocol = "udp", first = 500, last = 500, why = "inter-container encryption, key exchange" }
      training-esp   = { from = "training", to = "training", protocol = "50", first = null, last = null, why = "inter-container encryption, ESP" }
    },
  )

  prefix_lists = {
    for name in setunion(local.gateway_endpoints, [for name in keys(var.adopted_endpoints) : name if contains(["s3", "dynamodb"], name)]) :
    name => contains(local.gateway_endpoints, name) ? aws_vpc_endpoint.gateway[name].prefix_list_id : data.aws_vpc_endpoint.adopted[name].prefix_list_id
  }

  gateway_flows = {
    for pair in setproduct(local.callers, keys(local.prefix_lists)) : "${pair[0]}-to-${pair[1]}" => { from = pair[0], to = pair[1] }
    if contains(keys(local.created_groups), pair[0])
  }

  # The mount targets of a domain's home file system sit in the app subnets, in a group SageMaker makes itself.
  cidr_egress = merge(
    {
      for name, cidr in var.app_cidrs : "studio-to-nfs-${name}" => { from = "studio", cidr = cidr, port = 2049, why = "home file system of the Studio domain" }
      if contains(keys(local.created_groups), "studio")
    },
    {
      for pair in setproduct(["studio", "training"], keys(var.egress_cidrs)) : "${pair[0]}-to-${pair[1]}" => {
        from = pair[0], cidr = var.egress_cidrs[pair[1]], port = 443, why = "HTTPS to ${pair[1]}"
      } if contains(keys(local.created_groups), pair[0])
    },
  )

  # App subnets as a whole, for what brings a group of its own: EKS pods, Glue connections, Lambda functions.
  cidr_ingress = contains(keys(local.created_groups), "vpce") ? merge(
    { for name, cidr in var.app_cidrs : "app-${name}" => cidr },
    var.client_cidrs,
  ) : {}
}

resource "aws_security_group" "this" {
  # checkov:skip=CKV2_AWS_5:SageMaker domains, models and jobs attach these groups, and the check knows none of those types; owner=platform-team; expires=2027-11-30
  for_each = local.created_groups

  name        = "${var.name_prefix}-${each.key}"
  description = each.value
  vpc_id      = var.vpc_id
  tags        = merge(var.tags, { Name = "${var.name_prefix}-${each.key}" })
}

resource "aws_vpc_security_group_egress_rule" "flow" {
  for_each = { for name, flow in local.flows : name => flow if contains(keys(local.created_groups), flow.from) }

  security_group_id            = local.security_group_ids[each.value.from]
  referenced_security_group_id = local.security_group_ids[each.value.to]
  ip_protocol                  = each.value.protocol
  from_port                    = each.value.first
  to_port                      = each.value.last
  description                  = "to ${each.value.to}: ${each.value.why}"
  tags                         = merge(var.tags, { Name = each.key })
}

resource "aws_vpc_security_group_ingress_rule" "flow" {
  for_each = { for name, flow in local.flows : name => flow if contains(keys(local.created_groups), flow.to) }

  security_group_id            = local.security_group_ids[each.value.to]
  referenced_security_group_id = local.security_group_ids[each.value.from]
  ip_protocol                  = each.value.protocol
  from_port                    = each.value.first
  to_port                      = each.value.last
  description                  = "from ${each.value.from}: ${each.value.why}"
  tags                         = merge(var.tags, { Name = each.key })
}

resource "aws_vpc_security_group_egress_rule" "gateway" {
  for_each = local.gateway_flows

  security_group_id = local.security_group_ids[each.value.from]
  prefix_list_id    = local.prefix_lists[each.value.to]
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  description       = "to ${each.value.to} through its gateway endpoint"
  tags              = merge(var.tags, { Name = each.key })
}

resource "aws_vpc_security_group_egress_rule" "cidr" {
  for_each = local.cidr_egress

  security_group_id = local.security_group_ids[each.value.from]
  cidr_ipv4         = each.value.cidr
  ip_protocol       = "tcp"
  from_port         = each.value.port
  to_port           = each.value.port
  description       = each.value.why
  tags              = merge(var.tags, { Name = each.key })
}

resource "aws_vpc_security_group_ingress_rule" "cidr" {
  for_each = local.cidr_ingress

  security_group_id = local.security_group_ids["vpce"]
  cidr_ipv4         = each.value
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  description       = "endpoints for ${each.key}"
  tags              = merge(var.tags, { Name = each.key })
}
