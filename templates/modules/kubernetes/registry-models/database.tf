locals {
  certificate = {
    apiVersion = "cert-manager.io/v1"
    kind       = "Certificate"
    metadata   = { name = "${local.database}-server", namespace = local.namespace, labels = var.labels }
    spec = {
      secretName     = "${local.database}-server"
      secretTemplate = { labels = { "cnpg.io/reload" = "" } } # without it a renewed certificate is read at the next restart only
      usages         = ["server auth"]
      duration       = "2160h"
      renewBefore    = "720h"
      privateKey     = { algorithm = "ECDSA", size = 256, rotationPolicy = "Always" }
      dnsNames = flatten([for service in ["rw", "ro", "r"] : [
        "${local.database}-${service}",
        "${local.database}-${service}.${local.namespace}",
        "${local.database}-${service}.${local.namespace}.svc",
        "${local.database}-${service}.${local.namespace}.svc.cluster.local",
      ]])
      issuerRef = { name = var.issuer_name, kind = "ClusterIssuer", group = "cert-manager.io" }
    }
  }

  object_store = {
    apiVersion = "barmancloud.cnpg.io/v1"
    kind       = "ObjectStore"
    metadata   = { name = "${local.database}-backups", namespace = local.namespace, labels = var.labels }
    spec = {
      retentionPolicy = "${var.backup_retention_days}d"
      configuration = merge(
        {
          destinationPath = "s3://${local.store.backups}/mlflow"
          endpointURL     = local.store.endpoint
          s3Credentials = {
            accessKeyId     = { name = local.store.secret_name, key = "AWS_ACCESS_KEY_ID" }
            secretAccessKey = { name = local.store.secret_name, key = "AWS_SECRET_ACCESS_KEY" }
          }
          wal  = { compression = "gzip", encryption = var.object_store.encryption }
          data = { compression = "gzip", encryption = var.object_store.encryption }
        },
        var.ca_secret_name == "" ? {} : { endpointCA = { name = var.ca_secret_name, key = "ca.crt" } },
      )
    }
  }

  cluster = {
    apiVersion = "postgresql.cnpg.io/v1"
    kind       = "Cluster"
    metadata   = { name = local.database, namespace = local.namespace, labels = var.labels }
    spec = {
      instances             = local.replicas == 1 ? 1 : 3
      imageName             = local.postgres_target
      imagePullSecrets      = local.pull_secrets
      enableSuperuserAccess = false
      enablePDB             = local.replicas > 1
      primaryUpdateStrategy = "unsupervised"
      storage               = merge({ size = var.database_volume_size }, var.storage_class == null ? {} : { storageClass = var.storage_class })
      walStorage            = merge({ size = "10Gi" }, var.storage_class == null ? {} : { storageClass = var.storage_class })
      affinity              = { enablePodAntiAffinity = true, podAntiAffinityType = local.replicas > 1 ? "required" : "preferred", topologyKey = "kubernetes.io/hostname" }
      resources             = { requests = { cpu = "500m", memory = "1Gi" }, limits = { memory = "2Gi" } }
      monitoring            = { enablePodMonitor = true }
      # No secret is named: the operator makes one for the owner, mlflow-db-app, which nobody has ever typed.
      bootstrap = { initdb = { database = "mlflow", owner = "mlflow", dataChecksums = true } }
      # The same secret holds certificate, key and the issuer's CA, which clients check against.
      certificates = { serverTLSSecret = "${local.database}-server", serverCASecret = "${local.database}-server" }
      postgresql = merge(
        {
          parameters = {
            ssl_min_protocol_version = "TLSv1.3"
            password_encryption      = "scram-sha-256"
            log_connections          = "on"
            log_statement            = "ddl"
          }
          pg_hba = ["hostssl all all all scram-sha-256", "hostnossl all all all reject"]
        },
        # An approval that was acknowledged survives the loss of the primary.
        local.replicas == 1 ? {} : { synchronous = { method = "any", number = 1, dataDurability = "preferred" } },
      )
      plugins = [{ name = "barman-cloud.cloudnative-pg.io", isWALArchiver = true, parameters = { barmanObjectName = "${local.database}-backups" } }]
    }
  }

  users_database = [for oidc in var.oidc[*] : {
    apiVersion = "postgresql.cnpg.io/v1"
    kind       = "Database"
    metadata   = { name = "mlflow-users", namespace = local.namespace, labels = var.labels }
    spec       = { name = "mlflow_users", owner = "mlflow", cluster = { name = local.database }, databaseReclaimPolicy = "retain" }
  }]

  basic_auth_database = [for basic in var.oidc == null ? ["mlflow_auth"] : [] : {
    apiVersion = "postgresql.cnpg.io/v1"
    kind       = "Database"
    metadata   = { name = "mlflow-auth", namespace = local.namespace, labels = var.labels }
    spec       = { name = basic, owner = "mlflow", cluster = { name = local.database }, databaseReclaimPolicy = "retain" }
  }]

  scheduled_backup = {
    apiVersion = "postgresql.cnpg.io/v1"
    kind       = "ScheduledBackup"
    metadata   = { name = local.database, namespace = local.namespace, labels = var.labels }
    spec = {
      schedule             = "0 0 2 * * *" # six fields: the first is seconds
      immediate            = true
      backupOwnerReference = "cluster"
      cluster              = { name = local.database }
      method               = "plugin"
      pluginConfiguration  = { name = "barman-cloud.cloudnative-pg.io" }
    }
  }

  from = {
    for name, key in { gateway = "gateway", monitoring = "monitoring", operator = "cnpg-system" } :
    name => { namespaceSelector = { matchLabels = { "kubernetes.io/metadata.name" = lookup(var.namespaces, key, key) } } }
  }
  from_tenants = { namespaceSelector = { matchLabels = { "platform/kind" = "tenant" } } }
  to_store     = [for cidr in var.object_store_cidrs : { ipBlock = { cidr = cidr } }]
  to_idp       = [for cidr in var.identity_provider_cidrs : { ipBlock = { cidr = cidr } }]

  policy_specs = {
    database = {
      podSelector = { matchLabels = { "cnpg.io/cluster" = local.database } }
      policyTypes = ["Ingress", "Egress"]
      ingress = [
        { from = [{ podSelector = { matchLabels = { "app.kubernetes.io/name" = "mlflow" } } }, { podSelector = { matchLabels = { "cnpg.io/cluster" = local.database } } }], ports = [{ protocol = "TCP", port = 5432 }] },
        { from = [local.from.operator], ports = [{ protocol = "TCP", port = 8000 }, { protocol = "TCP", port = 5432 }] },
        { from = [local.from.monitoring], ports = [{ protocol = "TCP", port = 9187 }] },
      ]
      egress = concat(
        [{ to = [{ podSelector = { matchLabels = { "cnpg.io/cluster" = local.database } } }], ports = [{ protocol = "TCP", port = 5432 }, { protocol = "TCP", port = 8000 }] }],
        [for to in length(local.to_store) > 0 ? [local.to_store] : [] : { to = to, ports = [{ protocol = "TCP", port = 443 }] }],
      )
    }
    server = {
      podSelector = { matchLabels = { "app.kubernetes.io/name" = "mlflow" } }
      policyTypes = ["Ingress", "Egress"]
      ingress     = [{ from = [local.from.gateway, local.from_tenants, local.from.monitoring], ports = [{ protocol = "TCP", port = 5000 }] }]
      egress = concat(
        [{ to = [{ podSelector = { matchLabels = { "cnpg.io/cluster" = local.database } } }], ports = [{ protocol = "TCP", port = 5432 }] }],
        [for to in length(local.to_store) + length(local.to_idp) > 0 ? [concat(local.to_store, local.to_idp)] : [] : { to = to, ports = [{ protocol = "TCP", port = 443 }] }],
      )
    }
  }

  policies = [for name, spec in local.policy_specs : {
    apiVersion = "networking.k8s.io/v1"
    kind       = "NetworkPolicy"
    metadata   = { name = "mlflow-${name}", namespace = local.namespace, labels = var.labels }
    spec       = spec
  }]

  manifests = concat([local.certificate, local.object_store, local.cluster, local.scheduled_backup], local.users_database, local.basic_auth_database, local.policies)
}
