resource "google_vertex_ai_index_endpoint_deployed_index" "logged" {
  enable_access_logging = true
}

resource "google_vertex_ai_index_endpoint_deployed_index" "unseen" {
  index = var.index
}
