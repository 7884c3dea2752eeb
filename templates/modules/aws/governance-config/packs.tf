locals {
  base_packs = ["infrastructure", "sagemaker"]
  regimes    = setsubtract(var.regimes, ["none"])

  all_rules = merge(
    local.managed_rules,
    { for id, rule in var.extra_rules : id => { packs = ["extra"], controls = rule.controls } },
  )
  all_parameters = merge(
    local.rule_parameters,
    { for id, rule in var.extra_rules : id => rule.parameters if length(rule.parameters) > 0 },
  )

  # One rule a region does not have fails its whole pack. Which regions lack which of our rules: AWS Config Developer Guide, "List of
  # AWS Config Managed Rules by Region Availability", as of August 2026. An old entry costs a check, a missing one a pack.
  rule_gaps         = jsondecode(file("${path.module}/rule_regions.json"))
  unavailable_rules = setunion(var.unavailable_rules, [for id, regions in local.rule_gaps : id if contains(regions, var.region)])

  wanted_packs = sort(concat(
    local.base_packs,
    tolist(local.regimes),
    var.tier >= 3 ? ["high_risk"] : [],
    length(var.extra_rules) > 0 ? ["extra"] : [],
  ))

  pack_managed_rules = {
    for pack in local.wanted_packs : pack => [
      for id, rule in local.all_rules : id
      if contains(rule.packs, pack) && !contains(local.unavailable_rules, id) && (pack != "high_risk" || length(setintersection(rule.packs, local.regimes)) == 0)
    ]
  }
  pack_custom_rules = {
    for pack in local.wanted_packs : pack => [for name, rule in local.custom_rules : name if contains(rule.packs, pack)]
  }

  # AWS appends "-conformance-pack-<id>" to these names when it deploys a pack.
  pack_rule_names = {
    for pack in local.wanted_packs : pack => concat(
      [for id in local.pack_managed_rules[pack] : lower(replace(id, "_", "-"))],
      local.pack_custom_rules[pack],
    )
  }

  # A pack without a rule is an error for AWS Config; exclusions may empty one.
  pack_names = { for pack, names in local.pack_rule_names : pack => "${var.name_prefix}-${replace(pack, "_", "-")}" if length(names) > 0 }

  pack_templates = {
    for pack in keys(local.pack_names) : pack => yamlencode({
      Resources = merge(
        {
          for id in local.pack_managed_rules[pack] : join("", [for word in split("_", lower(id)) : title(word)]) => {
            Type = "AWS::Config::ConfigRule"
            Properties = merge(
              {
                ConfigRuleName = lower(replace(id, "_", "-"))
                Source         = { Owner = "AWS", SourceIdentifier = id }
              },
              [for parameters in [lookup(local.all_parameters, id, {})] : length(parameters) > 0 ? { InputParameters = parameters } : {}]...
            )
          }
        },
        {
          for name in local.pack_custom_rules[pack] : join("", [for word in split("-", name) : title(word)]) => {
            Type = "AWS::Config::ConfigRule"
            Properties = {
              ConfigRuleName = name
              Scope          = { ComplianceResourceTypes = [local.custom_rules[name].resource_type] }
              Source = {
                Owner = "CUSTOM_POLICY"
                CustomPolicyDetails = {
                  EnableDebugLogDelivery = false
                  PolicyRuntime          = "guard-2.x.x"
                  PolicyText             = local.custom_rules[name].policy
                }
                SourceDetails = [{ EventSource = "aws.config", MessageType = "ConfigurationItemChangeNotification" }]
              }
            }
          }
        },
      )
    })
  }

  # Control id => the rules that give evidence for it in this selection.
  deployed_rules = merge(
    {
      for id in distinct(flatten(values(local.pack_managed_rules))) : lower(replace(id, "_", "-")) => local.all_rules[id].controls
    },
    { for name in distinct(flatten(values(local.pack_custom_rules))) : name => local.custom_rules[name].controls },
  )
  control_rules = {
    for control in sort(distinct(flatten(values(local.deployed_rules)))) : control => sort([
      for name, controls in local.deployed_rules : name if contains(controls, control)
    ])
  }
}

resource "aws_config_conformance_pack" "this" {
  for_each = local.pack_names

  name          = each.value
  template_body = local.pack_templates[each.key]

  lifecycle {
    precondition {
      condition     = length(local.pack_templates[each.key]) <= 51200
      error_message = "The template of pack ${each.key} is longer than the 51,200 bytes AWS Config takes inline: spread the rules over more packs."
    }

    precondition {
      condition     = length(local.pack_rule_names[each.key]) <= 130
      error_message = "Pack ${each.key} has more than the 130 rules AWS Config allows: spread them over more packs."
    }
  }

  # A pack needs a running recorder; on destroy it must go first.
  depends_on = [aws_config_configuration_recorder_status.this]
}
