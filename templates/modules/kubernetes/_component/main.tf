locals {
  from_mirror = var.chart_registry != ""
  repository  = local.from_mirror ? var.chart_registry : var.chart.repository

  # The mirror keeps an image's path and changes its host only: charts that have one global registry key do the same.
  images = {
    for name, reference in var.images :
    name => var.image_registry == "" ? reference : replace(reference, "/^[^/]+/", var.image_registry)
  }

  # Overrides are a document of their own: Helm merges values files deeply, merge() would replace whole branches.
  values = concat([yamlencode(var.values)], length(keys(var.overrides)) == 0 ? [] : [yamlencode(var.overrides)])

  # Registries an air-gapped site cannot reach; values may not name them there.
  public_hosts = [
    "docker.io", "gcr.io", "ghcr.io", "mcr.microsoft.com", "nvcr.io", "public.ecr.aws", "quay.io", "reg.kyverno.io",
    "registry.gitlab.com", "registry.k8s.io", "xpkg.upbound.io",
  ]
}

resource "helm_release" "this" {
  for_each = var.externally_managed || var.protect ? toset([]) : toset([var.name])

  name      = each.key
  namespace = var.namespace

  repository         = local.repository
  repository_ca_file = var.repository_ca_file
  chart              = var.chart.name
  version            = var.chart.version
  values             = local.values

  # Said explicitly: a default of the provider is no promise, and tests with mocks see only what is set.
  create_namespace  = false # a namespace made by Helm has no Pod Security labels
  wait              = var.wait
  wait_for_jobs     = var.wait_for_jobs
  timeout           = var.timeout
  atomic            = var.atomic
  cleanup_on_fail   = true
  max_history       = 3
  dependency_update = false
  lint              = false
  skip_crds         = var.skip_crds
  take_ownership    = var.take_ownership
  disable_webhooks  = false # operators with finalizers clean up in their delete hooks
}

# The same release where its end would take definitions, and every object of theirs, with it. `lifecycle` knows no variables,
# hence a second block; a test compares the two.
resource "helm_release" "protected" {
  for_each = !var.externally_managed && var.protect ? toset([var.name]) : toset([])

  name      = each.key
  namespace = var.namespace

  repository         = local.repository
  repository_ca_file = var.repository_ca_file
  chart              = var.chart.name
  version            = var.chart.version
  values             = local.values

  # Said explicitly: a default of the provider is no promise, and tests with mocks see only what is set.
  create_namespace  = false # a namespace made by Helm has no Pod Security labels
  wait              = var.wait
  wait_for_jobs     = var.wait_for_jobs
  timeout           = var.timeout
  atomic            = var.atomic
  cleanup_on_fail   = true
  max_history       = 3
  dependency_update = false
  lint              = false
  skip_crds         = var.skip_crds
  take_ownership    = var.take_ownership
  disable_webhooks  = false # operators with finalizers clean up in their delete hooks

  lifecycle {
    prevent_destroy = true
  }
}

locals {
  release = merge(helm_release.this, helm_release.protected)
}
