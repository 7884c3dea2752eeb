# Least rights computed by `aiarch permissions --write` from the rendered resources, in place of the tables of services.tf. What
# bounds whoever deploys stays: state access, the denies, and here what a computed allow cannot say.
locals {
  is_computed = var.deployer_rights != null
  computed    = { plan = try(var.deployer_rights.plan, {}), apply = try(var.deployer_rights.apply, {}) }

  # Documents name the account as {account}: they are made before an account is known.
  computed_documents = merge([
    for role, documents in local.computed : { for name, document in documents : "${role}-${name}" => replace(document, "{account}", local.account_id) }
  ]...)

  delegation_statements = concat(
    [
      # A role made here carries the boundary or is not made; StringNotEquals holds for a missing key too.
      for boundary in var.permissions_boundary_arn[*] : jsonencode({
        Sid       = "DenyUnboundedRoles"
        Effect    = "Deny"
        Action    = concat(["iam:AttachRolePolicy"], local.bounded_role_actions)
        Resource  = "*"
        Condition = { StringNotEquals = { "iam:PermissionsBoundary" = boundary } }
      })
    ],
    [
      jsonencode({
        Sid       = "DenyForeignPolicies"
        Effect    = "Deny"
        Action    = "iam:AttachRolePolicy"
        Resource  = "*"
        Condition = { ArnNotLike = { "iam:PolicyARN" = local.attachable_policies } }
      }),
    ],
    local.handed_on_statements,
  )
}
