locals {
  tenants = {
    for name, tenant in var.tenants : name => merge(tenant, {
      # PSA baseline does not know IPC_LOCK. A namespace for RDMA jobs is therefore enforced by the policy module, which allows
      # that one capability; PSA warns and audits there.
      enforce = tenant.rdma ? "privileged" : tenant.pod_security
      warn    = tenant.pod_security
    })
  }

  # Namespace name → what is in it. Components and tenants in one map: both get labels, default deny and a bare service account.
  namespaces = merge(
    { for key, c in local.components : c.namespace => { kind = "component", key = key, enforce = c.pod_security, warn = c.pod_security, rdma = false } },
    { for name, t in local.tenants : name => { kind = "tenant", key = name, enforce = t.enforce, warn = t.warn, rdma = t.rdma } },
  )

  labels = {
    for name, ns in local.namespaces : name => merge(
      var.labels,
      {
        "pod-security.kubernetes.io/enforce"         = ns.enforce
        "pod-security.kubernetes.io/enforce-version" = "v${var.kubernetes_version}"
        "pod-security.kubernetes.io/warn"            = ns.warn
        "pod-security.kubernetes.io/warn-version"    = "v${var.kubernetes_version}"
        "pod-security.kubernetes.io/audit"           = ns.warn
        "pod-security.kubernetes.io/audit-version"   = "v${var.kubernetes_version}"
        "platform/kind"                              = ns.kind
        "platform/${ns.kind}"                        = ns.key
      },
      ns.rdma ? { "platform/rdma" = "true" } : {},
    )
  }

  created = { for name, ns in local.namespaces : name => ns if !contains(var.existing_namespaces, name) }
}

resource "kubernetes_namespace_v1" "this" {
  for_each = local.created

  metadata {
    name   = each.key
    labels = local.labels[each.key]
  }

  wait_for_default_service_account = true
}

# A namespace somebody else made is labelled, not created: without the labels it would be the hole in the fence.
resource "kubernetes_labels" "adopted" {
  for_each = { for name, ns in local.namespaces : name => ns if contains(var.existing_namespaces, name) }

  api_version = "v1"
  kind        = "Namespace"
  labels      = local.labels[each.key]

  metadata {
    name = each.key
  }
}

# The default service account carries no token; a pod that needs the API names an account of its own.
resource "kubernetes_default_service_account_v1" "this" {
  for_each = local.namespaces

  automount_service_account_token = false

  metadata {
    namespace = local.names[each.key]
  }

  dynamic "image_pull_secret" {
    for_each = var.pull_secret_name == "" ? [] : [var.pull_secret_name]

    content {
      name = image_pull_secret.value
    }
  }
}

locals {
  # Name by name, ordered after the namespace exists with its labels.
  names = merge(
    { for name, ns in kubernetes_namespace_v1.this : name => ns.metadata[0].name },
    { for name, ns in kubernetes_labels.adopted : name => ns.metadata[0].name },
  )
}
