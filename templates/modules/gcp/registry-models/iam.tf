# Three duties: who builds writes cards, who approves writes decisions, who releases does what a decision says. No role has two of them.
locals {
  catalog_editors = merge(
    { for name, member in local.card_writers : "card/${name}" => member },
    { for member in local.approvers : "approval/${member}" => member },
  )
}

# Change entries, without making, moving or deleting them: the predefined owner of entries may delete the inventory.
resource "google_project_iam_custom_role" "catalog_editor" {
  project     = var.project_id
  role_id     = "${local.snake_prefix}_model_catalog_editor"
  title       = "Model catalogue editor (${var.name_prefix})"
  description = "Write aspects one may use onto models of the inventory."
  stage       = "GA"
  permissions = ["dataplex.entries.get", "dataplex.entries.list", "dataplex.entries.update", "dataplex.entryGroups.get"]
}

# Models have no IAM of their own, so this one grant is on the project; it can look, and change nothing.
resource "google_project_iam_custom_role" "approver" {
  project     = var.project_id
  role_id     = "${local.snake_prefix}_model_approver"
  title       = "Model approver (${var.name_prefix})"
  description = "See models, evaluations and lineage to decide about them; upload, change, deploy and delete none."
  stage       = "GA"
  permissions = [
    "aiplatform.artifacts.get", "aiplatform.artifacts.list",
    "aiplatform.contexts.get", "aiplatform.contexts.list", "aiplatform.contexts.queryContextLineageSubgraph",
    "aiplatform.endpoints.get", "aiplatform.endpoints.list",
    "aiplatform.executions.get", "aiplatform.executions.list", "aiplatform.executions.queryExecutionInputsAndOutputs",
    "aiplatform.metadataStores.get", "aiplatform.metadataStores.list",
    "aiplatform.modelEvaluationSlices.get", "aiplatform.modelEvaluationSlices.list",
    "aiplatform.modelEvaluations.get", "aiplatform.modelEvaluations.list",
    "aiplatform.models.get", "aiplatform.models.list",
    "aiplatform.pipelineJobs.get", "aiplatform.pipelineJobs.list",
  ]
}

resource "google_project_iam_member" "approver" {
  for_each = local.approvers

  project = var.project_id
  role    = google_project_iam_custom_role.approver.id
  member  = each.value
}

resource "google_dataplex_entry_group_iam_member" "editor" {
  for_each = local.catalog_editors

  project        = var.project_id
  location       = var.region
  entry_group_id = google_dataplex_entry_group.models.entry_group_id
  role           = google_project_iam_custom_role.catalog_editor.id
  member         = each.value
}

resource "google_dataplex_entry_group_iam_member" "reader" {
  for_each = merge({ release = var.account_members["release"] }, { for member in local.auditors : "auditor/${member}" => member })

  project        = var.project_id
  location       = var.region
  entry_group_id = google_dataplex_entry_group.models.entry_group_id
  role           = "roles/dataplex.catalogViewer"
  member         = each.value
}

# Which aspect somebody may use is what tells a card from a decision.
resource "google_dataplex_aspect_type_iam_member" "card" {
  for_each = local.card_writers

  project        = var.project_id
  location       = var.region
  aspect_type_id = google_dataplex_aspect_type.this["model-card"].aspect_type_id
  role           = "roles/dataplex.aspectTypeUser"
  member         = each.value
}

# A required aspect is changed by who may use the type of the entry too.
resource "google_dataplex_entry_type_iam_member" "card" {
  for_each = local.card_writers

  project       = var.project_id
  location      = var.region
  entry_type_id = google_dataplex_entry_type.model.entry_type_id
  role          = "roles/dataplex.entryTypeUser"
  member        = each.value
}

resource "google_dataplex_aspect_type_iam_member" "approval" {
  for_each = local.approvers

  project        = var.project_id
  location       = var.region
  aspect_type_id = google_dataplex_aspect_type.this["model-approval"].aspect_type_id
  role           = "roles/dataplex.aspectTypeUser"
  member         = each.value
}

check "somebody_can_approve" {
  assert {
    condition     = var.environment != "prod" || length(local.approvers) > 0
    error_message = "Nobody can approve a model in prod, so nothing can be released: name groups in personas.model_approver of identity.access or in approver_members."
  }
}
