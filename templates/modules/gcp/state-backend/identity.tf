# Two identities without a stored secret: plan reads and may run on a pull request, apply deploys and may run only after the reviewers of an
# environment said yes. Each is lent to exact subjects of the CI system's tokens.
locals {
  owner      = split("/", var.repository)[0]
  name       = try(split("/", var.repository)[1], "")
  deployment = coalesce(var.ci_environment, var.environment)

  # GitHub's subjects in both forms: repositories made or renamed since 2026-07-15 carry ids in it, older ones do not.
  github_repositories = var.repository == "" ? [] : compact([
    "repo:${var.repository}",
    var.repository_id == null ? "" : "repo:${local.owner}@${var.repository_owner_id}/${local.name}@${var.repository_id}",
  ])

  ci_defaults = {
    github = {
      issuer = "https://token.actions.githubusercontent.com"
      plan   = flatten([for repository in local.github_repositories : ["${repository}:pull_request", "${repository}:ref:refs/heads/${var.default_branch}"]])
      apply  = [for repository in local.github_repositories : "${repository}:environment:${local.deployment}"]
    }
    # GitLab has no subject for merge requests or environments: the protected default branch plans and applies, others only plan (below).
    gitlab = {
      issuer = "https://gitlab.com"
      plan   = []
      apply  = var.repository == "" ? [] : ["project_path:${var.repository}:ref_type:branch:ref:${var.default_branch}"]
    }
    azure_devops = { issuer = null, plan = [], apply = [] }
    jenkins      = { issuer = null, plan = [], apply = [] }
  }

  issuer = var.oidc_issuer_uri != null ? var.oidc_issuer_uri : local.ci_defaults[var.ci].issuer
  subjects = {
    plan  = length(var.plan_subjects) > 0 ? sort(var.plan_subjects) : local.ci_defaults[var.ci].plan
    apply = length(var.apply_subjects) > 0 ? sort(var.apply_subjects) : local.ci_defaults[var.ci].apply
  }

  # Any branch of the one GitLab project may plan.
  plans_by_project = var.ci == "gitlab" && length(var.plan_subjects) == 0 && var.repository != ""

  use_oidc = local.issuer != null
  pool_id  = coalesce(var.pool_id, "${local.account_prefix}-ci")

  # A numeric owner defeats whoever registers the name after a rename. The exact subject comes second, and is what counts.
  owner_claim = var.ci == "github" && var.repository_owner_id != null ? "assertion.repository_owner_id == '${var.repository_owner_id}' && " : ""
  subject_claims = {
    for role, subjects in local.subjects : role => join(" || ", [for subject in subjects : "assertion.sub == '${subject}'"])
  }
  conditions = {
    plan  = local.plans_by_project ? "assertion.project_path == '${var.repository}'" : "${local.owner_claim}(${local.subject_claims.plan})"
    apply = "${local.owner_claim}(${local.subject_claims.apply})"
  }

  mappings = {
    github  = { "attribute.environment" = "has(assertion.environment) ? assertion.environment : ''", "attribute.ref" = "assertion.ref", "attribute.repository" = "assertion.repository", "attribute.repository_owner_id" = "assertion.repository_owner_id" }
    gitlab  = { "attribute.project_path" = "assertion.project_path", "attribute.ref" = "assertion.ref" }
    default = {}
  }

  has_trust = {
    plan  = (local.use_oidc && (length(local.subjects.plan) > 0 || local.plans_by_project)) || length(var.trusted_members.plan) > 0
    apply = (local.use_oidc && length(local.subjects.apply) > 0) || length(var.trusted_members.apply) > 0
  }
  providers = toset([for role in ["apply", "plan"] : role if local.use_oidc && (length(local.subjects[role]) > 0 || (role == "plan" && local.plans_by_project))])

  bindings = merge(
    merge([for role, subjects in local.subjects : { for subject in subjects : "${role}/${subject}" => { role = role, suffix = "subject/${subject}", kind = "principal" } if local.use_oidc }]...),
    local.plans_by_project ? { "plan/project" = { role = "plan", suffix = "attribute.project_path/${var.repository}", kind = "principalSet" } } : {},
  )
}

resource "google_service_account" "ci" {
  for_each = {
    apply = "Pipeline, after a review: deploys ${var.name_prefix}."
    plan  = "Pipeline, before a review: reads configuration and state of ${var.name_prefix}."
  }

  project      = var.seed_project_id
  account_id   = "${local.account_prefix}-tf-${each.key}"
  display_name = "${var.name_prefix} Terraform ${each.key}"
  description  = each.value

  lifecycle {
    precondition {
      condition     = local.has_trust[each.key]
      error_message = "Nobody could use the ${each.key} account: name the repository (metadata.repository in the blueprint, owner/name), or set ${each.key}_subjects with oidc_issuer_uri, or trusted_members.${each.key} for runners inside Google Cloud."
    }

    precondition {
      condition     = length(setintersection(local.subjects.plan, local.subjects.apply)) == 0
      error_message = "A subject may be trusted by one account only: one that plans and applies has skipped the review."
    }
  }

  depends_on = [time_sleep.services]
}

resource "google_iam_workload_identity_pool" "ci" {
  count = local.use_oidc ? 1 : 0

  project                   = var.seed_project_id
  workload_identity_pool_id = local.pool_id
  display_name              = substr("CI ${var.name_prefix}", 0, 32)
  description               = "Tokens of ${var.ci} for ${var.name_prefix}."

  depends_on = [time_sleep.services]
}

resource "google_iam_workload_identity_pool_provider" "ci" {
  for_each = local.providers

  project                            = var.seed_project_id
  workload_identity_pool_id          = google_iam_workload_identity_pool.ci[0].workload_identity_pool_id
  workload_identity_pool_provider_id = "${var.environment}-${each.value}"
  display_name                       = "${var.environment} ${each.value}"
  description                        = "${each.value} for ${var.name_prefix}"
  attribute_condition                = local.conditions[each.value]
  attribute_mapping                  = merge({ "google.subject" = "assertion.sub" }, lookup(local.mappings, var.ci, local.mappings.default))

  oidc {
    issuer_uri        = local.issuer
    allowed_audiences = length(var.oidc_audiences) > 0 ? sort(var.oidc_audiences) : null # null: the provider's own name, which the CI actions ask for
    jwks_json         = var.oidc_jwks_json
  }
}

resource "google_service_account_iam_member" "ci" {
  for_each = local.bindings

  service_account_id = google_service_account.ci[each.value.role].name
  role               = "roles/iam.workloadIdentityUser"
  member             = "${each.value.kind}://iam.googleapis.com/${google_iam_workload_identity_pool.ci[0].name}/${each.value.suffix}"
}

# Runners inside Google Cloud have an identity already and take the pipeline's by impersonation.
resource "google_service_account_iam_member" "runner" {
  for_each = merge([
    for role, members in { apply = var.trusted_members.apply, plan = var.trusted_members.plan } : { for member in members : "${role}/${member}" => { role = role, member = member } }
  ]...)

  service_account_id = google_service_account.ci[each.value.role].name
  role               = "roles/iam.serviceAccountTokenCreator"
  member             = each.value.member
}

check "repository_ids" {
  assert {
    condition     = var.ci != "github" || var.repository == "" || !contains(["staging", "prod"], var.environment) || (var.repository_id != null && var.repository_owner_id != null)
    error_message = "The trust is by name, which survives neither a rename nor a squatter, and repositories since 2026-07-15 carry ids in their subject. Pin repository_id and repository_owner_id: `gh api repos/${var.repository} --jq '.id, .owner.id'`."
  }
}
