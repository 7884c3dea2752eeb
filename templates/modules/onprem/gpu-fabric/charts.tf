# Versions as each project spells them: NFD's chart has no v, NVIDIA's GPU operator has one, its network operator none.
# Operand images of the GPU operator are injected by it and seen by no scan of rendered charts; these are those of v26.7.1
# (NVIDIA AICR bill of materials and chart values, read November 2026). Change chart and images together.
locals {
  default_charts = {
    gpu-operator     = { repository = "https://helm.ngc.nvidia.com/nvidia", name = "gpu-operator", version = "v26.7.1" }
    network-operator = { repository = "https://helm.ngc.nvidia.com/nvidia", name = "network-operator", version = "26.4.1" }
    nfd              = { repository = "oci://registry.k8s.io/nfd/charts", name = "node-feature-discovery", version = "0.19.0" }
  }

  charts = {
    for key, chart in local.default_charts :
    key => merge(chart, { for name, value in try(var.charts[key], {}) : name => value if value != null })
  }

  nvidia = var.image_registry == "" ? "nvcr.io" : var.image_registry
  k8s    = var.image_registry == "" ? "registry.k8s.io" : var.image_registry

  # operand → [repository below the host, image, version]
  gpu_operands = {
    dcgm              = ["nvidia/cloud-native", "dcgm", "4.6.1-1-ubuntu24.04"]
    dcgm-exporter     = ["nvidia/k8s", "dcgm-exporter", "4.6.1-4.8.4-distroless"]
    device-plugin     = ["nvidia", "k8s-device-plugin", "v0.20.1"] # GPU feature discovery and MPS too
    driver            = ["nvidia", "driver", coalesce(var.driver_version, "580.173.02")]
    driver-manager    = ["nvidia/cloud-native", "k8s-driver-manager", "v0.12.1"]
    gdrcopy           = ["nvidia/cloud-native", "gdrdrv", "v2.6"]
    gds               = ["nvidia/cloud-native", "nvidia-fs", "2.29.4"]
    mig-manager       = ["nvidia/cloud-native", "k8s-mig-manager", "v0.15.1"]
    operator          = ["nvidia", "gpu-operator", local.charts["gpu-operator"].version] # validator and node status exporter too
    container-toolkit = ["nvidia/k8s", "container-toolkit", "v1.20.1"]                   # CVE-2024-0132 … CVE-2025-23359 need 1.17.4 or newer
  }

  # Kernel module images carry the node's system in their tag.
  gpu_images = merge(
    { for name, part in local.gpu_operands : name => "nvcr.io/${part[0]}/${part[1]}:${part[2]}" if !contains(["driver", "driver-manager", "gdrcopy", "gds", "container-toolkit"], name) },
    { for name, part in local.gpu_operands : name => "nvcr.io/${part[0]}/${part[1]}:${part[2]}${name == "driver-manager" ? "" : "-${var.node_os}"}" if contains(["driver", "driver-manager", "gdrcopy", "gds"], name) && local.driver_managed },
    { for name, part in local.gpu_operands : name => "nvcr.io/${part[0]}/${part[1]}:${part[2]}" if name == "container-toolkit" && local.toolkit_managed },
  )

  network_version = "network-operator-v${local.charts["network-operator"].version}"
  network_images = merge(
    {
      operator = "nvcr.io/nvidia/cloud-native/network-operator:v${local.charts["network-operator"].version}"
      init     = "nvcr.io/nvidia/mellanox/network-operator-init-container:${local.network_version}"
    },
    { for name in ["ipoib-cni", "multus-cni", "nvidia-k8s-ipam", "plugins"] : name => "nvcr.io/nvidia/mellanox/${name}:${local.network_version}" },
    { for name in ["k8s-rdma-shared-dev-plugin"] : name => "nvcr.io/nvidia/mellanox/${name}:${local.network_version}" if var.fabric == "rdma_shared" },
    { for name in ["ib-sriov-cni", "ovs-cni-plugin", "sriov-cni", "sriov-network-device-plugin", "sriov-network-operator", "sriov-network-operator-config-daemon", "sriov-network-operator-webhook"] : name => "nvcr.io/nvidia/mellanox/${name}:${local.network_version}" if local.sriov },
    { for name in ["network-resources-injector"] : name => "ghcr.io/k8snetworkplumbingwg/network-resources-injector:v1.7.0" if local.sriov },
    { for name in ["ib-kubernetes"] : name => "nvcr.io/nvidia/mellanox/${name}:${local.network_version}" if var.ib_kubernetes != null },
    { for name in ["doca-driver"] : name => "nvcr.io/nvidia/mellanox/doca-driver:${var.ofed_version}-${var.node_os}-amd64" if local.ofed_managed },
  )

  nfd_images = { nfd = "registry.k8s.io/nfd/node-feature-discovery:v${trimprefix(local.charts["nfd"].version, "v")}" }

  pull_secrets = var.pull_secret_name == "" ? [] : [var.pull_secret_name]
}
