# Definitions of our own, where no built-in one looks. Only aliases that exist are used (alias dump of 2026-04); for the identity-based
# access of a workspace's storage (systemDatastoresAuthMode) there is none, so that is a live check instead.
#
# The effect is a parameter of each definition, and the initiative hands it over as a literal: a parameter of the initiative could
# not be taken away again without replacing it, and with it every assignment.
locals {
  alias_workspace = "Microsoft.MachineLearningServices/workspaces"
  alias_compute   = "Microsoft.MachineLearningServices/workspaces/computes"
  alias_registry  = "Microsoft.MachineLearningServices/registries"

  is_workspace = { field = "type", equals = local.alias_workspace }
  is_compute   = { field = "type", equals = local.alias_compute }
  is_registry  = { field = "type", equals = local.alias_registry }
  is_cluster   = { field = "${local.alias_compute}/computeType", equals = "AmlCompute" }
  is_instance  = { field = "${local.alias_compute}/computeType", equals = "ComputeInstance" }

  role_ids = {
    "AzureML Compute Operator" = "e503ece1-11d0-4e8e-8e2c-7a6c3bf38815"
    "Tag Contributor"          = "4a9ae827-6dc8-4573-8ac7-8239d42aa03f"
  }

  own_definitions = {
    cluster-scale-to-zero = {
      title     = "Compute clusters scale to zero"
      effect    = "Deny"
      mode      = "All"
      condition = { allOf = [local.is_compute, local.is_cluster, { field = "${local.alias_compute}/scaleSettings.minNodeCount", greater = 0 }] }
    }
    compute-no-public-ip = {
      title  = "Compute nodes have no public address"
      effect = "Deny"
      mode   = "All"
      condition = { allOf = [
        local.is_compute,
        { anyOf = [local.is_cluster, local.is_instance] },
        { field = "${local.alias_compute}/enableNodePublicIp", notEquals = false }, # absent counts: the service's default is a public address
      ] }
    }
    compute-no-public-ssh = {
      title     = "SSH of compute instances is closed to the internet"
      effect    = "Deny"
      mode      = "All"
      condition = { allOf = [local.is_compute, local.is_instance, { field = "${local.alias_compute}/sshSettings.sshPublicAccess", equals = "Enabled" }] }
    }
    gpu-cluster-low-priority = {
      title  = "GPU clusters are low priority"
      effect = "Audit"
      mode   = "All"
      condition = { allOf = [
        local.is_compute,
        local.is_cluster,
        { field = "${local.alias_compute}/vmSize", like = "Standard_N*" },
        { field = "${local.alias_compute}/vmPriority", notEquals = "LowPriority" },
      ] }
    }
    compute-sizes = {
      title     = "Machine learning compute uses the allowed sizes"
      effect    = "Deny"
      mode      = "All"
      condition = { allOf = [local.is_compute, { field = "${local.alias_compute}/vmSize", exists = true }, { field = "${local.alias_compute}/vmSize", notIn = "[parameters('sizes')]" }] }
      parameters = {
        sizes = { type = "Array", metadata = { displayName = "Allowed sizes" } }
      }
    }
    instance-personal = {
      title     = "Applications of a compute instance are not shared"
      effect    = "Deny"
      mode      = "All"
      condition = { allOf = [local.is_compute, local.is_instance, { field = "${local.alias_compute}/applicationSharingPolicy", notEquals = "Personal" }] }
    }
    workspace-flat-storage = {
      title     = "The workspace's default storage has no hierarchical namespace"
      effect    = "Deny"
      mode      = "Indexed"
      condition = { allOf = [local.is_workspace, { field = "${local.alias_workspace}/storageHnsEnabled", equals = true }] }
    }
    workspace-no-v1 = {
      title     = "Workspaces are not in V1 legacy mode"
      effect    = "Deny"
      mode      = "Indexed"
      condition = { allOf = [local.is_workspace, { field = "${local.alias_workspace}/v1LegacyMode", equals = true }] }
    }
    workspace-high-impact = {
      title     = "Workspaces with personal data reduce what Microsoft collects for diagnosis"
      effect    = "Deny"
      mode      = "Indexed"
      condition = { allOf = [local.is_workspace, { field = "${local.alias_workspace}/hbiWorkspace", notEquals = true }] }
    }
    registry-public-access = {
      title     = "Machine learning registries have no public access"
      effect    = "Deny"
      mode      = "Indexed"
      condition = { allOf = [local.is_registry, { field = "${local.alias_registry}/publicNetworkAccess", notEquals = "Disabled" }] }
    }
    ai-inventory-tag = {
      title  = "AI systems carry the tags of the inventory"
      effect = "Audit"
      mode   = "Indexed"
      condition = { allOf = [
        { field = "type", in = [local.alias_workspace, local.alias_registry, "${local.alias_workspace}/onlineEndpoints", "${local.alias_workspace}/batchEndpoints"] },
        { field = "[concat('tags[', parameters('tag'), ']')]", exists = false },
      ] }
      parameters = {
        tag = { type = "String", metadata = { displayName = "Tag" } }
      }
    }
    # The built-in twins of the next two ask for Contributor. These need no more than they change.
    compute-disable-local-auth = {
      title     = "Local authentication of compute is switched off"
      effect    = "Modify"
      mode      = "All"
      condition = { allOf = [local.is_compute, { field = "${local.alias_compute}/disableLocalAuth", notEquals = true }] }
      roles     = ["AzureML Compute Operator"]
      operations = [
        { operation = "addOrReplace", field = "${local.alias_compute}/disableLocalAuth", value = true }
      ]
    }
    inherit-tag = {
      title  = "Resources inherit a tag from their resource group"
      effect = "Modify"
      mode   = "Indexed"
      condition = { allOf = [
        { field = "[concat('tags[', parameters('tag'), ']')]", exists = false },
        { value = "[resourceGroup().tags[parameters('tag')]]", notEquals = "" },
      ] }
      roles = ["Tag Contributor"]
      operations = [
        { operation = "add", field = "[concat('tags[', parameters('tag'), ']')]", value = "[resourceGroup().tags[parameters('tag')]]" }
      ]
      parameters = {
        tag = { type = "String", metadata = { displayName = "Tag" } }
      }
    }
  }

  effect_families = {
    Deny              = ["Audit", "Deny", "Disabled"]
    deny              = ["audit", "deny", "disabled"]
    Audit             = ["Audit", "Disabled"]
    AuditIfNotExists  = ["AuditIfNotExists", "Disabled"]
    DeployIfNotExists = ["DeployIfNotExists", "Disabled"]
    Modify            = ["Disabled", "Modify"]
  }
}

resource "azurerm_policy_definition" "this" {
  for_each = local.own_definitions

  name                = "${var.name_prefix}-${each.key}"
  display_name        = "${var.name_prefix}: ${each.value.title}"
  description         = "${each.value.title}. Made by Terraform; see the governance module."
  management_group_id = var.management_group_id
  policy_type         = "Custom"
  mode                = each.value.mode
  metadata            = jsonencode({ category = "Machine Learning", version = "1.0.0" })

  parameters = jsonencode(merge(try(each.value.parameters, {}), {
    effect = {
      type          = "String"
      defaultValue  = each.value.effect
      allowedValues = each.value.effect == "Audit" ? ["Audit", "Deny", "Disabled"] : local.effect_families[each.value.effect]
      metadata      = { displayName = "Effect" }
    }
  }))

  policy_rule = jsonencode({
    "if" = each.value.condition
    then = merge(
      { effect = "[parameters('effect')]" },
      can(each.value.operations) ? {
        details = {
          conflictEffect    = "audit"
          roleDefinitionIds = [for role in each.value.roles : "/providers/Microsoft.Authorization/roleDefinitions/${local.role_ids[role]}"]
          operations        = each.value.operations
        }
      } : {},
    )
  })
}
