resource "aws_route53_resolver_firewall_config" "closed" {
  resource_id        = "vpc-1"
  firewall_fail_open = "DISABLED"
}

resource "aws_route53_resolver_firewall_config" "open" {
  resource_id        = "vpc-1"
  firewall_fail_open = "ENABLED"
}

resource "aws_route53_resolver_firewall_config" "silent" {
  resource_id = "vpc-1"
}
