locals {
  release_names = ["zenml"]

  namespace = var.namespaces["zenml"]
  replicas  = contains(["staging", "prod"], var.environment) ? 2 : 1
  host      = coalesce(var.host, "zenml.${var.site_domain}")
  database  = { host = coalesce(var.database.host, "mysql.${var.site_domain}"), port = var.database.port, name = var.database.name, user = var.database.user }

  chart  = { repository = "oci://public.ecr.aws/zenml", name = "zenml", version = "0.98.0" }
  images = { server = "docker.io/zenmldocker/zenml-server:0.98.0" }

  reference = local.images.server
  image     = "${var.image_registry == "" ? split("/", local.reference)[0] : var.image_registry}/${regex("^[^/]+/(.+):[^:]+$", local.reference)[0]}"

  pull_secrets = var.pull_secret_name == "" ? [] : [{ name = var.pull_secret_name }]

  values = {
    fullnameOverride = "zenml"
    imagePullSecrets = local.pull_secrets

    zenml = {
      replicaCount   = local.replicas
      image          = { repository = local.image, tag = regex(":([^:]+)$", local.reference)[0], pullPolicy = "IfNotPresent" }
      serverURL      = "https://${local.host}"
      dashboardURL   = "https://${local.host}"
      deploymentType = "kubernetes"
      debug          = false
      analyticsOptIn = false
      pro            = { enabled = false }

      auth = {
        authType = "OAUTH2_PASSWORD_BEARER"
        # jwtSecretKey is not given: a value here would lie in the state. The chart makes one and keeps it over upgrades.
        jwtTokenExpireMinutes          = var.token_minutes
        corsAllowOrigins               = ["https://${local.host}"]
        maxFailedDeviceAuthAttempts    = 3
        deviceExpirationMinutes        = 1440
        trustedDeviceExpirationMinutes = 10080
      }

      enableImplicitAuthMethods = false # connectors would act as the server

      # MySQL or nothing: without a URL it is SQLite in a container that forgets.
      database = {
        url                 = "mysql://${local.database.user}@${local.database.host}:${local.database.port}/${local.database.name}"
        passwordSecretRef   = { name = var.database.secret_name, key = "password" }
        ssl                 = true
        sslVerifyServerCert = true
        sslCa               = { secretRef = { name = var.database.secret_name, key = "ca.crt" } }
        backupStrategy      = "database"
        backupDatabase      = "${local.database.name}_backup"
      }

      # Its own store would keep credentials in MySQL, encrypted with a key that the chart takes in clear only.
      secretsStore = { enabled = false }

      service      = { type = "ClusterIP" }
      ingress      = { enabled = false } # the chart's default names nginx, which is retired
      certificates = { secretRefs = [for secret in var.ca_secret_name == "" ? [] : [var.ca_secret_name] : { name = secret, key = "ca.crt" }] }
      environment  = { DISABLE_TELEMETRY = "true" }
    }

    serviceAccount     = { create = true, name = "zenml" }
    podSecurityContext = { fsGroup = 1000, runAsNonRoot = true, seccompProfile = { type = "RuntimeDefault" } }
    securityContext    = { runAsNonRoot = true, runAsUser = 1000, allowPrivilegeEscalation = false, capabilities = { drop = ["ALL"] } }
    resources          = { requests = { cpu = "250m", memory = "512Mi" }, limits = { memory = "2Gi" } }
  }
}

module "objects" {
  source = "../_raw"

  name      = "zenml-objects"
  namespace = local.namespace
  manifests = local.manifests
}

module "zenml" {
  source = "../_component"

  name               = "zenml"
  namespace          = local.namespace
  chart              = local.chart
  chart_registry     = var.chart_registry
  image_registry     = var.image_registry
  repository_ca_file = var.repository_ca_file
  connectivity       = var.connectivity
  externally_managed = contains(var.externally_managed, "zenml")
  images             = local.images
  values             = local.values
  overrides          = try(var.overrides.zenml, {})
  depends_on         = [module.objects]
}

locals {
  to = { for name, cidrs in { database = var.database_cidrs, store = var.object_store_cidrs } : name => [for cidr in cidrs : { ipBlock = { cidr = cidr } }] }

  manifests = [{
    apiVersion = "networking.k8s.io/v1"
    kind       = "NetworkPolicy"
    metadata   = { name = "zenml", namespace = local.namespace, labels = var.labels }
    spec = {
      podSelector = { matchLabels = { "app.kubernetes.io/name" = "zenml" } }
      policyTypes = ["Ingress", "Egress"]
      ingress = [{
        from = [
          { namespaceSelector = { matchLabels = { "kubernetes.io/metadata.name" = lookup(var.namespaces, "gateway", "gateway-system") } } },
          { namespaceSelector = { matchLabels = { "platform/kind" = "tenant" } } },
        ]
        ports = [{ protocol = "TCP", port = 8080 }]
      }]
      egress = concat(
        [for to in length(local.to.database) > 0 ? [local.to.database] : [] : { to = to, ports = [{ protocol = "TCP", port = local.database.port }] }],
        [for to in length(local.to.store) > 0 ? [local.to.store] : [] : { to = to, ports = [{ protocol = "TCP", port = 443 }] }],
      )
    }
  }]
}

check "accounts_are_the_servers_own" {
  assert {
    condition     = !var.single_sign_on_expected
    error_message = "Free ZenML knows accounts of its own only; single sign-on and roles are ZenML Pro. Put oauth2-proxy or the gateway's sign-in in front, or take the flavour kubeflow."
  }
}
