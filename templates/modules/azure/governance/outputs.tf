output "allowed_locations" {
  description = "Regions resources may be made in; empty where nothing limits them."
  value       = sort(tolist(local.allowed_locations))
}

output "assignment_ids" {
  description = "Assignments, by what is assigned (ai, locations, hipaa-hitrust, …)."
  value       = local.assignment_ids
}

output "control_policies" {
  description = "Control id => policies of the AI initiative that give evidence for it."
  value = {
    for control in sort(distinct(flatten([for policy in local.references : policy.controls]))) :
    control => sort([for key, policy in local.references : key if contains(policy.controls, control)])
  }
}

output "defender_plans" {
  description = "Defender plans switched on here."
  value       = sort(keys(azurerm_security_center_subscription_pricing.this))
}

output "enforced" {
  description = "Whether assignments act or only observe."
  value       = var.enforce
}

output "exemptions" {
  description = "Exemptions in force as code: scope, ticket and expiry, for the exceptions register."
  value       = { for name, exemption in local.exemptions : name => { scope_id = exemption.scope_id, ticket = exemption.ticket, expires_on = exemption.expires_on } }
}

output "initiative_ids" {
  description = "The custom AI initiative (ai) and the assigned regulatory ones."
  value       = { for key, assignment in local.assignments : key => assignment.definition_id if strcontains(lower(assignment.definition_id), "/policysetdefinitions/") }
}

output "policy_effects" {
  description = "Policies of the AI initiative and their effect."
  value       = { for key, policy in local.references : key => policy.effect }
}

output "policy_identity_id" {
  description = "Identity that remediates."
  value       = azurerm_user_assigned_identity.policy.id
}

output "policy_identity_principal_id" {
  description = "Its principal, for roles outside the scope."
  value       = azurerm_user_assigned_identity.policy.principal_id
}
