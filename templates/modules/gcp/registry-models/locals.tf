locals {
  approvers = toset(concat(tolist(lookup(var.personas, "model_approver", [])), tolist(var.approver_members)))
  auditors  = toset(lookup(var.personas, "auditor", []))

  # Cards are written where models are made; where they are released, by the pipeline only.
  is_released = contains(["staging", "prod"], var.environment)
  card_writers = merge(
    { pipeline = var.account_members["pipeline"] },
    local.is_released ? {} : merge([
      for persona in ["data_scientist", "ml_engineer"] : { for group in lookup(var.personas, persona, []) : "${persona}/${group}" => group }
    ]...),
  )

  deletion_policy = var.protect ? "PREVENT" : "DELETE"
  snake_prefix    = replace(var.name_prefix, "-", "_")

  # The statute decides in prod; elsewhere decisions of tests are kept as long as somebody looks for them.
  approval_days = var.environment == "prod" ? max(ceil(var.retention_years * 365.25), 400) : var.test_retention_days
}
