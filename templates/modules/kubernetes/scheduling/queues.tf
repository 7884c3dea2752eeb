# One cohort holds what the cluster has; every tenant has a queue with its guarantee and borrows the rest by weight. What is lent
# comes back by preemption. A guarantee is part of the capacity, so the cohort keeps what is left.
locals {
  default_flavors = merge(
    { general = { cpu = 64, memory_gib = 256, accelerators = {}, node_labels = {}, gpu_taint = false, topology = false } },
    length(var.accelerators) == 0 ? {} : {
      gpu = { cpu = 96, memory_gib = 1536, accelerators = { for name in var.accelerators : name => 8 }, node_labels = { "nvidia.com/gpu.present" = "true" }, gpu_taint = true, topology = length(var.topology_levels) > 0 }
    },
  )
  flavors      = length(var.flavors) == 0 ? local.default_flavors : var.flavors
  flavor_names = sort(keys(local.flavors))

  resources = concat(["cpu", "memory"], sort(distinct(flatten([for flavor in local.flavors : keys(flavor.accelerators)]))))

  capacity = {
    for name, flavor in local.flavors : name => merge(
      { cpu = flavor.cpu, memory = flavor.memory_gib },
      { for resource in local.resources : resource => lookup(flavor.accelerators, resource, 0) if !contains(["cpu", "memory"], resource) },
    )
  }

  # A guarantee lies on the first flavour, by name, that has the resource.
  home = { for resource in local.resources : resource => [for name in local.flavor_names : name if lookup(local.flavors[name].accelerators, resource, 0) > 0] }

  guaranteed = { for tenant in keys(var.tenants) : tenant => { for name in local.flavor_names : name => {
    for resource in local.resources : resource => try(local.home[resource][0], "") == name ? try(var.guarantees[tenant][resource], 0) : 0
  } } }

  given_away = { for name in local.flavor_names : name => { for resource in local.resources : resource => sum(concat([0], [for tenant in keys(var.tenants) : local.guaranteed[tenant][name][resource]])) } }

  quantity = { for resource in local.resources : resource => resource == "memory" ? "%dGi" : "%d" }

  cohort_groups = [{
    coveredResources = local.resources
    flavors = [for name in local.flavor_names : {
      name      = name
      resources = [for resource in local.resources : { name = resource, nominalQuota = format(local.quantity[resource], local.capacity[name][resource] - local.given_away[name][resource]) }]
    }]
  }]

  topology = [for levels in length(var.topology_levels) > 0 ? [var.topology_levels] : [] : {
    apiVersion = "kueue.x-k8s.io/v1beta2"
    kind       = "Topology"
    metadata   = { name = "fabric", labels = var.labels }
    spec       = { levels = [for level in levels : { nodeLabel = level }] }
  }]

  flavor_objects = [for name in local.flavor_names : {
    apiVersion = "kueue.x-k8s.io/v1beta2"
    kind       = "ResourceFlavor"
    metadata   = { name = name, labels = var.labels }
    spec = merge(
      length(local.flavors[name].node_labels) == 0 ? {} : { nodeLabels = local.flavors[name].node_labels },
      local.flavors[name].gpu_taint ? { tolerations = [var.gpu_toleration] } : {},
      local.flavors[name].topology ? { topologyName = "fabric" } : {},
    )
  }]

  cohort = {
    apiVersion = "kueue.x-k8s.io/v1beta2"
    kind       = "Cohort"
    metadata   = { name = "platform", labels = var.labels }
    spec       = { resourceGroups = local.cohort_groups }
  }

  cluster_queues = [for tenant in sort(keys(var.tenants)) : {
    apiVersion = "kueue.x-k8s.io/v1beta2"
    kind       = "ClusterQueue"
    metadata   = { name = tenant, labels = var.labels }
    spec = {
      cohortName        = "platform"
      namespaceSelector = { matchLabels = { "kubernetes.io/metadata.name" = var.tenants[tenant] } }
      queueingStrategy  = "BestEffortFIFO"
      fairSharing       = { weight = tostring(lookup(var.weights, tenant, 1)) }
      preemption = {
        withinClusterQueue  = "LowerPriority"
        reclaimWithinCohort = "Any" # a guarantee is one only when it can be taken back
        borrowWithinCohort  = { policy = "Never" }
      }
      flavorFungibility = { whenCanBorrow = "MayStopSearch", whenCanPreempt = "TryNextFlavor" }
      resourceGroups = [{
        coveredResources = local.resources
        flavors = [for name in local.flavor_names : {
          name      = name
          resources = [for resource in local.resources : { name = resource, nominalQuota = format(local.quantity[resource], local.guaranteed[tenant][name][resource]) }]
        }]
      }]
    }
  }]

  # The name `default` makes it the queue of jobs that name none.
  local_queues = [for tenant in sort(keys(var.tenants)) : {
    apiVersion = "kueue.x-k8s.io/v1beta2"
    kind       = "LocalQueue"
    metadata   = { name = "default", namespace = var.tenants[tenant], labels = var.labels }
    spec       = { clusterQueue = tenant }
  }]

  priorities = {
    production  = { value = 1000, text = "Retraining and batch inference that a service waits for." }
    standard    = { value = 100, text = "Ordinary training." }
    best-effort = { value = 10, text = "Experiments; first to be preempted." }
  }

  priority_classes = [for name, priority in local.priorities : {
    apiVersion  = "kueue.x-k8s.io/v1beta2"
    kind        = "WorkloadPriorityClass"
    metadata    = { name = name, labels = var.labels }
    value       = priority.value
    description = priority.text
  }]

  manifests = concat(local.topology, local.flavor_objects, [local.cohort], local.cluster_queues, local.local_queues, local.priority_classes)
}

check "capacity_is_the_sites_own" {
  assert {
    condition     = length(var.flavors) > 0 || var.environment != "prod"
    error_message = "Quotas assume one DGX node (8 accelerators) and a general pool: set flavors of scheduling.batch to what the cluster has."
  }
}
