locals {
  loki_values = one([for logs in var.logs[*] : {
    fullnameOverride = "loki"
    deploymentMode   = "Monolithic"
    global           = { imageRegistry = var.image_registry }
    imagePullSecrets = local.pull_secrets

    loki = {
      image        = local.parts.loki.loki
      auth_enabled = true # every request names a tenant; without it all logs are one heap
      commonConfig = { replication_factor = local.replicas == 1 ? 1 : 3 }
      analytics    = { reporting_enabled = false }
      storage = {
        type        = "s3"
        bucketNames = { chunks = logs.bucket, ruler = logs.bucket }
        s3          = { endpoint = logs.endpoint, region = logs.region, s3ForcePathStyle = true, insecure = false }
      }
      # Explicit: the chart refuses to guess, and a changed guess makes old chunks unreadable.
      schemaConfig = {
        configs = [{ from = "2026-01-01", store = "tsdb", object_store = "s3", schema = "v13", index = { prefix = "loki_index_", period = "24h" } }]
      }
      limits_config = { retention_period = "${logs.retention_days * 24}h", reject_old_samples = true, allow_structured_metadata = true }
      compactor     = { retention_enabled = true, delete_request_store = "s3" }
    }

    singleBinary = {
      replicas     = local.replicas == 1 ? 1 : 3
      extraEnvFrom = [{ secretRef = { name = logs.secret_name } }] # AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY
      persistence  = merge({ enabled = true, size = "20Gi" }, var.storage_class == null ? {} : { storageClass = var.storage_class })
    }
    read    = { replicas = 0 }
    write   = { replicas = 0 }
    backend = { replicas = 0 }

    minio            = { enabled = false }
    gateway          = { enabled = false }
    chunksCache      = { enabled = false }
    resultsCache     = { enabled = false }
    lokiCanary       = { enabled = false }
    test             = { enabled = false }
    rollout_operator = { enabled = false }
    sidecar          = { rules = { enabled = false } }
    monitoring       = { selfMonitoring = { enabled = false, grafanaAgent = { installOperator = false } }, serviceMonitor = { enabled = true } }
  }])

  collector_values = one([for logs in var.logs[*] : {
    fullnameOverride = "log-collector"
    mode             = "daemonset" # the chart has no default, nor for the image
    image            = { repository = "${local.parts.log-collector.collector.registry}/${local.parts.log-collector.collector.repository}", tag = local.parts.log-collector.collector.tag }
    imagePullSecrets = local.pull_secrets
    command          = { name = "otelcol-contrib" }
    tolerations      = local.agent_tolerations
    presets = {
      logsCollection       = { enabled = true, includeCollectorLogs = false }
      kubernetesAttributes = { enabled = true }
    }
    # Only logs leave: no receiver listens for strangers.
    ports = { for name in ["otlp", "otlp-http", "jaeger-compact", "jaeger-thrift", "jaeger-grpc", "zipkin"] : name => { enabled = false } }
    config = {
      receivers = { jaeger = null, zipkin = null, prometheus = null }
      exporters = {
        otlphttp = { endpoint = "${local.loki_url}/otlp", headers = { "X-Scope-OrgID" = "platform" } }
      }
      service = { pipelines = { logs = { exporters = ["otlphttp"] }, metrics = null, traces = null } }
    }
    resources = { requests = { cpu = "50m", memory = "128Mi" }, limits = { memory = "512Mi" } }
  }])

  # customPricing of chart opencost 2.5.17. Not the site's: what a GPU hour costs here is what the site paid for it.
  chart_prices   = { cpu = 1.25, memory = 0.5, gpu = 0.95, storage = 0.25 }
  example_prices = var.prices == null ? false : { for key in ["cpu", "memory", "gpu", "storage"] : key => var.prices[key] } == local.chart_prices

  opencost_values = one([for prices in var.prices[*] : {
    fullnameOverride = "opencost"
    imagePullSecrets = local.pull_secrets
    service          = { type = "ClusterIP" }
    opencost = {
      exporter = {
        image            = local.parts.opencost.exporter
        defaultClusterId = var.cluster_name
        securityContext  = merge(local.restricted, { runAsNonRoot = true, runAsUser = 1000 })
        resources        = { requests = { cpu = "50m", memory = "256Mi" }, limits = { memory = "2Gi" } }
      }
      # The chart's service name is its own example; a wrong one gives an empty report and no error.
      prometheus = {
        internal = { enabled = true, serviceName = "${local.stack}-prometheus", namespaceName = local.namespace, port = 9090 }
        external = { enabled = false }
      }
      customPricing = {
        enabled   = true
        provider  = "custom"
        costModel = { description = "Prices of the site", CPU = prices.cpu, RAM = prices.memory, GPU = prices.gpu, storage = prices.storage }
      }
      cloudCost = { enabled = false }
      ui        = { enabled = false } # has no sign-in; Grafana shows the numbers
      metrics   = { serviceMonitor = { enabled = true } }
    }
  }])
}
