resource "aws_route53_resolver_firewall_rule" "blocks" {
  name   = "a"
  action = "BLOCK"
}

resource "aws_route53_resolver_firewall_rule" "allows" {
  name   = "b"
  action = "ALLOW"
}

resource "aws_route53_resolver_firewall_rule" "alerts" {
  name   = "c"
  action = "ALERT"
}
