resource "google_compute_network" "decided" {
  auto_create_subnetworks = false
}

resource "google_compute_network" "automatic" {
  name = "default"
}
