output "image" {
  description = "Image references as the cluster pulls them, by name."
  value       = local.images
}

output "images" {
  description = "Image references as the cluster pulls them, sorted. Empty when somebody else owns the release."
  value       = var.externally_managed ? [] : sort(distinct(values(local.images)))
}

output "mirror" {
  description = "What an air-gapped site must mirror for this release: kind, source and target of the chart and of every image."
  value = var.externally_managed ? [] : concat(
    [{
      kind   = "chart"
      source = "${trimsuffix(var.chart.repository, "/")}/${var.chart.name}:${var.chart.version}"
      target = "${trimsuffix(local.repository, "/")}/${var.chart.name}:${var.chart.version}"
    }],
    [for name in sort(keys(var.images)) : { kind = "image", source = var.images[name], target = local.images[name] }],
  )
}

output "name" {
  description = "Name of the release; known at plan, ordered after the release."
  value       = var.name

  depends_on = [helm_release.this, helm_release.protected]
}

output "releases" {
  description = "Release name to chart version; empty when somebody else owns the release."
  value       = { for key, release in local.release : key => release.version }
}

output "values" {
  description = "Values as given to the chart, before overrides."
  value       = var.values
}
