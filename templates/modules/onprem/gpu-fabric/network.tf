locals {
  fabric_resource = "rdma_${replace(var.fabric_name, "-", "_")}"

  rdma_resource_names = {
    none           = []
    rdma_shared    = ["rdma/${local.fabric_resource}"]
    sriov_ethernet = ["nvidia.com/${local.fabric_resource}"]
    sriov_ib       = ["nvidia.com/${local.fabric_resource}"]
  }[var.fabric]

  mellanox = { repository = "${local.nvidia}/nvidia/mellanox", version = local.network_version, imagePullSecrets = local.pull_secrets }

  nic_policy = {
    apiVersion = "mellanox.com/v1alpha1"
    kind       = "NicClusterPolicy"
    metadata   = { name = "nic-cluster-policy", labels = var.labels } # the operator knows this name only
    spec = merge(
      {
        global = { repository = "${local.nvidia}/nvidia/mellanox", version = local.network_version, imagePullSecrets = local.pull_secrets }
        nvIpam = merge(local.mellanox, { image = "nvidia-k8s-ipam", enableWebhook = true })
        secondaryNetwork = {
          cniPlugins = merge(local.mellanox, { image = "plugins" })
          ipoib      = merge(local.mellanox, { image = "ipoib-cni" })
          multus     = merge(local.mellanox, { image = "multus-cni" })
        }
        tolerations = [local.toleration]
      },
      # DGX OS ships DOCA-OFED: a second one would unload the first under running jobs.
      local.ofed_managed ? {
        ofedDriver = {
          repository       = "${local.nvidia}/nvidia/mellanox"
          image            = "doca-driver"
          version          = var.ofed_version
          imagePullSecrets = local.pull_secrets
          upgradePolicy    = { autoUpgrade = false }
        }
      } : {},
      var.fabric == "rdma_shared" ? {
        rdmaSharedDevicePlugin = merge(local.mellanox, {
          image = "k8s-rdma-shared-dev-plugin"
          config = jsonencode({ configList = [{
            resourceName = local.fabric_resource
            rdmaHcaMax   = 63
            selectors    = { ifNames = var.fabric_interfaces, vendors = ["15b3"] }
          }] })
        })
      } : {},
      var.ib_kubernetes == null ? {} : {
        ibKubernetes = merge(local.mellanox, {
          image                  = "ib-kubernetes"
          pKeyGUIDPoolRangeStart = try(var.ib_kubernetes.guid_start, "")
          pKeyGUIDPoolRangeEnd   = try(var.ib_kubernetes.guid_end, "")
          ufmSecret              = try(var.ib_kubernetes.ufm_secret, "")
          periodicUpdateSeconds  = 5
        })
      },
    )
  }

  fabric_networks = concat(
    [for manifest in [{
      apiVersion = "sriovnetwork.openshift.io/v1"
      kind       = "SriovNetworkNodePolicy"
      metadata   = { name = var.fabric_name, namespace = var.namespaces["network-operator"], labels = var.labels }
      spec = {
        resourceName = local.fabric_resource
        nodeSelector = { "feature.node.kubernetes.io/pci-15b3.present" = "true" }
        numVfs       = var.fabric_vfs
        priority     = 90
        linkType     = var.fabric == "sriov_ib" ? "ib" : "eth"
        isRdma       = true
        deviceType   = "netdevice"
        mtu          = var.fabric == "sriov_ib" ? 4092 : 9000
        nicSelector  = { vendor = "15b3", pfNames = var.fabric_interfaces }
      }
    }] : manifest if local.sriov],
    [for manifest in [{
      apiVersion = "sriovnetwork.openshift.io/v1"
      kind       = var.fabric == "sriov_ib" ? "SriovIBNetwork" : "SriovNetwork"
      metadata   = { name = var.fabric_name, namespace = var.namespaces["network-operator"], labels = var.labels }
      spec = {
        resourceName     = local.fabric_resource
        linkState        = "enable"
        networkNamespace = var.fabric_namespace
        ipam             = jsonencode({ type = "nv-ipam", poolName = var.fabric_name })
      }
    }] : manifest if local.sriov],
    [for manifest in [{
      apiVersion = "nv-ipam.nvidia.com/v1alpha1"
      kind       = "IPPool"
      metadata   = { name = var.fabric_name, namespace = var.namespaces["network-operator"], labels = var.labels }
      spec       = { subnet = var.fabric_subnet, perNodeBlockSize = 32 }
    }] : manifest if local.sriov],
  )
}

module "network_operator" {
  source = "../../kubernetes/_component"

  name               = "network-operator"
  namespace          = var.namespaces["network-operator"]
  chart              = local.charts["network-operator"]
  chart_registry     = var.chart_registry
  image_registry     = var.image_registry
  connectivity       = var.connectivity
  repository_ca_file = var.repository_ca_file
  externally_managed = var.fabric == "none" || contains(var.externally_managed, "network-operator")
  images             = local.network_images
  timeout            = 1800

  values = {
    nfd                  = { enabled = false, deployNodeFeatureRules = true } # rules render without NFD, and need its definitions first
    upgradeCRDs          = true
    sriovNetworkOperator = { enabled = local.sriov }
    maintenanceOperator  = { enabled = false }
    imagePullSecrets     = local.pull_secrets
    operator = {
      repository = "${local.nvidia}/nvidia/cloud-native"
      image      = "network-operator"
      # Off by default: without it a wrong NicClusterPolicy takes the fabric down before anybody reads it.
      admissionController = { enabled = true, useCertManager = true }
      ofedDriver          = { initContainer = { enable = local.ofed_managed, repository = "${local.nvidia}/nvidia/mellanox", version = local.network_version } }
    }
    "sriov-network-operator" = {
      operator = { resourcePrefix = "nvidia.com", admissionControllers = { enabled = true, certificates = { certManager = { enabled = true, generateSelfSigned = true } } } }
      images = {
        operator          = "${local.nvidia}/nvidia/mellanox/sriov-network-operator:${local.network_version}"
        sriovConfigDaemon = "${local.nvidia}/nvidia/mellanox/sriov-network-operator-config-daemon:${local.network_version}"
        sriovCni          = "${local.nvidia}/nvidia/mellanox/sriov-cni:${local.network_version}"
        ibSriovCni        = "${local.nvidia}/nvidia/mellanox/ib-sriov-cni:${local.network_version}"
        ovsCni            = "${local.nvidia}/nvidia/mellanox/ovs-cni-plugin:${local.network_version}"
        sriovDevicePlugin = "${local.nvidia}/nvidia/mellanox/sriov-network-device-plugin:${local.network_version}"
        resourcesInjector = "${var.image_registry == "" ? "ghcr.io" : var.image_registry}/k8snetworkplumbingwg/network-resources-injector:v1.7.0"
        webhook           = "${local.nvidia}/nvidia/mellanox/sriov-network-operator-webhook:${local.network_version}"
      }
    }
  }

  overrides  = var.network_operator_overrides
  depends_on = [module.nfd]
}

module "nic_policy" {
  source = "../../kubernetes/_raw"

  name      = "nic-cluster-policy"
  namespace = var.namespaces["network-operator"]
  manifests = [for manifest in [local.nic_policy] : manifest if var.fabric != "none"]

  depends_on = [module.network_operator]
}

module "fabric_networks" {
  source = "../../kubernetes/_raw"

  name      = "fabric-networks"
  namespace = var.namespaces["network-operator"]
  manifests = local.fabric_networks

  depends_on = [module.nic_policy]
}
