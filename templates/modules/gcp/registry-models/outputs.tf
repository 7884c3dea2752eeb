output "approval_aspect_type_name" {
  description = "Aspect a decision is written as, onto the entry of the model."
  value       = google_dataplex_aspect_type.this["model-approval"].name
}

output "approvals_bucket_name" {
  description = "Bucket of decision records: one object per decision, never changed. The release pipeline reads it before it deploys."
  value       = google_storage_bucket.approvals.name
  depends_on  = [google_storage_bucket_iam_member.decide, google_storage_bucket_iam_member.read_decisions]
}

output "approver_role_id" {
  description = "Role by which approvers look at models; it changes nothing."
  value       = google_project_iam_custom_role.approver.id
}

output "attestor_name" {
  description = "Attestor a Binary Authorization policy may require; empty without one."
  value       = join("", google_binary_authorization_attestor.approval[*].id)
}

output "event_filters" {
  description = "Event => Logging filter, to read the history of models from the audit trail."
  value       = { for name, event in local.watched : name => event.filter }
}

output "gate" {
  description = "What a release pipeline checks before it moves an alias or deploys."
  value = {
    approvals_bucket = google_storage_bucket.approvals.name
    entry_group      = google_dataplex_entry_group.models.id
    aspect_type      = google_dataplex_aspect_type.this["model-approval"].name
    models_url       = module.released.url
    aliases          = sort(var.guarded_aliases)
    release_account  = local.release
  }
}

output "missing_card_fields" {
  description = "Texts not given when a card was seeded, by model; empty lists everywhere mean complete cards."
  value       = local.missing_fields
}

output "model_entry_ids" {
  description = "Entries of the inventory by model."
  value       = { for name, entry in google_dataplex_entry.model : name => entry.id }
}

output "models_bucket_name" {
  description = "Bucket of released models: written by the release account, read by serving."
  value       = module.released.name
}
