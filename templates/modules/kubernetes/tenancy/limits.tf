locals {
  # Unused kinds are named too: a quota that does not name a resource does not limit it.
  quotas = {
    for name, t in local.tenants : name => merge(
      {
        "requests.cpu"           = t.cpu
        "requests.memory"        = t.memory
        "limits.memory"          = t.memory
        "requests.storage"       = t.storage
        "pods"                   = tostring(t.pods)
        "services.loadbalancers" = "0"
        "services.nodeports"     = "0"
      },
      # With MIG strategy `mixed` the plugin advertises nvidia.com/mig-<profile>; a quota on nvidia.com/gpu would miss those.
      { for resource, count in t.gpus : "requests.${resource}" => tostring(count) },
      length(t.gpus) == 0 ? { "requests.nvidia.com/gpu" = "0" } : {},
    )
  }

  priority_classes = merge(
    {
      serving   = { value = 100000, preempts = true, description = "Answers people wait for." }
      pipelines = { value = 50000, preempts = true, description = "Pipeline steps that hold little." }
      training  = { value = 10000, preempts = true, description = "Training jobs with checkpoints." }
      notebooks = { value = 5000, preempts = false, description = "Interactive work; waits for a free place." }
      batch     = { value = 1000, preempts = false, description = "Work that may wait until tomorrow." }
    },
    var.priority_classes,
  )
}

resource "kubernetes_resource_quota_v1" "tenant" {
  for_each = local.quotas

  metadata {
    name      = "tenant"
    namespace = local.names[each.key]
    labels    = var.labels
  }

  spec {
    hard = each.value
  }
}

resource "kubernetes_limit_range_v1" "tenant" {
  for_each = local.tenants

  metadata {
    name      = "tenant"
    namespace = local.names[each.key]
    labels    = var.labels
  }

  spec {
    limit {
      type            = "Container"
      default         = { memory = "1Gi" } # no CPU limit: throttling helps nobody, the quota holds requests
      default_request = { cpu = "100m", memory = "256Mi" }
      max             = { memory = each.value.container_memory }
    }

    limit {
      type = "PersistentVolumeClaim"
      min  = { storage = "1Gi" }
      max  = { storage = each.value.storage }
    }
  }
}

resource "kubernetes_priority_class_v1" "this" {
  for_each = local.priority_classes

  value             = each.value.value
  description       = each.value.description
  preemption_policy = each.value.preempts ? "PreemptLowerPriority" : "Never"
  global_default    = false

  metadata {
    name   = "ai-${each.key}"
    labels = var.labels
  }
}
