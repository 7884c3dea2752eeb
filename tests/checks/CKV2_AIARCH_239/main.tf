resource "google_service_networking_vpc_service_controls" "on" {
  enabled = true
}

resource "google_service_networking_vpc_service_controls" "off" {
  enabled = false
}
