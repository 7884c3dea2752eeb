# The inventory. Vertex AI's registry exists in every project and region without being made, and the provider has no resource for a model in
# it; what a model is for, who owns it and who approved it is kept in the catalogue beside it, where who may write what can be told apart.
locals {
  card_fields = [
    { name = "model", type = "string", title = "Model", required = true },
    { name = "owner", type = "string", title = "Accountable owner", required = true },
    { name = "purpose", type = "string", title = "Purpose", required = false },
    { name = "intended_uses", type = "string", title = "Intended uses, and uses that are not", required = false },
    { name = "risk_tier", type = "int", title = "Risk tier, 1 to 4", required = false },
    { name = "risk_explanation", type = "string", title = "Why this tier", required = false },
    { name = "training_data", type = "string", title = "Training data and its lawful basis", required = false },
    { name = "evaluation", type = "string", title = "Evaluation per group", required = false },
    { name = "ethical_considerations", type = "string", title = "Ethical considerations", required = false },
    { name = "caveats", type = "string", title = "Caveats and limits", required = false },
    { name = "regimes", type = "string", title = "Regimes", required = false },
  ]

  approval_fields = [
    { name = "version", type = "string", title = "Version of the model in the registry", required = true },
    { name = "digest", type = "string", title = "SHA-256 of the artifacts", required = true },
    { name = "record", type = "string", title = "Decision record in the approvals bucket", required = true },
    { name = "decided_by", type = "string", title = "Who decided", required = true },
    { name = "status", type = "enum", title = "Decision", required = true },
    { name = "decided_at", type = "datetime", title = "When", required = true },
    { name = "conditions", type = "string", title = "Conditions and expiry", required = false },
  ]

  decisions = ["PENDING", "APPROVED", "REJECTED", "WITHDRAWN"]

  aspect_fields = { model-approval = local.approval_fields, model-card = local.card_fields }

  # The index of a field is its identity: new fields go to the end, none is renumbered.
  templates = {
    for kind, fields in local.aspect_fields : kind => jsonencode({
      name = replace(kind, "-", "_")
      type = "record"
      recordFields = [
        for index, field in fields : merge(
          {
            name        = field.name
            type        = field.type
            index       = index + 1
            annotations = { displayName = field.title }
            constraints = { required = field.required }
          },
          { for key, values in { enumValues = local.decisions } : key => [for at, value in values : { name = value, index = at + 1 }] if field.type == "enum" },
        )
      ]
    })
  }

  aspect_titles = { model-approval = "Model approval", model-card = "Model card" }

  # Texts as given; what was not said is left out and reported, never invented.
  cards = {
    for name, model in var.models : name => {
      for field, value in {
        model                  = name
        owner                  = coalesce(model.owner, var.owner)
        purpose                = model.purpose == null ? var.use_case : model.purpose
        intended_uses          = model.intended_uses
        risk_tier              = model.risk_tier == null ? var.risk_tier : model.risk_tier
        risk_explanation       = model.risk_explanation
        training_data          = model.training_data
        evaluation             = model.evaluation
        ethical_considerations = model.ethical_considerations
        caveats                = model.caveats
        regimes                = length(var.regimes) == 0 ? null : join(", ", sort(var.regimes))
      } : field => value if value != null
    }
  }

  missing_fields = { for name, card in local.cards : name => sort(setsubtract([for field in local.card_fields : field.name if field.name != "regimes"], keys(card))) }
}

resource "google_dataplex_aspect_type" "this" {
  for_each = local.aspect_titles

  project           = var.project_id
  location          = var.region
  aspect_type_id    = "${var.name_prefix}-${each.key}"
  display_name      = each.value
  description       = "${each.value} of models of ${var.name_prefix}."
  metadata_template = local.templates[each.key]
  deletion_policy   = local.deletion_policy
  labels            = var.labels
}

resource "google_dataplex_entry_type" "model" {
  project         = var.project_id
  location        = var.region
  entry_type_id   = "${var.name_prefix}-model"
  display_name    = "Model"
  description     = "A model of ${var.name_prefix}: none without a card."
  platform        = "Google Cloud"
  system          = "Vertex AI"
  deletion_policy = local.deletion_policy
  labels          = var.labels

  required_aspects {
    type = google_dataplex_aspect_type.this["model-card"].name
  }
}

resource "google_dataplex_entry_group" "models" {
  project         = var.project_id
  location        = var.region
  entry_group_id  = "${var.name_prefix}-models"
  display_name    = "Models of ${var.name_prefix}"
  description     = "Inventory of models."
  deletion_policy = local.deletion_policy
  labels          = var.labels
}

resource "google_dataplex_entry" "model" {
  for_each = var.models

  project         = var.project_id
  location        = var.region
  entry_group_id  = google_dataplex_entry_group.models.entry_group_id
  entry_id        = each.key
  entry_type      = google_dataplex_entry_type.model.name
  deletion_policy = local.deletion_policy

  entry_source {
    display_name = each.key
    description  = each.value.purpose == null ? var.use_case : each.value.purpose
    platform     = "Google Cloud"
    system       = "Vertex AI"
    labels       = var.labels
  }

  aspects {
    aspect_key = "${var.project_number}.${var.region}.${google_dataplex_aspect_type.this["model-card"].aspect_type_id}"

    aspect {
      data = jsonencode(local.cards[each.key])
    }
  }

  lifecycle {
    ignore_changes = [aspects] # seeded once: people and pipelines write them from then on
  }
}

check "model_cards_are_written" {
  assert {
    condition     = var.environment != "prod" || alltrue([for fields in values(local.missing_fields) : length(fields) == 0])
    error_message = "Model cards in prod lack texts nobody can invent: ${jsonencode({ for name, fields in local.missing_fields : name => fields if length(fields) > 0 })}."
  }
}
