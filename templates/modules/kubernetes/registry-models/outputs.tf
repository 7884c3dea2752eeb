output "backup" {
  description = "Where the database's backups go, and for how many days."
  value       = { destination = "s3://${local.store.backups}/mlflow", retention_days = var.backup_retention_days }
}

output "database" {
  description = "Database cluster: namespace, name and read-write host."
  value       = { namespace = local.namespace, name = local.database, host = "${local.database}-rw.${local.namespace}.svc" }
}

output "images" {
  description = "Images as the cluster pulls them."
  value       = sort(distinct(concat(flatten([for component in local.components : component.images]), [local.postgres_target])))
}

output "manifests" {
  description = "Database, certificate, backups and network policies as plain data."
  value       = module.database.manifests
}

output "mirror" {
  description = "What an air-gapped site must mirror: kind, source and target."
  value = concat(
    flatten([for component in local.components : component.mirror]),
    [{ kind = "image", source = local.postgres_image, target = local.postgres_target }],
  )
}

output "releases" {
  description = "Release to chart version."
  value       = merge([for component in local.components : component.releases]...)
}

output "tracking_uri" {
  description = "Tracking and registry address inside the cluster."
  value       = "http://mlflow.${local.namespace}.svc:5000"
}

output "ui_url" {
  description = "Address people use, through the gateway."
  value       = "https://${local.host}"
}

output "values" {
  description = "Values by release, for checks; they hold names of secrets and no secret."
  value       = { for component in local.components : component.name => component.values }
}

locals {
  components = [module.operator, module.backup_plugin, module.mlflow]
}
