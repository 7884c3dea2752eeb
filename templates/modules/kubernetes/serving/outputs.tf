output "domain" {
  description = "Domain below which every exposed model has its host."
  value       = local.domain
}

output "endpoints" {
  description = "Address of every exposed model, through the gateway."
  value       = { for name, m in var.models : name => "https://${name}.${local.domain}" if m.exposed }
}

output "images" {
  description = "Images as the cluster pulls them, those the controller starts included."
  value       = sort(distinct(concat(flatten([for component in local.components : component.images]), values(local.runtime_image))))
}

output "manifests" {
  description = "Runtimes, models, scalers, routes and network policies as plain data."
  value       = concat(module.runtimes.manifests, module.models.manifests)
}

output "mirror" {
  description = "What an air-gapped site must mirror: kind, source and target."
  value = concat(
    flatten([for component in local.components : component.mirror]),
    [for name in sort(keys(local.runtime_images)) : { kind = "image", source = local.runtime_images[name], target = local.runtime_image[name] }],
  )
}

output "releases" {
  description = "Release to chart version."
  value       = merge([for component in local.components : component.releases]...)
}

output "runtime_names" {
  description = "Names of the serving runtimes, for InferenceServices of tenants."
  value       = [for runtime in local.runtimes : runtime.metadata.name]
}

output "values" {
  description = "Values by release, for checks."
  value       = { for component in local.components : component.name => component.values }
}

locals {
  components = [module.keda, module.definitions, module.kserve]
}
