output "assessment_arns" {
  description = "Framework short name => ARN of its assessment."
  value       = { for name, assessment in aws_auditmanager_assessment.this : name => assessment.arn }
}

output "config_bucket_name" {
  description = "Bucket with configuration history and snapshots: the one made here or the adopted recorder's."
  value       = module.conformance.config_bucket_name
}

output "conformance_pack_names" {
  description = "Names of the conformance packs."
  value       = module.conformance.conformance_pack_names
}

output "control_rules" {
  description = "Control id => AWS Config rules that give evidence for it. AWS appends -conformance-pack-<id> to the names: match by prefix."
  value       = module.conformance.control_rules
}

output "guardduty_detector_id" {
  description = "Detector made here; null when adopted or off."
  value       = module.conformance.guardduty_detector_id
}

output "pack_rules" {
  description = "Pack (sagemaker, infrastructure, a regime, high_risk, extra) => the rules in it."
  value       = module.conformance.pack_rules
}

output "report_bucket_name" {
  description = "Bucket of the assessment reports."
  value       = module.reports.name
}

output "security_standards" {
  description = "Security Hub standards subscribed here, short name => ARN."
  value       = module.conformance.security_standards
}

output "unavailable_rules" {
  description = "Rules of the map that are not deployed because this region does not have them, or because they were excluded."
  value       = module.conformance.unavailable_rules
}
