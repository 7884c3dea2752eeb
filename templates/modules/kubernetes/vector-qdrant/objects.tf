locals {
  nodes = [for index in range(local.replicas) : "qdrant-${index}.qdrant-headless"]

  certificate = {
    apiVersion = "cert-manager.io/v1"
    kind       = "Certificate"
    metadata   = { name = "qdrant", namespace = local.namespace, labels = var.labels }
    spec = {
      secretName  = "qdrant-tls"
      usages      = ["server auth", "client auth"] # nodes present it to each other
      duration    = "2160h"
      renewBefore = "720h"
      privateKey  = { algorithm = "ECDSA", size = 256, rotationPolicy = "Always" }
      dnsNames = concat(
        ["qdrant", "qdrant.${local.namespace}", "qdrant.${local.namespace}.svc", "qdrant.${local.namespace}.svc.cluster.local"],
        local.nodes,
        [for node in local.nodes : "${node}.${local.namespace}.svc.cluster.local"],
      )
      issuerRef = { name = var.issuer_name, kind = "ClusterIssuer", group = "cert-manager.io" }
    }
  }

  policy = {
    apiVersion = "networking.k8s.io/v1"
    kind       = "NetworkPolicy"
    metadata   = { name = "qdrant", namespace = local.namespace, labels = var.labels }
    spec = {
      podSelector = { matchLabels = { "app.kubernetes.io/name" = "qdrant" } }
      policyTypes = ["Ingress", "Egress"]
      ingress = [
        {
          from  = [{ namespaceSelector = { matchLabels = { "platform/kind" = "tenant" } } }, { namespaceSelector = { matchLabels = { "kubernetes.io/metadata.name" = lookup(var.namespaces, "gateway", "gateway-system") } } }]
          ports = [{ protocol = "TCP", port = 6333 }, { protocol = "TCP", port = 6334 }]
        },
        { from = [{ namespaceSelector = { matchLabels = { "kubernetes.io/metadata.name" = lookup(var.namespaces, "monitoring", "monitoring") } } }], ports = [{ protocol = "TCP", port = 6333 }] },
        { from = [{ podSelector = { matchLabels = { "app.kubernetes.io/name" = "qdrant" } } }], ports = [{ protocol = "TCP", port = 6335 }] },
        { from = [{ podSelector = { matchLabels = { "platform/job" = "qdrant-snapshots" } } }], ports = [{ protocol = "TCP", port = 6333 }] },
      ]
      egress = concat(
        [{ to = [{ podSelector = { matchLabels = { "app.kubernetes.io/name" = "qdrant" } } }], ports = [{ protocol = "TCP", port = 6335 }] }],
        [for cidrs in length(var.object_store_cidrs) > 0 ? [var.object_store_cidrs] : [] : { to = [for cidr in cidrs : { ipBlock = { cidr = cidr } }], ports = [{ protocol = "TCP", port = 443 }] }],
      )
    }
  }

  # A snapshot holds what one node has, so every node is asked; in a cluster there is no snapshot of everything.
  snapshot_script = <<-SCRIPT
    set -eu
    api() { curl --silent --show-error --fail --max-time 3600 --cacert /tls/ca.crt --header "api-key: $(cat /keys/api-key)" "$@"; }
    for node in ${join(" ", local.nodes)}; do
      api "https://$node:6333/collections" | tr '{},' '\n\n\n' | sed -n 's/^"name":"\(.*\)"$/\1/p' | while read -r collection; do
        api --request POST "https://$node:6333/collections/$collection/snapshots?wait=true"
        echo " $node $collection"
      done
    done
  SCRIPT

  snapshots = [for backups in var.backups[*] : {
    apiVersion = "batch/v1"
    kind       = "CronJob"
    metadata   = { name = "qdrant-snapshots", namespace = local.namespace, labels = var.labels }
    spec = {
      schedule                   = backups.schedule
      concurrencyPolicy          = "Forbid"
      successfulJobsHistoryLimit = 3
      failedJobsHistoryLimit     = 3
      jobTemplate = {
        spec = {
          backoffLimit            = 2
          activeDeadlineSeconds   = 14400
          ttlSecondsAfterFinished = 604800
          template = {
            metadata = { labels = merge(var.labels, { "platform/job" = "qdrant-snapshots" }) }
            spec = {
              restartPolicy                = "Never"
              automountServiceAccountToken = false
              enableServiceLinks           = false
              imagePullSecrets             = local.pull_secrets
              securityContext              = { runAsNonRoot = true, runAsUser = 10001, runAsGroup = 10001, fsGroup = 10001, seccompProfile = { type = "RuntimeDefault" } }
              containers = [{
                name            = "snapshots"
                image           = local.curl_target
                imagePullPolicy = "Always"
                command         = ["/bin/sh", "-c", local.snapshot_script]
                resources       = { requests = { cpu = "10m", memory = "32Mi" }, limits = { cpu = "200m", memory = "64Mi" } }
                securityContext = { allowPrivilegeEscalation = false, readOnlyRootFilesystem = true, runAsNonRoot = true, runAsUser = 10001, capabilities = { drop = ["ALL"] } }
                volumeMounts    = [{ name = "tls", mountPath = "/tls", readOnly = true }, { name = "keys", mountPath = "/keys", readOnly = true }]
              }]
              volumes = [
                { name = "tls", secret = { secretName = "qdrant-tls", defaultMode = 288, items = [{ key = "ca.crt", path = "ca.crt" }] } },
                { name = "keys", secret = { secretName = var.api_key_secret_name, defaultMode = 288, items = [{ key = "api-key", path = "api-key" }] } },
              ]
            }
          }
        }
      }
    }
  }]

  manifests = concat([local.certificate, local.policy], local.snapshots)
}
