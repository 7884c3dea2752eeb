mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "111122223333" }
  }

  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }

  mock_resource "aws_networkfirewall_firewall" {
    defaults = {
      arn = "arn:aws:network-firewall:eu-central-1:111122223333:firewall/acme-prod"
      firewall_status = [{
        sync_states = [
          { availability_zone = "eu-central-1a", attachment = [{ endpoint_id = "vpce-0000000000000000a", subnet_id = "subnet-0000000000000000a" }] },
          { availability_zone = "eu-central-1b", attachment = [{ endpoint_id = "vpce-0000000000000000b", subnet_id = "subnet-0000000000000000b" }] },
          { availability_zone = "eu-central-1c", attachment = [{ endpoint_id = "vpce-0000000000000000c", subnet_id = "subnet-0000000000000000c" }] },
        ]
      }]
    }
  }

  mock_resource "aws_networkfirewall_firewall_policy" {
    defaults = { arn = "arn:aws:network-firewall:eu-central-1:111122223333:firewall-policy/acme-prod" }
  }

  mock_resource "aws_networkfirewall_rule_group" {
    defaults = { arn = "arn:aws:network-firewall:eu-central-1:111122223333:stateful-rulegroup/acme-prod" }
  }

  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::111122223333:role/acme-prod/acme-prod-flow-logs" }
  }
}

variables {
  name_prefix  = "acme-prod"
  region       = "eu-central-1"
  environment  = "prod"
  vpc_cidr     = "10.67.0.0/16"
  logs_key_arn = "arn:aws:kms:eu-central-1:111122223333:key/cccccccc-2222-3333-4444-555555555555"
}

run "network_has_no_way_out_by_default" {
  assert {
    condition     = length(aws_internet_gateway.this) + length(aws_nat_gateway.this) + length(aws_networkfirewall_firewall.this) + length(aws_ec2_transit_gateway_vpc_attachment.this) == 0
    error_message = "Isolated means no gateway of any kind."
  }

  assert {
    condition     = length(aws_route.public_to_internet) + length(aws_route.to_nat) + length(aws_route.app_to_firewall) + length(aws_route.to_transit) == 0
    error_message = "No route may leave the VPC."
  }

  assert {
    condition     = aws_vpc.this.enable_dns_support && aws_vpc.this.enable_dns_hostnames
    error_message = "Private DNS of endpoints needs both."
  }

  assert {
    condition     = length(aws_default_security_group.this.ingress) + length(aws_default_security_group.this.egress) + length(aws_default_route_table.this.route) + length(aws_default_network_acl.this.ingress) + length(aws_default_network_acl.this.egress) == 0
    error_message = "The defaults must be empty."
  }

  assert {
    condition     = keys(output.subnet_ids) == ["app", "data", "endpoint"] && output.availability_zones == ["eu-central-1a", "eu-central-1b", "eu-central-1c"]
    error_message = "Three tiers in three fixed zones."
  }

  assert {
    condition     = keys(output.security_group_ids) == ["data", "endpoint", "studio", "training", "vpce"] && output.s3_gateway_endpoint_id == output.vpc_endpoint_ids.s3
    error_message = "The interface of network.private must be complete."
  }
}

run "subnets_follow_a_plan_that_never_renumbers" {
  assert {
    condition     = [for zone in ["a", "b", "c"] : aws_subnet.this["app-eu-central-1${zone}"].cidr_block] == ["10.67.0.0/19", "10.67.32.0/19", "10.67.64.0/19"]
    error_message = "App subnets are eighths."
  }

  assert {
    condition     = aws_subnet.this["data-eu-central-1a"].cidr_block == "10.67.128.0/22" && aws_subnet.this["endpoint-eu-central-1a"].cidr_block == "10.67.144.0/22"
    error_message = "Data and endpoint subnets are 64ths with room for a fourth zone between them."
  }

  assert {
    condition     = !anytrue([for subnet in aws_subnet.this : subnet.map_public_ip_on_launch])
    error_message = "No subnet gives out public addresses."
  }
}

run "acls_let_s3_answer_and_keep_remote_desktop_out" {
  assert {
    condition     = toset([for rule in aws_network_acl.this["endpoint"].ingress : "${rule.from_port}-${rule.to_port} ${rule.cidr_block}"]) == toset(["443-443 10.67.0.0/16"])
    error_message = "Endpoints take HTTPS from the VPC only."
  }

  assert {
    condition = !anytrue(flatten([
      for acl in aws_network_acl.this : [
        for rule in acl.ingress : rule.cidr_block == "0.0.0.0/0" && (rule.from_port < 1024 || (rule.from_port <= 3389 && rule.to_port >= 3389))
      ]
    ]))
    error_message = "From outside only answers on high ports, never 3389."
  }

  assert {
    condition     = anytrue([for rule in aws_network_acl.this["app"].egress : rule.cidr_block == "0.0.0.0/0" && rule.from_port == 443])
    error_message = "The S3 gateway has public addresses: without HTTPS to them no image can be pulled."
  }

  assert {
    condition     = !anytrue([for rule in aws_network_acl.this["data"].ingress : rule.protocol == "-1" && rule.cidr_block == "10.67.0.0/16"])
    error_message = "The data tier is open to app and data subnets, not to the whole VPC."
  }
}

run "names_resolve_from_a_list_and_are_logged" {
  variables {
    resolvable_domains = [".corp.example.org"]
  }

  assert {
    condition     = aws_route53_resolver_firewall_rule.block_rest[0].action == "BLOCK" && aws_route53_resolver_firewall_rule.allow_listed[0].priority < aws_route53_resolver_firewall_rule.block_rest[0].priority
    error_message = "First the list, then nothing."
  }

  assert {
    condition     = length(setsubtract(["*.amazonaws.com", "*.corp.example.org", "corp.example.org"], aws_route53_resolver_firewall_domain_list.allowed[0].domains)) == 0
    error_message = "AWS and the listed names must resolve, a leading dot with everything below."
  }

  assert {
    condition     = aws_route53_resolver_firewall_rule.allow_listed[0].firewall_domain_redirection_action == "TRUST_REDIRECTION_DOMAIN"
    error_message = "A listed name may be an alias of an unlisted one."
  }

  assert {
    condition     = aws_route53_resolver_firewall_config.this.firewall_fail_open == "DISABLED" && toset(values({ for rule in aws_route53_resolver_firewall_rule.threat : rule.name => rule.dns_threat_protection })) == toset(["DGA", "DNS_TUNNELING"])
    error_message = "Fail closed, and block tunnels."
  }

  assert {
    condition     = aws_route53_resolver_firewall_rule_group_association.this.mutation_protection == "ENABLED" && aws_route53_resolver_query_log_config.this.destination_arn == "arn:aws:logs:eu-central-1:111122223333:log-group:/aws/vendedlogs/route53resolver/acme-prod"
    error_message = "Protected in prod, and every query logged."
  }

  assert {
    condition     = aws_cloudwatch_log_group.dns.kms_key_id == var.logs_key_arn && aws_cloudwatch_log_group.dns.retention_in_days == 365
    error_message = "Query logs are encrypted and kept for a year."
  }
}

run "firewall_mode_is_symmetric_per_zone" {
  variables {
    egress_mode     = "firewall"
    allowed_domains = [".pypi.org", "files.pythonhosted.org"]
  }

  assert {
    condition     = { for zone, route in aws_route.app_to_firewall : zone => route.vpc_endpoint_id } == { for zone, route in aws_route.answer_to_firewall : zone => route.vpc_endpoint_id }
    error_message = "Both directions of a connection must pass the same firewall endpoint."
  }

  assert {
    condition     = aws_route.app_to_firewall["eu-central-1b"].vpc_endpoint_id == "vpce-0000000000000000b" && aws_route.answer_to_firewall["eu-central-1b"].destination_cidr_block == "10.67.32.0/19"
    error_message = "Each zone uses its own endpoint, and answers to its app subnet come back through it."
  }

  assert {
    condition     = toset(keys(aws_nat_gateway.this)) == toset(output.availability_zones) && alltrue([for zone in output.availability_zones : aws_route.to_nat[zone].route_table_id == aws_route_table.this["firewall-${zone}"].id])
    error_message = "The firewall's subnets, and only they, lead to the NAT gateway of their zone."
  }

  assert {
    condition     = one(one(aws_networkfirewall_firewall_policy.this[0].firewall_policy).stateful_engine_options).rule_order == "STRICT_ORDER" && contains(one(aws_networkfirewall_firewall_policy.this[0].firewall_policy).stateful_default_actions, "aws:drop_established")
    error_message = "What no rule passes must be dropped."
  }

  assert {
    condition     = one(one(one(aws_networkfirewall_rule_group.allowed_domains[0].rule_group).rules_source).rules_source_list).targets == toset([".pypi.org", "files.pythonhosted.org"])
    error_message = "The list is the list."
  }

  assert {
    condition     = aws_networkfirewall_firewall.this[0].delete_protection && one(aws_networkfirewall_firewall.this[0].encryption_configuration).key_id == var.logs_key_arn
    error_message = "The firewall is protected and encrypted with our key."
  }

  assert {
    condition     = toset([for destination in one(aws_networkfirewall_logging_configuration.this[0].logging_configuration).log_destination_config : destination.log_type]) == toset(["ALERT", "FLOW"])
    error_message = "Alerts and flows are logged."
  }

  assert {
    condition     = contains(aws_route53_resolver_firewall_domain_list.allowed[0].domains, "*.pypi.org")
    error_message = "What may be reached must resolve."
  }

  assert {
    condition     = length(output.subnet_ids.firewall) == 3 && aws_subnet.this["firewall-eu-central-1a"].cidr_block == "10.67.252.0/28" && aws_subnet.this["public-eu-central-1a"].cidr_block == "10.67.252.64/28"
    error_message = "Firewall and NAT gateways have small subnets of their own."
  }
}

run "nat_mode_may_share_one_gateway_in_dev" {
  variables {
    environment  = "dev"
    egress_mode  = "nat"
    nat_gateways = "one"
  }

  assert {
    condition     = keys(aws_nat_gateway.this) == ["eu-central-1a"] && length(aws_route.to_nat) == 3 && alltrue([for zone, route in aws_route.to_nat : route.route_table_id == aws_route_table.this["app-${zone}"].id])
    error_message = "One gateway serves all app subnets."
  }

  assert {
    condition     = length(aws_route53_resolver_firewall_rule.block_rest) == 0 && length(aws_route53_resolver_firewall_rule.threat) == 2
    error_message = "An open network resolves every name but tunnels."
  }
}

run "tgw_mode_routes_on_premises_and_lets_it_use_the_endpoints" {
  variables {
    egress_mode        = "tgw"
    transit_gateway_id = "tgw-0123456789abcdef0"
    on_premises_cidrs  = ["10.0.0.0/12", "192.168.0.0/16"]
  }

  assert {
    condition     = aws_route.to_transit["endpoint-eu-central-1a-on-premises-0"].destination_cidr_block == "10.0.0.0/12" && !contains(keys(aws_route.to_transit), "app-eu-central-1a-default")
    error_message = "Endpoints must be able to answer offices; nothing else leaves."
  }

  assert {
    condition     = anytrue([for rule in aws_network_acl.this["endpoint"].ingress : rule.cidr_block == "192.168.0.0/16" && rule.from_port == 443])
    error_message = "Offices reach Studio through the endpoints."
  }

  assert {
    condition     = length(aws_internet_gateway.this) == 0 && length(aws_route53_resolver_firewall_rule.block_rest) == 1
    error_message = "Without a default route the network is still isolated."
  }
}

run "tgw_default_route_is_filtered_by_its_owner" {
  variables {
    egress_mode           = "tgw"
    transit_gateway_id    = "tgw-0123456789abcdef0"
    transit_default_route = true
  }

  assert {
    condition     = aws_route.to_transit["app-eu-central-1a-default"].destination_cidr_block == "0.0.0.0/0" && length(aws_route53_resolver_firewall_rule.block_rest) == 0
    error_message = "App subnets, and only they, send everything to the transit gateway."
  }
}

run "zones_follow_the_region" {
  variables {
    region = "ap-northeast-1"
  }

  assert {
    condition     = output.availability_zones == ["ap-northeast-1a", "ap-northeast-1c", "ap-northeast-1d"]
    error_message = "Tokyo's b is closed to newer accounts."
  }
}

run "small_vpc_with_cidrs_of_the_address_management" {
  variables {
    vpc_cidr                   = "10.9.0.0/20"
    availability_zone_suffixes = ["a", "b"]
    subnet_cidrs = {
      app      = ["10.9.0.0/22", "10.9.4.0/22"]
      data     = ["10.9.8.0/24", "10.9.9.0/24"]
      endpoint = ["10.9.10.0/24", "10.9.11.0/24"]
    }
  }

  expect_failures = [check.app_subnets_have_room]
}

run "dev_is_cheap_and_disposable" {
  variables {
    environment         = "dev"
    deletion_protection = false
    endpoint_zones      = "one"
    endpoint_profile    = "minimal"
  }

  assert {
    condition     = aws_route53_resolver_firewall_rule_group_association.this.mutation_protection == "DISABLED" && output.flow_log_bucket_name == null
    error_message = "A dev network must be destroyable."
  }
}

run "a_dev_firewall_can_be_destroyed" {
  variables {
    environment         = "dev"
    deletion_protection = false
    egress_mode         = "firewall"
    allowed_domains     = [".pypi.org"]
  }

  assert {
    condition     = !aws_networkfirewall_firewall.this[0].delete_protection && !aws_networkfirewall_firewall.this[0].subnet_change_protection && !aws_networkfirewall_firewall.this[0].firewall_policy_change_protection
    error_message = "A firewall that protects itself would outlive its environment, by the hour."
  }
}

run "encryption_control_starts_with_looking" {
  variables {
    encryption_control = "monitor"
  }

  assert {
    condition     = aws_vpc_encryption_control.this[0].mode == "monitor" && aws_vpc_encryption_control.this[0].vpc_id == output.vpc_id
    error_message = "What the network does not encrypt must become visible."
  }
}

run "encryption_enforcement_excludes_what_cannot_encrypt" {
  variables {
    encryption_control = "enforce"
    egress_mode        = "firewall"
    allowed_domains    = [".pypi.org"]
  }

  assert {
    condition     = aws_vpc_encryption_control.this[0].nat_gateway_exclusion == "enable" && aws_vpc_encryption_control.this[0].internet_gateway_exclusion == "enable"
    error_message = "Enforcing beside a NAT gateway needs its exclusion."
  }
}

run "rejects_overlap_with_on_premises" {
  command         = plan
  expect_failures = [var.on_premises_cidrs]

  variables {
    on_premises_cidrs = ["10.67.128.0/17"]
  }
}

run "rejects_overlap_with_a_larger_network" {
  command         = plan
  expect_failures = [var.on_premises_cidrs]

  variables {
    on_premises_cidrs = ["10.0.0.0/8"]
  }
}

run "rejects_malformed_on_premises" {
  command         = plan
  expect_failures = [var.on_premises_cidrs]

  variables {
    on_premises_cidrs = ["0.0.0.0/0"]
  }
}

run "rejects_docker_network" {
  command         = plan
  expect_failures = [var.vpc_cidr]

  variables {
    vpc_cidr = "172.17.0.0/16"
  }
}

run "rejects_public_addresses" {
  command         = plan
  expect_failures = [var.vpc_cidr]

  variables {
    vpc_cidr = "52.10.0.0/16"
  }
}

run "rejects_host_bits" {
  command         = plan
  expect_failures = [var.vpc_cidr]

  variables {
    vpc_cidr = "10.67.0.1/16"
  }
}

run "rejects_small_vpc_without_subnets" {
  command         = plan
  expect_failures = [var.subnet_cidrs]

  variables {
    vpc_cidr = "10.67.0.0/20"
  }
}

run "rejects_subnets_outside_the_vpc" {
  command         = plan
  expect_failures = [var.subnet_cidrs]

  variables {
    subnet_cidrs = { app = ["10.67.0.0/19", "10.67.32.0/19", "10.68.0.0/19"], data = ["10.67.128.0/22", "10.67.132.0/22", "10.67.136.0/22"], endpoint = ["10.67.144.0/22", "10.67.148.0/22", "10.67.152.0/22"] }
  }
}

run "rejects_overlapping_subnets" {
  command         = plan
  expect_failures = [var.subnet_cidrs]

  variables {
    subnet_cidrs = { app = ["10.67.0.0/19", "10.67.32.0/19", "10.67.64.0/19"], data = ["10.67.0.0/22", "10.67.132.0/22", "10.67.136.0/22"], endpoint = ["10.67.144.0/22", "10.67.148.0/22", "10.67.152.0/22"] }
  }
}

run "rejects_unknown_tier" {
  command         = plan
  expect_failures = [var.subnet_cidrs]

  variables {
    subnet_cidrs = { web = ["10.67.0.0/19"] }
  }
}

run "rejects_missing_tier" {
  command         = plan
  expect_failures = [aws_subnet.this]

  variables {
    availability_zone_suffixes = ["a", "b"]
    subnet_cidrs               = { app = ["10.67.0.0/19", "10.67.32.0/19"], data = ["10.67.128.0/22", "10.67.132.0/22"] }
  }
}

run "rejects_single_zone" {
  command         = plan
  expect_failures = [var.availability_zone_suffixes]

  variables {
    availability_zone_suffixes = ["a"]
  }
}

run "rejects_repeated_zone" {
  command         = plan
  expect_failures = [var.availability_zone_suffixes]

  variables {
    availability_zone_suffixes = ["a", "a"]
  }
}

run "rejects_unfiltered_egress_in_prod" {
  command         = plan
  expect_failures = [var.egress_mode]

  variables {
    egress_mode = "nat"
  }
}

run "rejects_unknown_egress" {
  command         = plan
  expect_failures = [var.egress_mode]

  variables {
    egress_mode = "proxy"
  }
}

run "rejects_transit_without_gateway" {
  command         = plan
  expect_failures = [var.egress_mode]

  variables {
    egress_mode = "tgw"
  }
}

run "rejects_gateway_without_transit" {
  command         = plan
  expect_failures = [var.egress_mode]

  variables {
    transit_gateway_id = "tgw-0123456789abcdef0"
  }
}

run "rejects_malformed_gateway" {
  command         = plan
  expect_failures = [var.transit_gateway_id]

  variables {
    egress_mode        = "tgw"
    transit_gateway_id = "hub"
  }
}

run "rejects_default_route_without_transit" {
  command         = plan
  expect_failures = [var.transit_default_route]

  variables {
    transit_default_route = true
  }
}

run "rejects_firewall_without_list" {
  command         = plan
  expect_failures = [var.allowed_domains]

  variables {
    egress_mode = "firewall"
  }
}

run "rejects_list_without_firewall" {
  command         = plan
  expect_failures = [var.allowed_domains]

  variables {
    allowed_domains = [".pypi.org"]
  }
}

run "rejects_whole_top_level_domain" {
  command         = plan
  expect_failures = [var.allowed_domains]

  variables {
    egress_mode     = "firewall"
    allowed_domains = [".com"]
  }
}

run "rejects_wildcard_name" {
  command         = plan
  expect_failures = [var.resolvable_domains]

  variables {
    resolvable_domains = ["*.example.org"]
  }
}

run "rejects_blocking_the_gateway_it_needs" {
  command         = plan
  expect_failures = [var.block_public_access]

  variables {
    block_public_access = true
    egress_mode         = "firewall"
    allowed_domains     = [".pypi.org"]
  }
}

run "rejects_prod_in_one_zone" {
  command         = plan
  expect_failures = [var.endpoint_zones]

  variables {
    endpoint_zones = "one"
  }
}

run "rejects_leaving_out_what_studio_needs" {
  command         = plan
  expect_failures = [var.excluded_endpoints]

  variables {
    excluded_endpoints = ["sagemaker-studio"]
  }
}

run "rejects_unprotected_prod" {
  command         = plan
  expect_failures = [var.deletion_protection]

  variables {
    deletion_protection = false
  }
}

run "rejects_unknown_words" {
  command         = plan
  expect_failures = [var.encryption_control, var.endpoint_profile, var.environment, var.log_retention_days, var.logs_key_arn, var.name_prefix, var.nat_gateways, var.region]

  variables {
    encryption_control = "on"
    endpoint_profile   = "none"
    environment        = "production"
    log_retention_days = 90
    logs_key_arn       = "alias/logs"
    name_prefix        = "Acme"
    nat_gateways       = "two"
    region             = "Frankfurt"
  }
}

run "rejects_unknown_endpoint_zones" {
  command         = plan
  expect_failures = [var.endpoint_zones]

  variables {
    endpoint_zones = "two"
  }
}
