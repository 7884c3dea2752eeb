resource "kubernetes_namespace_v1" "restricted" {
  metadata {
    name = "fraud"
    labels = {
      "pod-security.kubernetes.io/enforce" = "restricted"
    }
  }
}

resource "kubernetes_namespace_v1" "bare" {
  metadata {
    name = "fraud"
  }
}

resource "kubernetes_namespace_v1" "privileged" {
  metadata {
    name = "fraud"
    labels = {
      "pod-security.kubernetes.io/enforce" = "privileged"
    }
  }
}
