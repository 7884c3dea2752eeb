# Exactly one NFD per cluster: GPU operator, network operator and kata-deploy all bring one, two of them fight over ports and labels.
module "nfd" {
  source = "../../kubernetes/_component"

  name               = "node-feature-discovery"
  namespace          = var.namespaces["node-feature-discovery"]
  chart              = local.charts["nfd"]
  chart_registry     = var.chart_registry
  image_registry     = var.image_registry
  connectivity       = var.connectivity
  repository_ca_file = var.repository_ca_file
  externally_managed = contains(var.externally_managed, "nfd")
  images             = local.nfd_images

  values = {
    image            = { repository = "${local.k8s}/nfd/node-feature-discovery", pullPolicy = "IfNotPresent" }
    imagePullSecrets = [for name in local.pull_secrets : { name = name }]
    master = {
      config        = { extraLabelNs = ["nvidia.com"], enableTaints = false }
      networkPolicy = { enable = true }
    }
    worker = {
      # 02, 0200, 0207: network; 0300, 0302: display and 3D controllers. The network operator's own list lacks the network classes.
      config        = { sources = { pci = { deviceClassWhitelist = ["02", "0200", "0207", "0300", "0302"], deviceLabelFields = ["vendor"] } } }
      networkPolicy = { enable = true }
      tolerations   = [local.toleration, { key = "node-role.kubernetes.io/control-plane", operator = "Exists", effect = "NoSchedule" }]
    }
    gc = { networkPolicy = { enable = true } }
  }
}

module "gpu_operator" {
  source = "../../kubernetes/_component"

  name               = "gpu-operator"
  namespace          = var.namespaces["gpu-operator"]
  chart              = local.charts["gpu-operator"]
  chart_registry     = var.chart_registry
  image_registry     = var.image_registry
  connectivity       = var.connectivity
  repository_ca_file = var.repository_ca_file
  externally_managed = contains(var.externally_managed, "gpu-operator")
  images             = local.gpu_images
  timeout            = 1800 # where it builds drivers

  values = {
    nfd = { enabled = false, nodefeaturerules = false }
    psa = { enabled = true }
    cdi = { enabled = true, nriPluginEnabled = local.toolkit_managed }

    # One or the other, and no way from one to the other without taking everything down.
    clusterPolicy = { deployCR = var.allocation == "device_plugin" }
    gpuCluster    = { deployCR = var.allocation == "dra" }

    operator = {
      repository       = "${local.nvidia}/nvidia"
      imagePullSecrets = local.pull_secrets
      runtimeClass     = "nvidia"
      upgradeCRD       = true # definitions lie in crds/, which Helm never upgrades
      cleanupCRD       = false
    }
    daemonsets = { tolerations = [local.toleration], priorityClassName = "system-node-critical", updateStrategy = "RollingUpdate", rollingUpdate = { maxUnavailable = "1" } }
    validator  = { repository = "${local.nvidia}/nvidia", imagePullSecrets = local.pull_secrets }

    driver = {
      enabled          = local.driver_managed
      repository       = "${local.nvidia}/nvidia"
      version          = local.gpu_operands["driver"][2]
      imagePullSecrets = local.pull_secrets
      rdma             = { enabled = local.driver_managed && var.fabric != "none", useHostMofed = local.driver_managed && var.fabric != "none" && !local.ofed_managed }
      upgradePolicy    = { autoUpgrade = false } # an upgrade evicts GPU pods: in a maintenance window, by a person
      usePrecompiled   = var.driver_precompiled
      repoConfig       = { configMapName = var.driver_repo_config_map }
      manager          = { repository = "${local.nvidia}/nvidia/cloud-native", version = local.gpu_operands["driver-manager"][2] }
    }
    toolkit = {
      enabled          = local.toolkit_managed
      repository       = "${local.nvidia}/nvidia/k8s"
      version          = local.gpu_operands["container-toolkit"][2]
      imagePullSecrets = local.pull_secrets
      env              = local.toolkit_env
    }
    devicePlugin = {
      enabled          = var.allocation == "device_plugin"
      repository       = "${local.nvidia}/nvidia"
      version          = local.gpu_operands["device-plugin"][2]
      imagePullSecrets = local.pull_secrets
      env              = [{ name = "DEVICE_LIST_STRATEGY", value = "cdi-cri" }]
      config           = local.plugin_config
    }
    gfd  = { enabled = true, repository = "${local.nvidia}/nvidia", version = local.gpu_operands["device-plugin"][2], imagePullSecrets = local.pull_secrets }
    dcgm = { enabled = false, repository = "${local.nvidia}/nvidia/cloud-native", version = local.gpu_operands["dcgm"][2] } # embedded in the exporter
    dcgmExporter = {
      enabled          = true
      repository       = "${local.nvidia}/nvidia/k8s"
      version          = local.gpu_operands["dcgm-exporter"][2]
      imagePullSecrets = local.pull_secrets
      enablePodLabels  = false # would need a cluster role that reads all pods
      serviceMonitor   = { enabled = try(var.crds.prometheus, false), interval = "15s", honorLabels = true }
    }
    mig = { strategy = var.mig_strategy == "none" ? "single" : var.mig_strategy }
    migManager = {
      enabled          = var.mig_strategy != "none"
      repository       = "${local.nvidia}/nvidia/cloud-native"
      version          = local.gpu_operands["mig-manager"][2]
      imagePullSecrets = local.pull_secrets
      env              = [{ name = "WITH_REBOOT", value = tostring(var.mig_reboot) }] # Ampere may need it
      config           = local.mig_config
    }
    nodeStatusExporter = { enabled = false }

    # Kernel modules belong to whoever owns the kernel.
    gds     = { enabled = local.driver_managed && var.gpu_direct_storage, repository = "${local.nvidia}/nvidia/cloud-native", version = local.gpu_operands["gds"][2] }
    gdrcopy = { enabled = local.driver_managed && var.gdrcopy, repository = "${local.nvidia}/nvidia/cloud-native", version = local.gpu_operands["gdrcopy"][2] }

    # Virtual machines and confidential pools are a module of their own.
    sandboxWorkloads  = { enabled = false }
    vgpuManager       = { enabled = false }
    vgpuDeviceManager = { enabled = false }
    vfioManager       = { enabled = false }
    ccManager         = { enabled = false }
  }

  overrides  = var.gpu_operator_overrides
  depends_on = [module.nfd]
}
