resource "google_artifact_registry_repository" "deletes" {
  cleanup_policy_dry_run = false
}

resource "google_artifact_registry_repository" "pretends" {
  cleanup_policy_dry_run = true
}
