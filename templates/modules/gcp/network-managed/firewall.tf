# One global policy, evaluated before classic rules. Numbers leave room for the owner's own rules: 1 to 99 before ours, 5000 to 59999 after.
locals {
  all_ports = ["tcp", "udp", "icmp"]

  rules = merge(
    {
      egress-google-apis = { priority = 100, direction = "EGRESS", action = "allow", ranges = module.google_apis.api_ranges, fqdns = [], protocols = { tcp = ["443"] }, log = false, why = "Google APIs on the restricted address." }
      egress-internal    = { priority = 200, direction = "EGRESS", action = "allow", ranges = [var.network_cidr], fqdns = [], protocols = { for protocol in local.all_ports : protocol => [] }, log = false, why = "Within the network." }
      ingress-internal   = { priority = 400, direction = "INGRESS", action = "allow", ranges = [var.network_cidr], fqdns = [], protocols = { for protocol in local.all_ports : protocol => [] }, log = false, why = "Within the network." }
      egress-deny        = { priority = 65500, direction = "EGRESS", action = "deny", ranges = ["0.0.0.0/0"], fqdns = [], protocols = { all = [] }, log = true, why = "Everything else stays inside." }
      ingress-deny       = { priority = 65501, direction = "INGRESS", action = "deny", ranges = ["0.0.0.0/0"], fqdns = [], protocols = { all = [] }, log = true, why = "Everything else stays outside." }
    },
    local.has_nat ? {
      egress-listed = { priority = 300, direction = "EGRESS", action = "allow", ranges = [], fqdns = sort(var.allowed_fqdns), protocols = { tcp = ["443"] }, log = true, why = "Listed names over HTTPS." }
    } : {},
    length(var.corporate_cidrs) > 0 ? {
      egress-corporate  = { priority = 310, direction = "EGRESS", action = "allow", ranges = sort(var.corporate_cidrs), fqdns = [], protocols = { tcp = ["443"], udp = ["53"] }, log = true, why = "Services of the organisation." }
      ingress-corporate = { priority = 410, direction = "INGRESS", action = "allow", ranges = sort(var.corporate_cidrs), fqdns = [], protocols = { tcp = ["443"] }, log = true, why = "People and systems of the organisation." }
    } : {},
    var.proxy_subnet ? {
      ingress-health = { priority = 420, direction = "INGRESS", action = "allow", ranges = ["35.191.0.0/16", "130.211.0.0/22"], fqdns = [], protocols = { tcp = [] }, log = false, why = "Health checks of Google's load balancers." }
    } : {},
    var.iap_ssh ? {
      ingress-iap = { priority = 430, direction = "INGRESS", action = "allow", ranges = ["35.235.240.0/20"], fqdns = [], protocols = { tcp = ["22"] }, log = true, why = "SSH through Identity-Aware Proxy, by IAM." }
    } : {},
  )
}

resource "google_compute_network_firewall_policy" "this" {
  project     = var.project_id
  name        = var.name_prefix
  description = "Default deny in both directions for ${var.name_prefix}."
}

resource "google_compute_network_firewall_policy_rule" "this" {
  for_each = local.rules

  project         = var.project_id
  firewall_policy = google_compute_network_firewall_policy.this.name
  rule_name       = each.key
  description     = each.value.why
  priority        = each.value.priority
  direction       = each.value.direction
  action          = each.value.action
  enable_logging  = each.value.log

  match {
    dest_ip_ranges = each.value.direction == "EGRESS" && length(each.value.ranges) > 0 ? each.value.ranges : null
    src_ip_ranges  = each.value.direction == "INGRESS" ? each.value.ranges : null
    dest_fqdns     = length(each.value.fqdns) > 0 ? each.value.fqdns : null

    dynamic "layer4_configs" {
      for_each = each.value.protocols

      content {
        ip_protocol = layer4_configs.key
        ports       = length(layer4_configs.value) > 0 ? layer4_configs.value : null
      }
    }
  }
}

# Associated last on create and first on destroy, so that a half-made policy never cuts or opens the network.
resource "google_compute_network_firewall_policy_association" "this" {
  project           = var.project_id
  name              = var.name_prefix
  firewall_policy   = google_compute_network_firewall_policy.this.id
  attachment_target = google_compute_network.this.id

  depends_on = [google_compute_network_firewall_policy_rule.this]
}

# A second line should the policy ever be detached; GKE and other agents may add classic rules of their own.
resource "google_compute_firewall" "deny" {
  for_each = toset(["EGRESS", "INGRESS"])

  project            = var.project_id
  name               = "${var.name_prefix}-deny-${lower(each.value)}"
  description        = "Holds when no firewall policy is associated."
  network            = google_compute_network.this.name
  direction          = each.value
  priority           = 65534
  destination_ranges = each.value == "EGRESS" ? ["0.0.0.0/0"] : null
  source_ranges      = each.value == "INGRESS" ? ["0.0.0.0/0"] : null

  deny {
    protocol = "all"
  }

  log_config {
    metadata = "INCLUDE_ALL_METADATA"
  }
}
