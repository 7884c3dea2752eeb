locals {
  service_account = {
    apiVersion                   = "v1"
    kind                         = "ServiceAccount"
    metadata                     = { name = "weaviate", namespace = local.namespace, labels = var.labels }
    automountServiceAccountToken = false
  }

  certificate = {
    apiVersion = "cert-manager.io/v1"
    kind       = "Certificate"
    metadata   = { name = "weaviate", namespace = local.namespace, labels = var.labels }
    spec = {
      secretName  = "weaviate-tls"
      usages      = ["server auth"]
      duration    = "2160h"
      renewBefore = "720h"
      privateKey  = { algorithm = "ECDSA", size = 256, rotationPolicy = "Always" }
      dnsNames    = flatten([for service in ["weaviate", "weaviate-grpc"] : [service, "${service}.${local.namespace}", "${service}.${local.namespace}.svc", "${service}.${local.namespace}.svc.cluster.local"]])
      issuerRef   = { name = var.issuer_name, kind = "ClusterIssuer", group = "cert-manager.io" }
    }
  }

  policy = {
    apiVersion = "networking.k8s.io/v1"
    kind       = "NetworkPolicy"
    metadata   = { name = "weaviate", namespace = local.namespace, labels = var.labels }
    spec = {
      podSelector = { matchLabels = { app = "weaviate" } }
      policyTypes = ["Ingress", "Egress"]
      ingress = [
        {
          from  = [{ namespaceSelector = { matchLabels = { "platform/kind" = "tenant" } } }, { namespaceSelector = { matchLabels = { "kubernetes.io/metadata.name" = lookup(var.namespaces, "gateway", "gateway-system") } } }]
          ports = [{ protocol = "TCP", port = 8080 }, { protocol = "TCP", port = 50051 }]
        },
        { from = [{ namespaceSelector = { matchLabels = { "kubernetes.io/metadata.name" = lookup(var.namespaces, "monitoring", "monitoring") } } }], ports = [{ protocol = "TCP", port = 2112 }] },
        # Gossip, data and raft: they have no sign-in worth the name, so only nodes reach them.
        { from = [{ podSelector = { matchLabels = { app = "weaviate" } } }], ports = [for port in [7000, 7001, 8300, 8301] : { protocol = "TCP", port = port }] },
      ]
      egress = concat(
        [{ to = [{ podSelector = { matchLabels = { app = "weaviate" } } }], ports = [for port in [7000, 7001, 8300, 8301] : { protocol = "TCP", port = port }] }],
        [for cidrs in length(var.object_store_cidrs) > 0 ? [var.object_store_cidrs] : [] : { to = [for cidr in cidrs : { ipBlock = { cidr = cidr } }], ports = [{ protocol = "TCP", port = 443 }] }],
      )
    }
  }

  manifests = [local.service_account, local.certificate, local.policy]
}
