resource "kubernetes_namespace_v1" "this" {
  metadata {
    name = "fraud"
  }
}

resource "kubernetes_network_policy_v1" "default_deny" {
  metadata {
    name      = "default-deny"
    namespace = "fraud"
  }

  spec {
    policy_types = ["Ingress", "Egress"]

    pod_selector {}
  }
}
