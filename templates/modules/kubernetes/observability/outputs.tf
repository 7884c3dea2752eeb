output "alertmanager_url" {
  description = "Alertmanager inside the cluster."
  value       = local.alertmanager_url
}

output "grafana_url" {
  description = "Grafana as people reach it, through the gateway."
  value       = "https://${local.grafana_host}"
}

output "images" {
  description = "Images as the cluster pulls them."
  value       = sort(distinct(flatten([for component in local.components : component.images])))
}

output "loki_url" {
  description = "Loki inside the cluster; null without logs."
  value       = local.loki_url
}

output "manifests" {
  description = "Rules, monitors, receivers, dashboards and network policies as plain data."
  value       = module.objects.manifests
}

output "mirror" {
  description = "What an air-gapped site must mirror: kind, source and target."
  value       = flatten([for component in local.components : component.mirror])
}

output "prometheus_url" {
  description = "Prometheus inside the cluster, for autoscaling and cost."
  value       = local.prometheus_url
}

output "releases" {
  description = "Release to chart version."
  value       = merge([for component in local.components : component.releases]...)
}

output "values" {
  description = "Values by release, for checks; they hold names of secrets and no secret."
  value       = { for component in local.components : component.name => component.values }
}

locals {
  components = concat([module.stack], values(module.loki), values(module.log_collector), values(module.opencost))
}
