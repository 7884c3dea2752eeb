output "apply_service_account" {
  description = "Account that may write states, as the API server names it."
  value       = "system:serviceaccount:${var.namespace}:${kubernetes_service_account_v1.this["apply"].metadata[0].name}"
}

output "backend_config" {
  description = "Arguments of the kubernetes backend by layer; the suffix must not end in a number, which is how Terraform names chunks."
  value       = { for layer in ["foundation", "platform", "workloads"] : layer => { namespace = var.namespace, secret_suffix = "${var.name_prefix}-${layer}" } }
}

output "images" {
  description = "None: nothing runs here."
  value       = tolist([])
}

output "manifests" {
  description = "Roles as plain data, for checks that read manifests."
  value = [for key, account in local.accounts : {
    apiVersion = "rbac.authorization.k8s.io/v1"
    kind       = "Role"
    metadata   = { name = account, namespace = var.namespace }
    rules      = [for rule in local.rules[key] : { apiGroups = rule.groups, resources = rule.resources, verbs = rule.verbs }]
  }]
}

output "mirror" {
  description = "None: nothing is installed here."
  value       = tolist([])
}

output "plan_service_account" {
  description = "Account that may read states and lock, as the API server names it."
  value       = "system:serviceaccount:${var.namespace}:${kubernetes_service_account_v1.this["plan"].metadata[0].name}"
}

output "releases" {
  description = "None: native resources, no chart."
  value       = tomap({})
}
