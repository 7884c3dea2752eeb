output "manifests" {
  description = "The objects, sorted by kind, namespace and name; plain data for checks."
  value       = local.manifests
}

output "name" {
  description = "Name of the release; known at plan, ordered after the release."
  value       = var.name

  depends_on = [helm_release.this]
}

output "releases" {
  description = "Release name to chart version; empty without manifests."
  value       = { for key, release in helm_release.this : key => release.version }
}
