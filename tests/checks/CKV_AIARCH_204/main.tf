resource "google_vertex_ai_endpoint" "psc" {
  private_service_connect_config {
    enable_private_service_connect = true
  }
}

resource "google_vertex_ai_endpoint" "peered" {
  network = "projects/1/global/networks/ml"
}

resource "google_vertex_ai_endpoint" "dedicated" {
  dedicated_endpoint_enabled = true
}

resource "google_vertex_ai_endpoint" "shared" {}

resource "google_vertex_ai_endpoint" "not_dedicated" {
  dedicated_endpoint_enabled = false
}
