# cluster.tenancy denies by default and opens the namespace. These rules narrow who may ask the parts that have no sign-in of
# their own; where tenancy opens more, the union holds.
locals {
  from_here    = { podSelector = {} }
  from_gateway = { namespaceSelector = { matchLabels = { "kubernetes.io/metadata.name" = lookup(var.namespaces, "gateway", "gateway-system") } } }
  from_keda    = { namespaceSelector = { matchLabels = { "kubernetes.io/metadata.name" = lookup(var.namespaces, "keda", "keda") } } }

  ingress = {
    prometheus   = { labels = { "app.kubernetes.io/name" = "prometheus" }, ports = [9090, 8080], from = [local.from_here, local.from_keda] }
    alertmanager = { labels = { "app.kubernetes.io/name" = "alertmanager" }, ports = [9093, 9094, 8080], from = [local.from_here] }
    grafana      = { labels = { "app.kubernetes.io/name" = "grafana" }, ports = [3000], from = [local.from_here, local.from_gateway] }
    operator     = { labels = { "app.kubernetes.io/component" = "prometheus-operator" }, ports = [10250], from = [for cidr in var.control_plane_cidrs : { ipBlock = { cidr = cidr } }] }
  }

  egress = {
    alertmanager = { labels = { "app.kubernetes.io/name" = "alertmanager" }, cidrs = var.receiver_cidrs, ports = [443, 587] }
    grafana      = { labels = { "app.kubernetes.io/name" = "grafana" }, cidrs = var.identity_provider_cidrs, ports = [443] }
    loki         = { labels = { "app.kubernetes.io/name" = "loki" }, cidrs = var.object_store_cidrs, ports = [443] }
  }

  policies = concat(
    [for name, rule in local.ingress : {
      apiVersion = "networking.k8s.io/v1"
      kind       = "NetworkPolicy"
      metadata   = { name = "${name}-ingress", namespace = local.namespace, labels = var.labels }
      spec = {
        podSelector = { matchLabels = rule.labels }
        policyTypes = ["Ingress"]
        ingress     = [{ from = rule.from, ports = [for port in rule.ports : { protocol = "TCP", port = port }] }]
      }
    }],
    [for name, rule in local.egress : {
      apiVersion = "networking.k8s.io/v1"
      kind       = "NetworkPolicy"
      metadata   = { name = "${name}-egress", namespace = local.namespace, labels = var.labels }
      spec = {
        podSelector = { matchLabels = rule.labels }
        policyTypes = ["Egress"]
        egress      = [{ to = [for cidr in rule.cidrs : { ipBlock = { cidr = cidr } }], ports = [for port in rule.ports : { protocol = "TCP", port = port }] }]
      }
    } if length(rule.cidrs) > 0],
  )
}
