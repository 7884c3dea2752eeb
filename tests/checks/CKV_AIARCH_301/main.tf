resource "helm_release" "tagged" {
  chart   = "demo"
  version = "1.0.0"
  values = [
    yamlencode({ image = { repository = "quay.io/acme/demo", tag = "1.4.0" } }),
  ]
}

resource "helm_release" "pod_security" {
  chart   = "demo"
  version = "1.0.0"
  values = [
    yamlencode({ labels = { "pod-security.kubernetes.io/enforce-version" = "latest" } }),
  ]
}

resource "helm_release" "latest" {
  chart   = "demo"
  version = "1.0.0"
  values = [
    yamlencode({ image = { repository = "quay.io/acme/demo", tag = "latest" } }),
  ]
}

resource "helm_release" "latest_reference" {
  chart   = "demo"
  version = "1.0.0"
  values = [
    yamlencode(merge({ image = "quay.io/acme/demo:latest" }, var.more)),
  ]
}

resource "helm_release" "latest_in_manifest" {
  chart   = "demo"
  version = "1.0.0"
  values = [
    yamlencode({ manifests = [{ apiVersion = "v1", kind = "Pod", spec = { containers = [{ image = "busybox:latest" }] } }] }),
  ]
}

resource "kubernetes_manifest" "latest" {
  manifest = {
    apiVersion = "v1"
    kind       = "Pod"
    metadata   = { name = "demo", namespace = "fraud" }
    spec       = { containers = [{ name = "demo", image = "quay.io/acme/demo:latest" }] }
  }
}
