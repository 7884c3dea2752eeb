locals {
  # Slots are fixed for four zones, so that a zone added at the end renumbers nothing: SageMaker domains keep their subnets for life.
  #   app       eighths 1 to 4         /19 of a /16
  #   data      64ths 33 to 36         /22
  #   endpoint  64ths 37 to 40         /22
  #   others    /28s of the last 64th
  derived_cidrs = {
    app      = [for index in range(4) : try(cidrsubnet(var.vpc_cidr, 3, index), "")]
    data     = [for index in range(4) : try(cidrsubnet(var.vpc_cidr, 6, 32 + index), "")]
    endpoint = [for index in range(4) : try(cidrsubnet(var.vpc_cidr, 6, 36 + index), "")]
    firewall = [for index in range(4) : try(cidrsubnet(local.small_block, 28 - local.small_mask, index), "")]
    public   = [for index in range(4) : try(cidrsubnet(local.small_block, 28 - local.small_mask, 4 + index), "")]
    transit  = [for index in range(4) : try(cidrsubnet(local.small_block, 28 - local.small_mask, 8 + index), "")]
  }
  small_block = try(cidrsubnet(var.vpc_cidr, 6, 63), "")
  small_mask  = try(tonumber(split("/", local.small_block)[1]), 28)

  tiers = concat(
    ["app", "data", "endpoint"],
    local.has_internet ? ["public"] : [],
    local.has_firewall ? ["firewall"] : [],
    local.has_transit ? ["transit"] : [],
  )
  tier_cidrs = var.subnet_cidrs != null ? var.subnet_cidrs : local.derived_cidrs

  subnets = {
    for pair in setproduct(local.tiers, range(length(local.availability_zones))) :
    "${pair[0]}-${local.availability_zones[pair[1]]}" => {
      tier = pair[0]
      zone = local.availability_zones[pair[1]]
      cidr = try(local.tier_cidrs[pair[0]][pair[1]], null)
    }
  }
}

resource "aws_subnet" "this" {
  for_each = local.subnets

  vpc_id                  = aws_vpc.this.id
  availability_zone       = each.value.zone
  cidr_block              = each.value.cidr
  map_public_ip_on_launch = false
  tags = merge(
    var.tags,
    { Name = "${var.name_prefix}-${each.key}", Tier = each.value.tier },
    each.value.tier == "app" ? { "kubernetes.io/role/internal-elb" = "1" } : {},
  )

  lifecycle {
    precondition {
      condition     = each.value.cidr != null
      error_message = "subnet_cidrs has no ${each.value.tier} subnet for ${each.value.zone}: give each of ${join(", ", local.tiers)} one CIDR per zone."
    }
  }
}

# Studio apps, jobs and pods take an address each. A domain's subnets cannot be changed, only replaced with every home in them.
check "app_subnets_have_room" {
  assert {
    condition     = alltrue([for subnet in values(local.subnets) : try(tonumber(split("/", subnet.cidr)[1]) <= 20, true) if subnet.tier == "app"])
    error_message = "App subnets smaller than /20 run out of addresses under Studio apps, training clusters and EKS pods, and cannot be changed under a domain."
  }
}

locals {
  anywhere   = "0.0.0.0/0"
  app_cidrs  = [for key, subnet in local.subnets : subnet.cidr if subnet.tier == "app"]
  data_cidrs = [for key, subnet in local.subnets : subnet.cidr if subnet.tier == "data"]

  rule_https = { protocol = "tcp", from = 443, to = 443 }
  rule_tcp   = { protocol = "tcp", from = 0, to = 65535 }
  rule_all   = { protocol = "-1", from = 0, to = 0 }

  # Answers come to high ports. Without remote desktop, which has no business here (CKV_AWS_231).
  answers = [{ protocol = "tcp", from = 1024, to = 3388 }, { protocol = "tcp", from = 3390, to = 65535 }]

  # Gateway endpoints answer from public addresses and ACLs take no prefix lists: HTTPS out and answers in must be open even
  # where no route leads to the internet. Security groups and routes decide; the ACL keeps out everything else.
  acl_to_s3   = [merge(local.rule_https, { cidr = local.anywhere })]
  acl_from_s3 = [for rule in local.answers : merge(rule, { cidr = local.anywhere })]
  on_premises = local.has_transit ? var.on_premises_cidrs : []

  acl_rules = {
    app = {
      ingress = concat([merge(local.rule_all, { cidr = var.vpc_cidr })], local.acl_from_s3)
      egress = concat(
        [merge(local.rule_all, { cidr = var.vpc_cidr })],
        [for cidr in local.on_premises : merge(local.rule_tcp, { cidr = cidr })],
        local.acl_to_s3,
      )
    }
    data = {
      ingress = concat([for cidr in concat(local.app_cidrs, local.data_cidrs) : merge(local.rule_all, { cidr = cidr })], local.acl_from_s3)
      egress  = concat([for cidr in concat(local.app_cidrs, local.data_cidrs) : merge(local.rule_all, { cidr = cidr })], local.acl_to_s3)
    }
    endpoint = {
      ingress = [for cidr in concat([var.vpc_cidr], local.on_premises) : merge(local.rule_https, { cidr = cidr })]
      egress  = [for cidr in concat([var.vpc_cidr], local.on_premises) : { protocol = "tcp", from = 1024, to = 65535, cidr = cidr }]
    }
    firewall = {
      ingress = concat([merge(local.rule_https, { cidr = var.vpc_cidr })], local.acl_from_s3)
      egress  = concat([{ protocol = "tcp", from = 1024, to = 65535, cidr = var.vpc_cidr }], local.acl_to_s3)
    }
    public = {
      ingress = concat([merge(local.rule_https, { cidr = var.vpc_cidr })], local.acl_from_s3)
      egress  = concat([{ protocol = "tcp", from = 1024, to = 65535, cidr = var.vpc_cidr }], local.acl_to_s3)
    }
    transit = {
      ingress = concat(
        [merge(local.rule_all, { cidr = var.vpc_cidr })],
        [for cidr in local.on_premises : merge(local.rule_tcp, { cidr = cidr })],
        local.acl_from_s3,
      )
      egress = concat(
        [merge(local.rule_all, { cidr = var.vpc_cidr })],
        [for cidr in local.on_premises : merge(local.rule_tcp, { cidr = cidr })],
        local.acl_to_s3,
      )
    }
  }
}

resource "aws_network_acl" "this" {
  for_each = toset(local.tiers)

  vpc_id     = aws_vpc.this.id
  subnet_ids = [for key, subnet in local.subnets : aws_subnet.this[key].id if subnet.tier == each.key]
  tags       = merge(var.tags, { Name = "${var.name_prefix}-${each.key}" })

  dynamic "ingress" {
    for_each = local.acl_rules[each.key].ingress

    content {
      rule_no    = 100 + 10 * ingress.key
      action     = "allow"
      protocol   = ingress.value.protocol
      from_port  = ingress.value.from
      to_port    = ingress.value.to
      cidr_block = ingress.value.cidr
    }
  }

  dynamic "egress" {
    for_each = local.acl_rules[each.key].egress

    content {
      rule_no    = 100 + 10 * egress.key
      action     = "allow"
      protocol   = egress.value.protocol
      from_port  = egress.value.from
      to_port    = egress.value.to
      cidr_block = egress.value.cidr
    }
  }
}
