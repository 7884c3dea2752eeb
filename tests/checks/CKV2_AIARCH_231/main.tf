resource "google_compute_network_attachment" "chooses" {
  connection_preference = "ACCEPT_MANUAL"
}

resource "google_compute_network_attachment" "anybody" {
  connection_preference = "ACCEPT_AUTOMATIC"
}
