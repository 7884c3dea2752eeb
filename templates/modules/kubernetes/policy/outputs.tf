output "actions" {
  description = "Audit or Deny, by policy."
  value       = merge(local.actions, { for manifest in local.image_policies : manifest.metadata.name => manifest.spec.validationActions[0] })
}

output "control_policies" {
  description = "Policies that give evidence for a control, by control id."
  value       = { for control in distinct(flatten([for policy in values(local.policies) : policy.controls])) : control => sort([for key, policy in local.policies : key if contains(policy.controls, control)]) }
}

output "images" {
  description = "Images as the cluster pulls them, sorted."
  value       = module.kyverno.images
}

output "manifests" {
  description = "Policies and exceptions as plain data."
  value       = module.policies.manifests
}

output "mirror" {
  description = "Charts and images an air-gapped site mirrors: kind, source, target."
  value       = module.kyverno.mirror
}

output "policy_names" {
  description = "Names of all policies; ordered after they exist."
  value       = sort(concat(keys(local.policies), [for manifest in local.image_policies : manifest.metadata.name]))

  depends_on = [module.policies]
}

output "regime_policies" {
  description = "Policies each regime brought."
  value       = { for regime in sort(tolist(var.regimes)) : regime => sort([for key, policy in local.regime_policies : key if contains(policy.regimes, regime)]) }
}

output "releases" {
  description = "Release name to chart version."
  value       = merge(module.kyverno.releases, module.policies.releases)
}
