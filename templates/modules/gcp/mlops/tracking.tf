# Lineage and experiments. The store named "default" is the one the SDK uses; where it does not exist, the first pipeline or experiment makes
# it, usually without a key, and it stays that way. So it is made here, before anything runs.
resource "google_vertex_ai_metadata_store" "default" {
  provider = google-beta

  project         = var.project_id
  region          = var.region
  name            = "default"
  description     = "Lineage of ${var.name_prefix}: runs, artifacts, models."
  deletion_policy = local.deletion_policy

  encryption_spec {
    kms_key_name = var.ml_key_id
  }
}

resource "google_vertex_ai_tensorboard" "this" {
  for_each = var.tensorboards

  project         = var.project_id
  region          = var.region
  display_name    = "${var.name_prefix}-${each.key}"
  description     = each.value
  deletion_policy = local.deletion_policy
  labels          = var.labels

  encryption_spec {
    kms_key_name = var.ml_key_id
  }

  # Experiments write lineage at once: with a TensorBoard but without the store they would make one without a key.
  depends_on = [google_vertex_ai_metadata_store.default]
}
