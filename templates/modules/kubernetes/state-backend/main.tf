# For a MANAGEMENT cluster: a state that lies in the cluster it describes dies with it.
locals {
  # Terraform's kubernetes backend: Secrets tfstate-<workspace>-<suffix> (chunks of 1 MiB beside it) and a Lease to lock. Names are
  # known only in part, and create and list take no names, so the namespace is the fence: one per blast radius.
  rules = {
    plan = [
      { groups = [""], resources = ["secrets"], verbs = ["get", "list"] },
      { groups = ["coordination.k8s.io"], resources = ["leases"], verbs = ["create", "delete", "get", "list", "update"] },
    ]
    apply = [
      { groups = [""], resources = ["secrets"], verbs = ["create", "delete", "get", "list", "patch", "update"] },
      { groups = ["coordination.k8s.io"], resources = ["leases"], verbs = ["create", "delete", "get", "list", "update"] },
    ]
  }

  accounts = { for key in keys(local.rules) : key => "terraform-${key}" }
  groups   = { plan = var.plan_groups, apply = var.apply_groups }

  labels = merge(var.labels, {
    "app.kubernetes.io/part-of"                  = "terraform-state"
    "pod-security.kubernetes.io/enforce"         = "restricted"
    "pod-security.kubernetes.io/enforce-version" = "latest"
    "pod-security.kubernetes.io/warn"            = "restricted"
    "pod-security.kubernetes.io/audit"           = "restricted"
  })
}

resource "kubernetes_namespace_v1" "this" {
  metadata {
    name   = var.namespace
    labels = local.labels
  }

  wait_for_default_service_account = true

  lifecycle {
    prevent_destroy = true # all states are in it
  }
}

resource "kubernetes_default_service_account_v1" "this" {
  automount_service_account_token = false

  metadata {
    namespace = kubernetes_namespace_v1.this.metadata[0].name
  }
}

# Nothing runs here; what would could read every state.
resource "kubernetes_resource_quota_v1" "no_pods" {
  metadata {
    name      = "no-pods"
    namespace = kubernetes_namespace_v1.this.metadata[0].name
    labels    = var.labels
  }

  spec {
    hard = { pods = "0", "count/secrets" = tostring(var.maximum_secrets) }
  }
}

resource "kubernetes_network_policy_v1" "default_deny" {
  metadata {
    name      = "default-deny"
    namespace = kubernetes_namespace_v1.this.metadata[0].name
    labels    = var.labels
  }

  spec {
    policy_types = ["Ingress", "Egress"]

    pod_selector {}
  }
}

# Accounts without a token: CI asks for one that lives minutes (`kubectl create token --audience --duration`), or comes by OpenID
# Connect as one of the groups.
resource "kubernetes_service_account_v1" "this" {
  for_each = local.accounts

  automount_service_account_token = false

  metadata {
    name      = each.value
    namespace = kubernetes_namespace_v1.this.metadata[0].name
    labels    = var.labels
  }
}

resource "kubernetes_role_v1" "this" {
  for_each = local.accounts

  metadata {
    name      = each.value
    namespace = kubernetes_namespace_v1.this.metadata[0].name
    labels    = var.labels
  }

  dynamic "rule" {
    for_each = local.rules[each.key]

    content {
      api_groups = rule.value.groups
      resources  = rule.value.resources
      verbs      = rule.value.verbs
    }
  }
}

resource "kubernetes_role_binding_v1" "this" {
  for_each = local.accounts

  metadata {
    name      = each.value
    namespace = kubernetes_namespace_v1.this.metadata[0].name
    labels    = var.labels
  }

  role_ref {
    api_group = "rbac.authorization.k8s.io"
    kind      = "Role"
    name      = kubernetes_role_v1.this[each.key].metadata[0].name
  }

  subject {
    kind      = "ServiceAccount"
    name      = kubernetes_service_account_v1.this[each.key].metadata[0].name
    namespace = kubernetes_namespace_v1.this.metadata[0].name
  }

  dynamic "subject" {
    for_each = sort(local.groups[each.key])

    content {
      api_group = "rbac.authorization.k8s.io"
      kind      = "Group"
      name      = subject.value
    }
  }
}

# CI may ask for a short-lived token of exactly these two accounts, and of no other.
resource "kubernetes_role_v1" "token" {
  for_each = length(var.token_groups) > 0 ? toset(["token"]) : toset([])

  metadata {
    name      = "terraform-token"
    namespace = kubernetes_namespace_v1.this.metadata[0].name
    labels    = var.labels
  }

  rule {
    api_groups     = [""]
    resources      = ["serviceaccounts/token"]
    resource_names = sort(values(local.accounts))
    verbs          = ["create"]
  }
}

resource "kubernetes_role_binding_v1" "token" {
  for_each = kubernetes_role_v1.token

  metadata {
    name      = "terraform-token"
    namespace = kubernetes_namespace_v1.this.metadata[0].name
    labels    = var.labels
  }

  role_ref {
    api_group = "rbac.authorization.k8s.io"
    kind      = "Role"
    name      = each.value.metadata[0].name
  }

  dynamic "subject" {
    for_each = sort(var.token_groups)

    content {
      api_group = "rbac.authorization.k8s.io"
      kind      = "Group"
      name      = subject.value
    }
  }
}
