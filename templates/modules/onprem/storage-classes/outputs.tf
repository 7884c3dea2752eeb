output "encrypted_classes" {
  description = "Classes whose volumes are encrypted at rest."
  value       = sort([for name, class in var.classes : name if class.encrypted])
}

output "ephemeral_classes" {
  description = "Classes whose volumes are gone with the node."
  value       = sort([for name, class in var.classes : name if class.ephemeral])
}

output "images" {
  description = "Images as the cluster pulls them, sorted."
  value       = module.nfs_driver.images
}

output "manifests" {
  description = "None: classes are native resources."
  value       = []
}

output "mirror" {
  description = "Charts and images an air-gapped site mirrors: kind, source, target."
  value       = module.nfs_driver.mirror
}

output "releases" {
  description = "Release name to chart version."
  value       = module.nfs_driver.releases
}

output "storage_classes" {
  description = "Class per role (rwo, rwx, and scratch where there is one): the default of the role, else the first by name."
  value = {
    for role, names in local.by_role : role => one(slice(concat(
      [for name in sort(names) : name if var.classes[name].default],
      sort(names),
    ), 0, 1)) if length(names) > 0
  }

  depends_on = [kubernetes_storage_class_v1.this]
}
