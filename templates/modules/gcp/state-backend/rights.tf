# Least rights computed by `aiarch permissions --write` from the rendered resources, in place of the roles per service of permissions.tf. They lie
# where those would lie, behind the same switches. What these do not reach is granted nowhere else, and said in rights_left_out.
locals {
  is_computed = var.deployer_rights != null
  scopes      = ["billing_account", "folder", "host_project", "organization", "project"]

  computed = merge([
    for account, rights in { apply = try(var.deployer_rights.apply, {}), plan = try(var.deployer_rights.plan, {}) } : {
      for scope in local.scopes : "${account}/${scope}" => {
        account     = account
        scope       = scope
        permissions = sort(try(tolist(rights[scope].permissions), []))
        roles       = sort(try(tolist(rights[scope].roles), []))
      }
    }
  ]...)

  # What this module may grant at each scope (permissions by pattern), and what to do about the rest.
  reach = {
    billing_account = {
      permissions = "^$" # no custom role is made for it
      roles       = var.billing_account != null
      otherwise   = "set billing_account of the stack, or have the billing account's administrator grant it"
    }
    folder = {
      permissions = local.on_folder ? "." : "^$"
      roles       = local.on_folder
      otherwise   = "granted only where the state lies in a seed project (seed_project_id, folder_id), and never the folder's own IAM policy; else whoever owns the folder grants it"
    }
    host_project = {
      permissions = "^$"
      roles       = false
      otherwise   = "the host project's administrator grants it on the subnets"
    }
    organization = {
      permissions = var.grant_organization_sink ? "^logging\\.sinks\\." : "^$"
      roles       = var.grant_organization_roles
      otherwise   = "needs org_id and, for roles, grant_organization_roles, for logging.sinks, grant_organization_sink; anything else the organisation's administrator grants"
    }
    project = {
      permissions = "."
      roles       = true
      otherwise   = "identity.access grants acting as an account on each one it makes; on the project it would be every account"
    }
  }

  # Would be every account, or every role above the project.
  kept_back = "^(iam\\.serviceAccounts\\.actAs|resourcemanager\\.(folders|organizations)\\.setIamPolicy)$"

  granted = {
    for key, rights in local.computed : key => {
      permissions = [for permission in rights.permissions : permission if can(regex(local.reach[rights.scope].permissions, permission)) && !can(regex(local.kept_back, permission))]
      roles       = [for role in rights.roles : role if local.reach[rights.scope].roles]
    }
  }
  rights_left_out = [
    for key, rights in local.computed : "${rights.account}: ${rights.scope}: ${join(", ", local.left_out[key])} (${local.reach[rights.scope].otherwise})"
    if length(local.left_out[key]) > 0
  ]
  left_out = {
    for key, rights in local.computed : key => sort(concat(
      tolist(setsubtract(rights.permissions, local.granted[key].permissions)),
      tolist(setsubtract(rights.roles, local.granted[key].roles)),
    ))
  }

  # Handing on roles of the project is granted apart, under the condition of permissions.tf.
  delegation = "resourcemanager.projects.setIamPolicy"
  delegates  = contains(concat(local.granted["apply/project"].permissions, local.granted["apply/folder"].permissions), local.delegation)

  # The providers name the project that calls count against (user_project_override), which asks for this one.
  own_permissions = ["serviceusage.services.use"]

  custom_roles = merge(
    {
      for key, rights in local.computed : "${rights.account}_${rights.scope}" => {
        account     = rights.account
        title       = "${rights.account}, ${rights.scope}"
        permissions = setunion(setsubtract(local.granted[key].permissions, [local.delegation]), rights.scope == "project" ? local.own_permissions : [])
      } if local.is_computed && contains(["folder", "project"], rights.scope) && length(local.granted[key].permissions) > 0
    },
    local.delegates ? { apply_grants = { account = "apply", title = "apply, grants", permissions = toset([local.delegation]) } } : {},
  )

  # Whoever may change roles of the project can widen one it holds. In the organisation they are out of reach, so they lie there where this module
  # may make roles there; on a folder no other kind can be granted.
  roles_above = local.on_folder || var.grant_organization_sink
  role_names = merge(
    { for name, role in google_project_iam_custom_role.computed : name => role.name },
    { for name, role in google_organization_iam_custom_role.computed : name => role.name },
  )

  computed_grants = { for name, role in local.custom_roles : name => role if name != "apply_grants" }
}

resource "google_project_iam_custom_role" "computed" {
  for_each = local.roles_above ? {} : local.custom_roles

  project     = var.project_id
  role_id     = "${local.role_prefix}_ci_${each.key}"
  title       = "${var.name_prefix} ${each.value.title}"
  description = "What the resources of ${var.name_prefix} need; made by aiarch permissions."
  permissions = each.value.permissions
}

resource "google_organization_iam_custom_role" "computed" {
  for_each = local.roles_above ? local.custom_roles : {}

  org_id      = var.org_id
  role_id     = "${local.role_prefix}_ci_${each.key}_${random_id.ring.hex}" # a deleted role keeps its id for weeks
  title       = "${var.name_prefix} ${each.value.title}"
  description = "What the resources of ${var.name_prefix} need; made by aiarch permissions."
  permissions = each.value.permissions

  lifecycle {
    precondition {
      condition     = var.org_id != null
      error_message = "The computed rights need org_id here: on a folder only roles of the organisation can be granted, and with grant_organization_sink they lie there. Set it, or remove the permissions file."
    }

    precondition {
      condition     = !local.on_folder || var.folder_id != null
      error_message = "The state lies in a seed project and the platform's project is made later: set folder_id, so that the pipeline gets its rights there."
    }
  }
}

resource "google_project_iam_member" "computed" {
  for_each = local.on_folder ? {} : local.computed_grants

  project = var.project_id
  role    = local.role_names[each.key]
  member  = google_service_account.ci[each.value.account].member
}

resource "google_folder_iam_member" "computed" {
  for_each = local.on_folder ? local.computed_grants : {}

  folder = local.folder
  role   = local.role_names[each.key]
  member = google_service_account.ci[each.value.account].member
}
