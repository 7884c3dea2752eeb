variable "deployer_rights" {
  description = "Permissions (in a custom role per scope) and predefined roles per account and scope, made by `aiarch permissions --write`. They replace the roles this module grants per service; null keeps those."
  type = object({
    plan  = optional(map(object({ permissions = optional(set(string), []), roles = optional(set(string), []) })), {})
    apply = optional(map(object({ permissions = optional(set(string), []), roles = optional(set(string), []) })), {})
  })
  default = null

  validation {
    condition     = var.deployer_rights == null ? true : length(setsubtract(concat(keys(var.deployer_rights.plan), keys(var.deployer_rights.apply)), ["billing_account", "folder", "host_project", "organization", "project"])) == 0
    error_message = "The scopes of deployer_rights are billing_account, folder, host_project, organization and project."
  }

  validation {
    condition     = var.deployer_rights == null ? true : alltrue([for rights in [var.deployer_rights.plan, var.deployer_rights.apply] : length(try(rights["project"].permissions, [])) > 0])
    error_message = "deployer_rights must hold permissions on the project for plan and for apply: an account without rights can do nothing."
  }

  validation {
    condition = var.deployer_rights == null ? true : alltrue([
      for permission in flatten([for rights in concat(values(var.deployer_rights.plan), values(var.deployer_rights.apply)) : tolist(rights.permissions)]) :
      can(regex("^[a-z][a-z0-9]*(\\.[A-Za-z0-9]+){2}$", permission))
    ])
    error_message = "deployer_rights must name every permission as service.resource.verb: a wildcard is more than the computed least rights."
  }

  validation {
    condition = var.deployer_rights == null ? true : !anytrue([
      for permission in flatten([for rights in concat(values(var.deployer_rights.plan), values(var.deployer_rights.apply)) : tolist(rights.permissions)]) :
      can(regex("^iam\\.(serviceAccounts\\.(getAccessToken|getOpenIdToken|implicitDelegation|signBlob|signJwt)|serviceAccountKeys\\.(create|upload)|serviceAccountApiKeyBindings\\.create)$", permission))
    ])
    error_message = "deployer_rights takes no permission that lends a service account: on the project it would be every account."
  }

  validation {
    condition = var.deployer_rights == null ? true : alltrue([
      for permission in flatten([for rights in values(var.deployer_rights.plan) : tolist(rights.permissions)]) :
      can(regex("^serviceusage\\.services\\.use$|\\.(get|list|search|view)[A-Za-z]*$", permission)) && !can(regex("^storage\\.objects\\.|^logging\\.(privateLogEntries|logEntries)\\.|Data$", permission))
    ])
    error_message = "The plan account reads configuration only: deployer_rights.plan may neither change anything nor read objects, rows or log entries."
  }

  validation {
    condition = var.deployer_rights == null ? true : alltrue([
      for role in flatten([for rights in concat(values(var.deployer_rights.plan), values(var.deployer_rights.apply)) : tolist(rights.roles)]) :
      can(regex("^roles/[A-Za-z0-9_.]+$", role)) && !can(regex("^roles/(editor|owner|viewer|billing\\.admin|iam\\.(organizationRoleAdmin|securityAdmin|serviceAccountKeyAdmin|serviceAccountOpenIdTokenCreator|serviceAccountTokenCreator|serviceAccountUser|workloadIdentityUser)|resourcemanager\\.(folderAdmin|folderIamAdmin|organizationAdmin|projectIamAdmin))$", role))
    ])
    error_message = "Roles of deployer_rights must be predefined ones: no basic role, none that acts as every account, and none that grants without limits."
  }

  # One permission is this module's own; title and description take less than 500 bytes.
  validation {
    condition = var.deployer_rights == null ? true : alltrue([
      for rights in concat(values(var.deployer_rights.plan), values(var.deployer_rights.apply)) : length(rights.permissions) < 3000 && length(join("", rights.permissions)) <= 65000
    ])
    error_message = "A custom role takes 3000 permissions and 64 KB of text: a scope of deployer_rights holds more."
  }
}
