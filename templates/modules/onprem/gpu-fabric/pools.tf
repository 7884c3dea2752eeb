locals {
  # A pool's MIG profiles: those named, else the one in `all-<profile>`.
  pool_profiles = {
    for name, pool in var.pools : name => length(pool.mig_profiles) > 0 ? pool.mig_profiles : [
      for profile in try([regex("^all-([1-7]g\\.[0-9]+gb)$", pool.mig_config)[0]], []) : profile
    ]
  }

  # What the device plug-in advertises, and so what quotas, queues and policies must name.
  resource_names = var.allocation == "dra" ? ["gpu.nvidia.com.deviceclass.resource.k8s.io/devices"] : sort(distinct(concat(
    length(var.pools) == 0 ? ["nvidia.com/gpu"] : [],
    flatten([for name, pool in var.pools : (
      pool.sharing != null ? ["nvidia.com/gpu.shared"] :
      var.mig_strategy == "mixed" && length(local.pool_profiles[name]) > 0 ? [for profile in local.pool_profiles[name] : "nvidia.com/mig-${profile}"] :
      ["nvidia.com/gpu"]
    )]),
  )))

  # Sharing has no memory or fault isolation, and DCGM cannot tell its users apart.
  shared_pools = { for name, pool in var.pools : name => pool if pool.sharing != null }
  plugin_config = {
    create  = length(local.shared_pools) > 0
    name    = length(local.shared_pools) > 0 ? "device-plugin-${substr(sha256(jsonencode(local.plugin_data)), 0, 8)}" : "" # the plug-in does not watch its ConfigMap: a new name restarts it
    default = length(local.shared_pools) > 0 ? "whole" : ""
    data    = { for key, text in local.plugin_data : key => text if length(local.shared_pools) > 0 }
  }
  plugin_data = merge(
    { whole = yamlencode({ version = "v1" }) },
    {
      for name, pool in local.shared_pools : name => yamlencode({
        version = "v1"
        sharing = {
          (pool.sharing.mode == "mps" ? "mps" : "timeSlicing") = {
            renameByDefault            = true # .shared: nobody gets a slice by asking for a GPU
            failRequestsGreaterThanOne = true # two slices are no faster than one
            resources                  = [{ name = "nvidia.com/gpu", replicas = pool.sharing.replicas }]
          }
        }
      })
    },
  )

  # Without layouts of our own the MIG manager generates one per GPU model on each node.
  mig_config = {
    create  = length(var.mig_configs) > 0
    name    = length(var.mig_configs) > 0 ? "platform-mig-configs" : ""
    default = "all-disabled"
    data    = { for key, text in { "config.yaml" = yamlencode({ version = "v1", "mig-configs" = var.mig_configs }) } : key => text if length(var.mig_configs) > 0 }
  }

  nodes = merge([
    for name, pool in var.pools : {
      for node in pool.nodes : node => {
        pool   = name
        labels = merge({ "platform/gpu-pool" = name }, pool.mig_config == null ? {} : { "nvidia.com/mig.config" = pool.mig_config }, pool.sharing == null ? {} : { "nvidia.com/device-plugin.config" = name })
      }
    }
  ]...)
}

# Only keys of ours: pool, MIG layout, sharing. A re-imaged node registers without them; the next apply puts them back. Labels that
# must hold from the first second belong to the image or the kubelet.
resource "kubernetes_labels" "node" {
  for_each = local.nodes

  api_version = "v1"
  kind        = "Node"
  labels      = each.value.labels

  metadata {
    name = each.key
  }

  depends_on = [module.gpu_operator]
}

resource "kubernetes_node_taint" "gpu" {
  for_each = var.taint_nodes ? local.nodes : {}

  metadata {
    name = each.key
  }

  taint {
    key    = local.toleration.key
    value  = "present"
    effect = local.toleration.effect
  }
}
