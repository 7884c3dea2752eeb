locals {
  release_names = ["qdrant"]

  namespace = var.namespaces["vector-store"]
  replicas  = contains(["staging", "prod"], var.environment) ? 3 : 1
  store     = "https://s3.${var.site_domain}"

  chart = { repository = "https://qdrant.github.io/qdrant-helm", name = "qdrant", version = "1.19.0" }

  # The chart appends -unprivileged to the tag.
  images = { qdrant = "docker.io/qdrant/qdrant:v1.19.0-unprivileged" }

  # curl 8.16.0, of the snapshot job: an object of ours, so it stays when somebody else owns the release.
  curl        = "docker.io/curlimages/curl@sha256:463eaf6072688fe96ac64fa623fe73e1dbe25d8ad6c34404a669ad3ce1f104b6"
  curl_target = var.image_registry == "" ? local.curl : replace(local.curl, "/^[^/]+/", var.image_registry)

  parts = { for name, reference in local.images : name => {
    repository = "${var.image_registry == "" ? split("/", reference)[0] : var.image_registry}/${regex("^[^/]+/(.+):[^:]+$", reference)[0]}"
    tag        = regex(":([^:]+)$", reference)[0]
  } }

  pull_secrets = var.pull_secret_name == "" ? [] : [{ name = var.pull_secret_name }]

  restricted = {
    allowPrivilegeEscalation = false
    privileged               = false
    readOnlyRootFilesystem   = true
    runAsNonRoot             = true
    runAsUser                = 1000
    runAsGroup               = 2000
    capabilities             = { drop = ["ALL"] }
    seccompProfile           = { type = "RuntimeDefault" }
  }

  s3 = [for backups in var.backups[*] : {
    endpoint = coalesce(backups.endpoint, var.s3_endpoint, local.store)
    bucket   = backups.bucket
    region   = backups.region
    secret   = backups.secret_name
  }]

  # Names in the secret → environment variables that Qdrant reads as settings: no key stands in values, and the chart's own way
  # (apiKey, also with valueFrom) would write it into a secret of the release.
  secret_env = concat(
    [
      { name = "QDRANT__SERVICE__API_KEY", secret = var.api_key_secret_name, key = "api-key" },
      { name = "QDRANT__SERVICE__READ_ONLY_API_KEY", secret = var.api_key_secret_name, key = "read-only-api-key" },
    ],
    flatten([for s3 in local.s3 : [
      { name = "QDRANT__STORAGE__SNAPSHOTS_CONFIG__S3_CONFIG__ACCESS_KEY", secret = s3.secret, key = "AWS_ACCESS_KEY_ID" },
      { name = "QDRANT__STORAGE__SNAPSHOTS_CONFIG__S3_CONFIG__SECRET_KEY", secret = s3.secret, key = "AWS_SECRET_ACCESS_KEY" },
    ]]),
  )

  claim = merge({ accessModes = ["ReadWriteOnce"] }, var.storage_class == null ? {} : { storageClassName = var.storage_class })

  values = {
    fullnameOverride        = "qdrant"
    replicaCount            = local.replicas
    image                   = { repository = local.parts.qdrant.repository, tag = trimsuffix(local.parts.qdrant.tag, "-unprivileged"), useUnprivilegedImage = true, pullPolicy = "IfNotPresent" }
    imagePullSecrets        = local.pull_secrets
    additionalLabels        = var.labels
    updateVolumeFsOwnership = false # its init container runs the image that is not unprivileged, as root; fsGroup does the same
    service                 = { type = "ClusterIP" }
    ingress                 = { enabled = false }

    config = {
      cluster = { enabled = true, p2p = { port = 6335, enable_tls = true }, consensus = { tick_period_ms = 100 } }
      service = { enable_tls = true, jwt_rbac = true, enable_cors = false, verify_https_client_certificate = false }
      tls     = { cert = "/qdrant/tls/tls.crt", key = "/qdrant/tls/tls.key", ca_cert = "/qdrant/tls/ca.crt", cert_ttl = 3600 }
      storage = merge(
        { performance = { max_search_threads = 0 } },
        { for s3 in local.s3 : "snapshots_config" => { snapshots_storage = "s3", s3_config = { bucket = s3.bucket, region = s3.region, endpoint_url = s3.endpoint } } },
      )
      telemetry_disabled = true
    }

    env = [for entry in local.secret_env : { name = entry.name, valueFrom = { secretKeyRef = { name = entry.secret, key = entry.key } } }]

    containerSecurityContext = local.restricted
    podSecurityContext       = { runAsNonRoot = true, fsGroup = 2000, fsGroupChangePolicy = "OnRootMismatch", seccompProfile = { type = "RuntimeDefault" } }
    resources                = { requests = { cpu = "1", memory = var.memory }, limits = { memory = var.memory } }
    livenessProbe            = { enabled = true }
    readinessProbe           = { enabled = true }
    startupProbe             = { enabled = true }

    persistence         = merge(local.claim, { size = var.volume_size })
    snapshotPersistence = merge(local.claim, { enabled = true, size = var.volume_size }) # a snapshot on the data volume can fill it
    podDisruptionBudget = { enabled = local.replicas > 1, maxUnavailable = 1 }
    metrics             = { serviceMonitor = { enabled = true } }

    affinity = {
      podAntiAffinity = local.replicas == 1 ? {} : {
        requiredDuringSchedulingIgnoredDuringExecution = [{
          labelSelector = { matchLabels = { "app.kubernetes.io/name" = "qdrant" } }
          topologyKey   = "kubernetes.io/hostname"
        }]
      }
    }

    additionalVolumes      = [{ name = "tls", secret = { secretName = "qdrant-tls", defaultMode = 288 } }] # 0440
    additionalVolumeMounts = [{ name = "tls", mountPath = "/qdrant/tls", readOnly = true }]
  }
}

module "objects" {
  source = "../_raw"

  name      = "qdrant-objects"
  namespace = local.namespace
  manifests = local.manifests
}

module "qdrant" {
  source = "../_component"

  name               = "qdrant"
  namespace          = local.namespace
  chart              = local.chart
  chart_registry     = var.chart_registry
  image_registry     = var.image_registry
  repository_ca_file = var.repository_ca_file
  connectivity       = var.connectivity
  externally_managed = contains(var.externally_managed, "qdrant")
  images             = local.images
  values             = local.values
  overrides          = try(var.overrides.qdrant, {})
  depends_on         = [module.objects]
}

check "backups" {
  assert {
    condition     = var.backups != null || contains(["sandbox", "dev"], var.environment)
    error_message = "Qdrant of ${var.environment} has no backups: after a loss every document must be embedded again. Set backups of vector.store."
  }
}
