mock_provider "google" {
  mock_resource "google_compute_network" {
    defaults = { id = "projects/acme-dev-0a1b2c3d/global/networks/acme-dev" }
  }

  mock_resource "google_compute_subnetwork" {
    defaults = {
      id        = "projects/acme-dev-0a1b2c3d/regions/europe-west4/subnetworks/mock"
      self_link = "https://www.googleapis.com/compute/v1/projects/acme-dev-0a1b2c3d/regions/europe-west4/subnetworks/mock"
    }
  }

  mock_resource "google_compute_network_attachment" {
    defaults = { id = "projects/acme-dev-0a1b2c3d/regions/europe-west4/networkAttachments/acme-dev-vertex" }
  }
}

variables {
  name_prefix    = "acme-dev"
  environment    = "dev"
  region         = "europe-west4"
  project_id     = "acme-dev-0a1b2c3d"
  project_number = "123456789012"
  network_cidr   = "10.81.0.0/16"
  service_agents = { aiplatform = "serviceAccount:service-123456789012@gcp-sa-aiplatform.iam.gserviceaccount.com" }
}

run "isolated_by_default" {
  assert {
    condition     = google_compute_network.this.auto_create_subnetworks == false && google_compute_network.this.delete_default_routes_on_create && google_compute_network.this.network_firewall_policy_enforcement_order == "BEFORE_CLASSIC_FIREWALL" && google_compute_network.this.routing_mode == "GLOBAL"
    error_message = "No default subnets, no default route, and the policy comes first."
  }

  assert {
    condition     = output.subnet_cidrs == { endpoints = "10.81.161.0/24", interface = "10.81.160.0/24", runtime = "10.81.128.0/20", workloads = "10.81.0.0/18" }
    error_message = "The address plan must be the documented one."
  }

  assert {
    condition     = alltrue([for subnet in google_compute_subnetwork.this : subnet.private_ip_google_access && subnet.log_config[0].metadata == "INCLUDE_ALL_METADATA" && subnet.log_config[0].aggregation_interval == "INTERVAL_5_SEC"])
    error_message = "Every subnet has Private Google Access and full flow logs."
  }

  assert {
    condition     = google_compute_subnetwork.proxy[0].purpose == "REGIONAL_MANAGED_PROXY" && length(google_compute_subnetwork.proxy[0].log_config) == 0
    error_message = "A proxy subnet takes no log_config."
  }

  assert {
    condition     = keys(google_compute_route.vip) == ["private", "restricted"] && length(google_compute_route.internet) == 0 && length(google_compute_router_nat.this) == 0
    error_message = "The only routes are those to the VIPs."
  }

  assert {
    condition     = google_compute_network_firewall_policy_rule.this["egress-deny"].action == "deny" && google_compute_network_firewall_policy_rule.this["egress-deny"].enable_logging && google_compute_network_firewall_policy_rule.this["egress-deny"].priority == 65500 && google_compute_network_firewall_policy_rule.this["egress-deny"].match[0].dest_ip_ranges == tolist(["0.0.0.0/0"])
    error_message = "What no rule allows is denied on the way out, and logged."
  }

  assert {
    condition     = google_compute_network_firewall_policy_rule.this["ingress-deny"].action == "deny" && google_compute_network_firewall_policy_rule.this["ingress-deny"].enable_logging && google_compute_network_firewall_policy_rule.this["ingress-deny"].match[0].src_ip_ranges == tolist(["0.0.0.0/0"])
    error_message = "What no rule allows is denied on the way in, and logged."
  }

  assert {
    condition     = google_compute_network_firewall_policy_rule.this["egress-google-apis"].match[0].dest_ip_ranges == tolist(["199.36.153.4/30", "199.36.153.8/30"])
    error_message = "Egress to Google goes to the VIPs only."
  }

  assert {
    condition = alltrue([
      for name, rule in google_compute_network_firewall_policy_rule.this :
      rule.action == "deny" || !contains(coalescelist(rule.match[0].src_ip_ranges, rule.match[0].dest_ip_ranges, [""]), "0.0.0.0/0")
    ])
    error_message = "No rule may allow the internet."
  }

  assert {
    condition     = alltrue([for rule in google_compute_firewall.deny : rule.priority == 65534 && length(rule.log_config) == 1])
    error_message = "Classic rules deny too, should the policy be detached."
  }

  assert {
    condition     = google_dns_policy.this.enable_logging && google_dns_policy.this.enable_inbound_forwarding == false
    error_message = "DNS queries are logged."
  }

  assert {
    condition     = output.network_number_form == "projects/123456789012/global/networks/acme-dev" && output.network_id == "projects/acme-dev-0a1b2c3d/global/networks/acme-dev"
    error_message = "Vertex AI takes the number form, everything else the id."
  }

  assert {
    condition     = google_compute_network_attachment.vertex.connection_preference == "ACCEPT_MANUAL" && google_project_iam_member.attachment["aiplatform"].member == "serviceAccount:service-123456789012@gcp-sa-aiplatform.iam.gserviceaccount.com"
    error_message = "Vertex AI may use the attachment, and nobody by itself."
  }

  assert {
    condition     = length(google_service_networking_connection.psa) == 0 && output.psa_range_name == ""
    error_message = "Peering with producers is off unless chosen."
  }

  assert {
    condition     = { for name, route in google_compute_route.vip : name => "${route.dest_range} ${route.next_hop_gateway}" } == { private = "199.36.153.8/30 default-internet-gateway", restricted = "199.36.153.4/30 default-internet-gateway" }
    error_message = "Without the route to a VIP a call to Google hangs and never fails."
  }

  assert {
    condition     = !contains(google_project_iam_custom_role.attachment.permissions, "compute.networks.update") && alltrue([for permission in google_project_iam_custom_role.attachment.permissions : can(regex("^(compute\\.(networkAttachments|regionOperations)|dns\\.networks)\\.", permission))])
    error_message = "The Vertex agent reaches the attachment and no network."
  }
}

run "nat_with_listed_names" {
  variables {
    egress_mode   = "nat"
    allowed_fqdns = ["pypi.org", "files.pythonhosted.org"]
    nat_addresses = 2
  }

  assert {
    condition     = google_compute_network_firewall_policy_rule.this["egress-listed"].match[0].dest_fqdns == tolist(["files.pythonhosted.org", "pypi.org"]) && google_compute_network_firewall_policy_rule.this["egress-listed"].match[0].layer4_configs[0].ports == tolist(["443"])
    error_message = "Only listed names, only HTTPS."
  }

  assert {
    condition     = google_compute_router_nat.this[0].source_subnetwork_ip_ranges_to_nat == "LIST_OF_SUBNETWORKS" && google_compute_router_nat.this[0].nat_ip_allocate_option == "MANUAL_ONLY" && length(google_compute_address.nat) == 2
    error_message = "The NAT serves listed subnets, from addresses of our own."
  }

  assert {
    condition     = google_compute_router_nat.this[0].log_config[0].enable && google_compute_router_nat.this[0].log_config[0].filter == "ERRORS_ONLY"
    error_message = "NAT errors are logged."
  }
}

run "psc_and_peering" {
  variables {
    api_access              = "psc"
    private_vip_domains     = []
    private_services_access = true
    peered_dns_domains      = { corp = "corp.example.com." }
    forwarding_zones        = { "corp.example.com" = ["10.1.0.53"] }
    corporate_cidrs         = ["10.1.0.0/16"]
    inbound_dns             = true
    iap_ssh                 = true
    proxy_subnet            = false
  }

  assert {
    condition     = output.google_api_ips == tolist(["10.81.255.5"]) && length(google_compute_route.vip) == 0
    error_message = "With an endpoint no VIP and no route to it is needed."
  }

  assert {
    condition     = google_compute_global_address.psa[0].address == "10.81.192.0" && google_compute_global_address.psa[0].prefix_length == 20 && google_service_networking_vpc_service_controls.psa[0].enabled
    error_message = "Producers get a /20 and no way to the internet."
  }

  assert {
    condition     = google_service_networking_peered_dns_domain.this["corp"].dns_suffix == "corp.example.com." && google_dns_managed_zone.forwarding["corp.example.com"].dns_name == "corp.example.com."
    error_message = "The organisation's names resolve here and for producers."
  }

  assert {
    condition     = google_compute_network_firewall_policy_rule.this["ingress-iap"].match[0].src_ip_ranges == tolist(["35.235.240.0/20"]) && google_compute_network_firewall_policy_rule.this["ingress-corporate"].match[0].layer4_configs[0].ports == tolist(["443"])
    error_message = "SSH comes through IAP, the organisation over HTTPS."
  }

  assert {
    condition     = length(google_compute_subnetwork.proxy) == 0
    error_message = "Without load balancers there is no proxy subnet."
  }
}

run "priorities_are_distinct" {
  command = plan

  variables {
    egress_mode     = "nat"
    allowed_fqdns   = ["pypi.org"]
    corporate_cidrs = ["192.168.0.0/24"]
    iap_ssh         = true
  }

  assert {
    condition     = length(distinct([for rule in google_compute_network_firewall_policy_rule.this : rule.priority])) == length(google_compute_network_firewall_policy_rule.this)
    error_message = "Two rules of one policy cannot share a priority."
  }
}

run "rejects_overlap_with_the_organisation" {
  command         = plan
  expect_failures = [var.corporate_cidrs]

  variables {
    corporate_cidrs = ["10.0.0.0/8"]
  }
}

run "rejects_overlap_from_inside" {
  command         = plan
  expect_failures = [var.corporate_cidrs]

  variables {
    corporate_cidrs = ["10.81.7.0/24"]
  }
}

run "rejects_internet_as_corporate" {
  command         = plan
  expect_failures = [var.corporate_cidrs]

  variables {
    corporate_cidrs = ["0.0.0.0/0"]
  }
}

run "rejects_corporate_garbage" {
  command         = plan
  expect_failures = [var.corporate_cidrs]

  variables {
    corporate_cidrs = ["office"]
  }
}

run "rejects_nat_without_names" {
  command         = plan
  expect_failures = [var.egress_mode]

  variables {
    egress_mode = "nat"
  }
}

run "rejects_names_without_nat" {
  command         = plan
  expect_failures = [var.egress_mode]

  variables {
    allowed_fqdns = ["pypi.org"]
  }
}

run "rejects_open_egress" {
  command         = plan
  expect_failures = [var.egress_mode]

  variables {
    egress_mode = "open"
  }
}

run "rejects_wildcard_name" {
  command         = plan
  expect_failures = [var.allowed_fqdns]

  variables {
    egress_mode   = "nat"
    allowed_fqdns = ["*.pypi.org"]
  }
}

run "rejects_small_network" {
  command         = plan
  expect_failures = [var.network_cidr]

  variables {
    network_cidr = "10.81.0.0/20"
  }
}

run "rejects_public_network" {
  command         = plan
  expect_failures = [var.network_cidr]

  variables {
    network_cidr = "8.8.0.0/16"
  }
}

run "rejects_docker_range" {
  command         = plan
  expect_failures = [var.network_cidr]

  variables {
    network_cidr = "172.17.0.0/16"
  }
}

run "rejects_thin_sampling_in_prod" {
  command         = plan
  expect_failures = [var.flow_sampling]

  variables {
    environment   = "prod"
    flow_sampling = 0.1
  }
}

run "rejects_no_sampling" {
  command         = plan
  expect_failures = [var.flow_sampling]

  variables {
    flow_sampling = 0
  }
}

run "rejects_forwarding_google" {
  command         = plan
  expect_failures = [var.forwarding_zones]

  variables {
    forwarding_zones = { "googleapis.com" = ["10.1.0.53"] }
  }
}

run "rejects_peered_names_without_peering" {
  command         = plan
  expect_failures = [var.peered_dns_domains]

  variables {
    peered_dns_domains = { corp = "corp.example.com." }
  }
}

run "rejects_zone_as_region" {
  command         = plan
  expect_failures = [var.region]

  variables {
    region = "europe-west4-a"
  }
}

run "rejects_bad_values" {
  command         = plan
  expect_failures = [var.api_access, var.environment, var.name_prefix, var.nat_addresses]

  variables {
    api_access    = "internet"
    environment   = "qa"
    name_prefix   = "A"
    nat_addresses = 99
  }
}
