resource "google_dns_managed_zone" "private" {
  visibility = "private"
}

resource "google_dns_managed_zone" "public" {
  dns_name = "acme.example."
}
