# Personas of the platform, bound to groups of the identity provider. Tenants' own roles are cluster.tenancy's. No wildcard, no
# secrets, no bind, escalate or impersonate: who needs more changes this file, or breaks the glass.
locals {
  read = ["get", "list", "watch"]

  personas = {
    auditor = {
      text = "Sees who may what, which rules hold and what they refused."
      rules = [
        { groups = ["rbac.authorization.k8s.io"], resources = ["clusterrolebindings", "clusterroles", "rolebindings", "roles"], verbs = local.read },
        { groups = ["networking.k8s.io"], resources = ["networkpolicies"], verbs = local.read },
        { groups = ["admissionregistration.k8s.io"], resources = ["mutatingwebhookconfigurations", "validatingadmissionpolicies", "validatingadmissionpolicybindings", "validatingwebhookconfigurations"], verbs = local.read },
        { groups = ["policies.kyverno.io"], resources = ["imagevalidatingpolicies", "policyexceptions", "validatingpolicies"], verbs = local.read },
        { groups = ["wgpolicyk8s.io"], resources = ["clusterpolicyreports", "policyreports"], verbs = local.read },
        { groups = ["cert-manager.io"], resources = ["certificates", "clusterissuers"], verbs = local.read },
        { groups = [""], resources = ["events", "limitranges", "namespaces", "resourcequotas", "serviceaccounts"], verbs = local.read },
      ]
    }

    model-approver = {
      text = "Judges what serves, and changes nothing: approval happens in the registry and in Git."
      rules = [
        { groups = ["serving.kserve.io"], resources = ["clusterservingruntimes", "inferenceservices"], verbs = local.read },
        { groups = ["gateway.networking.k8s.io"], resources = ["httproutes"], verbs = local.read },
        { groups = ["wgpolicyk8s.io"], resources = ["policyreports"], verbs = local.read },
        { groups = [""], resources = ["events", "namespaces"], verbs = local.read },
      ]
    }

    operator = {
      text = "Keeps nodes and workloads running: cordons, drains, restarts, suspends queues. Reads no secret and enters no container."
      rules = [
        { groups = [""], resources = ["nodes"], verbs = ["get", "list", "patch", "watch"] },
        { groups = [""], resources = ["events", "namespaces", "nodes/metrics", "persistentvolumeclaims", "persistentvolumes", "pods", "pods/log", "resourcequotas", "services"], verbs = local.read },
        { groups = [""], resources = ["pods"], verbs = ["delete"] },
        { groups = [""], resources = ["pods/eviction"], verbs = ["create"] },
        { groups = ["apps"], resources = ["daemonsets", "deployments", "replicasets", "statefulsets"], verbs = ["get", "list", "patch", "watch"] },
        { groups = ["apps"], resources = ["deployments/scale", "statefulsets/scale"], verbs = ["get", "patch", "update"] },
        { groups = ["batch"], resources = ["cronjobs", "jobs"], verbs = ["get", "list", "patch", "watch"] },
        { groups = ["kueue.x-k8s.io"], resources = ["clusterqueues", "localqueues", "workloads"], verbs = ["get", "list", "patch", "watch"] },
        { groups = ["storage.k8s.io"], resources = ["storageclasses", "volumeattachments"], verbs = local.read },
        { groups = ["metrics.k8s.io"], resources = ["nodes", "pods"], verbs = ["get", "list"] },
      ]
    }

    viewer = {
      text = "Sees what runs, without logs and configuration."
      rules = [
        { groups = [""], resources = ["events", "namespaces", "nodes", "persistentvolumeclaims", "pods", "services"], verbs = local.read },
        { groups = ["apps"], resources = ["daemonsets", "deployments", "statefulsets"], verbs = local.read },
        { groups = ["batch"], resources = ["cronjobs", "jobs"], verbs = local.read },
        { groups = ["serving.kserve.io"], resources = ["inferenceservices"], verbs = local.read },
        { groups = ["kueue.x-k8s.io"], resources = ["clusterqueues", "localqueues", "workloads"], verbs = local.read },
      ]
    }
  }

  bound = { for persona in keys(local.personas) : persona => lookup(var.groups, persona, []) }

  # The API server's own file (structured authentication, stable from Kubernetes 1.34); the hosts' owner installs it.
  authentication = {
    apiVersion = "apiserver.config.k8s.io/v1"
    kind       = "AuthenticationConfiguration"
    anonymous  = { enabled = true, conditions = [for path in ["/livez", "/readyz", "/healthz"] : { path = path }] }
    jwt = [{
      issuer = merge(
        { url = coalesce(var.identity_provider.issuer_url, "https://id.${var.site_domain}"), audiences = sort(length(var.identity_provider.audiences) > 0 ? tolist(var.identity_provider.audiences) : [var.cluster_name]), audienceMatchPolicy = "MatchAny" },
        var.identity_provider.ca_pem == null ? {} : { certificateAuthority = var.identity_provider.ca_pem },
      )
      claimMappings = {
        username = { expression = "'${var.identity_provider.prefix}' + claims.${var.identity_provider.user_claim}" }
        groups   = { expression = "claims.${var.identity_provider.groups_claim}.map(g, '${var.identity_provider.prefix}' + g)" }
        uid      = { claim = "sub" }
      }
      claimValidationRules = concat(
        var.identity_provider.require_mfa ? [{ expression = "has(claims.amr) && claims.amr.exists(m, m in ['mfa', 'hwk', 'otp', 'fido'])", message = "Sign in with a second factor." }] : [],
        [{ expression = "claims.exp - claims.iat <= ${var.identity_provider.maximum_token_minutes * 60}", message = "The token lives longer than the platform allows." }],
      )
      userValidationRules = [
        { expression = "!user.username.startsWith('system:')", message = "Names below system: are Kubernetes' own." },
        { expression = "user.groups.all(g, !g.startsWith('system:'))", message = "Groups below system: are Kubernetes' own." },
      ]
    }]
  }
}

resource "kubernetes_cluster_role_v1" "persona" {
  for_each = local.personas

  metadata {
    name        = "platform:${each.key}"
    labels      = var.labels
    annotations = { "platform/purpose" = each.value.text }
  }

  dynamic "rule" {
    for_each = each.value.rules

    content {
      api_groups = rule.value.groups
      resources  = rule.value.resources
      verbs      = rule.value.verbs
    }
  }
}

resource "kubernetes_cluster_role_binding_v1" "persona" {
  for_each = { for persona, groups in local.bound : persona => groups if length(groups) > 0 }

  metadata {
    name   = "platform:${each.key}"
    labels = var.labels
  }

  role_ref {
    api_group = "rbac.authorization.k8s.io"
    kind      = "ClusterRole"
    name      = kubernetes_cluster_role_v1.persona[each.key].metadata[0].name
  }

  dynamic "subject" {
    for_each = sort(each.value)

    content {
      api_group = "rbac.authorization.k8s.io"
      kind      = "Group"
      name      = "${var.identity_provider.prefix}${subject.value}"
    }
  }
}

# For the day when nothing else helps. The group is empty on ordinary days; its use is an event of the audit trail.
resource "kubernetes_cluster_role_binding_v1" "break_glass" {
  # checkov:skip=CKV_AIARCH_306:break-glass access needs cluster-admin; off unless a group is named, and every use is an audit event; owner=platform-team; expires=2027-11-30
  for_each = var.break_glass_group == null ? toset([]) : toset([var.break_glass_group])

  metadata {
    name        = "platform:break-glass"
    labels      = var.labels
    annotations = { "platform/purpose" = "Emergency only; the group is empty otherwise." }
  }

  role_ref {
    api_group = "rbac.authorization.k8s.io"
    kind      = "ClusterRole"
    name      = "cluster-admin"
  }

  subject {
    api_group = "rbac.authorization.k8s.io"
    kind      = "Group"
    name      = "${var.identity_provider.prefix}${each.key}"
  }
}

# Identities of workloads: no token is mounted by default. A pod that needs one projects a token for an audience, which lives
# minutes and is worth nothing anywhere else.
resource "kubernetes_service_account_v1" "workload" {
  for_each = var.workload_identities

  automount_service_account_token = false

  metadata {
    name      = each.value.name
    namespace = each.value.namespace
    labels    = var.labels
    annotations = merge(
      { "platform/token-audiences" = join(",", sort(each.value.audiences)) },
      length(each.value.secrets) == 0 ? {} : { "kubernetes.io/enforce-mountable-secrets" = "true" },
    )
  }

  dynamic "secret" {
    for_each = sort(each.value.secrets)

    content {
      name = secret.value
    }
  }
}
