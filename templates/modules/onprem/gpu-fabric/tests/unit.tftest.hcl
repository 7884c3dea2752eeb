mock_provider "helm" {}
mock_provider "kubernetes" {}

variables {
  environment        = "prod"
  kubernetes_version = "1.34"
  namespaces         = { gpu-operator = "gpu-operator", network-operator = "nvidia-network-operator", node-feature-discovery = "node-feature-discovery" }
  crds               = { cert_manager = true, prometheus = true }
}

run "dgx_os_leaves_the_host_alone" {
  command = plan

  assert {
    condition     = !module.gpu_operator.values.driver.enabled && !module.gpu_operator.values.toolkit.enabled && !module.gpu_operator.values.gds.enabled && !module.gpu_operator.values.gdrcopy.enabled
    error_message = "On DGX OS driver, toolkit and kernel modules are the host's."
  }

  assert {
    condition     = module.gpu_operator.values.operator.runtimeClass == "nvidia" && module.gpu_operator.values.cdi.enabled && !module.gpu_operator.values.cdi.nriPluginEnabled
    error_message = "The runtime class stays; the NRI plug-in needs a managed toolkit."
  }

  assert {
    condition     = strcontains(output.host_files["/etc/nvidia-container-runtime/config.toml"], "accept-nvidia-visible-devices-envvar-when-unprivileged = false")
    error_message = "The host must close the environment variable that claims all GPUs."
  }

  assert {
    condition     = output.releases == { gpu-operator = "v26.7.1", node-feature-discovery = "0.19.0" }
    error_message = "Without a fabric there is no network operator."
  }

  assert {
    condition     = !anytrue([for image in output.images : strcontains(image, "nvidia/driver") || strcontains(image, "container-toolkit")]) && anytrue([for image in output.images : strcontains(image, "dcgm-exporter:4.6.1-4.8.4")])
    error_message = "The image list must hold the operands that run, and no others."
  }
}

run "exactly_one_nfd" {
  command = plan
  variables {
    fabric            = "rdma_shared"
    fabric_interfaces = ["ibp12s0"]
  }

  assert {
    condition     = contains(keys(output.releases), "node-feature-discovery") && !module.gpu_operator.values.nfd.enabled && !module.network_operator.values.nfd.enabled
    error_message = "NFD has a release of its own and is off in both operators."
  }

  assert {
    condition     = alltrue([for class in ["02", "0200", "0207", "0300", "0302"] : contains(module.nfd.values.worker.config.sources.pci.deviceClassWhitelist, class)]) && module.nfd.values.master.config.extraLabelNs == ["nvidia.com"]
    error_message = "NFD must see network cards and GPUs, and may set NVIDIA's labels."
  }

  assert {
    condition     = anytrue([for t in module.nfd.values.worker.tolerations : t.key == "nvidia.com/gpu"])
    error_message = "NFD must reach tainted GPU nodes."
  }
}

run "nfd_is_fenced_and_taints_nothing" {
  command = plan

  assert {
    condition     = module.nfd.values.master.networkPolicy.enable && module.nfd.values.worker.networkPolicy.enable && module.nfd.values.gc.networkPolicy.enable
    error_message = "NFD's own network policies are off by default."
  }

  assert {
    condition     = !module.nfd.values.master.config.enableTaints
    error_message = "Taints are this module's, not those of whoever may write a rule."
  }
}

run "definitions_follow_the_operators" {
  command = plan

  variables {
    fabric            = "rdma_shared"
    fabric_interfaces = ["ibp12s0"]
  }

  assert {
    condition     = module.gpu_operator.values.operator.upgradeCRD && !module.gpu_operator.values.operator.cleanupCRD && module.network_operator.values.upgradeCRDs
    error_message = "Helm never upgrades crds/: the operators' hooks must, and no uninstall may delete them."
  }

  assert {
    condition     = [for t in module.gpu_operator.values.daemonsets.tolerations : t.key] == ["nvidia.com/gpu"] && one([for m in output.manifests : m.spec.tolerations[0].key if m.kind == "NicClusterPolicy"]) == output.gpu_toleration.key && output.gpu_toleration.key == "nvidia.com/gpu"
    error_message = "Operands of both operators must reach tainted GPU nodes, by the one toleration that others get too."
  }

  assert {
    condition     = { for e in module.gpu_operator.values.devicePlugin.env : e.name => e.value } == { DEVICE_LIST_STRATEGY = "cdi-cri" }
    error_message = "Devices are handed over by CDI, not by an environment variable that a pod can set."
  }
}

run "one_custom_resource" {
  command = plan

  assert {
    condition     = module.gpu_operator.values.clusterPolicy.deployCR && !module.gpu_operator.values.gpuCluster.deployCR
    error_message = "The device plug-in goes with ClusterPolicy alone."
  }
}

run "dra_has_the_other" {
  command = plan
  variables {
    allocation = "dra"
  }

  assert {
    condition     = !module.gpu_operator.values.clusterPolicy.deployCR && module.gpu_operator.values.gpuCluster.deployCR && !module.gpu_operator.values.devicePlugin.enabled
    error_message = "DRA goes with GPUCluster alone: two advertisers would hand out one card twice."
  }

  assert {
    condition     = output.gpu_resource_names == tolist(["gpu.nvidia.com.deviceclass.resource.k8s.io/devices"])
    error_message = "With DRA quotas name the device class."
  }
}

run "generic_ubuntu_is_managed_and_hardened" {
  command = plan
  variables {
    profile           = "generic_ubuntu"
    fabric            = "rdma_shared"
    fabric_interfaces = ["ens1f0"]
  }

  assert {
    condition     = module.gpu_operator.values.driver.enabled && module.gpu_operator.values.toolkit.enabled && module.gpu_operator.values.driver.rdma.enabled && !module.gpu_operator.values.driver.rdma.useHostMofed && !module.gpu_operator.values.driver.upgradePolicy.autoUpgrade
    error_message = "A plain host needs driver, toolkit and RDMA from the operators, and no driver upgrade by itself."
  }

  assert {
    condition = { for e in module.gpu_operator.values.toolkit.env : e.name => e.value } == {
      ACCEPT_NVIDIA_VISIBLE_DEVICES_AS_VOLUME_MOUNTS         = "true"
      ACCEPT_NVIDIA_VISIBLE_DEVICES_ENVVAR_WHEN_UNPRIVILEGED = "false"
      CONTAINERD_CONFIG                                      = "/etc/containerd/config.toml"
      CONTAINERD_RUNTIME_CLASS                               = "nvidia"
      CONTAINERD_SOCKET                                      = "/run/containerd/containerd.sock"
    }
    error_message = "A managed toolkit must be hardened and know its containerd."
  }

  assert {
    condition     = tonumber(regex("^v1\\.([0-9]+)\\.", module.gpu_operator.values.toolkit.version)[0]) > 17 && anytrue([for image in output.images : strcontains(image, "container-toolkit:${module.gpu_operator.values.toolkit.version}")])
    error_message = "Container escapes (CVE-2024-0132 to CVE-2025-23359) are fixed from toolkit 1.17.4 on."
  }

  assert {
    condition     = can(one([for m in output.manifests : m.spec.ofedDriver.version if m.kind == "NicClusterPolicy"])) && anytrue([for image in output.images : strcontains(image, "doca-driver")])
    error_message = "A plain host needs DOCA-OFED from the operator."
  }

  assert {
    condition     = length(output.host_files) == 0
    error_message = "With a managed toolkit there is nothing to put on the host."
  }
}

run "rke2_knows_its_containerd" {
  command = plan
  variables {
    profile = "rke2"
  }

  assert {
    condition     = contains([for e in module.gpu_operator.values.toolkit.env : e.value], "/run/k3s/containerd/containerd.sock") && contains([for e in module.gpu_operator.values.toolkit.env : e.value], "/var/lib/rancher/rke2/agent/etc/containerd/config.toml")
    error_message = "RKE2 has containerd elsewhere: the most reported crash of the operator."
  }
}

run "k3s_knows_its_containerd" {
  command = plan

  variables {
    profile = "k3s"
  }

  assert {
    condition     = contains([for e in module.gpu_operator.values.toolkit.env : e.value], "/run/k3s/containerd/containerd.sock") && contains([for e in module.gpu_operator.values.toolkit.env : e.value], "/var/lib/rancher/k3s/agent/etc/containerd/config.toml")
    error_message = "K3s has containerd elsewhere too."
  }
}

run "shared_rdma_on_dgx" {
  command = plan
  variables {
    fabric            = "rdma_shared"
    fabric_interfaces = ["ibp12s0", "ibp75s0"]
  }

  assert {
    condition     = !can(one([for m in output.manifests : m if m.kind == "NicClusterPolicy"]).spec.ofedDriver) && one([for m in output.manifests : m.metadata.name if m.kind == "NicClusterPolicy"]) == "nic-cluster-policy"
    error_message = "DGX OS ships DOCA-OFED, and the operator knows one name."
  }

  assert {
    condition     = jsondecode(one([for m in output.manifests : m.spec.rdmaSharedDevicePlugin.config if m.kind == "NicClusterPolicy"])).configList[0].selectors.ifNames == ["ibp12s0", "ibp75s0"] && output.rdma_resource_names == tolist(["rdma/rdma_fabric"])
    error_message = "The plug-in must take the fabric's interfaces only."
  }

  assert {
    condition     = module.network_operator.values.operator.admissionController.enabled
    error_message = "The network operator's admission control is off by default and must be on."
  }
}

run "infiniband_functions" {
  command = plan
  variables {
    fabric            = "sriov_ib"
    fabric_interfaces = ["ibp12s0"]
    ib_kubernetes     = { guid_start = "02:00:00:00:00:00:00:00", guid_end = "02:FF:FF:FF:FF:FF:FF:FF", ufm_secret = "ufm" }
  }

  assert {
    condition     = one([for m in output.manifests : m.spec.linkType if m.kind == "SriovNetworkNodePolicy"]) == "ib" && one([for m in output.manifests : m.spec.isRdma if m.kind == "SriovNetworkNodePolicy"]) && one([for m in output.manifests : m.spec.resourceName if m.kind == "SriovIBNetwork"]) == "rdma_fabric"
    error_message = "InfiniBand needs link type, RDMA and one resource name on both objects."
  }

  assert {
    condition     = one([for m in output.manifests : m.spec.ibKubernetes.pKeyGUIDPoolRangeEnd if m.kind == "NicClusterPolicy"]) == "02:FF:FF:FF:FF:FF:FF:FF"
    error_message = "Partition keys need both ends of the range."
  }

  assert {
    condition     = output.rdma_resource_names == tolist(["nvidia.com/rdma_fabric"]) && module.network_operator.values.sriovNetworkOperator.enabled
    error_message = "Functions are advertised as NVIDIA resources by the SR-IOV operator."
  }
}

run "mixed_mig_names_its_profiles" {
  command = plan
  variables {
    mig_strategy = "mixed"
    pools = {
      small   = { nodes = ["dgx-1"], mig_config = "all-1g.10gb", purpose = "notebooks" }
      mixed   = { nodes = ["dgx-2"], mig_config = "all-balanced", mig_profiles = ["1g.10gb", "3g.40gb"], purpose = "serving" }
      whole-8 = { nodes = ["dgx-3", "dgx-4"] }
    }
  }

  assert {
    condition     = output.gpu_resource_names == tolist(["nvidia.com/gpu", "nvidia.com/mig-1g.10gb", "nvidia.com/mig-3g.40gb"])
    error_message = "Quotas and policies must get the resources that the strategy produces."
  }

  assert {
    condition     = kubernetes_labels.node["dgx-1"].labels["nvidia.com/mig.config"] == "all-1g.10gb" && kubernetes_node_taint.gpu["dgx-3"].taint[0].key == "nvidia.com/gpu" && !contains(keys(kubernetes_labels.node["dgx-3"].labels), "nvidia.com/mig.config")
    error_message = "Nodes must carry their pool's layout and the taint."
  }

  assert {
    condition     = module.gpu_operator.values.mig.strategy == "mixed" && module.gpu_operator.values.migManager.enabled
    error_message = "The operator must know the strategy."
  }
}

run "single_mig_stays_nvidia_gpu" {
  command = plan
  variables {
    mig_strategy = "single"
    pools        = { small = { nodes = ["dgx-1"], mig_config = "all-1g.10gb" } }
  }

  assert {
    condition     = output.gpu_resource_names == tolist(["nvidia.com/gpu"])
    error_message = "Strategy single advertises instances as nvidia.com/gpu."
  }
}

run "time_slicing_for_notebooks" {
  command = plan
  variables {
    pools = { notebooks = { nodes = ["dgx-1"], purpose = "notebooks", sharing = { mode = "time_slicing", replicas = 4 } } }
  }

  assert {
    condition     = yamldecode(module.gpu_operator.values.devicePlugin.config.data["notebooks"]).sharing.timeSlicing.renameByDefault && yamldecode(module.gpu_operator.values.devicePlugin.config.data["notebooks"]).sharing.timeSlicing.failRequestsGreaterThanOne
    error_message = "Slices must have a name of their own and be asked for one at a time."
  }

  assert {
    condition     = output.gpu_resource_names == tolist(["nvidia.com/gpu.shared"]) && kubernetes_labels.node["dgx-1"].labels["nvidia.com/device-plugin.config"] == "notebooks" && startswith(module.gpu_operator.values.devicePlugin.config.name, "device-plugin-")
    error_message = "The pool's nodes must use its configuration, under the shared name, in a ConfigMap that changes name with its content."
  }
}

run "no_pod_labels_in_dcgm" {
  command = plan

  assert {
    condition     = !module.gpu_operator.values.dcgmExporter.enablePodLabels && module.gpu_operator.values.dcgmExporter.serviceMonitor.enabled && module.gpu_operator.values.psa.enabled
    error_message = "DCGM is scraped, without a cluster role that reads all pods."
  }
}

run "externally_managed_operators" {
  command = plan
  variables {
    externally_managed = ["gpu-operator", "network-operator", "nfd"]
    fabric             = "rdma_shared"
    fabric_interfaces  = ["ibp12s0"]
  }

  assert {
    condition     = output.releases == { nic-cluster-policy = "1.0.0" } && length(output.images) == 0
    error_message = "What Base Command Manager owns must not be installed; its objects must."
  }
}

run "air_gap_rewrites_operands" {
  command = plan
  variables {
    connectivity      = "air_gapped"
    chart_registry    = "oci://registry.acme.internal/charts"
    image_registry    = "registry.acme.internal"
    fabric            = "sriov_ib"
    fabric_interfaces = ["ibp12s0"]
  }

  assert {
    condition     = alltrue([for image in output.images : startswith(image, "registry.acme.internal/")]) && alltrue([for entry in output.mirror : strcontains(entry.target, "registry.acme.internal")])
    error_message = "Every image and chart must come from the mirror."
  }

  assert {
    condition     = !anytrue([for host in ["nvcr.io", "registry.k8s.io", "ghcr.io"] : strcontains(jsonencode([module.nfd.values, module.gpu_operator.values, module.network_operator.values, output.manifests]), host)])
    error_message = "No value may name a public registry."
  }

  assert {
    condition     = one([for m in output.manifests : m.spec.global.repository if m.kind == "NicClusterPolicy"]) == "registry.acme.internal/nvidia/mellanox"
    error_message = "The fabric's operands must come from the mirror too."
  }
}

run "rejects_two_nfd_owners_gpu_operator" {
  command = plan
  variables {
    externally_managed = ["gpu-operator"]
  }
  expect_failures = [var.externally_managed]
}

run "rejects_two_nfd_owners_network_operator" {
  command = plan
  variables {
    fabric             = "rdma_shared"
    fabric_interfaces  = ["ibp12s0"]
    externally_managed = ["network-operator"]
  }
  expect_failures = [var.externally_managed]
}

run "rejects_two_nfd_owners_by_override" {
  command = plan
  variables {
    gpu_operator_overrides = { nfd = { enabled = true } }
  }
  expect_failures = [var.gpu_operator_overrides]
}

run "rejects_two_nfd_owners_by_network_override" {
  command = plan
  variables {
    network_operator_overrides = { nfd = { enabled = true } }
  }
  expect_failures = [var.network_operator_overrides]
}

run "rejects_both_custom_resources" {
  command = plan
  variables {
    gpu_operator_overrides = { gpuCluster = { deployCR = true } }
  }
  expect_failures = [var.gpu_operator_overrides]
}

run "rejects_driver_on_dgx_os" {
  command = plan
  variables {
    driver_managed = true
  }
  expect_failures = [var.driver_managed]
}

run "rejects_toolkit_on_dgx_os" {
  command = plan
  variables {
    toolkit_managed = true
  }
  expect_failures = [var.toolkit_managed]
}

run "rejects_ofed_on_dgx_os" {
  command = plan
  variables {
    fabric            = "rdma_shared"
    fabric_interfaces = ["ibp12s0"]
    ofed_managed      = true
  }
  expect_failures = [var.ofed_managed]
}

run "rejects_driver_by_override_on_dgx_os" {
  command = plan
  variables {
    gpu_operator_overrides = { driver = { enabled = true } }
  }
  expect_failures = [var.gpu_operator_overrides]
}

run "rejects_containerd_on_dgx_os" {
  command = plan
  variables {
    containerd_config = "/etc/containerd/config.toml"
  }
  expect_failures = [var.containerd_config]
}

run "rejects_driver_build_in_air_gap" {
  command = plan
  variables {
    connectivity   = "air_gapped"
    chart_registry = "oci://registry.acme.internal/charts"
    image_registry = "registry.acme.internal"
    profile        = "generic_ubuntu"
  }
  expect_failures = [var.driver_managed]
}

run "rejects_admission_switched_off" {
  command = plan
  variables {
    network_operator_overrides = { operator = { admissionController = { enabled = false } } }
  }
  expect_failures = [var.network_operator_overrides]
}

run "rejects_fabric_without_interfaces" {
  command = plan
  variables {
    fabric = "rdma_shared"
  }
  expect_failures = [var.fabric]
}

run "rejects_fabric_without_cert_manager" {
  command = plan
  variables {
    fabric            = "rdma_shared"
    fabric_interfaces = ["ibp12s0"]
    crds              = {}
  }
  expect_failures = [var.fabric]
}

run "rejects_unknown_fabric" {
  command = plan
  variables {
    fabric = "ethernet"
  }
  expect_failures = [var.fabric]
}

run "rejects_mps_with_mig" {
  command = plan
  variables {
    mig_strategy = "mixed"
    pools        = { a = { nodes = ["n1"], purpose = "notebooks", mig_config = "all-1g.10gb", sharing = { mode = "mps", replicas = 2 } } }
  }
  expect_failures = [var.pools]
}

run "rejects_balanced_with_single" {
  command = plan
  variables {
    mig_strategy = "single"
    pools        = { a = { nodes = ["n1"], mig_config = "all-balanced", mig_profiles = ["1g.10gb", "3g.40gb"] } }
  }
  expect_failures = [var.mig_strategy]
}

run "rejects_layout_without_strategy" {
  command = plan
  variables {
    pools = { a = { nodes = ["n1"], mig_config = "all-1g.10gb" } }
  }
  expect_failures = [var.mig_strategy]
}

run "rejects_unknown_strategy" {
  command = plan
  variables {
    mig_strategy = "all"
  }
  expect_failures = [var.mig_strategy]
}

run "rejects_shared_training_in_prod" {
  command = plan
  variables {
    pools = { a = { nodes = ["n1"], sharing = { mode = "time_slicing", replicas = 4 } } }
  }
  expect_failures = [var.pools]
}

run "rejects_node_in_two_pools" {
  command = plan
  variables {
    pools = { a = { nodes = ["n1"] }, b = { nodes = ["n1"] } }
  }
  expect_failures = [var.pools]
}

run "rejects_purpose" {
  command = plan
  variables {
    pools = { a = { nodes = ["n1"], purpose = "games" } }
  }
  expect_failures = [var.pools]
}

run "rejects_one_replica" {
  command = plan
  variables {
    pools = { a = { nodes = ["n1"], purpose = "notebooks", sharing = { mode = "time_slicing", replicas = 1 } } }
  }
  expect_failures = [var.pools]
}

run "rejects_profile_name" {
  command = plan
  variables {
    mig_strategy = "mixed"
    pools        = { a = { nodes = ["n1"], mig_config = "x", mig_profiles = ["small"] } }
  }
  expect_failures = [var.pools]
}

run "rejects_pool_name" {
  command = plan
  variables {
    pools = { Whole = { nodes = ["n1"] } }
  }
  expect_failures = [var.pools]
}

run "rejects_dra_on_old_cluster" {
  command = plan
  variables {
    allocation         = "dra"
    kubernetes_version = "1.33"
  }
  expect_failures = [var.allocation]
}

run "rejects_dra_with_old_driver" {
  command = plan
  variables {
    allocation     = "dra"
    driver_version = "570.10.01"
  }
  expect_failures = [var.allocation]
}

run "rejects_dra_with_sharing" {
  command = plan
  variables {
    allocation = "dra"
    pools      = { a = { nodes = ["n1"], purpose = "notebooks", sharing = { mode = "time_slicing", replicas = 4 } } }
  }
  expect_failures = [var.allocation]
}

run "rejects_allocation" {
  command = plan
  variables {
    allocation = "both"
  }
  expect_failures = [var.allocation]
}

run "rejects_half_a_guid_range" {
  command = plan
  variables {
    fabric            = "sriov_ib"
    fabric_interfaces = ["ib0"]
    ib_kubernetes     = { guid_start = "02:00:00:00:00:00:00:00", guid_end = "", ufm_secret = "ufm" }
  }
  expect_failures = [var.ib_kubernetes]
}

run "rejects_partition_keys_without_infiniband" {
  command = plan
  variables {
    ib_kubernetes = { guid_start = "02:00:00:00:00:00:00:00", guid_end = "02:FF:FF:FF:FF:FF:FF:FF", ufm_secret = "ufm" }
  }
  expect_failures = [var.ib_kubernetes]
}

run "rejects_profile" {
  command = plan
  variables {
    profile = "windows"
  }
  expect_failures = [var.profile]
}

run "rejects_node_os" {
  command = plan
  variables {
    node_os = "rhel9"
  }
  expect_failures = [var.node_os]
}

run "rejects_driver_version" {
  command = plan
  variables {
    driver_version = "latest"
  }
  expect_failures = [var.driver_version]
}

run "rejects_unknown_chart" {
  command = plan
  variables {
    charts = { dcgm = { version = "1.0.0" } }
  }
  expect_failures = [var.charts]
}

run "rejects_unknown_external" {
  command = plan
  variables {
    externally_managed = ["dcgm"]
  }
  expect_failures = [var.externally_managed]
}

run "rejects_namespaces" {
  command = plan
  variables {
    namespaces = { gpu-operator = "gpu-operator" }
  }
  expect_failures = [var.namespaces]
}

run "rejects_fabric_name" {
  command = plan
  variables {
    fabric_name = "Fabric_1"
  }
  expect_failures = [var.fabric_name]
}

run "rejects_subnet" {
  command = plan
  variables {
    fabric_subnet = "fabric"
  }
  expect_failures = [var.fabric_subnet]
}

run "rejects_functions" {
  command = plan
  variables {
    fabric_vfs = 0
  }
  expect_failures = [var.fabric_vfs]
}

run "rejects_version" {
  command = plan
  variables {
    kubernetes_version = "1.34.2"
  }
  expect_failures = [var.kubernetes_version]
}

run "rejects_environment" {
  command = plan
  variables {
    environment = "qa"
  }
  expect_failures = [var.environment]
}
