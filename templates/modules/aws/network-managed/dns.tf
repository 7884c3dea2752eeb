# DNS is the way out that needs no route: the VPC's resolver answers, and a query is a message. Every query is logged; where the
# network is isolated only listed names are answered.
locals {
  # Names under which AWS itself is reached. An attacker can run no name server below any of them.
  aws_domains = ["*.amazonaws.com", "*.api.aws", "*.sagemaker.aws", "*.internal", "*.in-addr.arpa"]

  allowed_names = sort(setunion(
    local.aws_domains,
    flatten([for domain in setunion(var.allowed_domains, var.resolvable_domains) : startswith(domain, ".") ? [trimprefix(domain, "."), "*${domain}"] : [domain]]),
  ))

  # Priority → threat. Found by the shape of names, not by lists.
  dns_threats = var.dns_threat_protection ? { 10 = "DGA", 20 = "DNS_TUNNELING" } : {}
}

resource "aws_cloudwatch_log_group" "dns" {
  name              = "/aws/vendedlogs/route53resolver/${var.name_prefix}"
  kms_key_id        = var.logs_key_arn
  retention_in_days = var.log_retention_days
  tags              = var.tags
}

resource "aws_route53_resolver_query_log_config" "this" {
  name            = var.name_prefix
  destination_arn = "arn:${local.partition}:logs:${var.region}:${local.account_id}:log-group:${aws_cloudwatch_log_group.dns.name}"
  tags            = var.tags
}

resource "aws_route53_resolver_query_log_config_association" "this" {
  resolver_query_log_config_id = aws_route53_resolver_query_log_config.this.id
  resource_id                  = aws_vpc.this.id
}

resource "aws_route53_resolver_firewall_config" "this" {
  resource_id        = aws_vpc.this.id
  firewall_fail_open = "DISABLED" # no answer rather than an unchecked one
}

resource "aws_route53_resolver_firewall_rule_group" "this" {
  name = var.name_prefix
  tags = var.tags
}

resource "aws_route53_resolver_firewall_rule" "threat" {
  for_each = local.dns_threats

  name                   = "block-${lower(replace(each.value, "_", "-"))}"
  firewall_rule_group_id = aws_route53_resolver_firewall_rule_group.this.id
  priority               = tonumber(each.key)
  action                 = "BLOCK"
  block_response         = "NXDOMAIN"
  dns_threat_protection  = each.value
  confidence_threshold   = "HIGH"
}

resource "aws_route53_resolver_firewall_domain_list" "allowed" {
  count = local.is_isolated ? 1 : 0

  name    = "${var.name_prefix}-allowed"
  domains = local.allowed_names
  tags    = var.tags
}

resource "aws_route53_resolver_firewall_domain_list" "everything" {
  count = local.is_isolated ? 1 : 0

  name    = "${var.name_prefix}-everything"
  domains = ["*"]
  tags    = var.tags
}

resource "aws_route53_resolver_firewall_rule" "allow_listed" {
  count = local.is_isolated ? 1 : 0

  name                               = "allow-listed"
  firewall_rule_group_id             = aws_route53_resolver_firewall_rule_group.this.id
  firewall_domain_list_id            = aws_route53_resolver_firewall_domain_list.allowed[0].id
  firewall_domain_redirection_action = "TRUST_REDIRECTION_DOMAIN" # a listed name may be an alias of an unlisted one (CDNs)
  priority                           = 100
  action                             = "ALLOW"
}

resource "aws_route53_resolver_firewall_rule" "block_rest" {
  count = local.is_isolated ? 1 : 0

  name                    = "block-rest"
  firewall_rule_group_id  = aws_route53_resolver_firewall_rule_group.this.id
  firewall_domain_list_id = aws_route53_resolver_firewall_domain_list.everything[0].id
  priority                = 200
  action                  = "BLOCK"
  block_response          = "NXDOMAIN"
}

resource "aws_route53_resolver_firewall_rule_group_association" "this" {
  name                   = var.name_prefix
  firewall_rule_group_id = aws_route53_resolver_firewall_rule_group.this.id
  vpc_id                 = aws_vpc.this.id
  priority               = 101
  mutation_protection    = var.deletion_protection ? "ENABLED" : "DISABLED"
  tags                   = var.tags

  depends_on = [
    aws_route53_resolver_firewall_rule.allow_listed, # a block without its exceptions would cut the platform off
    aws_route53_resolver_firewall_rule.block_rest,
  ]
}
