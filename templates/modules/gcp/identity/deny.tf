# Denies stand above every grant, owners included. Only permissions published as deniable may be named (IAM documentation, "Permissions
# supported in deny policies").
locals {
  break_glass = [for group in sort(var.break_glass_groups) : "principalSet://goog/group/${group}"]

  denied = merge(
    {
      keys = {
        why         = "Workloads have identities; a key is a copy nobody counts."
        permissions = ["iam.googleapis.com/serviceAccountKeys.create", "iam.googleapis.com/serviceAccountKeys.upload"]
        exceptions  = []
      }
    },
    var.protect_evidence ? {
      evidence = {
        why = "Keys, logs and their routes are what an intruder removes first."
        permissions = [
          "cloudkms.googleapis.com/cryptoKeyVersions.destroy",
          "logging.googleapis.com/buckets.delete",
          "logging.googleapis.com/sinks.delete",
        ]
        exceptions = local.break_glass
      }
    } : {},
  )
}

resource "google_iam_deny_policy" "this" {
  count = var.deny_policy ? 1 : 0

  parent       = urlencode("cloudresourcemanager.googleapis.com/projects/${var.project_id}")
  name         = "${var.name_prefix}-deny"
  display_name = "Never, whatever the grants say (${var.name_prefix})"

  dynamic "rules" {
    for_each = local.denied

    content {
      description = rules.value.why

      deny_rule {
        denied_principals    = ["principalSet://goog/public:all"]
        denied_permissions   = rules.value.permissions
        exception_principals = rules.value.exceptions
      }
    }
  }
}
