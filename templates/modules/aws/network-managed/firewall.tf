# Network Firewall: everything that leaves is HTTPS to a listed name. Strict order, so what no rule passes is dropped; drop_established
# leaves the handshake through, or the server name would never be seen.
locals {
  firewall_count = local.has_firewall ? 1 : 0

  # A leading dot means the name and everything below it, in Suricata's lists as here.
  firewall_domains = sort(var.allowed_domains)
}

resource "aws_networkfirewall_rule_group" "baseline" {
  count = local.firewall_count

  name        = "${var.name_prefix}-baseline"
  description = "Drops what is never allowed, whatever the list says."
  type        = "STATEFUL"
  capacity    = 100
  tags        = var.tags

  rule_group {
    rule_variables {
      ip_sets {
        key = "HOME_NET"

        ip_set {
          definition = local.app_cidrs
        }
      }
    }

    rules_source {
      rules_string = join("\n", [
        "drop tcp $HOME_NET any -> $EXTERNAL_NET !443 (msg:\"only HTTPS leaves\"; flow:to_server; sid:1000001; rev:1;)",
        "drop udp $HOME_NET any -> $EXTERNAL_NET any (msg:\"no UDP leaves: QUIC and DNS elsewhere hide the name\"; sid:1000002; rev:1;)",
        "drop icmp $HOME_NET any -> $EXTERNAL_NET any (msg:\"no ICMP leaves\"; sid:1000003; rev:1;)",
        "drop tls $HOME_NET any -> $EXTERNAL_NET any (msg:\"TLS older than 1.2\"; ssl_version:sslv2,sslv3,tls1.0,tls1.1; flow:to_server; sid:1000004; rev:1;)",
      ])
    }

    stateful_rule_options {
      rule_order = "STRICT_ORDER"
    }
  }

  encryption_configuration {
    type   = "CUSTOMER_KMS"
    key_id = var.logs_key_arn
  }
}

resource "aws_networkfirewall_rule_group" "allowed_domains" {
  count = local.firewall_count

  name        = "${var.name_prefix}-allowed-domains"
  description = "Names that may be reached over HTTPS."
  type        = "STATEFUL"
  capacity    = 1000 # cannot be changed later; room for about 300 names
  tags        = var.tags

  rule_group {
    rule_variables {
      ip_sets {
        key = "HOME_NET"

        ip_set {
          definition = local.app_cidrs
        }
      }
    }

    rules_source {
      rules_source_list {
        generated_rules_type = "ALLOWLIST"
        target_types         = ["TLS_SNI"]
        targets              = local.firewall_domains
      }
    }

    stateful_rule_options {
      rule_order = "STRICT_ORDER"
    }
  }

  encryption_configuration {
    type   = "CUSTOMER_KMS"
    key_id = var.logs_key_arn
  }
}

resource "aws_networkfirewall_firewall_policy" "this" {
  count = local.firewall_count

  name = var.name_prefix
  tags = var.tags

  firewall_policy {
    stateless_default_actions          = ["aws:forward_to_sfe"]
    stateless_fragment_default_actions = ["aws:forward_to_sfe"]
    stateful_default_actions           = ["aws:alert_established", "aws:drop_established"]

    stateful_engine_options {
      rule_order              = "STRICT_ORDER"
      stream_exception_policy = "DROP"
    }

    stateful_rule_group_reference {
      priority     = 10
      resource_arn = aws_networkfirewall_rule_group.baseline[0].arn
    }

    stateful_rule_group_reference {
      priority     = 20
      resource_arn = aws_networkfirewall_rule_group.allowed_domains[0].arn
    }
  }

  encryption_configuration {
    type   = "CUSTOMER_KMS"
    key_id = var.logs_key_arn
  }
}

resource "aws_networkfirewall_firewall" "this" {
  count = local.firewall_count

  name                              = var.name_prefix
  firewall_policy_arn               = aws_networkfirewall_firewall_policy.this[0].arn
  vpc_id                            = aws_vpc.this.id
  delete_protection                 = var.deletion_protection
  firewall_policy_change_protection = var.deletion_protection
  subnet_change_protection          = var.deletion_protection
  tags                              = var.tags

  dynamic "subnet_mapping" {
    for_each = local.availability_zones

    content {
      subnet_id = aws_subnet.this["firewall-${subnet_mapping.value}"].id
    }
  }

  encryption_configuration {
    type   = "CUSTOMER_KMS"
    key_id = var.logs_key_arn
  }
}

resource "aws_cloudwatch_log_group" "firewall" {
  for_each = local.has_firewall ? toset(["alert", "flow"]) : toset([])

  name              = "/aws/vendedlogs/network-firewall/${var.name_prefix}/${each.key}"
  kms_key_id        = var.logs_key_arn
  retention_in_days = var.log_retention_days
  tags              = var.tags
}

resource "aws_networkfirewall_logging_configuration" "this" {
  count = local.firewall_count

  firewall_arn = aws_networkfirewall_firewall.this[0].arn

  logging_configuration {
    dynamic "log_destination_config" {
      for_each = aws_cloudwatch_log_group.firewall

      content {
        log_type             = upper(log_destination_config.key)
        log_destination_type = "CloudWatchLogs"
        log_destination      = { logGroup = log_destination_config.value.name }
      }
    }
  }
}
