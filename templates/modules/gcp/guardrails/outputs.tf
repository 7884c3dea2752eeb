output "control_policies" {
  description = "Control id => constraints that give evidence for it in this selection."
  value       = { for control in sort(local.controls) : control => sort([for name, policy in local.policies : name if contains(policy.controls, control)]) }
}

output "custom_constraints" {
  description = "Custom constraints made in the organisation, short name => full name."
  value       = { for name, constraint in google_org_policy_custom_constraint.this : name => constraint.name }
}

output "dry_run_policies" {
  description = "Policies that only report."
  value       = sort([for name, dry in local.dry : name if dry])
}

output "exceptions" {
  description = "Constraints left out, with reason and end."
  value       = var.exceptions
}

output "findings_topic_id" {
  description = "Topic of Security Command Center findings; null without it."
  value       = one(google_pubsub_topic.findings[*].id)
}

output "policy_names" {
  description = "Constraints with a policy here."
  value       = sort(keys(local.policies))
  depends_on  = [google_org_policy_policy.this]
}
