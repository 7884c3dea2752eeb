resource "google_vertex_ai_persistent_resource" "own" {
  resource_runtime_spec {
    service_account_spec {
      enable_custom_service_account = true
    }
  }
}

resource "google_vertex_ai_persistent_resource" "agent" {
  display_name = "gpus"
}
