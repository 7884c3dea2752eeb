resource "helm_release" "inside" {
  chart   = "raw"
  version = "1.0.0"
  values  = [yamlencode({ manifests = [{ apiVersion = "v1", kind = "Pod", metadata = { name = "demo" }, spec = { containers = [{ name = "demo", securityContext = { privileged = false } }] } }] })]
}

resource "helm_release" "privileged" {
  chart   = "raw"
  version = "1.0.0"
  values  = [yamlencode({ manifests = [{ apiVersion = "v1", kind = "Pod", metadata = { name = "demo" }, spec = { containers = [{ name = "demo", securityContext = { privileged = true } }] } }] })]
}

resource "helm_release" "host_network" {
  chart   = "raw"
  version = "1.0.0"
  values  = [yamlencode({ manifests = [{ apiVersion = "v1", kind = "Pod", metadata = { name = "demo" }, spec = { hostNetwork = true } }] })]
}

# Values of a chart, not an object: nothing is said.
resource "helm_release" "agent" {
  chart   = "node-exporter"
  version = "1.0.0"
  values  = [yamlencode({ hostNetwork = true })]
}

resource "kubernetes_manifest" "host" {
  manifest = {
    apiVersion = "v1"
    kind       = "Pod"
    metadata   = { name = "demo", namespace = "fraud" }
    spec       = { hostPID = true }
  }
}
