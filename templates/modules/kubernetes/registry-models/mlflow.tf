locals {
  mlflow_values = merge(
    {
      fullnameOverride   = "mlflow"
      replicaCount       = local.replicas
      image              = merge(local.reference.mlflow.server, { pullPolicy = "IfNotPresent" })
      imagePullSecrets   = local.pull_secrets
      strategy           = { type = "RollingUpdate", rollingUpdate = { maxSurge = 1, maxUnavailable = 0 } }
      service            = { enabled = true, type = "ClusterIP", port = 5000 }
      ingress            = { enabled = false }
      telemetry          = { enabled = false }
      serviceAccount     = { create = true, automount = false }
      podSecurityContext = { fsGroup = 1001, fsGroupChangePolicy = "OnRootMismatch", runAsNonRoot = true, seccompProfile = { type = "RuntimeDefault" } }
      securityContext    = merge(local.restricted, { runAsUser = 1001, runAsGroup = 1001 })
      resources          = { requests = { cpu = "500m", memory = "1Gi" }, limits = { memory = "4Gi" } }
      serviceMonitor     = { enabled = true, namespace = lookup(var.namespaces, "monitoring", "monitoring"), labels = var.labels }

      # Bundled databases are Bitnami's, whose free images are frozen.
      postgresql = { enabled = false }
      mysql      = { enabled = false }

      backendStore = {
        databaseMigration       = true
        databaseConnectionCheck = true
        postgres                = { enabled = true, host = "${local.database}-rw.${local.namespace}.svc", port = 5432, database = "mlflow", driver = "psycopg2" }
        existingDatabaseSecret  = { name = "${local.database}-app", usernameKey = "username", passwordKey = "password" }
      }

      # Through the server: people and jobs need no key of the bucket, and every read is in one log.
      artifactRoot = {
        proxiedArtifactStorage = true
        s3 = {
          enabled = true
          bucket  = local.store.bucket
          path    = "mlflow"
        }
      }

      serverAllowedHosts                 = [local.host, "mlflow", "mlflow.${local.namespace}", "mlflow.${local.namespace}.svc", "mlflow.${local.namespace}.svc.cluster.local"]
      flaskServerSecretKeyExistingSecret = { name = var.session_secret_name, key = "session-key" }

      extraSecretNamesForEnvFrom = [local.store.secret_name] # AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY

      extraEnvVars = merge(
        {
          MLFLOW_S3_ENDPOINT_URL = local.store.endpoint
          AWS_DEFAULT_REGION     = local.store.region
          # libpq: the server's certificate is checked, name included.
          PGSSLMODE     = "verify-full"
          PGSSLROOTCERT = "/etc/mlflow/database-ca/ca.crt"
          DO_NOT_TRACK  = "true"
        },
        var.ca_bundle_config_map == "" ? {} : { AWS_CA_BUNDLE = "/etc/mlflow/site-ca/ca.crt", REQUESTS_CA_BUNDLE = "/etc/mlflow/site-ca/ca.crt" },
      )

      extraVolumes = concat(
        [
          { name = "database-ca", secret = { secretName = "${local.database}-server", items = [{ key = "ca.crt", path = "ca.crt" }] } },
          { name = "tmp", emptyDir = { sizeLimit = "10Gi" } }, # the root file system is read-only; uploads pass through here
        ],
        [for name in var.ca_bundle_config_map == "" ? [] : [var.ca_bundle_config_map] : { name = "site-ca", configMap = { name = name } }],
      )
      extraVolumeMounts = concat(
        [{ name = "database-ca", mountPath = "/etc/mlflow/database-ca", readOnly = true }, { name = "tmp", mountPath = "/tmp" }],
        [for name in var.ca_bundle_config_map == "" ? [] : [var.ca_bundle_config_map] : { name = "site-ca", mountPath = "/etc/mlflow/site-ca", readOnly = true }],
      )

      # The chart's default has no sign-in at all; exactly one of these two is on.
      ldapAuth = { enabled = false }
    },
    { for auth in var.oidc == null ? [local.basic_auth] : [] : "auth" => auth },
    { for auth in local.oidc_auth : "oidcAuth" => auth },
  )

  basic_auth = {
    enabled             = true
    existingAdminSecret = { name = var.admin_secret_name, usernameKey = "username", passwordKey = "password" }
    defaultPermission   = "READ"
    postgres = {
      enabled        = true
      host           = "${local.database}-rw.${local.namespace}.svc"
      port           = 5432
      database       = "mlflow_auth"
      driver         = "psycopg2"
      existingSecret = { name = "${local.database}-app", usernameKey = "username", passwordKey = "password" }
    }
  }

  oidc_auth = [for oidc in var.oidc[*] : {
    enabled           = true
    discoveryUrl      = "${trimsuffix(oidc.issuer_url, "/")}/.well-known/openid-configuration"
    clientId          = oidc.client_id
    existingSecret    = { name = oidc.secret_name, clientSecretKey = "client-secret" }
    redirectUri       = "https://${local.host}/callback"
    groupName         = sort(oidc.user_groups)
    adminGroupName    = sort(oidc.approver_groups)
    defaultPermission = "READ"
    trustedProxies    = var.pod_cidrs
    database = {
      postgres = {
        enabled        = true
        host           = "${local.database}-rw.${local.namespace}.svc"
        port           = 5432
        database       = "mlflow_users"
        existingSecret = { name = "${local.database}-app", usernameKey = "username", passwordKey = "password" }
      }
    }
  }]
}

check "people_sign_in_as_themselves" {
  assert {
    condition     = var.oidc != null || contains(["sandbox", "dev"], var.environment)
    error_message = "MLflow of ${var.environment} has accounts of its own and no groups: who approves a model cannot be held apart from who trains it. Set oidc of registry.models."
  }
}
