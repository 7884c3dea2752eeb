# Every client has keys of its own and reads or writes the buckets that name it. The keys lie in the secret store only, at
# <secret_path>/<client>; the External Secrets operator puts them where they are used.
locals {
  client_names = sort(distinct(flatten([for bucket in values(var.buckets) : concat(bucket.writers, bucket.readers)])))
  known        = merge(var.namespaces, var.tenant_namespaces)
  clients      = { for name in local.client_names : name => local.known[name] if contains(keys(local.known), name) }

  actions = {
    for client in local.client_names : client => sort(flatten([
      for name, bucket in var.buckets : concat(
        [for action in ["List", "Read", "Write", "Tagging"] : "${action}:${name}" if contains(bucket.writers, client)],
        [for action in ["List", "Read"] : "${action}:${name}" if contains(bucket.readers, client) && !contains(bucket.writers, client)],
      )
    ]))
  }

  identities = concat(
    [{
      name        = "admin"
      credentials = [{ accessKey = "{{ .admin_access_key }}", secretKey = "{{ .admin_secret_key }}" }]
      actions     = ["Admin", "List", "Read", "Write", "Tagging"]
    }],
    [for client in keys(local.clients) : {
      name        = client
      credentials = [{ accessKey = "{{ .${replace(client, "-", "_")}_access_key }}", secretKey = "{{ .${replace(client, "-", "_")}_secret_key }}" }]
      actions     = local.actions[client]
    }],
  )

  certificate = {
    apiVersion = "cert-manager.io/v1"
    kind       = "Certificate"
    metadata   = { name = "seaweedfs-s3-tls", namespace = local.namespace, labels = var.labels }
    spec = {
      secretName  = "seaweedfs-s3-tls"
      dnsNames    = ["seaweedfs-s3", "seaweedfs-s3.${local.namespace}", "seaweedfs-s3.${local.namespace}.svc", "seaweedfs-s3.${local.namespace}.svc.cluster.local"]
      duration    = "2160h"
      renewBefore = "720h"
      privateKey  = { algorithm = "ECDSA", size = 256, rotationPolicy = "Always" }
      issuerRef   = { group = "cert-manager.io", kind = "ClusterIssuer", name = var.issuer_name }
    }
  }

  access = concat(
    [{
      apiVersion = "external-secrets.io/v1"
      kind       = "ExternalSecret"
      metadata   = { name = "seaweedfs-s3-config", namespace = local.namespace, labels = var.labels }
      spec = {
        refreshInterval = "1h"
        secretStoreRef  = { kind = "ClusterSecretStore", name = var.secret_store_name }
        target = {
          name           = "seaweedfs-s3-config"
          creationPolicy = "Owner"
          template       = { engineVersion = "v2", data = { seaweedfs_s3_config = jsonencode({ identities = local.identities }) } }
        }
        data = flatten([for client in concat(["admin"], keys(local.clients)) : [for part in ["access_key", "secret_key"] : {
          secretKey = "${replace(client, "-", "_")}_${part}"
          remoteRef = { key = "${var.secret_path}/${client}", property = part }
        }]])
      }
    }],
    [for client, namespace in local.clients : {
      apiVersion = "external-secrets.io/v1"
      kind       = "ExternalSecret"
      metadata   = { name = var.credentials_secret_name, namespace = namespace, labels = var.labels }
      spec = {
        refreshInterval = "1h"
        secretStoreRef  = contains(keys(var.tenant_namespaces), client) ? { kind = "SecretStore", name = var.tenant_store_name } : { kind = "ClusterSecretStore", name = var.secret_store_name }
        target          = { name = var.credentials_secret_name, creationPolicy = "Owner" }
        data = [
          { secretKey = "AWS_ACCESS_KEY_ID", remoteRef = { key = "${var.secret_path}/${client}", property = "access_key" } },
          { secretKey = "AWS_SECRET_ACCESS_KEY", remoteRef = { key = "${var.secret_path}/${client}", property = "secret_key" } },
        ]
      }
    }],
  )
}
