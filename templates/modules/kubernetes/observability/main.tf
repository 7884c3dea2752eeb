locals {
  release_names = ["kube-prometheus-stack", "loki", "log-collector", "opencost"]

  namespace = var.namespaces["monitoring"]
  stack     = "kube-prometheus-stack"
  replicas  = contains(["staging", "prod"], var.environment) ? 2 : 1

  charts = {
    kube-prometheus-stack = { repository = "oci://ghcr.io/prometheus-community/charts", name = "kube-prometheus-stack", version = "88.5.3" }
    loki                  = { repository = "oci://ghcr.io/grafana-community/helm-charts", name = "loki", version = "18.11.0" }
    log-collector         = { repository = "https://open-telemetry.github.io/opentelemetry-helm-charts", name = "opentelemetry-collector", version = "0.170.0" }
    opencost              = { repository = "https://opencost.github.io/opencost-helm-chart", name = "opencost", version = "2.5.17" }
  }

  # Tags are set from here, so that the mirror list is what runs and not what the chart's authors thought of.
  images = {
    kube-prometheus-stack = {
      operator           = "quay.io/prometheus-operator/prometheus-operator:v0.93.1"
      config-reloader    = "quay.io/prometheus-operator/prometheus-config-reloader:v0.93.1"
      prometheus         = "quay.io/prometheus/prometheus:v3.14.0-distroless"
      alertmanager       = "quay.io/prometheus/alertmanager:v0.34.0"
      node-exporter      = "quay.io/prometheus/node-exporter:v1.12.1-distroless"
      kube-state-metrics = "registry.k8s.io/kube-state-metrics/kube-state-metrics:v2.20.0"
      grafana            = "docker.io/grafana/grafana:13.2.1-distroless"
      sidecar            = "quay.io/kiwigrid/k8s-sidecar:2.11.2"
    }
    loki          = { loki = "docker.io/grafana/loki:3.7.4" }
    log-collector = { collector = "ghcr.io/open-telemetry/opentelemetry-collector-releases/opentelemetry-collector-contrib:0.157.0" }
    opencost      = { exporter = "ghcr.io/opencost/opencost:1.121.0" }
  }

  # Reference → what charts ask for: registry, repository (path) and tag.
  parts = {
    for release, images in local.images : release => {
      for name, reference in images : name => {
        registry   = var.image_registry == "" ? split("/", reference)[0] : var.image_registry
        repository = regex("^[^/]+/(.+):[^:]+$", reference)[0]
        tag        = regex(":([^:]+)$", reference)[0]
      }
    }
  }

  pull_secrets = var.pull_secret_name == "" ? [] : [{ name = var.pull_secret_name }]

  # Every agent that must reach a GPU node: the taint of the pool, and those of node pressure that must not drive monitoring away.
  agent_tolerations = [{ operator = "Exists", effect = "NoSchedule" }]

  restricted = {
    allowPrivilegeEscalation = false
    readOnlyRootFilesystem   = true
    capabilities             = { drop = ["ALL"] }
  }

  prometheus_url   = "http://${local.stack}-prometheus.${local.namespace}.svc:9090"
  alertmanager_url = "http://${local.stack}-alertmanager.${local.namespace}.svc:9093"
  loki_url         = var.logs == null ? null : "http://loki.${local.namespace}.svc:3100"
  grafana_host     = coalesce(var.grafana_host, "grafana.${var.site_domain}")
}

module "stack" {
  source = "../_component"

  name               = local.stack
  namespace          = local.namespace
  chart              = local.charts[local.stack]
  chart_registry     = var.chart_registry
  image_registry     = var.image_registry
  repository_ca_file = var.repository_ca_file
  connectivity       = var.connectivity
  externally_managed = contains(var.externally_managed, local.stack)
  images             = local.images[local.stack]
  values             = local.stack_values
  overrides          = try(var.overrides[local.stack], {})
  skip_crds          = true # cluster.trust owns the definitions, so that monitors of every module exist before this release
}

module "objects" {
  source = "../_raw"

  name       = "observability-objects"
  namespace  = local.namespace
  manifests  = local.objects
  depends_on = [module.stack] # the operator's webhook judges rules and receivers
}

module "loki" {
  for_each = toset(var.logs == null ? [] : ["loki"])
  source   = "../_component"

  name               = "loki"
  namespace          = local.namespace
  chart              = local.charts.loki
  chart_registry     = var.chart_registry
  image_registry     = var.image_registry
  repository_ca_file = var.repository_ca_file
  connectivity       = var.connectivity
  externally_managed = contains(var.externally_managed, "loki")
  images             = local.images.loki
  values             = local.loki_values
  overrides          = try(var.overrides.loki, {})
}

module "log_collector" {
  for_each = toset(var.logs == null ? [] : ["log-collector"])
  source   = "../_component"

  name               = "log-collector"
  namespace          = local.namespace
  chart              = local.charts.log-collector
  chart_registry     = var.chart_registry
  image_registry     = var.image_registry
  repository_ca_file = var.repository_ca_file
  connectivity       = var.connectivity
  externally_managed = contains(var.externally_managed, "log-collector")
  images             = local.images.log-collector
  values             = local.collector_values
  overrides          = try(var.overrides.log-collector, {})
  depends_on         = [module.loki]
}

module "opencost" {
  for_each = toset(var.prices == null ? [] : ["opencost"])
  source   = "../_component"

  name               = "opencost"
  namespace          = local.namespace
  chart              = local.charts.opencost
  chart_registry     = var.chart_registry
  image_registry     = var.image_registry
  repository_ca_file = var.repository_ca_file
  connectivity       = var.connectivity
  externally_managed = contains(var.externally_managed, "opencost")
  images             = local.images.opencost
  values             = local.opencost_values
  overrides          = try(var.overrides.opencost, {})
  depends_on         = [module.stack]
}

check "somebody_is_told" {
  assert {
    condition     = length(var.receivers) > 0 || contains(["sandbox", "dev"], var.environment)
    error_message = "No receiver is set: alerts of ${var.environment} reach nobody. Set receivers of observability.platform."
  }
}

check "prices_are_the_sites_own" {
  assert {
    condition     = var.prices == null || !local.example_prices || var.environment != "prod"
    error_message = "OpenCost counts with the example prices of its chart: set prices of observability.platform to the site's own."
  }
}
