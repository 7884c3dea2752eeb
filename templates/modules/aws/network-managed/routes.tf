# A table per subnet: routes differ per zone, and a firewall must see both directions of a connection in the zone of its client.
#
#   none      no gateway at all
#   nat       app → NAT gateway → internet gateway
#   firewall  app → firewall → NAT gateway → internet gateway, and back: public → firewall for the zone's app subnet
#   tgw       app, data, endpoint → transit gateway
locals {
  zones = toset(local.availability_zones)

  # A firewall needs its NAT gateway in the same zone; otherwise one may do for all.
  nat_zones   = !local.has_internet ? [] : local.has_firewall || var.nat_gateways == "per-zone" ? local.availability_zones : slice(local.availability_zones, 0, 1)
  nat_by_zone = local.has_internet ? { for zone in local.availability_zones : zone => contains(local.nat_zones, zone) ? zone : local.nat_zones[0] } : {}

  firewall_zones = local.has_firewall ? local.zones : toset([])
  firewall_endpoints = local.has_firewall ? {
    for state in aws_networkfirewall_firewall.this[0].firewall_status[0].sync_states : state.availability_zone => state.attachment[0].endpoint_id
  } : {}

  transit_routes = local.has_transit ? merge(
    {
      for pair in setproduct([for key, subnet in local.subnets : key if contains(["app", "data", "endpoint"], subnet.tier)], range(length(var.on_premises_cidrs))) :
      "${pair[0]}-on-premises-${pair[1]}" => { table = pair[0], cidr = var.on_premises_cidrs[pair[1]] }
    },
    var.transit_default_route ? {
      for zone in local.availability_zones : "app-${zone}-default" => { table = "app-${zone}", cidr = local.anywhere }
    } : {},
  ) : {}

  egress_cidrs = merge(
    local.has_internet || (local.has_transit && var.transit_default_route) ? { internet = local.anywhere } : {},
    { for index, cidr in local.on_premises : "on-premises-${index}" => cidr },
  )
}

resource "aws_route_table" "this" {
  for_each = local.subnets

  vpc_id = aws_vpc.this.id
  tags   = merge(var.tags, { Name = "${var.name_prefix}-${each.key}" })
}

resource "aws_route_table_association" "this" {
  for_each = local.subnets

  subnet_id      = aws_subnet.this[each.key].id
  route_table_id = aws_route_table.this[each.key].id
}

resource "aws_internet_gateway" "this" {
  count = local.has_internet ? 1 : 0

  vpc_id = aws_vpc.this.id
  tags   = merge(var.tags, { Name = var.name_prefix })
}

resource "aws_eip" "nat" {
  for_each = toset(local.nat_zones)

  domain = "vpc"
  tags   = merge(var.tags, { Name = "${var.name_prefix}-nat-${each.key}" })

  depends_on = [aws_internet_gateway.this]
}

resource "aws_nat_gateway" "this" {
  for_each = toset(local.nat_zones)

  allocation_id = aws_eip.nat[each.key].allocation_id
  subnet_id     = aws_subnet.this["public-${each.key}"].id
  tags          = merge(var.tags, { Name = "${var.name_prefix}-${each.key}" })
}

resource "aws_route" "public_to_internet" {
  for_each = local.has_internet ? local.zones : toset([])

  route_table_id         = aws_route_table.this["public-${each.key}"].id
  destination_cidr_block = local.anywhere
  gateway_id             = aws_internet_gateway.this[0].id
}

# In nat mode from the app subnets, in firewall mode from the firewall subnets behind which they are.
resource "aws_route" "to_nat" {
  for_each = local.nat_by_zone

  route_table_id         = aws_route_table.this["${local.has_firewall ? "firewall" : "app"}-${each.key}"].id
  destination_cidr_block = local.anywhere
  nat_gateway_id         = aws_nat_gateway.this[each.value].id
}

resource "aws_route" "app_to_firewall" {
  for_each = local.firewall_zones

  route_table_id         = aws_route_table.this["app-${each.key}"].id
  destination_cidr_block = local.anywhere
  vpc_endpoint_id        = lookup(local.firewall_endpoints, each.key, null)
}

# More specific than the VPC's local route: without it answers go straight to the client and the firewall sees half a connection.
resource "aws_route" "answer_to_firewall" {
  for_each = local.firewall_zones

  route_table_id         = aws_route_table.this["public-${each.key}"].id
  destination_cidr_block = local.subnets["app-${each.key}"].cidr
  vpc_endpoint_id        = lookup(local.firewall_endpoints, each.key, null)
}

resource "aws_ec2_transit_gateway_vpc_attachment" "this" {
  count = local.has_transit ? 1 : 0

  transit_gateway_id = var.transit_gateway_id
  vpc_id             = aws_vpc.this.id
  subnet_ids         = [for zone in local.availability_zones : aws_subnet.this["transit-${zone}"].id]
  tags               = merge(var.tags, { Name = var.name_prefix })
}

resource "aws_route" "to_transit" {
  for_each = local.transit_routes

  route_table_id         = aws_route_table.this[each.value.table].id
  destination_cidr_block = each.value.cidr
  transit_gateway_id     = aws_ec2_transit_gateway_vpc_attachment.this[0].transit_gateway_id
}
