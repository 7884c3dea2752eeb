locals {
  # SageMaker rates High, Medium, Low, Unknown; the blueprint has tiers 1 to 4.
  rating_of_tier = { "1" = "Low", "2" = "Medium", "3" = "High", "4" = "High" }
  default_rating = var.risk_tier == null ? "Unknown" : local.rating_of_tier[tostring(var.risk_tier)]

  # Groups somebody outside this account may read; SageMaker takes no empty policy.
  shared_groups = { for key, group in var.groups : key => group if length(setunion(group.reader_account_ids, group.deployer_account_ids)) > 0 }

  # Narrative fields a reader of the card needs (EU AI Act Art. 13 and Annex IV, 2): missing ones are reported, not invented.
  narrative_fields = ["business_problem", "caveats", "ethical_considerations", "intended_uses", "owner", "purpose", "risk_explanation"]
  missing_fields   = { for key, group in var.groups : key => [for field in local.narrative_fields : field if group[field] == null] }

  # Model card JSON schema; it refuses unknown keys and nulls, so absent answers are left out.
  card_sections = {
    for key, group in var.groups : key => {
      model_overview = {
        model_name        = local.group_names[key]
        model_description = group.description
        model_owner       = group.owner
      }
      intended_uses = {
        purpose_of_model             = group.purpose
        intended_uses                = group.intended_uses
        risk_rating                  = coalesce(group.risk_rating, local.default_rating)
        explanations_for_risk_rating = group.risk_explanation
      }
      business_details = {
        business_problem      = group.business_problem
        business_stakeholders = group.stakeholders
        line_of_business      = group.line_of_business
      }
      additional_information = {
        caveats_and_recommendations = group.caveats
        ethical_considerations      = group.ethical_considerations
      }
    }
  }
  card_details = {
    for key, group in var.groups : key => { for name, value in merge(
      {
        environment         = var.environment
        model_package_group = local.group_names[key]
        regimes             = length(var.regimes) == 0 ? null : join(", ", var.regimes)
        risk_tier           = var.risk_tier == null ? null : tostring(var.risk_tier)
        use_case            = var.use_case
      },
      group.custom_details,
    ) : name => value if value != null }
  }
  card_contents = {
    for key, sections in local.card_sections : key => jsonencode(merge(
      { for name, fields in sections : name => { for field, value in fields : field => value if value != null } if anytrue([for value in values(fields) : value != null]) },
      { additional_information = merge({ for field, value in sections.additional_information : field => value if value != null }, { custom_details = local.card_details[key] }) },
    ))
  }
}

resource "aws_sagemaker_model_package_group" "this" {
  for_each = var.groups

  model_package_group_name        = local.group_names[each.key]
  model_package_group_description = coalesce(each.value.description, "Versions of the model ${each.key}.")
  tags                            = merge(var.tags, { RiskRating = coalesce(each.value.risk_rating, local.default_rating) }, each.value.owner == null ? {} : { ModelOwner = each.value.owner })

  lifecycle {
    precondition {
      condition     = length(local.group_names[each.key]) <= 63
      error_message = "The name of group ${each.key} with its prefix exceeds 63 characters."
    }
  }
}

# Other accounts may look, and where named make a model of a version. None may change a status: approval is given where
# the version was made.
resource "aws_sagemaker_model_package_group_policy" "this" {
  for_each = local.shared_groups

  model_package_group_name = aws_sagemaker_model_package_group.this[each.key].model_package_group_name
  resource_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      for statement in [
        {
          sid      = "ReadGroup"
          accounts = setunion(each.value.reader_account_ids, each.value.deployer_account_ids)
          actions  = ["sagemaker:DescribeModelPackageGroup"]
          resource = "${local.sagemaker_arn}:model-package-group/${local.group_names[each.key]}"
        },
        {
          sid      = "ReadVersions"
          accounts = setunion(each.value.reader_account_ids, each.value.deployer_account_ids)
          actions  = ["sagemaker:DescribeModelPackage", "sagemaker:ListModelPackages"]
          resource = "${local.sagemaker_arn}:model-package/${local.group_names[each.key]}/*"
        },
        {
          sid      = "DeployVersions"
          accounts = each.value.deployer_account_ids
          actions  = ["sagemaker:CreateModel"]
          resource = "${local.sagemaker_arn}:model-package/${local.group_names[each.key]}/*"
        },
        ] : merge(
        {
          Sid       = statement.sid
          Effect    = "Allow"
          Principal = { AWS = [for id in sort(statement.accounts) : "arn:${local.partition}:iam::${id}:root"] }
          Action    = statement.actions
          Resource  = statement.resource
        },
        var.organization_id == null ? {} : { Condition = { StringEquals = { "aws:PrincipalOrgID" = var.organization_id } } },
      ) if length(statement.accounts) > 0
    ]
  })
}

# Seeded, then people's: every edit in the console makes a version of the card, and Terraform must not write over it.
resource "aws_sagemaker_model_card" "this" {
  for_each = var.groups

  model_card_name   = local.group_names[each.key]
  model_card_status = "Draft"
  content           = local.card_contents[each.key]
  tags              = var.tags

  security_config {
    kms_key_id = var.ml_key_arn
  }

  lifecycle {
    ignore_changes = [content, model_card_status]

    precondition {
      condition     = length(local.card_contents[each.key]) <= 100000
      error_message = "The model card of ${each.key} exceeds 100000 characters."
    }
  }
}

# A warning, not an error: the text is written by people while the model is made.
check "model_cards_are_written" {
  assert {
    condition     = var.environment != "prod" || alltrue([for fields in values(local.missing_fields) : length(fields) == 0])
    error_message = "Model cards lack ${join("; ", [for key, fields in local.missing_fields : "${key}: ${join(", ", fields)}" if length(fields) > 0])}. Fill them in groups or, once the card exists, in SageMaker."
  }
}
