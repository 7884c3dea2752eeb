resource "google_compute_router_nat" "logged" {
  log_config {
    enable = true
    filter = "ALL"
  }
}

resource "google_compute_router_nat" "unseen" {
  name = "silent"
}
