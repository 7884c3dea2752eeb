resource "kubernetes_network_policy_v1" "both" {
  spec {
    pod_selector {}
    policy_types = ["Ingress", "Egress"]
  }
}

resource "kubernetes_network_policy_v1" "one_way" {
  spec {
    pod_selector {}
    policy_types = ["Ingress"]
  }
}
