resource "google_compute_address" "internal" {
  address_type = "INTERNAL"
}

resource "google_compute_address" "nat" {
  name = "nat"
}

resource "google_compute_router_nat" "this" {
  nat_ips = [google_compute_address.nat.self_link]
}

resource "google_compute_address" "public" {
  name = "public"
}

resource "google_compute_global_address" "public" {
  name = "public"
}
