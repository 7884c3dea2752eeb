resource "google_compute_network_firewall_policy_rule" "logged" {
  enable_logging = true
}

resource "google_compute_network_firewall_policy_rule" "silent" {
  action = "deny"
}

resource "google_compute_network_firewall_policy_rule" "off" {
  enable_logging = true
  disabled       = true
}
