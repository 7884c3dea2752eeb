output "authentication_config" {
  description = "File for the API server (--authentication-config): issuer, audiences, second factor, reserved names."
  value       = yamlencode(local.authentication)
}

output "group_bindings" {
  description = "Groups by persona, as the API server sees them."
  value       = { for persona, groups in local.bound : persona => [for group in sort(groups) : "${var.identity_provider.prefix}${group}"] }
}

output "images" {
  description = "None: nothing runs here."
  value       = tolist([])
}

output "manifests" {
  description = "Cluster roles as plain data, for checks that read manifests."
  value = [for persona, p in local.personas : {
    apiVersion = "rbac.authorization.k8s.io/v1"
    kind       = "ClusterRole"
    metadata   = { name = "platform:${persona}" }
    rules      = [for rule in p.rules : { apiGroups = rule.groups, resources = rule.resources, verbs = rule.verbs }]
  }]
}

output "mirror" {
  description = "None: nothing is installed here."
  value       = tolist([])
}

output "projected_tokens" {
  description = "Volume of a pod for each workload identity: a token for its audience, ten minutes long."
  value = { for key, identity in var.workload_identities : key => {
    name      = "token"
    projected = { sources = [for audience in sort(identity.audiences) : { serviceAccountToken = { audience = audience, expirationSeconds = 600, path = replace(audience, "/[^A-Za-z0-9]+/", "-") } }] }
  } }
}

output "releases" {
  description = "None: native resources, no chart."
  value       = tomap({})
}

output "service_account_names" {
  description = "Service account of each workload identity, as namespace/name."
  value       = { for key, account in kubernetes_service_account_v1.workload : key => "${account.metadata[0].namespace}/${account.metadata[0].name}" }
}
