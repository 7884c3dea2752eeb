module "google_apis" {
  source = "../_google-apis"

  name_prefix         = var.name_prefix
  project_id          = var.project_id
  network_id          = google_compute_network.this.id
  mode                = var.api_access
  psc_address         = local.psc_address
  private_vip_domains = var.private_vip_domains
  labels              = var.labels
}

# Every query is logged: DNS is a way out that needs no route.
resource "google_dns_policy" "this" {
  project                   = var.project_id
  name                      = var.name_prefix
  description               = "Query logging for ${var.name_prefix}."
  enable_logging            = true
  enable_inbound_forwarding = var.inbound_dns

  networks {
    network_url = google_compute_network.this.id
  }
}

# Names of the organisation, asked of its own servers over the hybrid link.
resource "google_dns_managed_zone" "forwarding" {
  for_each = var.forwarding_zones

  project     = var.project_id
  name        = "${var.name_prefix}-${replace(trimsuffix(each.key, "."), ".", "-")}"
  dns_name    = endswith(each.key, ".") ? each.key : "${each.key}."
  description = "Forwarded to the organisation's name servers."
  visibility  = "private"
  labels      = var.labels

  private_visibility_config {
    networks {
      network_url = google_compute_network.this.id
    }
  }

  forwarding_config {
    dynamic "target_name_servers" {
      for_each = each.value

      content {
        ipv4_address    = target_name_servers.value
        forwarding_path = "private"
      }
    }
  }
}
