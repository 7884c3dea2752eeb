output "config_bucket_name" {
  description = "Bucket with configuration history and snapshots: the one made here or the adopted recorder's."
  value       = local.create_recorder ? module.config_bucket[0].name : var.existing_config_bucket_name
}

output "conformance_pack_names" {
  description = "Names of the conformance packs."
  value       = [for pack in aws_config_conformance_pack.this : pack.name]
}

output "control_rules" {
  description = "Control id => AWS Config rules that give evidence for it. AWS appends -conformance-pack-<id> to the names: match by prefix."
  value       = local.control_rules
}

output "guardduty_detector_id" {
  description = "Detector made here; null when adopted or off."
  value       = one(aws_guardduty_detector.this[*].id)
}

output "pack_rules" {
  description = "Pack (sagemaker, infrastructure, a regime, high_risk, extra) => the rules in it."
  value       = local.pack_rule_names
}

output "security_standards" {
  description = "Security Hub standards subscribed here, short name => ARN."
  value       = local.wanted_standards
}

output "unavailable_rules" {
  description = "Rules of the map that are not deployed because this region does not have them, or because they were excluded."
  value       = sort(tolist(local.unavailable_rules))
}
