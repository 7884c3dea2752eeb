resource "google_vertex_ai_index" "own_key" {
  encryption_spec {
    kms_key_name = var.key_id
  }
}

resource "google_vertex_ai_index" "google_key" {
  display_name = "documents"
}
