mock_provider "kubernetes" {}

variables {
  cluster_name = "acme-dev"
  site_domain  = "acme.internal"
}

run "personas_have_no_wildcards_and_no_secrets" {
  assert {
    condition = !anytrue(flatten([for role in kubernetes_cluster_role_v1.persona : [for rule in role.rule :
      anytrue([for word in setunion(rule.api_groups, rule.resources, rule.verbs) : word == "*"])
      || length(setintersection(rule.resources, ["secrets", "pods/exec", "pods/attach", "pods/portforward", "nodes/proxy", "serviceaccounts/token"])) > 0
      || length(setintersection(rule.verbs, ["bind", "escalate", "impersonate"])) > 0
    ]]))
    error_message = "No wildcard, no secret, no way into a container, no way to more rights."
  }

  assert {
    condition     = alltrue(flatten([for persona in ["auditor", "model-approver", "viewer"] : [for rule in kubernetes_cluster_role_v1.persona[persona].rule : length(setsubtract(rule.verbs, ["get", "list", "watch"])) == 0]]))
    error_message = "Auditors, approvers and viewers only read."
  }

  assert {
    condition     = [for s in kubernetes_cluster_role_binding_v1.persona["operator"].subject : "${s.kind}/${s.name}"] == ["Group/platform-operators"] && length(kubernetes_cluster_role_binding_v1.break_glass) == 0
    error_message = "Groups are bound, nobody by name, and no glass is broken."
  }
}

run "api_server_file_asks_for_audience_and_second_factor" {
  assert {
    condition     = yamldecode(output.authentication_config).jwt[0].issuer.url == "https://id.acme.internal" && jsonencode(yamldecode(output.authentication_config).jwt[0].issuer.audiences) == jsonencode(["acme-dev"]) && strcontains(yamldecode(output.authentication_config).jwt[0].claimValidationRules[0].expression, "claims.amr")
    error_message = "Tokens must be for this cluster, and of people with a second factor."
  }

  assert {
    condition     = length([for rule in yamldecode(output.authentication_config).jwt[0].userValidationRules : rule if strcontains(rule.expression, "system:")]) == 2 && length(yamldecode(output.authentication_config).anonymous.conditions) == 3
    error_message = "Reserved names are refused; anonymous requests see health only."
  }
}

run "workloads_have_bound_tokens" {
  variables {
    break_glass_group   = "platform-emergency"
    identity_provider   = { prefix = "oidc:" }
    workload_identities = { reader = { namespace = "risk", name = "model-reader", audiences = ["https://s3.acme.internal"], secrets = ["models-s3"] } }
  }

  assert {
    condition     = kubernetes_service_account_v1.workload["reader"].automount_service_account_token == false && one(kubernetes_service_account_v1.workload["reader"].secret).name == "models-s3" && output.service_account_names["reader"] == "risk/model-reader"
    error_message = "No token is mounted, and only the named secret may be."
  }

  assert {
    condition     = output.projected_tokens["reader"].projected.sources[0].serviceAccountToken.audience == "https://s3.acme.internal" && output.projected_tokens["reader"].projected.sources[0].serviceAccountToken.expirationSeconds == 600
    error_message = "Tokens are for one audience and ten minutes."
  }

  assert {
    condition     = one(kubernetes_cluster_role_binding_v1.break_glass["platform-emergency"].subject).name == "oidc:platform-emergency" && output.group_bindings["auditor"] == ["oidc:auditors"]
    error_message = "The prefix stands before every group."
  }
}

run "rejects_everybody_and_unknown_personas" {
  command         = plan
  expect_failures = [var.groups]

  variables {
    groups = { admin = ["x"], viewer = ["system:authenticated"] }
  }
}

run "rejects_operators_who_audit" {
  command         = plan
  expect_failures = [var.groups]

  variables {
    groups = { auditor = ["ops"], operator = ["ops"] }
  }
}

run "rejects_a_glass_everybody_holds" {
  command         = plan
  expect_failures = [var.break_glass_group]

  variables {
    break_glass_group = "platform-operators"
  }
}

run "rejects_plain_http_and_expressions" {
  command         = plan
  expect_failures = [var.identity_provider, var.site_domain]

  variables {
    site_domain       = "example.com"
    identity_provider = { issuer_url = "http://id", user_claim = "email + 'x'", prefix = "system:", maximum_token_minutes = 1 }
  }
}

run "rejects_tokens_for_the_api_server" {
  command         = plan
  expect_failures = [var.workload_identities]

  variables {
    workload_identities = { bad = { namespace = "default", name = "default", audiences = ["https://kubernetes.default.svc"] } }
  }
}
