output "gpu_resource_names" {
  description = "Resources that requests, quotas, queues and policies name."
  value       = local.resource_names
}

output "gpu_toleration" {
  description = "Toleration that every DaemonSet needs which must reach GPU nodes."
  value       = local.toleration
}

output "host_files" {
  description = "Files that belong into the nodes' image, where the host owns the container toolkit."
  value       = local.host_files
}

output "images" {
  description = "Images as the cluster pulls them, operands included, sorted."
  value       = sort(distinct(concat(module.nfd.images, module.gpu_operator.images, module.network_operator.images)))
}

output "manifests" {
  description = "Fabric objects as plain data."
  value       = concat(module.nic_policy.manifests, module.fabric_networks.manifests)
}

output "mirror" {
  description = "Charts and images an air-gapped site mirrors: kind, source, target."
  value       = concat(module.nfd.mirror, module.gpu_operator.mirror, module.network_operator.mirror)
}

output "node_pools" {
  description = "Pool to its nodes, label selector, MIG profiles and resource."
  value = {
    for name, pool in var.pools : name => {
      nodes         = pool.nodes
      node_selector = { "platform/gpu-pool" = name }
      mig_profiles  = local.pool_profiles[name]
      shared        = pool.sharing != null
    }
  }
}

output "rdma_resource_names" {
  description = "RDMA resources that jobs request; empty without a fabric."
  value       = tolist(local.rdma_resource_names)
}

output "releases" {
  description = "Release name to chart version."
  value = merge(
    module.nfd.releases,
    module.gpu_operator.releases,
    module.network_operator.releases,
    module.nic_policy.releases,
    module.fabric_networks.releases,
  )
}

output "runtime_class_name" {
  description = "RuntimeClass of pods with GPUs; ordered after the operator."
  value       = "nvidia"

  depends_on = [module.gpu_operator]
}
