mock_provider "helm" {}

variables {
  environment         = "dev"
  cluster_name        = "acme-dev"
  site_domain         = "acme.internal"
  namespaces          = { monitoring = "monitoring", gpu-operator = "gpu-operator", gateway = "gateway-system", keda = "keda" }
  issuer_name         = "platform"
  control_plane_cidrs = ["10.20.0.0/24"]
  labels              = { "platform/project" = "acme" }
}

run "defaults_would_pass_a_review" {
  command = plan

  assert {
    condition     = output.values["kube-prometheus-stack"].grafana.admin.existingSecret == "grafana-admin" && !strcontains(jsonencode(output.values), "prom-operator\"") && !strcontains(jsonencode(output.values), "adminPassword")
    error_message = "Grafana's password must come from a secret and never stand in values."
  }

  assert {
    condition     = !output.values["kube-prometheus-stack"].grafana["grafana.ini"]["auth.anonymous"].enabled && !output.values["kube-prometheus-stack"].grafana["grafana.ini"].users.allow_sign_up && !output.values["kube-prometheus-stack"].grafana["grafana.ini"].analytics.reporting_enabled && output.values["kube-prometheus-stack"].grafana.plugins == []
    error_message = "No anonymous access, no self-registration, nothing sent home and nothing downloaded."
  }

  assert {
    condition     = !can(regex("LoadBalancer|NodePort", jsonencode(output.values))) && !can(regex("\"tag\":\"(latest|)\"", jsonencode(output.values)))
    error_message = "No service may be published and every tag must be pinned."
  }

  assert {
    condition = alltrue([for key in ["serviceMonitor", "podMonitor", "probe", "rule", "scrapeConfig"] :
    output.values["kube-prometheus-stack"].prometheus.prometheusSpec["${key}SelectorNilUsesHelmValues"] == false])
    error_message = "Monitors and rules of every module must be read, not only those labelled with this release."
  }

  assert {
    condition     = !output.values["kube-prometheus-stack"].kubeEtcd.enabled && !output.values["kube-prometheus-stack"].kubeScheduler.enabled && !output.values["kube-prometheus-stack"].kubeControllerManager.enabled && !output.values["kube-prometheus-stack"].kubeProxy.enabled && !output.values["kube-prometheus-stack"].defaultRules.rules.etcd
    error_message = "Control plane targets that listen on 127.0.0.1, or that a cloud hides, must be off."
  }

  assert {
    condition     = !output.values["kube-prometheus-stack"].crds.enabled && !output.values["kube-prometheus-stack"].prometheusOperator.admissionWebhooks.patch.enabled && output.values["kube-prometheus-stack"].prometheusOperator.admissionWebhooks.certManager.issuerRef.name == "platform" && output.values["kube-prometheus-stack"].prometheusOperator.admissionWebhooks.failurePolicy == "Fail"
    error_message = "Definitions belong to cluster.trust; the webhook's certificate to cert-manager, and it must not fail open."
  }

  assert {
    condition     = !output.values.opencost.opencost.ui.enabled && output.values.opencost.opencost.prometheus.internal.serviceName == "kube-prometheus-stack-prometheus" && output.values.opencost.opencost.prometheus.internal.namespaceName == "monitoring"
    error_message = "OpenCost must read this Prometheus, and its UI without sign-in stays off."
  }

  assert {
    condition     = jsonencode(output.releases) == jsonencode({ kube-prometheus-stack = "88.5.3", opencost = "2.5.17" }) && output.loki_url == null
    error_message = "Versions are exact; no Loki without an object store."
  }
}

run "metrics_are_kept_and_cost_is_the_sites" {
  command = plan

  variables {
    prices        = { cpu = 0.04, memory = 0.005, gpu = 2.1, storage = 0.02 }
    storage_class = "site-rwo"
  }

  assert {
    condition     = output.values["kube-prometheus-stack"].prometheus.prometheusSpec.storageSpec.volumeClaimTemplate.spec.storageClassName == "site-rwo" && output.values["kube-prometheus-stack"].prometheus.prometheusSpec.storageSpec.volumeClaimTemplate.spec.resources.requests.storage == "100Gi" && output.values["kube-prometheus-stack"].prometheus.prometheusSpec.retentionSize == "85GB"
    error_message = "Metrics outlive the pod, and stop growing before the volume is full."
  }

  assert {
    condition     = output.values.opencost.opencost.customPricing.enabled && output.values.opencost.opencost.customPricing.costModel.GPU == 2.1 && !output.values.opencost.opencost.prometheus.external.enabled
    error_message = "On site a GPU hour costs what the site says."
  }

  assert {
    condition     = [for t in output.values["kube-prometheus-stack"]["prometheus-node-exporter"].tolerations : { operator = t.operator, effect = t.effect }] == [{ operator = "Exists", effect = "NoSchedule" }]
    error_message = "The node exporter must reach tainted GPU nodes."
  }

  assert {
    condition     = length(output.values["kube-prometheus-stack"].grafana.downloadDashboards) == 0 && output.values["kube-prometheus-stack"].grafana.sidecar.dashboards.searchNamespace == "monitoring"
    error_message = "Dashboards come from the repository, never by number from the internet."
  }
}

run "rules_cover_gpu_models_and_platform" {
  command = plan

  variables {
    scrape_dcgm = true
  }

  assert {
    condition = length(setsubtract(
      ["GpuXidError", "GpuRowRemapFailed", "GpuHot", "GpuMetricsMissing", "ModelDriftHigh", "ModelDriftCheckOverdue", "ModelWithoutDriftCheck", "CertificateExpiresSoon", "DatabaseBackupOverdue"],
      flatten([for m in output.manifests : m.spec.groups[*].rules[*].alert if m.kind == "PrometheusRule"]),
    )) == 0
    error_message = "XID, row remap, heat, drift, certificates and backups must be alarmed."
  }

  assert {
    condition     = strcontains(jsonencode([for m in output.manifests : m if m.metadata.name == "platform-models"]), "93600")
    error_message = "A daily check is overdue after 26 hours."
  }

  assert {
    condition     = [for m in output.manifests : m.spec.namespaceSelector.matchNames[0] if m.kind == "ServiceMonitor"] == ["gpu-operator"]
    error_message = "The DCGM exporter lies in the GPU operator's namespace."
  }

  assert {
    condition     = toset([for m in output.manifests : m.metadata.name if m.kind == "ConfigMap"]) == toset(["dashboard-gpu", "dashboard-governance", "dashboard-models", "dashboard-queues"]) && alltrue([for m in output.manifests : m.metadata.labels.grafana_dashboard == "1" && can(jsondecode(values(m.data)[0]).panels[0].targets[0].expr) if m.kind == "ConfigMap"])
    error_message = "Dashboards must be objects that the sidecar finds, with queries."
  }

  assert {
    condition     = one([for m in output.manifests : m.spec.ingress[0].from[0].ipBlock.cidr if m.metadata.name == "operator-ingress"]) == "10.20.0.0/24"
    error_message = "The API server must reach the webhook."
  }
}

run "cadence_sets_when_a_check_is_overdue" {
  command = plan

  variables {
    drift_cadence = "weekly"
  }

  assert {
    condition     = length([for m in output.manifests : m if m.kind == "ServiceMonitor"]) == 0
    error_message = "The GPU operator's release makes the DCGM monitor; a second would count every GPU twice."
  }

  assert {
    condition     = strcontains(jsonencode([for m in output.manifests : m if m.metadata.name == "platform-models"]), "691200")
    error_message = "A weekly check is overdue after eight days."
  }
}

run "prod_is_replicated_and_tells_people_by_secret" {
  command = plan

  variables {
    environment = "prod"
    prices      = { cpu = 0.04, memory = 0.005, gpu = 2.1, storage = 0.02 }
    receivers = {
      duty = { type = "webhook", secret_name = "alert-webhook", secret_key = "url", watchdog = true }
      mail = { type = "email", secret_name = "smtp", secret_key = "password", severities = ["critical"], to = "platform@acme.internal", smarthost = "mail.acme.internal:587", username = "alerts" }
    }
  }

  assert {
    condition     = output.values["kube-prometheus-stack"].prometheus.prometheusSpec.replicas == 2 && output.values["kube-prometheus-stack"].prometheus.prometheusSpec.podAntiAffinity == "hard" && output.values["kube-prometheus-stack"].alertmanager.alertmanagerSpec.replicas == 3
    error_message = "Prometheus and Alertmanager must survive a node in prod."
  }

  assert {
    condition     = one([for m in output.manifests : m.spec.receivers if m.kind == "AlertmanagerConfig"])[1].webhookConfigs[0].urlSecret.name == "alert-webhook" && one([for m in output.manifests : m.spec.receivers if m.kind == "AlertmanagerConfig"])[2].emailConfigs[0].authPassword.name == "smtp"
    error_message = "Receivers must name secrets."
  }

  assert {
    condition     = jsonencode(one([for m in output.manifests : [for r in m.spec.route.routes : r.matchers[0].value] if m.kind == "AlertmanagerConfig"])) == jsonencode(["critical|none|warning", "critical"])
    error_message = "Each receiver hears its severities, a watchdog receiver also that alerting lives."
  }
}

run "sign_in_replaces_the_form" {
  command = plan

  variables {
    grafana_oidc = {
      client_id = "grafana", secret_name = "grafana-oidc", admin_group = "platform-admins"
      auth_url  = "https://id.acme.internal/auth", token_url = "https://id.acme.internal/token", userinfo_url = "https://id.acme.internal/userinfo"
    }
  }

  assert {
    condition     = output.values["kube-prometheus-stack"].grafana["grafana.ini"].auth.disable_login_form && output.values["kube-prometheus-stack"].grafana["grafana.ini"]["auth.generic_oauth"].role_attribute_strict && output.values["kube-prometheus-stack"].grafana.envValueFrom.GF_AUTH_GENERIC_OAUTH_CLIENT_SECRET.secretKeyRef.name == "grafana-oidc"
    error_message = "With OIDC there is no form, no role without a group and the secret stays a secret."
  }
}

run "loki_needs_a_store_and_a_tenant" {
  command = plan

  variables {
    logs = { bucket = "acme-logs", endpoint = "https://s3.acme.internal", secret_name = "loki-s3" }
  }

  assert {
    condition     = output.values.loki.deploymentMode == "Monolithic" && output.values.loki.loki.auth_enabled && !output.values.loki.minio.enabled && !output.values.loki.loki.storage.s3.insecure && length(output.values.loki.loki.schemaConfig.configs) == 1 && output.values.loki.loki.limits_config.retention_period == "4320h"
    error_message = "Loki must authenticate tenants, use the site's S3 over TLS and no MinIO, with an explicit schema."
  }

  assert {
    condition     = output.values["log-collector"].mode == "daemonset" && endswith(output.values["log-collector"].image.repository, "opentelemetry-collector-contrib") && output.values["log-collector"].tolerations[0].operator == "Exists"
    error_message = "Mode and image have no defaults in the chart; the collector must reach GPU nodes."
  }
}

run "air_gap_names_no_public_host" {
  command = plan

  variables {
    connectivity   = "air_gapped"
    chart_registry = "oci://registry.acme.internal/charts"
    image_registry = "registry.acme.internal"
    logs           = { bucket = "acme-logs", endpoint = "https://s3.acme.internal", secret_name = "loki-s3" }
  }

  assert {
    condition     = !can(regex("(docker\\.io|quay\\.io|ghcr\\.io|registry\\.k8s\\.io|github\\.io|grafana\\.com)", jsonencode([output.values, output.manifests, output.images])))
    error_message = "Nothing may point at a public host."
  }

  assert {
    condition     = alltrue([for entry in output.mirror : strcontains(entry.target, "registry.acme.internal")]) && length([for entry in output.mirror : entry if entry.kind == "chart"]) == 4 && length(output.images) == 11
    error_message = "Every chart and image must come from the mirror."
  }
}

run "externally_managed_keeps_rules" {
  command = plan

  variables {
    externally_managed = ["kube-prometheus-stack"]
    prices             = null
  }

  assert {
    condition     = length(output.releases) == 0 && length([for m in output.manifests : m if m.kind == "PrometheusRule"]) == 3
    error_message = "The stack of Base Command Manager is used; rules are still ours."
  }
}

run "rejects_bad_names" {
  command         = plan
  expect_failures = [var.environment, var.connectivity, var.site_domain, var.namespaces, var.grafana_admin_secret]

  variables {
    environment          = "production"
    connectivity         = "sometimes"
    site_domain          = "example.com"
    namespaces           = {}
    grafana_admin_secret = "S3cr3t!"
  }
}

run "rejects_open_control_plane_networks" {
  command         = plan
  expect_failures = [var.control_plane_cidrs]

  variables {
    control_plane_cidrs = ["0.0.0.0/0"]
  }
}

run "rejects_unknown_cadence_and_temperature" {
  command         = plan
  expect_failures = [var.drift_cadence, var.gpu_temperature_limit]

  variables {
    drift_cadence         = "monthly"
    gpu_temperature_limit = 120
  }
}

run "rejects_foreign_releases" {
  command         = plan
  expect_failures = [var.externally_managed, var.overrides]

  variables {
    externally_managed = ["grafana"]
    overrides          = { grafana = {} }
  }
}

run "rejects_plain_http_and_expressions" {
  command         = plan
  expect_failures = [var.grafana_oidc]

  variables {
    grafana_oidc = {
      client_id = "grafana", secret_name = "grafana-oidc", admin_group = "x' || 'Admin"
      auth_url  = "http://id.acme.internal/auth", token_url = "https://id.acme.internal/token", userinfo_url = "https://id.acme.internal/userinfo"
    }
  }
}

run "rejects_short_logs_under_the_ai_act" {
  command         = plan
  expect_failures = [var.logs]

  variables {
    regimes = ["eu_ai_act"]
    logs    = { bucket = "acme-logs", endpoint = "https://s3.acme.internal", secret_name = "loki-s3", retention_days = 90 }
  }
}

run "rejects_plain_http_store_and_odd_retention" {
  command         = plan
  expect_failures = [var.logs]

  variables {
    logs = { bucket = "acme-logs", endpoint = "http://s3.acme.internal", secret_name = "loki-s3", retention_days = 10 }
  }
}

run "rejects_bad_retention" {
  command         = plan
  expect_failures = [var.metrics_retention_days, var.metrics_retention_size]

  variables {
    metrics_retention_days = 1
    metrics_retention_size = "100GB"
    metrics_volume_size    = "50Gi"
  }
}

run "rejects_bad_volume_size" {
  command         = plan
  expect_failures = [var.metrics_volume_size]

  variables {
    metrics_volume_size = "100G"
  }
}

run "rejects_negative_prices" {
  command         = plan
  expect_failures = [var.prices]

  variables {
    prices = { cpu = -1, memory = 0, gpu = 0, storage = 0 }
  }
}

run "rejects_unknown_receiver" {
  command         = plan
  expect_failures = [var.receivers]

  variables {
    receivers = { duty = { type = "pigeon", secret_name = "s", secret_key = "k", severities = ["loud"] } }
  }
}

run "rejects_incomplete_mail" {
  command         = plan
  expect_failures = [var.receivers]

  variables {
    receivers = { duty = { type = "email", secret_name = "s", secret_key = "k" } }
  }
}

run "rejects_paging_service_in_an_air_gap" {
  command         = plan
  expect_failures = [var.receivers]

  variables {
    connectivity   = "air_gapped"
    chart_registry = "oci://registry.acme.internal/charts"
    image_registry = "registry.acme.internal"
    receivers      = { duty = { type = "pagerduty", secret_name = "s", secret_key = "k" } }
  }
}

run "warns_of_silence_and_example_prices_in_prod" {
  command         = plan
  expect_failures = [check.somebody_is_told, check.prices_are_the_sites_own]

  variables {
    environment = "prod"
  }
}
