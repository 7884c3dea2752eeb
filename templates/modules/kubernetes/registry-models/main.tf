locals {
  release_names = ["cloudnative-pg", "plugin-barman-cloud", "mlflow"]

  namespace = var.namespaces["mlflow"]
  replicas  = contains(["staging", "prod"], var.environment) ? 2 : 1
  host      = coalesce(var.host, "mlflow.${var.site_domain}")
  database  = "mlflow-db"

  charts = {
    cloudnative-pg      = { repository = "https://cloudnative-pg.github.io/charts", name = "cloudnative-pg", version = "0.29.0" }
    plugin-barman-cloud = { repository = "https://cloudnative-pg.github.io/charts", name = "plugin-barman-cloud", version = "0.7.0" }
    mlflow              = { repository = "https://community-charts.github.io/helm-charts", name = "mlflow", version = "1.11.5" }
  }

  # Of our own object, so it stays when somebody else owns the operator.
  postgres_image  = "ghcr.io/cloudnative-pg/postgresql:18.4-minimal-trixie"
  postgres_target = var.image_registry == "" ? local.postgres_image : replace(local.postgres_image, "/^[^/]+/", var.image_registry)

  # The backup sidecar is started by an operator: no scan of rendered charts would list it.
  images = {
    cloudnative-pg      = { operator = "ghcr.io/cloudnative-pg/cloudnative-pg:1.30.0" }
    plugin-barman-cloud = { plugin = "ghcr.io/cloudnative-pg/plugin-barman-cloud:v0.14.0", sidecar = "ghcr.io/cloudnative-pg/plugin-barman-cloud-sidecar:v0.14.0" }
    mlflow              = { server = "docker.io/burakince/mlflow:3.15.1" }
  }

  parts = {
    for release, images in local.images : release => {
      for name, reference in images : name => {
        registry   = var.image_registry == "" ? split("/", reference)[0] : var.image_registry
        repository = regex("^[^/]+/(.+):[^:]+$", reference)[0]
        tag        = regex(":([^:]+)$", reference)[0]
      }
    }
  }

  reference = {
    for release, parts in local.parts : release => { for name, part in parts : name => { repository = "${part.registry}/${part.repository}", tag = part.tag } }
  }

  pull_secrets = var.pull_secret_name == "" ? [] : [{ name = var.pull_secret_name }]

  restricted = {
    allowPrivilegeEscalation = false
    readOnlyRootFilesystem   = true
    privileged               = false
    runAsNonRoot             = true
    capabilities             = { drop = ["ALL"] }
    seccompProfile           = { type = "RuntimeDefault" }
  }

  store = {
    endpoint    = coalesce(var.object_store.endpoint, var.s3_endpoint, "https://s3.${var.site_domain}")
    bucket      = var.object_store.model_bucket
    backups     = var.object_store.backup_bucket
    region      = var.object_store.region
    secret_name = var.object_store.secret_name
  }

  operator_values = {
    replicaCount             = local.replicas
    image                    = local.reference.cloudnative-pg.operator
    imagePullSecrets         = local.pull_secrets
    crds                     = { create = true }
    monitoring               = { podMonitorEnabled = true }
    containerSecurityContext = local.restricted
    resources                = { requests = { cpu = "100m", memory = "128Mi" }, limits = { memory = "512Mi" } }
  }

  plugin_values = {
    image            = local.parts.plugin-barman-cloud.plugin
    sidecarImage     = local.parts.plugin-barman-cloud.sidecar
    imagePullSecrets = local.pull_secrets
    crds             = { create = true }
    resources        = { requests = { cpu = "50m", memory = "64Mi" }, limits = { memory = "256Mi" } }
  }
}

module "operator" {
  source = "../_component"

  name               = "cloudnative-pg"
  namespace          = var.namespaces["cnpg-system"]
  chart              = local.charts.cloudnative-pg
  chart_registry     = var.chart_registry
  image_registry     = var.image_registry
  repository_ca_file = var.repository_ca_file
  connectivity       = var.connectivity
  externally_managed = contains(var.externally_managed, "cloudnative-pg")
  images             = local.images.cloudnative-pg
  values             = local.operator_values
  overrides          = try(var.overrides.cloudnative-pg, {})
  protect            = var.protect_database # its definitions go with it, and every database with them
}

module "backup_plugin" {
  source = "../_component"

  name               = "plugin-barman-cloud"
  namespace          = var.namespaces["cnpg-system"] # the operator looks for plugins beside itself
  chart              = local.charts.plugin-barman-cloud
  chart_registry     = var.chart_registry
  image_registry     = var.image_registry
  repository_ca_file = var.repository_ca_file
  connectivity       = var.connectivity
  externally_managed = contains(var.externally_managed, "plugin-barman-cloud")
  images             = local.images.plugin-barman-cloud
  values             = local.plugin_values
  overrides          = try(var.overrides.plugin-barman-cloud, {})
  depends_on         = [module.operator]
}

module "database" {
  source = "../_raw"

  name       = "mlflow-database"
  namespace  = local.namespace
  manifests  = local.manifests
  timeout    = 900
  depends_on = [module.operator, module.backup_plugin]
}

module "mlflow" {
  source = "../_component"

  name               = "mlflow"
  namespace          = local.namespace
  chart              = local.charts.mlflow
  chart_registry     = var.chart_registry
  image_registry     = var.image_registry
  repository_ca_file = var.repository_ca_file
  connectivity       = var.connectivity
  externally_managed = contains(var.externally_managed, "mlflow")
  images             = local.images.mlflow
  values             = local.mlflow_values
  overrides          = try(var.overrides.mlflow, {})
  timeout            = 1800 # the first start waits for the database, then migrates it
  depends_on         = [module.database]
}
