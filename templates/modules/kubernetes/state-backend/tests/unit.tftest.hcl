mock_provider "kubernetes" {}

variables {
  name_prefix  = "acme-prod"
  plan_groups  = ["ci:plan"]
  apply_groups = ["ci:apply"]
}

run "plan_reads_and_apply_writes" {
  assert {
    condition     = !anytrue([for rule in kubernetes_role_v1.this["plan"].rule : contains(rule.resources, "secrets") && length(setintersection(rule.verbs, ["create", "update", "patch", "delete"])) > 0])
    error_message = "Planning must not change a state."
  }

  assert {
    condition     = !anytrue(flatten([for role in kubernetes_role_v1.this : [for rule in role.rule : contains(rule.verbs, "*") || contains(rule.resources, "*") || contains(rule.api_groups, "*")]]))
    error_message = "No role may have a wildcard."
  }

  assert {
    condition     = alltrue([for role in kubernetes_role_v1.this : anytrue([for rule in role.rule : contains(rule.resources, "leases") && length(setsubtract(["create", "get", "update"], rule.verbs)) == 0])])
    error_message = "Both identities must be able to lock: a plan without a lock reads a state that is being written."
  }

  assert {
    condition     = [for s in kubernetes_role_binding_v1.this["apply"].subject : "${s.kind}/${s.name}"] == ["ServiceAccount/terraform-apply", "Group/ci:apply"] && [for s in kubernetes_role_binding_v1.this["plan"].subject : "${s.kind}/${s.name}"] == ["ServiceAccount/terraform-plan", "Group/ci:plan"]
    error_message = "Each role is bound to its account and its group."
  }

  assert {
    condition     = alltrue([for account in kubernetes_service_account_v1.this : account.automount_service_account_token == false]) && kubernetes_default_service_account_v1.this.automount_service_account_token == false
    error_message = "No token may be mounted."
  }

  assert {
    condition     = kubernetes_namespace_v1.this.metadata[0].labels["pod-security.kubernetes.io/enforce"] == "restricted" && kubernetes_resource_quota_v1.no_pods.spec[0].hard["pods"] == "0" && toset(kubernetes_network_policy_v1.default_deny.spec[0].policy_types) == toset(["Ingress", "Egress"])
    error_message = "Nothing runs beside the states."
  }

  assert {
    condition     = output.backend_config["platform"].secret_suffix == "acme-prod-platform" && output.plan_service_account == "system:serviceaccount:terraform-state:terraform-plan" && length(kubernetes_role_v1.token) == 0
    error_message = "The backend's arguments follow the prefix."
  }
}

run "tokens_of_two_accounts_only" {
  variables {
    token_groups = ["ci:runners"]
  }

  assert {
    condition     = one(kubernetes_role_v1.token["token"].rule).resource_names == toset(["terraform-apply", "terraform-plan"]) && one(kubernetes_role_v1.token["token"].rule).verbs == toset(["create"])
    error_message = "A runner may ask for tokens of the two accounts, and of no other."
  }
}

run "rejects_a_group_that_plans_and_applies" {
  command         = plan
  expect_failures = [var.apply_groups]

  variables {
    apply_groups = ["ci:plan"]
  }
}

run "rejects_everybody" {
  command         = plan
  expect_failures = [var.apply_groups]

  variables {
    apply_groups = ["system:authenticated"]
  }
}

run "rejects_bad_names" {
  command         = plan
  expect_failures = [var.name_prefix, var.namespace, var.maximum_secrets]

  variables {
    name_prefix     = "Acme"
    namespace       = "kube-system"
    maximum_secrets = 1
  }
}
