locals {
  release_names = ["weaviate"]

  namespace = var.namespaces["vector-store"]
  replicas  = contains(["staging", "prod"], var.environment) ? 3 : 1

  chart  = { repository = "https://weaviate.github.io/weaviate-helm", name = "weaviate", version = "17.8.3" }
  images = { weaviate = "cr.weaviate.io/semitechnologies/weaviate:1.37.6" }

  reference = local.images.weaviate
  registry  = var.image_registry == "" ? split("/", local.reference)[0] : var.image_registry

  pull_secrets = var.pull_secret_name == "" ? [] : [var.pull_secret_name]

  s3 = [for backups in var.backups[*] : {
    endpoint = coalesce(backups.endpoint, var.s3_endpoint, "https://s3.${var.site_domain}")
    bucket   = backups.bucket
    region   = backups.region
    secret   = backups.secret_name
  }]

  # Vectorizers that call somebody's API would carry documents out of the perimeter; those that run here are named.
  local_modules = ["text2vec-transformers", "reranker-transformers", "text2vec-ollama", "generative-ollama", "none"]

  values = {
    image = {
      registry    = local.registry
      repo        = regex("^[^/]+/(.+):[^:]+$", local.reference)[0]
      tag         = regex(":([^:]+)$", local.reference)[0]
      pullPolicy  = "IfNotPresent"
      pullSecrets = local.pull_secrets
    }

    # Privileged and an alpine image without a fixed tag; vm.max_map_count belongs to the hosts' image.
    initContainers = { sysctlInitContainer = { enabled = false } }

    replicas                 = local.replicas
    securityContext          = { runAsNonRoot = true, runAsUser = 1000, runAsGroup = 1000, fsGroup = 1000, fsGroupChangePolicy = "OnRootMismatch", seccompProfile = { type = "RuntimeDefault" } }
    containerSecurityContext = { allowPrivilegeEscalation = false, privileged = false, readOnlyRootFilesystem = true, runAsNonRoot = true, capabilities = { drop = ["ALL"] } }
    serviceAccountName       = "weaviate"
    resources                = { requests = { cpu = "1", memory = var.memory }, limits = { memory = var.memory } }
    storage                  = merge({ size = var.volume_size }, var.storage_class == null ? {} : { storageClassName = var.storage_class })
    startupProbe             = { enabled = true, initialDelaySeconds = 30, periodSeconds = 30, failureThreshold = 60, successThreshold = 1, timeoutSeconds = 3 }

    service        = { type = "ClusterIP" }
    grpcService    = { enabled = true, type = "ClusterIP" }
    serviceMonitor = { enabled = true }

    authentication = merge(
      { anonymous_access = { enabled = false } },
      { for oidc in var.oidc[*] : "oidc" => { enabled = true, issuer = oidc.issuer_url, client_id = oidc.client_id, username_claim = "sub", groups_claim = "groups", skip_client_id_check = false } },
    )
    authorization = {
      admin_list = { enabled = false } # replaced by roles
      rbac       = { enabled = true, root_users = sort(var.admin_users), root_groups = sort(flatten([for oidc in var.oidc[*] : tolist(oidc.admin_groups)])) }
    }

    env = merge(
      {
        AUTHENTICATION_APIKEY_ENABLED   = "true"
        AUTHENTICATION_APIKEY_USERS     = join(",", sort(var.admin_users))
        PERSISTENCE_LSM_ACCESS_STRATEGY = "mmap"
        PROMETHEUS_MONITORING_ENABLED   = "true"
        DISABLE_TELEMETRY               = "true"
        QUERY_MAXIMUM_RESULTS           = "10000"
        RAFT_BOOTSTRAP_EXPECT           = tostring(local.replicas)
        REPLICATION_MINIMUM_FACTOR      = tostring(local.replicas == 1 ? 1 : 2)
        GRPC_CERT_FILE                  = "/etc/weaviate/tls/tls.crt"
        GRPC_KEY_FILE                   = "/etc/weaviate/tls/tls.key"
      },
      length(var.allowed_modules) == 0 ? {} : { ENABLE_MODULES = join(",", concat(sort(var.allowed_modules), [for s3 in local.s3 : "backup-s3"])) },
    )
    envSecrets = { AUTHENTICATION_APIKEY_ALLOWED_KEYS = var.api_key_secret_name }

    extraVolumes      = [{ name = "tls", secret = { secretName = "weaviate-tls", defaultMode = 288 } }, { name = "tmp", emptyDir = { sizeLimit = "1Gi" } }]
    extraVolumeMounts = [{ name = "tls", mountPath = "/etc/weaviate/tls", readOnly = true }, { name = "tmp", mountPath = "/tmp" }]

    backups = { for s3 in local.s3 : "s3" => {
      enabled    = true
      envconfig  = { BACKUP_S3_BUCKET = s3.bucket, BACKUP_S3_PATH = "weaviate", BACKUP_S3_ENDPOINT = trimprefix(s3.endpoint, "https://"), BACKUP_S3_USE_SSL = "true", AWS_REGION = s3.region }
      envSecrets = { AWS_ACCESS_KEY_ID = s3.secret, AWS_SECRET_ACCESS_KEY = s3.secret }
    } }

    affinity = local.replicas == 1 ? {} : {
      podAntiAffinity = {
        requiredDuringSchedulingIgnoredDuringExecution = [{ labelSelector = { matchLabels = { app = "weaviate" } }, topologyKey = "kubernetes.io/hostname" }]
      }
    }
  }
}

module "objects" {
  source = "../_raw"

  name      = "weaviate-objects"
  namespace = local.namespace
  manifests = local.manifests
}

module "weaviate" {
  source = "../_component"

  name               = "weaviate"
  namespace          = local.namespace
  chart              = local.chart
  chart_registry     = var.chart_registry
  image_registry     = var.image_registry
  repository_ca_file = var.repository_ca_file
  connectivity       = var.connectivity
  externally_managed = contains(var.externally_managed, "weaviate")
  images             = local.images
  values             = local.values
  overrides          = try(var.overrides.weaviate, {})
  depends_on         = [module.objects]
}

check "traffic_is_encrypted" {
  assert {
    condition     = var.mesh_encrypted || contains(["sandbox", "dev"], var.environment)
    error_message = "Weaviate's REST port and its cluster ports speak plain HTTP in the cluster (gRPC has TLS): put its namespace into the mesh and say mesh_encrypted, or use the flavour qdrant."
  }
}

check "backups" {
  assert {
    condition     = var.backups != null || contains(["sandbox", "dev"], var.environment)
    error_message = "Weaviate of ${var.environment} has no backups: after a loss every document must be embedded again. Set backups of vector.store."
  }
}
