locals {
  # Permission sets; a persona is a list of them. runtime is for jobs only.
  permission_sets = {
    read      = ["describe", "list", "list_within", "read_logs", "read_metrics"]
    workbench = concat(["own_spaces", "own_apps", "tag_on_create", "list_workspace", "read_results", "write_home", "use_key", "grant_key", "read_data_key", "image_token", "pull_images"], local.data_statements)
    develop   = ["create_jobs", "stop_jobs", "track", "run_pipelines", "register", "pass_job_roles", "describe_network"]
    release   = ["create_models", "write_pipelines", "write_cards", "pass_pipeline_roles"]
    review    = ["write_cards"]
    runtime   = ["use_key", "grant_key", "image_token", "pull_images", "write_logs", "write_metrics", "describe_network", "create_interface", "use_interface"]
  }

  default_personas = {
    scientist   = { permission_sets = ["read", "workbench", "develop"], max_session_hours = 8 }
    ml-engineer = { permission_sets = ["read", "workbench", "develop", "release"], max_session_hours = 8 }
    reviewer    = { permission_sets = ["read", "workbench", "review"], max_session_hours = 4 }
    read-only   = { permission_sets = ["read"], max_session_hours = 4 }
  }

  personas = {
    for name in distinct(concat(keys(local.default_personas), keys(var.personas))) : name => {
      permission_sets   = coalesce(try(var.personas[name].permission_sets, null), try(local.default_personas[name].permission_sets, null), ["read"])
      max_session_hours = coalesce(try(var.personas[name].max_session_hours, null), try(local.default_personas[name].max_session_hours, null), 4)
      policy_arns       = try(var.personas[name].policy_arns, {})
    }
  }

  persona_policies = merge([
    for name, persona in local.personas : {
      for set in persona.permission_sets : "${name}/${set}" => { persona = name, arn = aws_iam_policy.permission_set[set].arn }
    }
  ]...)

  persona_extra_policies = merge([
    for name, persona in local.personas : {
      for key, arn in persona.policy_arns : "${name}/${key}" => { persona = name, arn = arn }
    }
  ]...)

  # sts:SetSourceIdentity lets SageMaker write the user profile's name into every session, and from there into every
  # CloudTrail record; jobs started from such a session pass it on, so job roles need it too.
  trust_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "sagemaker.amazonaws.com" }
      Action    = ["sts:AssumeRole", "sts:SetSourceIdentity"]
      Condition = {
        StringEquals = { "aws:SourceAccount" = local.account_id }
        ArnLike      = { "aws:SourceArn" = "${local.sagemaker_arn}:*" }
      }
    }]
  })
}

resource "aws_iam_role" "persona" {
  for_each = local.personas

  name                  = "${var.name_prefix}-studio-${each.key}"
  path                  = "/${var.name_prefix}/"
  description           = "What a ${each.key} may do from SageMaker Studio."
  assume_role_policy    = local.trust_policy
  permissions_boundary  = local.boundary_arn
  max_session_duration  = each.value.max_session_hours * 3600
  force_detach_policies = true
  tags                  = merge(var.tags, { Persona = each.key })
}

resource "aws_iam_policy" "permission_set" {
  for_each = local.permission_sets

  name        = "${var.name_prefix}-ml-${each.key}"
  path        = "/${var.name_prefix}/"
  description = "Permission set ${each.key} of the ML workspace."
  tags        = var.tags

  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [for key in each.value : merge(jsondecode(local.statements[key]), { Sid = replace(title(replace(key, "/[_-]/", " ")), " ", ""), Effect = "Allow" })]
  })
}

resource "aws_iam_role_policy_attachment" "persona" {
  for_each = local.persona_policies

  role       = aws_iam_role.persona[each.value.persona].name
  policy_arn = each.value.arn
}

resource "aws_iam_role_policy_attachment" "persona_extra" {
  for_each = local.persona_extra_policies

  role       = aws_iam_role.persona[each.value.persona].name
  policy_arn = each.value.arn
}

resource "aws_iam_role_policy_attachment" "persona_guardrails" {
  for_each = local.own_boundary ? {} : local.personas

  role       = aws_iam_role.persona[each.key].name
  policy_arn = aws_iam_policy.guardrails[0].arn
}

# For the people's own federated roles: open Studio as oneself, from inside the network only. Not made in SSO mode,
# where Identity Center opens Studio and IAM policies are not asked.
resource "aws_iam_policy" "studio_entry" {
  count = var.auth_mode == "IAM" ? 1 : 0

  name        = "${var.name_prefix}-studio-entry"
  path        = "/${var.name_prefix}/"
  description = "Opens Studio with the profile whose StudioUser tag equals the caller's, through the VPC endpoint."
  tags        = var.tags

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "OwnProfile"
        Effect    = "Allow"
        Action    = ["sagemaker:CreatePresignedDomainUrl"]
        Resource  = "${local.sagemaker_arn}:user-profile/${aws_sagemaker_domain.this.id}/*"
        Condition = { StringEquals = { "sagemaker:ResourceTag/StudioUser" = "$${aws:PrincipalTag/StudioUser}" } }
      },
      {
        Sid       = "OnlyFromTheNetwork"
        Effect    = "Deny"
        Action    = ["sagemaker:CreatePresignedDomainUrl"]
        Resource  = "*"
        Condition = { StringNotEquals = { "aws:SourceVpce" = local.studio_entry_ids } }
      },
    ]
  })
}
