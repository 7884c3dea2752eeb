mock_provider "kubernetes" {}

variables {
  api_server_cidrs    = ["10.0.0.0/28"]
  control_plane_cidrs = ["10.0.0.0/28"]
  node_cidrs          = ["10.0.1.0/24"]
  kubernetes_version  = "1.34"
  labels              = { "platform/environment" = "prod" }
  tenants = {
    fraud   = { gpus = { "nvidia.com/gpu" = 8 }, developer_groups = ["ml:fraud-dev"], viewer_groups = ["ml:audit"], admin_groups = ["ml:fraud-lead"] }
    vision  = { pod_security = "baseline", rdma = true, gpus = { "nvidia.com/mig-1g.10gb" = 7 } }
    reports = {}
  }
}

run "every_namespace_is_labelled_and_denied" {
  command = plan

  assert {
    condition = alltrue([
      for name, ns in kubernetes_namespace_v1.this :
      contains(["restricted", "baseline", "privileged"], ns.metadata[0].labels["pod-security.kubernetes.io/enforce"])
      && ns.metadata[0].labels["pod-security.kubernetes.io/enforce-version"] == "v1.34"
    ])
    error_message = "Every namespace must carry Pod Security labels pinned to the cluster's version."
  }

  assert {
    condition     = keys(kubernetes_network_policy_v1.default_deny) == keys(kubernetes_namespace_v1.this)
    error_message = "Every namespace must have a default-deny policy."
  }

  assert {
    condition = alltrue([
      for policy in kubernetes_network_policy_v1.default_deny :
      toset(policy.spec[0].policy_types) == toset(["Ingress", "Egress"]) && length(policy.spec[0].ingress) == 0 && length(policy.spec[0].egress) == 0
    ])
    error_message = "Default deny must cover both directions and allow nothing."
  }

  assert {
    condition     = alltrue([for sa in kubernetes_default_service_account_v1.this : sa.automount_service_account_token == false])
    error_message = "No default service account may carry a token."
  }

  assert {
    condition = [for name, ns in kubernetes_namespace_v1.this : name if ns.metadata[0].labels["pod-security.kubernetes.io/enforce"] == "privileged"] == [
      "gpu-operator", "monitoring", "node-feature-discovery", "nvidia-network-operator", "security-agents", "storage-drivers", "vision"
    ]
    error_message = "Only node agents, drivers and RDMA tenants may be privileged."
  }
}

run "forgotten_allowances_are_there" {
  command = plan

  assert {
    condition = alltrue([
      for name, rules in local.policies :
      anytrue([for r in rules.egress : contains(r.namespaces, "kube-system") && r.protocol == "UDP" && contains(r.ports, 53)])
      && anytrue([for r in rules.egress : contains(r.namespaces, "kube-system") && r.protocol == "TCP" && contains(r.ports, 53)])
    ])
    error_message = "DNS by UDP and TCP must be open from everywhere."
  }

  assert {
    condition     = anytrue([for r in local.policies["cert-manager"].ingress : r.cidrs == var.control_plane_cidrs && contains(r.ports, 10250)]) && anytrue([for r in local.policies["kyverno"].ingress : r.cidrs == var.control_plane_cidrs && contains(r.ports, 9443)])
    error_message = "The API server must reach webhooks from the control plane's addresses."
  }

  assert {
    condition     = alltrue([for rules in values(local.policies) : anytrue([for r in rules.egress : r.cidrs == var.api_server_cidrs && contains(r.ports, 6443)])])
    error_message = "The API server must be reached by its networks."
  }

  assert {
    condition     = alltrue([for name, rules in local.policies : name == "monitoring" || anytrue([for r in rules.ingress : contains(r.namespaces, "monitoring")])])
    error_message = "Prometheus must reach metrics everywhere."
  }

  assert {
    condition     = anytrue([for r in local.policies["monitoring"].egress : r.cidrs == var.node_cidrs && contains(r.ports, 9100)])
    error_message = "Prometheus must reach exporters on the hosts."
  }

  assert {
    condition     = !anytrue([for r in local.policies["fraud"].egress : contains(r.namespaces, "vision")]) && !anytrue([for r in local.policies["fraud"].ingress : contains(r.namespaces, "vision")])
    error_message = "Tenants must not reach each other."
  }

  assert {
    condition     = !anytrue(flatten([for rules in values(local.policies) : [for r in concat(rules.egress, rules.ingress) : [for cidr in r.cidrs : endswith(cidr, "/0")]]]))
    error_message = "No rule may name everything."
  }

  assert {
    condition     = length([for m in output.manifests : m if m.kind == "NetworkPolicy" && m.metadata.name == "default-deny"]) == length(kubernetes_namespace_v1.this)
    error_message = "The manifests must show what the cluster gets."
  }
}

run "every_webhook_is_reached_from_the_control_plane" {
  command = plan

  assert {
    condition = alltrue([
      for name, ports in {
        cert-manager            = [10250]
        cnpg-system             = [9443]
        external-secrets        = [10250]
        gateway-system          = [9443]
        gpu-operator            = [9443]
        keda                    = [6443, 9443]
        kserve                  = [9443]
        kueue-system            = [9443]
        kyverno                 = [9443]
        monitoring              = [10250]
        nvidia-network-operator = [9443]
        training-operators      = [9443]
      } : anytrue([for r in local.policies[name].ingress : r.cidrs == var.control_plane_cidrs && length(r.namespaces) == 0 && length(setsubtract(ports, r.ports)) == 0 && length(r.ports) > 0])
    ])
    error_message = "Each admission webhook must be open to the control plane's addresses, on its ports and on no others."
  }

  assert {
    condition     = anytrue([for i in kubernetes_network_policy_v1.platform["kyverno"].spec[0].ingress : [for f in i.from : f.ip_block[0].cidr if length(f.ip_block) > 0] == ["10.0.0.0/28"] && [for p in i.ports : p.port] == ["9443"]])
    error_message = "What the rules say must be what the cluster gets."
  }
}

run "api_server_and_dns_are_named_by_address" {
  command = plan

  variables {
    dns_addresses = ["169.254.20.10"]
  }

  assert {
    condition     = alltrue([for rules in values(local.policies) : anytrue([for r in rules.egress : r.cidrs == var.api_server_cidrs && toset(r.ports) == toset([443, 6443]) && length(r.namespaces) == 0])])
    error_message = "The API server is no pod: both its ports are open by network."
  }

  assert {
    condition = alltrue(flatten([
      for rules in values(local.policies) : [for protocol in ["TCP", "UDP"] : anytrue([for r in rules.egress : contains(r.cidrs, "169.254.20.10/32") && r.protocol == protocol && toset(r.ports) == toset([53])])]
    ]))
    error_message = "NodeLocal DNSCache must be open by UDP and TCP from everywhere."
  }
}

run "pods_of_a_namespace_reach_each_other" {
  command = plan

  assert {
    condition = alltrue([
      for name, rules in local.policies : anytrue([for r in rules.egress : contains(r.namespaces, name) && length(r.ports) == 0 && r.protocol == "TCP"]) && anytrue([for r in rules.ingress : contains(r.namespaces, name) && length(r.ports) == 0 && r.protocol == "TCP"])
    ])
    error_message = "NCCL's bootstrap and Ray's head choose their ports: inside a namespace all are open."
  }
}

run "stores_and_gateway_are_reached_by_who_uses_them" {
  command = plan

  assert {
    condition = alltrue([
      for name in ["fraud", "kubeflow", "mlflow", "monitoring", "security-agents", "vector-store", "zenml"] :
      anytrue([for r in local.policies[name].egress : contains(r.namespaces, "object-store") && contains(r.ports, 8333)]) && anytrue([for r in local.policies["object-store"].ingress : contains(r.namespaces, name) && contains(r.ports, 8333)])
    ])
    error_message = "Models, artifacts, logs, snapshots and the audit trail must reach the object store's TLS port."
  }

  assert {
    condition = alltrue(flatten([for port in [8443, 10443] : [
      anytrue([for r in local.policies["fraud"].egress : contains(r.namespaces, "gateway-system") && contains(r.ports, port)]),
      anytrue([for r in local.policies["gateway-system"].ingress : contains(r.namespaces, "fraud") && contains(r.ports, port)]),
    ]]))
    error_message = "Tenants must reach the TLS port of either gateway, Kong's 8443 and Envoy's 10443."
  }

  assert {
    condition     = !anytrue([for r in local.policies["fraud"].egress : contains(r.namespaces, "gateway-system") && length(setintersection(r.ports, [80, 8000, 8080, 10080])) > 0])
    error_message = "The gateway has no plain port."
  }
}

run "levels_are_enforced_warned_and_audited" {
  command = plan

  assert {
    condition = alltrue(flatten([for ns in kubernetes_namespace_v1.this : [for mode in ["enforce", "warn", "audit"] :
      contains(["restricted", "baseline", "privileged"], ns.metadata[0].labels["pod-security.kubernetes.io/${mode}"]) && ns.metadata[0].labels["pod-security.kubernetes.io/${mode}-version"] == "v1.34"
    ]]))
    error_message = "All three modes of Pod Security need a level and a version."
  }

  assert {
    condition     = alltrue([for name in ["fraud", "reports"] : kubernetes_namespace_v1.this[name].metadata[0].labels["pod-security.kubernetes.io/enforce"] == "restricted"])
    error_message = "A tenant that says nothing is restricted."
  }

  assert {
    condition     = toset(keys(kubernetes_limit_range_v1.tenant)) == toset(keys(var.tenants)) && alltrue([for l in kubernetes_limit_range_v1.tenant : anytrue([for limit in l.spec[0].limit : limit.type == "Container" && try(limit.max["memory"], "") == "64Gi"])])
    error_message = "Each tenant has limits for containers that name none."
  }
}

run "quotas_follow_the_resources" {
  command = plan

  assert {
    condition     = kubernetes_resource_quota_v1.tenant["fraud"].spec[0].hard["requests.nvidia.com/gpu"] == "8" && kubernetes_resource_quota_v1.tenant["vision"].spec[0].hard["requests.nvidia.com/mig-1g.10gb"] == "7"
    error_message = "GPU quotas must name the resource the plug-in advertises."
  }

  assert {
    condition     = kubernetes_resource_quota_v1.tenant["reports"].spec[0].hard["requests.nvidia.com/gpu"] == "0" && alltrue([for q in kubernetes_resource_quota_v1.tenant : q.spec[0].hard["services.loadbalancers"] == "0" && q.spec[0].hard["services.nodeports"] == "0"])
    error_message = "A tenant without GPUs gets none, and nobody publishes a service."
  }

  assert {
    condition     = kubernetes_priority_class_v1.this["batch"].preemption_policy == "Never" && !kubernetes_priority_class_v1.this["serving"].global_default && output.priority_classes["serving"] == "ai-serving"
    error_message = "Batch must not preempt, and no class is the default."
  }
}

run "roles_have_no_secrets_and_no_wildcards" {
  command = plan

  assert {
    condition     = !anytrue(flatten([for role in kubernetes_role_v1.developer : [for r in role.rule : contains(r.resources, "secrets") || contains(r.resources, "pods/exec") || contains(r.verbs, "*") || contains(r.resources, "*")]]))
    error_message = "Developers must not read secrets or open shells, and no rule may use a wildcard."
  }

  assert {
    condition     = { for b in kubernetes_role_binding_v1.tenant : b.metadata[0].annotations["platform/group"] => b.role_ref[0].name } == { "ml:audit" = "view", "ml:fraud-dev" = "developer", "ml:fraud-lead" = "edit" }
    error_message = "Groups must get the role of their level, and none of them a cluster role binding."
  }
}

run "exec_where_it_is_asked_for" {
  command = plan
  variables {
    allow_exec = true
  }

  assert {
    condition     = anytrue([for r in kubernetes_role_v1.developer["fraud"].rule : contains(r.resources, "pods/exec")])
    error_message = "allow_exec must add the rule."
  }
}

run "rdma_tenant_warns_at_its_own_level" {
  command = plan

  assert {
    condition     = output.namespace_labels["vision"]["pod-security.kubernetes.io/warn"] == "baseline" && output.namespace_labels["vision"]["platform/rdma"] == "true"
    error_message = "An RDMA tenant must be marked for the policy module and warn at its own level."
  }
}

run "adopted_namespace_is_fenced_not_created" {
  command = plan
  variables {
    existing_namespaces = ["gpu-operator"]
  }

  assert {
    condition     = !contains(keys(kubernetes_namespace_v1.this), "gpu-operator") && kubernetes_labels.adopted["gpu-operator"].labels["pod-security.kubernetes.io/enforce"] == "privileged" && contains(keys(kubernetes_network_policy_v1.default_deny), "gpu-operator")
    error_message = "A namespace of somebody else must get labels and policies."
  }
}

run "egress_and_components_by_setting" {
  command = plan
  variables {
    components        = { triage = { namespace = "triage", webhook_ports = [8443] } }
    unused_components = ["zenml"]
    egress            = { proxy = { from = ["tenants", "external-secrets"], cidrs = ["10.9.0.10/32"], ports = [3128] } }
    flows             = [{ from = "tenants", to = "triage", ports = [8080] }]
    pull_secret_name  = "site-pull"
  }

  assert {
    condition     = output.namespaces["triage"] == "triage" && !contains(keys(output.namespaces), "zenml")
    error_message = "Components must be added and left out by key."
  }

  assert {
    condition     = anytrue([for r in local.policies["fraud"].egress : contains(r.cidrs, "10.9.0.10/32")]) && anytrue([for r in local.policies["external-secrets"].egress : contains(r.cidrs, "10.9.0.10/32")]) && !anytrue([for r in local.policies["kyverno"].egress : contains(r.cidrs, "10.9.0.10/32")])
    error_message = "Egress must open for those named, and nobody else."
  }

  assert {
    condition     = anytrue([for r in local.policies["triage"].ingress : contains(r.namespaces, "fraud") && contains(r.ports, 8080)])
    error_message = "A flow must open both ends."
  }

  assert {
    condition     = alltrue([for sa in kubernetes_default_service_account_v1.this : one(sa.image_pull_secret).name == "site-pull"])
    error_message = "Pull secrets belong to the default service accounts."
  }
}

run "rejects_tenant_in_kube_system" {
  command = plan
  variables {
    tenants = { kube-system = {} }
  }
  expect_failures = [var.tenants]
}

run "rejects_internet_egress" {
  command = plan
  variables {
    egress = { all = { from = ["tenants"], cidrs = ["0.0.0.0/0"], ports = [443] } }
  }
  expect_failures = [var.egress]
}

run "rejects_public_egress_in_air_gap" {
  command = plan
  variables {
    connectivity = "air_gapped"
    egress       = { hub = { from = ["tenants"], cidrs = ["203.0.113.0/24"], ports = [443] } }
  }
  expect_failures = [var.egress]
}

run "rejects_egress_without_ports" {
  command = plan
  variables {
    egress = { hub = { from = ["tenants"], cidrs = ["10.0.0.0/8"], ports = [] } }
  }
  expect_failures = [var.egress]
}

run "rejects_tenants_to_tenants" {
  command = plan
  variables {
    flows = [{ from = "tenants", to = "tenants", ports = [] }]
  }
  expect_failures = [var.flows]
}

run "rejects_no_control_plane" {
  command = plan
  variables {
    control_plane_cidrs = []
  }
  expect_failures = [var.control_plane_cidrs]
}

run "rejects_no_api_server" {
  command = plan
  variables {
    api_server_cidrs = []
  }
  expect_failures = [var.api_server_cidrs]
}

run "rejects_public_gateway" {
  command = plan
  variables {
    ingress_cidrs = ["0.0.0.0/0"]
  }
  expect_failures = [var.ingress_cidrs]
}

run "rejects_privileged_tenant" {
  command = plan
  variables {
    tenants = { root = { pod_security = "privileged" } }
  }
  expect_failures = [var.tenants]
}

run "rejects_no_tenants" {
  command = plan
  variables {
    tenants = {}
  }
  expect_failures = [var.tenants]
}

run "rejects_everybody_as_group" {
  command = plan
  variables {
    tenants = { open = { viewer_groups = ["system:authenticated"] } }
  }
  expect_failures = [var.tenants]
}

run "rejects_gpu_without_resource_name" {
  command = plan
  variables {
    tenants = { a = { gpus = { gpu = 1 } } }
  }
  expect_failures = [var.tenants]
}

run "rejects_tenant_named_like_a_component" {
  command = plan
  variables {
    tenants = { kyverno = {} }
  }
  expect_failures = [var.tenants]
}

run "rejects_component_in_kube_system" {
  command = plan
  variables {
    components = { dns = { namespace = "kube-system" } }
  }
  expect_failures = [var.components]
}

run "rejects_component_level" {
  command = plan
  variables {
    components = { a = { namespace = "a", pod_security = "open" } }
  }
  expect_failures = [var.components]
}

run "rejects_priority_of_the_system" {
  command = plan
  variables {
    priority_classes = { top = { value = 2000000000, preempts = true, description = "no" } }
  }
  expect_failures = [var.priority_classes]
}

run "rejects_patch_version" {
  command = plan
  variables {
    kubernetes_version = "latest"
  }
  expect_failures = [var.kubernetes_version]
}

run "rejects_label_value" {
  command = plan
  variables {
    labels = { owner = "Team A" }
  }
  expect_failures = [var.labels]
}

run "rejects_connectivity" {
  command = plan
  variables {
    connectivity = "sometimes"
  }
  expect_failures = [var.connectivity]
}
