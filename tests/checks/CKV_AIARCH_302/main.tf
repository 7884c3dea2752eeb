resource "helm_release" "inside" {
  chart   = "demo"
  version = "1.0.0"
  values = [
    yamlencode({ service = { type = "ClusterIP" } }),
  ]
}

resource "helm_release" "gateway" {
  chart   = "demo"
  version = "1.0.0"
  values = [
    yamlencode(merge({ proxy = { type = "LoadBalancer", loadBalancerSourceRanges = ["10.0.0.0/8"] } }, var.more)),
  ]
}

resource "helm_release" "node_port" {
  chart   = "demo"
  version = "1.0.0"
  values = [
    yamlencode({ service = { type = "NodePort" } }),
  ]
}

resource "helm_release" "load_balancer" {
  chart   = "demo"
  version = "1.0.0"
  values = [
    yamlencode(merge({ service = { type = "LoadBalancer" } }, var.more)),
  ]
}

resource "helm_release" "in_a_document" {
  chart   = "demo"
  version = "1.0.0"
  values  = ["service:\n  type: LoadBalancer\n"]
}

resource "helm_release" "by_set" {
  chart   = "demo"
  version = "1.0.0"

  set = [{ name = "service", value = "type: NodePort" }]
}
