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
  text   = join("", [jsonencode(var.values), jsonencode(var.overrides)])

  public_hosts = [
    "docker.io", "gcr.io", "ghcr.io", "mcr.microsoft.com", "nvcr.io", "public.ecr.aws", "quay.io", "registry.k8s.io",
    "registry.gitlab.com", "xpkg.upbound.io",
  ]
  public_in_values = [for host in local.public_hosts : host if strcontains(local.text, host)]

  # A key that ends in one of these words and holds text is a credential; names of secrets end in Key, Secret or Name.
  credentials_in_values = distinct([
    for pair in regexall("\"([^\"\\\\]+)\":\"([^\"]+)\"", local.text) :
    pair[0] if can(regex("(?i)(password|passwd|passphrase|secretkey|accesskey|apikey|token)$", pair[0]))
  ])
}

resource "helm_release" "this" {
  for_each = var.externally_managed ? toset([]) : toset([var.name])

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
    precondition {
      condition     = var.connectivity != "air_gapped" || (local.from_mirror && var.image_registry != "")
      error_message = "An air-gapped site needs chart_registry and image_registry: ${var.name} would be pulled from ${var.chart.repository}."
    }

    precondition {
      condition     = var.connectivity != "air_gapped" || length(local.public_in_values) == 0
      error_message = "Values of ${var.name} name public registries (${join(", ", local.public_in_values)}), which an air-gapped site cannot reach."
    }

    precondition {
      condition     = length(local.credentials_in_values) == 0
      error_message = "Values of ${var.name} hold credentials (${join(", ", local.credentials_in_values)}); they would lie in the state and in the release secret. Name an existing secret instead."
    }

    precondition {
      condition     = var.allow_external_service || !can(regex("\"type\":\"(LoadBalancer|NodePort)\"", local.text))
      error_message = "Values of ${var.name} publish a service by LoadBalancer or NodePort; only a gateway may, with allow_external_service."
    }

    precondition {
      condition     = !can(regex("(\"tag\":\"latest\"|:latest\")", local.text))
      error_message = "Values of ${var.name} use the tag latest; pin a version or a digest."
    }

    precondition {
      condition     = !can(regex("(docker\\.io/)?(bitnami|bitnamilegacy|minio)/", local.text))
      error_message = "Values of ${var.name} use images of bitnami, bitnamilegacy or minio, which are frozen or deleted."
    }
  }
}
