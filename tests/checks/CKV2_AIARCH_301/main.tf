resource "kubernetes_default_service_account_v1" "asks" {
  automount_service_account_token = false
}

resource "kubernetes_default_service_account_v1" "always" {
  metadata {
    namespace = "fraud"
  }
}
