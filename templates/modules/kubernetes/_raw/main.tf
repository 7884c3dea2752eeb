locals {
  # Sorted by kind, namespace and name: the order in which a caller lists objects is no change.
  keyed = {
    for manifest in var.manifests :
    join("/", [manifest.kind, try(manifest.metadata.namespace, ""), manifest.metadata.name]) => manifest
  }
  manifests = [for key in sort(keys(local.keyed)) : local.keyed[key]]
}

resource "helm_release" "this" {
  for_each = length(local.manifests) == 0 ? toset([]) : toset([var.name])

  name      = each.key
  namespace = var.namespace

  # The chart is one constant template: Helm shows no difference for edited files of a local chart, but always for values
  # (hashicorp/terraform-provider-helm#515). It is a folder of this module, so nothing is downloaded.
  chart   = "${path.module}/chart"
  version = "1.0.0"
  values  = [yamlencode({ manifests = local.manifests })]

  create_namespace  = false
  wait              = true
  wait_for_jobs     = false
  timeout           = var.timeout
  atomic            = false
  cleanup_on_fail   = true
  max_history       = 3
  dependency_update = false
  lint              = false
  skip_crds         = true
  take_ownership    = false
  disable_webhooks  = false
}
