# The custom AI initiative: what every selection needs, plus what the regimes and the risk tier bring.
locals {
  regimes = setsubtract(var.regimes, ["none"])

  own_policies = merge(
    {
      cluster_scale_to_zero      = { own = "cluster-scale-to-zero", effect = "Deny", controls = ["RES-01"] }
      compute_no_public_ip       = { own = "compute-no-public-ip", effect = "Deny", controls = ["ZTA-03"] }
      compute_no_public_ssh      = { own = "compute-no-public-ssh", effect = "Deny", controls = ["ZTA-03"] }
      compute_disable_local_auth = { own = "compute-disable-local-auth", effect = "Modify", controls = ["ZTA-02"] }
      gpu_cluster_low_priority   = { own = "gpu-cluster-low-priority", effect = "Audit", controls = ["RES-01"] }
      instance_personal          = { own = "instance-personal", effect = "Deny", controls = ["ZTA-02"] }
      workspace_flat_storage     = { own = "workspace-flat-storage", effect = "Deny", controls = ["RES-01"] }
      workspace_no_v1            = { own = "workspace-no-v1", effect = "Deny", controls = ["ZTA-02"] }
      workspace_high_impact      = { own = "workspace-high-impact", effect = "Deny", controls = ["CRY-01"], regimes = ["gdpr", "hipaa"], tier = 4 }
      registry_public_access     = { own = "registry-public-access", effect = "Deny", controls = ["ZTA-03"] }
    },
    length(var.allowed_compute_sizes) == 0 ? {} : {
      compute_sizes = { own = "compute-sizes", effect = "Deny", controls = ["RES-01"], values = { sizes = sort(tolist(var.allowed_compute_sizes)) } }
    },
    { for tag in var.inventory_tags : "inventory_tag_${tag}" => {
      own = "ai-inventory-tag", effect = "Audit", controls = ["DAT-03", "GOV-02"], values = { tag = tag }, regimes = ["eu_ai_act", "iso_42001", "sr_26_2"], tier = 3
    } },
    { for tag in var.inherited_tags : "inherit_tag_${tag}" => {
      own = "inherit-tag", effect = "Modify", controls = ["DAT-03"], values = { tag = tag }
    } },
  )

  # One shape for all; without it the map would have no common type. Values of parameters differ in type, so they travel as JSON.
  catalogue = {
    for key, policy in merge(local.builtin_policies, local.own_policies) : key => {
      id        = try("/providers/Microsoft.Authorization/policyDefinitions/${policy.id}", "")
      own       = try(policy.own, "")
      effect    = policy.effect
      parameter = try(policy.parameter, "effect")
      values    = jsonencode(try(policy.values, {}))
      controls  = policy.controls
      regimes   = try(policy.regimes, [])
      tier      = try(policy.tier, 0)
    }
  }

  selected = {
    for key, policy in local.catalogue : key => policy
    if(length(policy.regimes) == 0 && policy.tier == 0) || length(setintersection(policy.regimes, local.regimes)) > 0 || (policy.tier > 0 && var.tier >= policy.tier)
  }

  references = {
    for key, policy in local.selected : key => merge(policy, {
      effect = lookup(var.effect_overrides, key, policy.effect)
    })
  }

  # Values as ARM wants them: {"name": {"value": …}}.
  reference_parameters = {
    for key, policy in local.references : key => merge(
      { (policy.parameter) = { value = policy.effect } },
      { for name, value in jsondecode(policy.values) : name => { value = value } },
    )
  }
}

# Two resources for one thing: azurerm 5 takes the management group out of azurerm_policy_set_definition.
resource "azurerm_policy_set_definition" "ai" {
  count = local.at_subscription ? 1 : 0

  name         = "${var.name_prefix}-ai"
  display_name = "${var.name_prefix}: AI platform"
  description  = local.initiative_description
  policy_type  = "Custom"
  metadata     = local.initiative_metadata

  dynamic "policy_definition_group" {
    for_each = local.groups

    content {
      name         = policy_definition_group.key
      display_name = policy_definition_group.value.title
      category     = policy_definition_group.value.category
    }
  }

  dynamic "policy_definition_reference" {
    for_each = local.references

    content {
      reference_id         = policy_definition_reference.key
      policy_definition_id = policy_definition_reference.value.own == "" ? policy_definition_reference.value.id : azurerm_policy_definition.this[policy_definition_reference.value.own].id
      parameter_values     = jsonencode(local.reference_parameters[policy_definition_reference.key])
      policy_group_names   = local.policy_groups[policy_definition_reference.key]
    }
  }
}

resource "azurerm_management_group_policy_set_definition" "ai" {
  count = local.at_subscription ? 0 : 1

  name                = "${var.name_prefix}-ai"
  management_group_id = var.management_group_id
  display_name        = "${var.name_prefix}: AI platform"
  description         = local.initiative_description
  policy_type         = "Custom"
  metadata            = local.initiative_metadata

  dynamic "policy_definition_group" {
    for_each = local.groups

    content {
      name         = policy_definition_group.key
      display_name = policy_definition_group.value.title
      category     = policy_definition_group.value.category
    }
  }

  dynamic "policy_definition_reference" {
    for_each = local.references

    content {
      reference_id         = policy_definition_reference.key
      policy_definition_id = policy_definition_reference.value.own == "" ? policy_definition_reference.value.id : azurerm_policy_definition.this[policy_definition_reference.value.own].id
      parameter_values     = jsonencode(local.reference_parameters[policy_definition_reference.key])
      policy_group_names   = local.policy_groups[policy_definition_reference.key]
    }
  }
}

locals {
  initiative_id          = one(concat(azurerm_policy_set_definition.ai[*].id, azurerm_management_group_policy_set_definition.ai[*].id))
  initiative_description = "Guardrails of the AI platform for risk tier ${var.tier}${length(local.regimes) == 0 ? "" : " under ${join(", ", sort([for regime in local.regimes : local.regime_titles[regime]]))}"}."
  initiative_metadata    = jsonencode({ category = "Machine Learning", version = "1.0.0" })
}
