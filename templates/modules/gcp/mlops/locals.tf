locals {
  # Static lists name what grants are made of; members and ids may be unknown at plan.
  workloads = ["featuresync", "monitoring", "notebook", "pipeline", "release", "serving", "training"]

  is_released = contains(["staging", "prod"], var.environment)

  # Where models are released, who develops reads; what runs there was sent by the pipeline.
  builders = merge([
    for persona in ["data_scientist", "ml_engineer"] : { for group in lookup(var.personas, persona, []) : "${persona}/${group}" => group }
  ]...)

  readers = merge([
    for persona in ["auditor", "model_approver"] : { for group in lookup(var.personas, persona, []) : "${persona}/${group}" => group }
  ]...)

  # Null or empty: a network of the organisation may have none.
  has_attachment        = var.network_attachment_id != null && var.network_attachment_id != ""
  network_attachment_id = local.has_attachment ? var.network_attachment_id : null

  deletion_policy = var.protect ? "PREVENT" : "DELETE"

  # Identifiers without hyphens, for what takes none.
  snake_prefix = replace(var.name_prefix, "-", "_")
}
