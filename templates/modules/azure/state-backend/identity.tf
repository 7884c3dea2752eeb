locals {
  is_government = startswith(var.location, "usgov")

  issuers = {
    github       = "https://token.actions.githubusercontent.com"
    gitlab       = "https://gitlab.com"
    azure_devops = "https://login.microsoftonline.com/${data.azurerm_client_config.current.tenant_id}/v2.0"
    jenkins      = null
  }
  issuer   = var.oidc_issuer != null ? var.oidc_issuer : local.issuers[var.ci]
  audience = local.is_government ? "api://AzureADTokenExchangeUSGov" : "api://AzureADTokenExchange"

  # GitHub: repositories made, renamed or moved since mid-2026 say the numeric ids of owner and repository, older ones do not.
  # Both are trusted where the ids are known, because nobody can tell from outside which one a repository sends.
  repository_parts = split("/", var.repository)
  github_prefixes = var.repository == "" ? [] : concat(
    ["repo:${var.repository}"],
    var.repository_id == null ? [] : ["repo:${local.repository_parts[0]}@${var.repository_owner_id}/${local.repository_parts[1]}@${var.repository_id}"],
  )

  # Exact subjects: Entra knows no wildcards. A pull request may plan, never apply; apply needs the environment's reviewers.
  derived_subjects = {
    github = {
      plan  = flatten([for prefix in local.github_prefixes : ["${prefix}:pull_request", "${prefix}:ref:refs/heads/${var.default_branch}"]])
      apply = [for prefix in local.github_prefixes : "${prefix}:environment:${coalesce(var.ci_environment, var.environment)}"]
    }
    gitlab = {
      plan  = var.repository == "" ? [] : ["project_path:${var.repository}:ref_type:branch:ref:${var.default_branch}"]
      apply = var.repository == "" ? [] : ["project_path:${var.repository}:ref_type:branch:ref:${var.default_branch}"]
    }
    azure_devops = { plan = [], apply = [] } # the service connection shows its subject once it is made
    jenkins      = { plan = [], apply = [] }
  }

  subjects = {
    plan  = length(var.plan_subjects) > 0 ? var.plan_subjects : local.derived_subjects[var.ci].plan
    apply = length(var.apply_subjects) > 0 ? var.apply_subjects : local.derived_subjects[var.ci].apply
  }

  # Two writes to one identity at a time fail, so its credentials are made one after the other, in four slots.
  slots = [
    for slot in range(4) : {
      for name, subjects in local.subjects : name => subjects[slot] if length(subjects) > slot
    }
  ]
}

resource "azurerm_user_assigned_identity" "pipeline" {
  for_each = toset(["apply", "plan"])

  name                = "${var.name_prefix}-ci-${each.value}"
  resource_group_name = azurerm_resource_group.this.name
  location            = var.location
  tags                = var.tags
}

resource "azurerm_federated_identity_credential" "first" {
  for_each = local.slots[0]

  name                      = "ci-${substr(sha256(each.value), 0, 8)}"
  user_assigned_identity_id = azurerm_user_assigned_identity.pipeline[each.key].id
  issuer                    = local.issuer
  audience                  = [local.audience]
  subject                   = each.value
}

resource "azurerm_federated_identity_credential" "second" {
  for_each = local.slots[1]

  name                      = "ci-${substr(sha256(each.value), 0, 8)}"
  user_assigned_identity_id = azurerm_user_assigned_identity.pipeline[each.key].id
  issuer                    = local.issuer
  audience                  = [local.audience]
  subject                   = each.value

  depends_on = [azurerm_federated_identity_credential.first]
}

resource "azurerm_federated_identity_credential" "third" {
  for_each = local.slots[2]

  name                      = "ci-${substr(sha256(each.value), 0, 8)}"
  user_assigned_identity_id = azurerm_user_assigned_identity.pipeline[each.key].id
  issuer                    = local.issuer
  audience                  = [local.audience]
  subject                   = each.value

  depends_on = [azurerm_federated_identity_credential.second]
}

resource "azurerm_federated_identity_credential" "fourth" {
  for_each = local.slots[3]

  name                      = "ci-${substr(sha256(each.value), 0, 8)}"
  user_assigned_identity_id = azurerm_user_assigned_identity.pipeline[each.key].id
  issuer                    = local.issuer
  audience                  = [local.audience]
  subject                   = each.value

  depends_on = [azurerm_federated_identity_credential.third]
}

check "pipelines_are_trusted" {
  assert {
    condition     = length(local.subjects.plan) > 0 && length(local.subjects.apply) > 0
    error_message = "No token can be exchanged for the plan or the apply identity: give repository, or plan_subjects and apply_subjects (Azure DevOps shows the subject in its service connection)."
  }
}
