locals {
  default_charts = {
    cert-manager             = { repository = "oci://quay.io/jetstack/charts", name = "cert-manager", version = "v1.21.1" }
    external-secrets         = { repository = "https://charts.external-secrets.io", name = "external-secrets", version = "2.9.0" }
    gateway-crds             = { repository = "oci://docker.io/envoyproxy", name = "gateway-crds-helm", version = "v1.8.2" }
    prometheus-operator-crds = { repository = "oci://ghcr.io/prometheus-community/charts", name = "prometheus-operator-crds", version = "31.0.1" }
  }

  charts = {
    for key, chart in local.default_charts :
    key => merge(chart, { for name, value in try(var.charts[key], {}) : name => value if value != null })
  }

  images = {
    cert-manager = {
      for part in ["acmesolver", "cainjector", "controller", "startupapicheck", "webhook"] :
      part => "quay.io/jetstack/cert-manager-${part}:${local.charts["cert-manager"].version}"
    }
    external-secrets = { operator = "ghcr.io/external-secrets/external-secrets:v${trimprefix(local.charts["external-secrets"].version, "v")}" }
  }

  quay = var.image_registry == "" ? "quay.io" : var.image_registry
  ghcr = var.image_registry == "" ? "ghcr.io" : var.image_registry

  pull_secrets = var.pull_secret_name == "" ? [] : [{ name = var.pull_secret_name }]
}
