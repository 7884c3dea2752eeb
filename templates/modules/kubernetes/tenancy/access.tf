# Groups come from the identity provider through the API server. No user is bound by name, no group gets a cluster role, nobody
# binds or escalates: rights change by a pull request here.
locals {
  developer_rules = [
    { groups = [""], resources = ["pods", "pods/log", "events", "services", "endpoints", "persistentvolumeclaims", "configmaps", "resourcequotas", "limitranges"], verbs = ["get", "list", "watch"] },
    { groups = [""], resources = ["configmaps", "persistentvolumeclaims", "services", "pods"], verbs = ["create", "delete", "patch", "update"] },
    { groups = ["batch"], resources = ["jobs", "cronjobs"], verbs = ["create", "delete", "get", "list", "patch", "update", "watch"] },
    { groups = ["apps"], resources = ["deployments", "replicasets", "statefulsets"], verbs = ["create", "delete", "get", "list", "patch", "update", "watch"] },
    { groups = ["trainer.kubeflow.org"], resources = ["trainjobs", "trainingruntimes"], verbs = ["create", "delete", "get", "list", "patch", "update", "watch"] },
    { groups = ["jobset.x-k8s.io"], resources = ["jobsets"], verbs = ["create", "delete", "get", "list", "patch", "update", "watch"] },
    { groups = ["ray.io"], resources = ["rayclusters", "rayjobs"], verbs = ["create", "delete", "get", "list", "patch", "update", "watch"] },
    { groups = ["serving.kserve.io"], resources = ["inferenceservices"], verbs = ["create", "delete", "get", "list", "patch", "update", "watch"] },
    { groups = ["kueue.x-k8s.io"], resources = ["localqueues", "workloads"], verbs = ["get", "list", "watch"] },
  ]

  # Interactive access to containers is access to whatever is in them: off in staging and prod.
  exec_rules = [for rule in [
    { groups = [""], resources = ["pods/exec", "pods/portforward"], verbs = ["create"] },
  ] : rule if var.allow_exec]

  bindings = merge([
    for name, t in var.tenants : merge(
      { for group in t.admin_groups : "${name}/admin/${group}" => { tenant = name, role = "edit", kind = "ClusterRole", group = group, level = "admin" } },
      { for group in t.developer_groups : "${name}/developer/${group}" => { tenant = name, role = "developer", kind = "Role", group = group, level = "developer" } },
      { for group in t.viewer_groups : "${name}/viewer/${group}" => { tenant = name, role = "view", kind = "ClusterRole", group = group, level = "viewer" } },
    )
  ]...)
}

resource "kubernetes_role_v1" "developer" {
  for_each = var.tenants

  metadata {
    name      = "developer"
    namespace = local.names[each.key]
    labels    = var.labels
  }

  dynamic "rule" {
    for_each = concat(local.developer_rules, local.exec_rules)

    content {
      api_groups = rule.value.groups
      resources  = rule.value.resources
      verbs      = rule.value.verbs
    }
  }
}

resource "kubernetes_role_binding_v1" "tenant" {
  for_each = local.bindings

  metadata {
    name      = "${each.value.level}-${substr(sha256(each.value.group), 0, 10)}" # group names may hold what object names may not
    namespace = local.names[each.value.tenant]
    labels    = var.labels
    annotations = {
      "platform/group" = each.value.group
    }
  }

  role_ref {
    api_group = "rbac.authorization.k8s.io"
    kind      = each.value.kind
    name      = each.value.kind == "Role" ? kubernetes_role_v1.developer[each.value.tenant].metadata[0].name : each.value.role
  }

  subject {
    api_group = "rbac.authorization.k8s.io"
    kind      = "Group"
    name      = each.value.group
  }
}
