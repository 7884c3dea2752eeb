mock_provider "helm" {}

variables {
  mode       = "enforce"
  namespaces = { kyverno = "kyverno", platform = "platform-system" }
}

run "base_policies_without_a_regime" {
  command = plan

  assert {
    condition = output.policy_names == tolist([
      "allowed-registries", "data-labels", "gpu-environment", "gpu-queue", "keep-network-policies", "model-provenance", "no-published-services",
      "pinned-images", "pod-security", "runtime-class",
    ])
    error_message = "Without a regime there are the base policies and nothing else."
  }

  assert {
    condition     = alltrue([for action in values(output.actions) : action == "Deny"])
    error_message = "An enforcing platform denies."
  }

  assert {
    condition     = alltrue([for m in output.manifests : m.apiVersion == "policies.kyverno.io/v1" && m.kind == "ValidatingPolicy" && m.spec.failurePolicy == "Fail"])
    error_message = "The legacy ClusterPolicy is deprecated, and a policy that fails open is none."
  }

  assert {
    condition     = alltrue([for m in output.manifests : contains(["tenant"], one([for e in m.spec.matchConstraints.namespaceSelector.matchExpressions : e.values[length(e.values) - 1]]))])
    error_message = "Every policy is bound to labelled namespaces, so that kube-system keeps working."
  }

  assert {
    condition     = module.kyverno.values.admissionController.replicas == 3 && module.kyverno.values.features.policyExceptions.namespace == "platform-system"
    error_message = "Admission runs thrice, exceptions count in one namespace."
  }

  assert {
    condition     = output.releases == { kyverno = "3.9.0", platform-policies = "1.0.0" }
    error_message = "Kyverno comes in its exact version, policies in a release of their own."
  }
}

run "what_the_base_policies_say" {
  command = plan

  assert {
    condition     = one([for m in output.manifests : strcontains(m.spec.validations[0].expression, "NVIDIA_VISIBLE_DEVICES") if m.metadata.name == "gpu-environment"])
    error_message = "The variable that claims all GPUs must be refused without a GPU request."
  }

  assert {
    condition     = anytrue([for v in one([for m in output.manifests : m.spec.validations if m.metadata.name == "pod-security"]) : strcontains(v.expression, "hostPath")]) && anytrue([for v in one([for m in output.manifests : m.spec.validations if m.metadata.name == "pod-security"]) : strcontains(v.expression, "IPC_LOCK")])
    error_message = "Host paths must be refused, and IPC_LOCK only pass in RDMA namespaces."
  }

  assert {
    condition     = one([for m in output.manifests : strcontains(m.spec.validations[0].expression, "kueue.x-k8s.io/queue-name") if m.metadata.name == "gpu-queue"])
    error_message = "Work on GPUs must carry the label of its queue."
  }

  assert {
    condition     = one([for m in output.manifests : m.spec.evaluation.background.enabled if m.metadata.name == "keep-network-policies"]) == false && one([for m in output.manifests : m.spec.evaluation.background.enabled if m.metadata.name == "pod-security"])
    error_message = "A rule about the requester cannot be evaluated in the background; all others must be."
  }
}

run "what_a_tenant_may_not_run" {
  command = plan

  variables {
    require_digest = true
  }

  assert {
    condition = alltrue([
      for part in ["!object.spec.?hostNetwork.orValue(false)", "!object.spec.?hostPID.orValue(false)", "!has(v.hostPath)", "!c.?securityContext.?privileged.orValue(false)", "!c.?securityContext.?allowPrivilegeEscalation.orValue(true)", "runAsNonRoot"] :
      anytrue([for v in one([for m in output.manifests : m.spec.validations if m.metadata.name == "pod-security"]) : strcontains(v.expression, part)])
    ])
    error_message = "Host networks, host paths, privilege and root are refused."
  }

  assert {
    condition     = one([for m in output.manifests : strcontains(m.spec.variables[0].expression, "initContainers") && strcontains(m.spec.variables[0].expression, "ephemeralContainers") if m.metadata.name == "pod-security"])
    error_message = "Init and ephemeral containers are containers too."
  }

  assert {
    condition     = one([for m in output.manifests : strcontains(m.spec.validations[0].expression, "!c.image.endsWith(':latest')") && strcontains(m.spec.validations[1].expression, "c.image.contains('@sha256:')") if m.metadata.name == "pinned-images"])
    error_message = "The tag latest is refused, and with require_digest every tag."
  }

  assert {
    condition     = one([for m in output.manifests : strcontains(m.spec.validations[1].expression, "'memory' in c.resources.?limits") && toset(flatten([for r in m.spec.matchConstraints.resourceRules : r.resources])) == toset(["pods", "jobs"]) if m.metadata.name == "gpu-queue"])
    error_message = "Work on GPUs has a limit, as a pod and as a job."
  }

  assert {
    condition     = one([for m in output.manifests : strcontains(m.spec.validations[0].expression, "in ['ClusterIP', 'ExternalName']") && strcontains(m.spec.validations[0].expression, "externalIPs") if m.metadata.name == "no-published-services"])
    error_message = "No LoadBalancer, no NodePort, no external address."
  }

  assert {
    condition     = one([for m in output.manifests : m.spec.validations[0].expression == "object.spec.?runtimeClassName.orValue('') in [\"\",\"nvidia\"]" if m.metadata.name == "runtime-class"])
    error_message = "Only the runtime classes of the site may be named."
  }

  assert {
    condition     = one([for m in output.manifests : alltrue([for key in ["platform/model-name", "platform/model-version", "platform/model-digest"] : strcontains(m.spec.validations[0].expression, key)]) if m.metadata.name == "model-provenance"])
    error_message = "A served model names its entry in the registry."
  }

  assert {
    condition     = one([for m in output.manifests : strcontains(m.spec.validations[0].expression, "['default-deny', 'platform']") && contains(m.spec.matchConstraints.resourceRules[0].operations, "DELETE") if m.metadata.name == "keep-network-policies"])
    error_message = "No namespace can lose its default deny."
  }
}

run "the_engine_fails_closed_and_spares_the_system" {
  command = plan

  variables {
    cosign_public_keys   = { release = "-----BEGIN PUBLIC KEY-----\nMFkw\n-----END PUBLIC KEY-----" }
    ca_bundle_config_map = "site-ca"
  }

  assert {
    condition     = alltrue([for m in output.manifests : m.spec.failurePolicy == "Fail"]) && length([for m in output.manifests : m if m.kind == "ImageValidatingPolicy"]) == 1
    error_message = "No policy may fail open, the one for signatures neither."
  }

  assert {
    condition     = one([for m in output.manifests : m.spec.validationActions == ["Deny"] && m.spec.validationConfigurations.mutateDigest && m.spec.validationConfigurations.verifyDigest if m.kind == "ImageValidatingPolicy"])
    error_message = "An unsigned image is refused, and a signed one is run by its digest."
  }

  assert {
    condition     = module.kyverno.values.config.excludeKyvernoNamespace && contains(module.kyverno.values.config.webhooks.namespaceSelector.matchExpressions[0].values, "kube-system") && module.kyverno.values.config.webhooks.namespaceSelector.matchExpressions[0].operator == "NotIn"
    error_message = "Webhooks that fail closed must spare kube-system and their own namespace, or a lost node locks the cluster."
  }

  assert {
    condition     = module.kyverno.values.global.caCertificates.volume.configMap.name == "site-ca"
    error_message = "Without the site's CA in the controllers every verification fails closed."
  }
}

run "audit_first" {
  command = plan
  variables {
    mode     = "audit"
    replicas = 1
  }

  assert {
    condition     = alltrue([for m in output.manifests : m.spec.validationActions == ["Audit"]])
    error_message = "In audit mode nothing may be denied."
  }
}

run "single_policy_held_back" {
  command = plan
  variables {
    audit_only = ["gpu-queue"]
  }

  assert {
    condition     = output.actions["gpu-queue"] == "Audit" && output.actions["pod-security"] == "Deny"
    error_message = "audit_only must hold back its policies and no other."
  }
}

run "hipaa_and_ai_act_differ_from_soc2" {
  command = plan
  variables {
    regimes            = ["hipaa", "eu_ai_act"]
    tier               = 3
    cosign_public_keys = { release = "-----BEGIN PUBLIC KEY-----\nMFkw\n-----END PUBLIC KEY-----" }
  }

  assert {
    condition = jsonencode(output.regime_policies) == jsonencode({
      eu_ai_act = ["ai-act-event-log", "ai-act-oversight", "ai-act-record"]
      hipaa     = ["encrypted-volumes", "no-shell-into-phi", "phi-isolation", "tls-at-the-gateway"]
    })
    error_message = "HIPAA asks for encryption, isolation and no shells, the AI Act for records, event logs and oversight."
  }

  assert {
    condition     = !contains(output.policy_names, "change-reference") && contains(output.control_policies["LOG-02"], "ai-act-event-log") && contains(output.control_policies["HUM-01"], "ai-act-oversight")
    error_message = "What SOC 2 asks for must not come along."
  }
}

run "soc2_alone" {
  command = plan
  variables {
    regimes = ["soc2"]
  }

  assert {
    condition     = output.regime_policies["soc2"] == tolist(["change-reference", "tls-at-the-gateway"]) && !contains(output.policy_names, "no-shell-into-phi") && !contains(output.policy_names, "ai-act-record")
    error_message = "SOC 2 brings the change reference and TLS, and nothing of HIPAA or the AI Act."
  }
}

run "every_regime_brings_policies" {
  command = plan
  variables {
    regimes            = ["eu_ai_act", "gdpr", "hipaa", "iso_42001", "nist_800_53", "soc2", "sr_26_2"]
    cosign_public_keys = { release = "-----BEGIN PUBLIC KEY-----\nMFkw\n-----END PUBLIC KEY-----" }
  }

  assert {
    condition     = alltrue([for regime in var.regimes : length(output.regime_policies[regime]) > 0])
    error_message = "No regime may be without a policy."
  }

  assert {
    condition     = alltrue([for m in output.manifests : alltrue([for id in split(",", m.metadata.annotations["platform/controls"]) : can(regex("^[A-Z]{3}-[0-9]{2}$", id))])])
    error_message = "Every policy names the controls it is evidence for."
  }

  assert {
    condition     = length(distinct([for m in output.manifests : m.metadata.name])) == length(output.manifests)
    error_message = "Names of policies are unique."
  }
}

run "tier_4_without_a_regime" {
  command = plan
  variables {
    tier               = 4
    cosign_public_keys = { release = "-----BEGIN PUBLIC KEY-----\nMFkw\n-----END PUBLIC KEY-----" }
  }

  assert {
    condition     = contains(output.policy_names, "ai-act-event-log") && contains(output.policy_names, "no-shell-into-phi") && contains(output.policy_names, "least-functionality")
    error_message = "The highest tier must get event logs, no shells and least functionality without a regime."
  }
}

run "signatures_by_key" {
  command = plan
  variables {
    cosign_public_keys = { release = "-----BEGIN PUBLIC KEY-----\nMFkw\n-----END PUBLIC KEY-----" }
    image_registry     = "registry.acme.internal"
    chart_registry     = "oci://registry.acme.internal/charts"
    connectivity       = "air_gapped"
  }

  assert {
    condition     = one([for m in output.manifests : m.spec.attestors[0].cosign.ctlog.insecureIgnoreTlog if m.kind == "ImageValidatingPolicy"]) == true
    error_message = "Without a log of the site's own the key alone is trusted: the public log cannot be reached."
  }

  assert {
    condition     = one([for m in output.manifests : m.spec.matchImageReferences if m.kind == "ImageValidatingPolicy"]) == [{ glob = "registry.acme.internal/**" }] && one([for m in output.manifests : m.spec.validationConfigurations.required if m.kind == "ImageValidatingPolicy"])
    error_message = "All images of the mirror must be signed."
  }

  assert {
    condition     = one([for m in output.manifests : m.spec.variables[1].expression if m.metadata.name == "allowed-registries"]) == "[\"registry.acme.internal/\"]" && alltrue([for image in output.images : startswith(image, "registry.acme.internal/kyverno/")])
    error_message = "With a mirror no other registry is allowed, for Kyverno itself neither."
  }
}

run "warns_without_signatures_at_tier_3" {
  command = plan
  variables {
    tier = 3
  }
  expect_failures = [check.signatures_verified]
}

run "exception_is_narrow_and_ends" {
  command = plan
  variables {
    exceptions = {
      legacy-loader = { policy = "pod-security", namespace = "fraud", name_prefix = "loader-", reason = "vendor image still runs as root", owner = "fraud-team", granted = "2099-01-10", expires = "2099-06-30" }
    }
  }

  assert {
    condition = one([for m in output.manifests : m if m.kind == "PolicyException"]).metadata.labels["cleanup.kyverno.io/ttl"] == "2099-06-30" && (
      one([for m in output.manifests : m if m.kind == "PolicyException"]).metadata.namespace == "platform-system"
    )
    error_message = "An exception must carry the day the cluster deletes it, in the one namespace that counts."
  }

  assert {
    condition     = [for c in one([for m in output.manifests : m if m.kind == "PolicyException"]).spec.matchConditions : c.expression] == ["object.metadata.namespace == 'fraud'", "object.metadata.?name.orValue(object.metadata.?generateName.orValue('')).startsWith('loader-')"]
    error_message = "An exception must hold in one namespace, for the objects it names."
  }
}

run "warns_about_expired_exception" {
  command = plan
  variables {
    exceptions = {
      old = { policy = "pod-security", namespace = "fraud", reason = "vendor image still runs as root", owner = "fraud-team", granted = "2020-01-10", expires = "2020-06-30" }
    }
  }
  expect_failures = [check.exceptions_current]
}

run "mig_resources_are_gpus_too" {
  command = plan
  variables {
    gpu_resource_names = ["nvidia.com/mig-1g.10gb", "nvidia.com/mig-3g.40gb"]
  }

  assert {
    condition     = one([for m in output.manifests : strcontains(m.spec.variables[1].expression, "nvidia.com/mig-3g.40gb") && !strcontains(m.spec.variables[1].expression, "'nvidia.com/gpu'") if m.metadata.name == "gpu-queue"])
    error_message = "With MIG strategy mixed the rules must name the resources that exist."
  }
}

run "externally_managed_keeps_policies" {
  command = plan
  variables {
    externally_managed = true
  }

  assert {
    condition     = output.releases == { platform-policies = "1.0.0" } && length(output.images) == 0
    error_message = "Somebody else's Kyverno must not be installed; our policies must."
  }
}

run "rejects_mode" {
  command = plan
  variables {
    mode = "warn"
  }
  expect_failures = [var.mode]
}

run "rejects_enforcing_with_one_replica" {
  command = plan
  variables {
    replicas = 1
  }
  expect_failures = [var.replicas]
}

run "rejects_two_replicas" {
  command = plan
  variables {
    replicas = 2
  }
  expect_failures = [var.replicas]
}

run "rejects_unknown_regime" {
  command = plan
  variables {
    regimes = ["pci"]
  }
  expect_failures = [var.regimes]
}

run "rejects_none_beside_a_regime" {
  command = plan
  variables {
    regimes = ["none", "soc2"]
  }
  expect_failures = [var.regimes]
}

run "rejects_tier" {
  command = plan
  variables {
    tier = 5
  }
  expect_failures = [var.tier]
}

run "rejects_unknown_audit_only" {
  command = plan
  variables {
    audit_only = ["everything"]
  }
  expect_failures = [var.audit_only]
}

run "rejects_registry_with_wildcard" {
  command = plan
  variables {
    allowed_registries = ["*"]
  }
  expect_failures = [var.allowed_registries]
}

run "rejects_public_registry_in_air_gap" {
  command = plan
  variables {
    connectivity       = "air_gapped"
    chart_registry     = "oci://registry.acme.internal/charts"
    image_registry     = "registry.acme.internal"
    allowed_registries = ["quay.io/acme"]
  }
  expect_failures = [var.allowed_registries]
}

run "rejects_private_key" {
  command = plan
  variables {
    cosign_public_keys = { a = "-----BEGIN EC PRIVATE KEY-----" }
  }
  expect_failures = [var.cosign_public_keys]
}

run "rejects_no_encrypted_class" {
  command = plan
  variables {
    encrypted_storage_classes = []
  }
  expect_failures = [var.encrypted_storage_classes]
}

run "rejects_everybody_as_platform_group" {
  command = plan
  variables {
    platform_groups = ["system:authenticated"]
  }
  expect_failures = [var.platform_groups]
}

run "rejects_missing_namespace" {
  command = plan
  variables {
    namespaces = { kyverno = "kyverno" }
  }
  expect_failures = [var.namespaces]
}

run "rejects_gpu_resource" {
  command = plan
  variables {
    gpu_resource_names = ["gpu"]
  }
  expect_failures = [var.gpu_resource_names]
}

run "rejects_plain_rekor" {
  command = plan
  variables {
    rekor_url = "http://rekor.acme.internal"
  }
  expect_failures = [var.rekor_url]
}

run "rejects_public_rekor_in_air_gap" {
  command = plan
  variables {
    connectivity   = "air_gapped"
    chart_registry = "oci://registry.acme.internal/charts"
    image_registry = "registry.acme.internal"
    rekor_url      = "https://rekor.sigstore.dev"
  }
  expect_failures = [var.rekor_url]
}

run "rejects_exception_from_unknown_policy" {
  command = plan
  variables {
    exceptions = { x = { policy = "all", namespace = "fraud", reason = "a reason that is long", owner = "team", granted = "2099-01-01", expires = "2099-06-01" } }
  }
  expect_failures = [var.exceptions]
}

run "rejects_exception_for_every_namespace" {
  command = plan
  variables {
    exceptions = { x = { policy = "pod-security", namespace = "*", reason = "a reason that is long", owner = "team", granted = "2099-01-01", expires = "2099-06-01" } }
  }
  expect_failures = [var.exceptions]
}

run "rejects_exception_without_reason" {
  command = plan
  variables {
    exceptions = { x = { policy = "pod-security", namespace = "fraud", reason = "because", owner = "team", granted = "2099-01-01", expires = "2099-06-01" } }
  }
  expect_failures = [var.exceptions]
}

run "rejects_exception_without_owner" {
  command = plan
  variables {
    exceptions = { x = { policy = "pod-security", namespace = "fraud", reason = "a reason that is long", owner = "", granted = "2099-01-01", expires = "2099-06-01" } }
  }
  expect_failures = [var.exceptions]
}

run "rejects_exception_longer_than_a_year" {
  command = plan
  variables {
    exceptions = { x = { policy = "pod-security", namespace = "fraud", reason = "a reason that is long", owner = "team", granted = "2099-01-01", expires = "2101-01-02" } }
  }
  expect_failures = [var.exceptions]
}

run "rejects_exception_without_end" {
  command = plan
  variables {
    exceptions = { x = { policy = "pod-security", namespace = "fraud", reason = "a reason that is long", owner = "team", granted = "2099-01-01", expires = "never" } }
  }
  expect_failures = [var.exceptions]
}
