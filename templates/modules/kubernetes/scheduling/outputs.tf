output "cluster_queues" {
  description = "ClusterQueue of every tenant."
  value       = { for tenant in keys(var.tenants) : tenant => tenant }
}

output "flavors" {
  description = "Names of the resource flavours."
  value       = local.flavor_names
}

output "images" {
  description = "Images as the cluster pulls them."
  value       = sort(distinct(flatten([for component in local.components : component.images])))
}

output "manifests" {
  description = "Flavours, cohort, queues and priority classes as plain data."
  value       = module.queues.manifests
}

output "mirror" {
  description = "What an air-gapped site must mirror: kind, source and target."
  value       = flatten([for component in local.components : component.mirror])
}

output "queue_name" {
  description = "LocalQueue in every tenant's namespace, for the label kueue.x-k8s.io/queue-name."
  value       = "default"
}

output "releases" {
  description = "Release to chart version."
  value       = merge([for component in local.components : component.releases]...)
}

output "values" {
  description = "Values by release, for checks."
  value       = { for component in local.components : component.name => component.values }
}

output "workload_priority_classes" {
  description = "Names of the priority classes of workloads."
  value       = sort(keys(local.priorities))
}

locals {
  components = concat([module.kueue], values(module.jobset), values(module.lws))
}
