output "api_url" {
  description = "Pipelines API inside the cluster."
  value       = "http://ml-pipeline.${local.kubeflow}.svc:8888"
}

output "images" {
  description = "Images as the cluster pulls them, those of the distribution included."
  value       = sort(concat(module.argo_cd.images, [for name in keys(local.kubeflow_images) : local.image[name]]))
}

output "manifests" {
  description = "Project and applications as plain data."
  value       = module.applications.manifests
}

output "mirror" {
  description = "What an air-gapped site must mirror: kind, source and target; the Git repository too."
  value = concat(
    module.argo_cd.mirror,
    [for name in sort(keys(local.kubeflow_images)) : { kind = "image", source = local.kubeflow_images[name], target = local.image[name] }],
    [{ kind = "git", source = "https://github.com/kubeflow/community-distribution.git@${var.revision}", target = "${local.repository}@${var.revision}" }],
  )
}

output "releases" {
  description = "Release to chart version."
  value       = module.argo_cd.releases
}

output "ui_url" {
  description = "Address people use, through the gateway."
  value       = "https://${local.host}"
}

output "values" {
  description = "Values by release, for checks."
  value       = { argo-cd = module.argo_cd.values }
}
