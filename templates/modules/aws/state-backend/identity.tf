locals {
  # What each CI system puts into its tokens. null = its issuer depends on the installation.
  ci_defaults = {
    github = {
      provider_url   = "https://token.actions.githubusercontent.com"
      plan_subjects  = local.github_subjects.plan
      apply_subjects = local.github_subjects.apply
    }
    gitlab = {
      provider_url = "https://gitlab.com"
      # GitLab has no subject for merge requests or environments: any branch may plan, the protected default branch may apply.
      plan_subjects  = var.repository == "" ? [] : ["project_path:${var.repository}:ref_type:branch:ref:*"]
      apply_subjects = var.repository == "" ? [] : ["project_path:${var.repository}:ref_type:branch:ref:${var.default_branch}"]
    }
    azure_devops = { provider_url = null, plan_subjects = [], apply_subjects = [] }
    jenkins      = { provider_url = null, plan_subjects = [], apply_subjects = [] }
  }

  # Both forms of the subject: repositories made or renamed since 2026-07-15 carry ids in it, older ones do not (aws.md 0,
  # fact 13). Without known ids the new form is a pattern; neither `:` nor `@` can occur in the part that `*` stands for without
  # being escaped, and the repository claim below pins the name.
  owner           = split("/", var.repository)[0]
  repository_name = try(split("/", var.repository)[1], "")
  github_repositories = var.repository == "" ? [] : [
    "repo:${var.repository}",
    "repo:${local.owner}@${coalesce(var.repository_owner_id, "*")}/${local.repository_name}@${coalesce(var.repository_id, "*")}",
  ]
  github_subjects = {
    # Pull requests plan before the merge; the default branch plans for apply and for the daily drift run.
    plan = flatten([
      for prefix in local.github_repositories : ["${prefix}:pull_request", "${prefix}:ref:refs/heads/${var.default_branch}"]
    ])
    # Only a job in the environment, that is, after its required reviewers.
    apply = [for prefix in local.github_repositories : "${prefix}:environment:${coalesce(var.ci_environment, var.environment)}"]
  }

  provider_url = var.oidc_provider_url != null ? var.oidc_provider_url : local.ci_defaults[var.ci].provider_url
  subjects = {
    plan  = length(var.plan_subjects) > 0 ? tolist(var.plan_subjects) : local.ci_defaults[var.ci].plan_subjects
    apply = length(var.apply_subjects) > 0 ? tolist(var.apply_subjects) : local.ci_defaults[var.ci].apply_subjects
  }

  use_oidc          = local.provider_url != null
  issuer            = local.use_oidc ? trimprefix(local.provider_url, "https://") : ""
  create_provider   = local.use_oidc && var.existing_oidc_provider_arn == null
  oidc_provider_arn = local.use_oidc ? coalesce(var.existing_oidc_provider_arn, "${local.iam_arn}:oidc-provider/${local.issuer}") : null
  trusts_repository = var.ci == "github" && var.repository != ""

  # Claims besides aud and sub that AWS STS checks for GitHub. Ids outlive a rename: a squatter on the old name gets nothing.
  repository_claims = {
    for claim, value in { repository_id = var.repository_id, repository_owner_id = var.repository_owner_id } :
    "${local.issuer}:${claim}" => value if local.trusts_repository && value != null
  }
  name_claims = {
    for claim, value in { repository = var.repository } :
    "${local.issuer}:${claim}" => value if local.trusts_repository && var.repository_id == null
  }

  trust_statements = {
    for role, subjects in local.subjects : role => concat(
      local.use_oidc ? [jsonencode({
        Sid       = "AllowPipeline"
        Effect    = "Allow"
        Principal = { Federated = local.oidc_provider_arn }
        Action    = "sts:AssumeRoleWithWebIdentity"
        Condition = {
          for operator, claims in {
            StringEquals         = merge({ "${local.issuer}:aud" = var.oidc_audience }, local.repository_claims)
            StringEqualsIfExists = local.name_claims
            StringLike           = { "${local.issuer}:sub" = subjects }
          } : operator => claims if length(claims) > 0
        }
      })] : [],
      length(var.trusted_principal_arns[role]) > 0 ? [jsonencode({
        Sid       = "AllowRunner"
        Effect    = "Allow"
        Principal = { AWS = "${local.iam_arn}:root" }
        Action    = "sts:AssumeRole"
        Condition = { ArnEquals = { "aws:PrincipalArn" = var.trusted_principal_arns[role] } }
      })] : [],
    )
  }
  trust_policies = {
    for role, statements in local.trust_statements : role => jsonencode({
      Version   = "2012-10-17"
      Statement = [for statement in statements : jsondecode(statement)]
    })
  }
  has_trust = {
    for role, subjects in local.subjects :
    role => (local.use_oidc && length(subjects) > 0) || (!local.use_oidc && length(var.trusted_principal_arns[role]) > 0)
  }
}

# One per account and issuer. No thumbprints: IAM trusts the issuer's certificate through its CA (IAM User Guide, "Obtain the
# thumbprint"); a pinned one would break the pipelines at the next rotation.
resource "aws_iam_openid_connect_provider" "ci" {
  count = local.create_provider ? 1 : 0

  url            = local.provider_url
  client_id_list = [var.oidc_audience]
  tags           = var.tags
}

resource "aws_iam_role" "plan" {
  name                  = "${var.name_prefix}-ci-plan"
  path                  = local.ci_path
  description           = "Pipeline, before a review: reads configuration and state, changes nothing but the lock."
  assume_role_policy    = local.trust_policies.plan
  permissions_boundary  = var.permissions_boundary_arn
  max_session_duration  = 3600
  force_detach_policies = true
  tags                  = var.tags

  lifecycle {
    precondition {
      condition     = local.has_trust.plan
      error_message = "Nobody could assume the plan role: name the repository (metadata.repository in the blueprint, owner/name), or set plan_subjects with oidc_provider_url, or trusted_principal_arns.plan for runners inside AWS."
    }
  }

  depends_on = [aws_iam_openid_connect_provider.ci]
}

resource "aws_iam_role" "apply" {
  name                  = "${var.name_prefix}-ci-apply"
  path                  = local.ci_path
  description           = "Pipeline, after a review: deploys ${var.name_prefix} and nothing else."
  assume_role_policy    = local.trust_policies.apply
  permissions_boundary  = var.permissions_boundary_arn
  max_session_duration  = var.apply_session_hours * 3600
  force_detach_policies = true
  tags                  = var.tags

  lifecycle {
    precondition {
      condition     = local.has_trust.apply
      error_message = "Nobody could assume the apply role: name the repository (metadata.repository in the blueprint, owner/name), or set apply_subjects with oidc_provider_url, or trusted_principal_arns.apply for runners inside AWS."
    }

    precondition {
      condition     = length(setintersection(local.subjects.plan, local.subjects.apply)) == 0
      error_message = "A subject may be trusted by one role only: one that plans and applies has skipped the review."
    }
  }

  depends_on = [aws_iam_openid_connect_provider.ci]
}

check "boundary" {
  assert {
    condition     = !contains(["staging", "prod"], var.environment) || var.permissions_boundary_arn != null
    error_message = "No permissions boundary: the apply role may create roles with rights it does not have itself. Set permissions_boundary_arn in ${var.environment}."
  }
}

check "repository_ids" {
  assert {
    condition     = !local.trusts_repository || !contains(["staging", "prod"], var.environment) || (var.repository_id != null && var.repository_owner_id != null)
    error_message = "The trust is by name, which survives neither a rename nor a squatter. Pin repository_id and repository_owner_id: `gh api repos/${var.repository} --jq '.id, .owner.id'`."
  }
}
