mock_provider "helm" {}

variables {
  environment         = "dev"
  namespaces          = { kueue = "kueue-system", training = "training-operators", monitoring = "monitoring" }
  tenants             = { risk = "team-risk", fraud = "team-fraud" }
  accelerators        = ["nvidia.com/gpu"]
  protect_definitions = false
}

run "kueue_is_pinned_and_strict" {
  command = plan

  assert {
    condition     = output.values.kueue.controllerManager.manager.image.repository == "registry.k8s.io/kueue/kueue" && output.values.kueue.controllerManager.manager.image.tag == "v0.19.2" && output.releases["kueue"] == "0.19.2" && output.releases["jobset"] == "0.12.0"
    error_message = "The chart's default is a staging registry and a moving tag."
  }

  assert {
    condition     = yamldecode(output.values.kueue.managerConfig.controllerManagerConfigYaml).apiVersion == "config.kueue.x-k8s.io/v1beta2" && yamldecode(output.values.kueue.managerConfig.controllerManagerConfigYaml).manageJobsWithoutQueueName && yamldecode(output.values.kueue.managerConfig.controllerManagerConfigYaml).managedJobsNamespaceSelector.matchLabels["platform/kind"] == "tenant" && !yamldecode(output.values.kueue.managerConfig.controllerManagerConfigYaml).internalCertManagement.enable && !contains(yamldecode(output.values.kueue.managerConfig.controllerManagerConfigYaml).integrations.frameworks, "pod")
    error_message = "Jobs without a queue must wait, in tenants' namespaces only; pods are not managed by default; cert-manager makes the certificate."
  }

  assert {
    condition     = output.values.kueue.enableCertManager && !output.values.kueue.enableKueueViz && output.values.kueue.controllerManager.replicas == 1
    error_message = "No dashboard without sign-in; one replica in dev."
  }
}

run "gangs_give_back_and_shares_are_fair" {
  command = plan

  assert {
    condition     = yamldecode(output.values.kueue.managerConfig.controllerManagerConfigYaml).waitForPodsReady.timeout == "30m" && length(yamldecode(output.values.kueue.managerConfig.controllerManagerConfigYaml).fairSharing.preemptionStrategies) == 2
    error_message = "A gang that does not come up gives its quota back, and what is shared is shared by weight."
  }

  assert {
    condition     = output.values.kueue.enablePrometheus && output.values.jobset.certManager.enable
    error_message = "Queues are watched; certificates come from cert-manager."
  }

  assert {
    condition     = length([for name in yamldecode(output.values.kueue.managerConfig.controllerManagerConfigYaml).integrations.frameworks : name if startswith(name, "kubeflow.org/") || contains(["pod", "deployment", "statefulset"], name)]) == 0
    error_message = "No job of the training operator, which is in maintenance, and no pod of a system namespace waits for quota."
  }
}

run "queues_share_one_cohort" {
  command = plan

  assert {
    condition     = alltrue([for m in output.manifests : m.apiVersion == "kueue.x-k8s.io/v1beta2"]) && alltrue([for m in output.manifests : m.spec.cohortName == "platform" && !can(m.spec.cohort) if m.kind == "ClusterQueue"])
    error_message = "v1beta2 calls it cohortName."
  }

  assert {
    condition     = toset([for m in output.manifests : "${m.metadata.namespace}/${m.metadata.name}" if m.kind == "LocalQueue"]) == toset(["team-risk/default", "team-fraud/default"])
    error_message = "Every tenant's namespace must have the queue default."
  }

  assert {
    condition     = one([for m in output.manifests : m.spec.tolerations[0].key if m.kind == "ResourceFlavor" && m.metadata.name == "gpu"]) == "nvidia.com/gpu" && one([for m in output.manifests : m.spec.nodeLabels["nvidia.com/gpu.present"] if m.kind == "ResourceFlavor" && m.metadata.name == "gpu"]) == "true"
    error_message = "The GPU flavour must select and tolerate GPU nodes."
  }

  assert {
    condition     = jsonencode(one([for m in output.manifests : [for f in m.spec.resourceGroups[0].flavors : [for r in f.resources : r.nominalQuota]] if m.kind == "Cohort"])) == jsonencode([["64", "256Gi", "0"], ["96", "1536Gi", "8"]])
    error_message = "The cohort must hold the capacity of both flavours."
  }

  assert {
    condition     = toset([for m in output.manifests : m.metadata.name if m.kind == "WorkloadPriorityClass"]) == toset(["production", "standard", "best-effort"])
    error_message = "Three priorities."
  }
}

run "guarantees_come_out_of_the_cohort" {
  command = plan

  variables {
    guarantees = { risk = { "nvidia.com/gpu" = 3 } }
    weights    = { fraud = 2 }
  }

  assert {
    condition     = jsonencode(one([for m in output.manifests : m.spec.resourceGroups[0].flavors[1].resources[2].nominalQuota if m.kind == "ClusterQueue" && m.metadata.name == "risk"])) == jsonencode("3") && jsonencode(one([for m in output.manifests : m.spec.resourceGroups[0].flavors[1].resources[2].nominalQuota if m.kind == "Cohort"])) == jsonencode("5")
    error_message = "Three of eight are guaranteed, five are shared."
  }

  assert {
    condition     = one([for m in output.manifests : m.spec.fairSharing.weight if m.kind == "ClusterQueue" && m.metadata.name == "fraud"]) == "2" && one([for m in output.manifests : m.spec.preemption.reclaimWithinCohort if m.kind == "ClusterQueue" && m.metadata.name == "risk"]) == "Any"
    error_message = "Weights share the rest and a guarantee can be taken back."
  }
}

run "mig_profiles_are_resources_of_their_own" {
  command = plan

  variables {
    accelerators    = ["nvidia.com/mig-1g.10gb", "nvidia.com/mig-3g.40gb"]
    topology_levels = ["topology.site/block", "kubernetes.io/hostname"]
  }

  assert {
    condition     = jsonencode(one([for m in output.manifests : m.spec.resourceGroups[0].coveredResources if m.kind == "Cohort"])) == jsonencode(["cpu", "memory", "nvidia.com/mig-1g.10gb", "nvidia.com/mig-3g.40gb"])
    error_message = "Quotas must list the names that the MIG strategy advertises."
  }

  assert {
    condition     = one([for m in output.manifests : m.spec.topologyName if m.kind == "ResourceFlavor" && m.metadata.name == "gpu"]) == "fabric" && one([for m in output.manifests : m.spec.levels[0].nodeLabel if m.kind == "Topology"]) == "topology.site/block"
    error_message = "The GPU flavour must use the topology."
  }
}

run "cpu_only_has_one_flavour" {
  command = plan

  variables {
    accelerators = []
    job_sets     = false
  }

  assert {
    condition     = output.flavors == tolist(["general"]) && !contains(keys(output.releases), "jobset")
    error_message = "Without accelerators there is one flavour; JobSet can be left to Trainer."
  }
}

run "prod_keeps_the_definitions" {
  command = plan

  variables {
    environment         = "prod"
    protect_definitions = true
    leader_worker_sets  = true
    flavors             = { h100 = { cpu = 384, memory_gib = 6144, accelerators = { "nvidia.com/gpu" = 32 }, node_labels = { pool = "h100" }, gpu_taint = true } }
  }

  assert {
    condition     = output.values.kueue.controllerManager.replicas == 2 && output.values.kueue.controllerManager.podDisruptionBudget.enabled
    error_message = "In prod the webhook survives a node."
  }

  assert {
    condition     = contains(yamldecode(output.values.kueue.managerConfig.controllerManagerConfigYaml).integrations.frameworks, "leaderworkerset.x-k8s.io/leaderworkerset") && output.releases["lws"] == "v0.10.0"
    error_message = "LeaderWorkerSet must be installed and managed."
  }
}

run "air_gap_names_no_public_host" {
  command = plan

  variables {
    connectivity       = "air_gapped"
    chart_registry     = "oci://registry.acme.internal/charts"
    image_registry     = "registry.acme.internal"
    leader_worker_sets = true
  }

  assert {
    condition     = !can(regex("(registry\\.k8s\\.io|docker\\.io|quay\\.io|ghcr\\.io|pkg\\.dev)", jsonencode([output.values, output.images])))
    error_message = "Nothing may point at a public host."
  }

  assert {
    condition     = output.values.kueue.controllerManager.manager.image.repository == "registry.acme.internal/kueue/kueue" && alltrue([for entry in output.mirror : strcontains(entry.target, "registry.acme.internal")]) && length(output.mirror) == 6
    error_message = "Charts and images must come from the mirror."
  }
}

run "externally_managed_keeps_queues" {
  command = plan

  variables {
    externally_managed  = ["kueue", "jobset"]
    protect_definitions = true
  }

  assert {
    condition     = length(output.releases) == 0 && length([for m in output.manifests : m if m.kind == "ClusterQueue"]) == 2
    error_message = "A foreign Kueue is used, not owned; queues are ours."
  }
}

run "rejects_bad_names" {
  command         = plan
  expect_failures = [var.environment, var.connectivity, var.accelerators, var.weights, var.start_timeout_minutes]

  variables {
    environment           = "production"
    connectivity          = "sometimes"
    accelerators          = ["gpu"]
    weights               = { risk = 0 }
    start_timeout_minutes = 1
  }
}

run "rejects_missing_namespace" {
  command         = plan
  expect_failures = [var.namespaces]

  variables {
    namespaces = { kueue = "kueue-system" }
    job_sets   = false
  }
}

run "rejects_kubeflow_v1_jobs" {
  command         = plan
  expect_failures = [var.extra_frameworks]

  variables {
    extra_frameworks = ["kubeflow.org/pytorchjob"]
  }
}

run "rejects_promises_beyond_capacity" {
  command         = plan
  expect_failures = [var.guarantees]

  variables {
    guarantees = { risk = { "nvidia.com/gpu" = 6 }, fraud = { "nvidia.com/gpu" = 3 } }
  }
}

run "rejects_guarantee_of_what_is_not_there" {
  command         = plan
  expect_failures = [var.guarantees]

  variables {
    guarantees = { risk = { "nvidia.com/mig-1g.10gb" = 1 } }
  }
}

run "rejects_guarantee_for_a_stranger" {
  command         = plan
  expect_failures = [var.guarantees]

  variables {
    guarantees = { marketing = { "nvidia.com/gpu" = 1 } }
  }
}

run "rejects_flavours_that_lie" {
  command         = plan
  expect_failures = [var.flavors]

  variables {
    flavors = { gpu = { cpu = 0, memory_gib = 1, accelerators = { "nvidia.com/gpu" = 8 }, topology = true } }
  }
}

run "rejects_host_above_block" {
  command         = plan
  expect_failures = [var.topology_levels]

  variables {
    topology_levels = ["kubernetes.io/hostname", "topology.site/block"]
  }
}

run "rejects_foreign_releases" {
  command         = plan
  expect_failures = [var.externally_managed, var.overrides]

  variables {
    externally_managed = ["volcano"]
    overrides          = { volcano = {} }
  }
}

run "warns_of_assumed_capacity_in_prod" {
  command         = plan
  expect_failures = [check.capacity_is_the_sites_own]

  variables {
    environment = "prod"
  }
}
