variable "allocation" {
  description = "device_plugin (ClusterPolicy), or dra (GPUCluster, for GB200 and GB300 compute domains). There is no migration in place."
  type        = string
  default     = "device_plugin"
  nullable    = false

  validation {
    condition     = contains(["device_plugin", "dra"], var.allocation)
    error_message = "allocation must be device_plugin or dra; a cluster has a ClusterPolicy or a GPUCluster, never both."
  }

  validation {
    condition     = var.allocation != "dra" || tonumber(split(".", var.kubernetes_version)[1]) >= 34
    error_message = "allocation dra needs Kubernetes 1.34.2 or newer."
  }

  validation {
    condition     = var.allocation != "dra" || var.driver_version == null || tonumber(split(".", coalesce(var.driver_version, "580"))[0]) >= 580
    error_message = "allocation dra needs driver 580 or newer."
  }

  validation {
    condition     = var.allocation != "dra" || !anytrue([for pool in values(var.pools) : pool.sharing != null])
    error_message = "Sharing in pools is done by the device plug-in; it does not go together with allocation dra."
  }
}

variable "chart_registry" {
  description = "Mirror of charts; empty = upstream."
  type        = string
  default     = ""
  nullable    = false
}

variable "charts" {
  description = "Other repository, name or version than the built-in ones, by chart: gpu-operator, network-operator, nfd."
  type = map(object({
    repository = optional(string)
    name       = optional(string)
    version    = optional(string)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = length(setsubtract(keys(var.charts), ["gpu-operator", "network-operator", "nfd"])) == 0
    error_message = "charts may change gpu-operator, network-operator and nfd."
  }
}

variable "connectivity" {
  description = "online, intermittent or air_gapped."
  type        = string
  default     = "online"
  nullable    = false
}

variable "containerd_config" {
  description = "containerd configuration file on the nodes; null = the usual place of the profile."
  type        = string
  default     = null

  validation {
    condition     = var.containerd_config == null || local.toolkit_managed
    error_message = "containerd_config is for a toolkit that the operator manages; on DGX OS the host configures containerd."
  }
}

variable "crds" {
  description = "Groups of definitions in the cluster; prometheus switches monitors on, cert_manager is needed by the network operator."
  type        = map(bool)
  default     = {}
  nullable    = false
}

variable "driver_managed" {
  description = "The operator installs the GPU driver; null = as the profile says."
  type        = bool
  default     = null

  validation {
    condition     = var.profile != "dgx_os" || var.driver_managed != true
    error_message = "DGX OS brings the GPU driver: a second one from the operator ends in a driver and kernel module that do not match."
  }

  validation {
    condition     = !(var.driver_managed == null ? local.profile.driver : var.driver_managed) || var.connectivity != "air_gapped" || var.driver_precompiled || var.driver_repo_config_map != ""
    error_message = "In an air gap the driver container cannot fetch kernel headers: set driver_precompiled, or driver_repo_config_map with the site's package mirror, or bring the driver with the host."
  }
}

variable "driver_precompiled" {
  description = "Use a driver container compiled for the nodes' kernel."
  type        = bool
  default     = false
  nullable    = false
}

variable "driver_repo_config_map" {
  description = "ConfigMap with the package mirror the driver container builds from; empty = the distribution's."
  type        = string
  default     = ""
  nullable    = false
}

variable "driver_version" {
  description = "Driver version, where the operator manages it; null = the one validated with the chart."
  type        = string
  default     = null

  validation {
    condition     = var.driver_version == null || can(regex("^[0-9]{3}\\.[0-9]+\\.[0-9]+$", var.driver_version))
    error_message = "driver_version must look like 580.173.02."
  }
}

variable "environment" {
  description = "sandbox, dev, staging or prod."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["sandbox", "dev", "staging", "prod"], var.environment)
    error_message = "environment must be sandbox, dev, staging or prod."
  }
}

variable "externally_managed" {
  description = "What somebody else (Base Command Manager) installed and keeps: gpu-operator, network-operator, nfd. Objects of ours are still made."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = length(setsubtract(var.externally_managed, ["gpu-operator", "network-operator", "nfd"])) == 0
    error_message = "externally_managed may name gpu-operator, network-operator and nfd."
  }

  validation {
    condition     = !contains(var.externally_managed, "gpu-operator") || contains(var.externally_managed, "nfd") || var.external_nfd_disabled
    error_message = "Two owners of NFD: the GPU operator somebody else installed brings its own. Name nfd in externally_managed too, or say external_nfd_disabled once it is switched off there."
  }

  validation {
    condition     = !contains(var.externally_managed, "network-operator") || contains(var.externally_managed, "nfd") || var.external_nfd_disabled
    error_message = "Two owners of NFD: the network operator somebody else installed brings its own. Name nfd in externally_managed too, or say external_nfd_disabled once it is switched off there."
  }
}

variable "external_nfd_disabled" {
  description = "Operators installed by somebody else have their bundled NFD switched off."
  type        = bool
  default     = false
  nullable    = false
}

variable "fabric" {
  description = "none, rdma_shared (one HCA for many pods), sriov_ib or sriov_ethernet (a virtual function per pod)."
  type        = string
  default     = "none"
  nullable    = false

  validation {
    condition     = contains(["none", "rdma_shared", "sriov_ethernet", "sriov_ib"], var.fabric)
    error_message = "fabric must be none, rdma_shared, sriov_ethernet or sriov_ib."
  }

  validation {
    condition     = var.fabric == "none" || length(var.fabric_interfaces) > 0
    error_message = "A fabric needs fabric_interfaces: without them the plug-in would take the nodes' own network card as well."
  }

  validation {
    condition     = var.fabric == "none" || contains(var.externally_managed, "network-operator") || try(var.crds.cert_manager, false)
    error_message = "The network operator's admission control needs cert-manager (cluster.trust)."
  }
}

variable "fabric_interfaces" {
  description = "Network interfaces of the fabric on the nodes, for example ibp12s0."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "fabric_name" {
  description = "Name of network, address pool and resource."
  type        = string
  default     = "fabric"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,30}$", var.fabric_name))
    error_message = "fabric_name must be lower-case letters, digits and hyphens."
  }
}

variable "fabric_namespace" {
  description = "Namespace whose jobs attach to the fabric."
  type        = string
  default     = "training"
  nullable    = false
}

variable "fabric_subnet" {
  description = "Addresses of the fabric, a network of its own."
  type        = string
  default     = "192.168.100.0/22"
  nullable    = false

  validation {
    condition     = can(cidrhost(var.fabric_subnet, 0))
    error_message = "fabric_subnet must be a network such as 192.168.100.0/22."
  }
}

variable "fabric_vfs" {
  description = "Virtual functions per interface."
  type        = number
  default     = 8
  nullable    = false

  validation {
    condition     = var.fabric_vfs >= 1 && var.fabric_vfs <= 127 && floor(var.fabric_vfs) == var.fabric_vfs
    error_message = "fabric_vfs must be 1 to 127."
  }
}

variable "gdrcopy" {
  description = "Load the GDRCopy module, where the operator manages the driver."
  type        = bool
  default     = false
  nullable    = false
}

variable "gpu_direct_storage" {
  description = "Load the GPUDirect Storage module, where the operator manages the driver."
  type        = bool
  default     = false
  nullable    = false
}

variable "gpu_operator_overrides" {
  description = "Further values of the GPU operator."
  type        = any
  default     = {}
  nullable    = false

  validation {
    condition     = !try(var.gpu_operator_overrides.nfd.enabled, false)
    error_message = "Two owners of NFD: this module installs it; nfd.enabled must stay false."
  }

  validation {
    condition     = !can(var.gpu_operator_overrides.clusterPolicy.deployCR) && !can(var.gpu_operator_overrides.gpuCluster.deployCR)
    error_message = "ClusterPolicy or GPUCluster is chosen by allocation, never both."
  }

  validation {
    condition     = var.profile != "dgx_os" || !(try(var.gpu_operator_overrides.driver.enabled, false) || try(var.gpu_operator_overrides.toolkit.enabled, false))
    error_message = "DGX OS brings driver and toolkit; overrides must not switch the operator's on."
  }
}

variable "ib_kubernetes" {
  description = "Partition keys by ib-kubernetes: both ends of the GUID pool and the Secret of the fabric manager; null = partitions are the fabric team's."
  type = object({
    guid_start = string
    guid_end   = string
    ufm_secret = string
  })
  default = null

  validation {
    condition     = var.ib_kubernetes == null || var.fabric == "sriov_ib"
    error_message = "ib_kubernetes is for fabric sriov_ib."
  }

  validation {
    condition     = var.ib_kubernetes == null ? true : alltrue([for guid in [var.ib_kubernetes.guid_start, var.ib_kubernetes.guid_end] : can(regex("^([0-9A-Fa-f]{2}:){7}[0-9A-Fa-f]{2}$", guid))]) && var.ib_kubernetes.ufm_secret != ""
    error_message = "ib_kubernetes needs both ends of the range as eight bytes with colons, and the Secret's name."
  }
}

variable "image_registry" {
  description = "Mirror of images; empty = upstream."
  type        = string
  default     = ""
  nullable    = false
}

variable "kubernetes_version" {
  description = "Minor version of the cluster."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^1\\.[0-9]{2}$", var.kubernetes_version))
    error_message = "kubernetes_version must be a minor version such as 1.34."
  }
}

variable "labels" {
  description = "Labels of every object."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "mig_configs" {
  description = "MIG layouts of your own, by name, as the MIG manager reads them; empty = it generates them per GPU model."
  type        = map(any)
  default     = {}
  nullable    = false
}

variable "mig_reboot" {
  description = "Let the MIG manager reboot a node that cannot change its layout otherwise (Ampere)."
  type        = bool
  default     = false
  nullable    = false
}

variable "mig_strategy" {
  description = "none, single (one profile per node, advertised as nvidia.com/gpu) or mixed (nvidia.com/mig-<profile>)."
  type        = string
  default     = "none"
  nullable    = false

  validation {
    condition     = contains(["mixed", "none", "single"], var.mig_strategy)
    error_message = "mig_strategy must be none, single or mixed."
  }

  validation {
    condition     = var.mig_strategy != "none" || !anytrue([for pool in values(var.pools) : pool.mig_config != null && coalesce(pool.mig_config, "-") != "all-disabled"])
    error_message = "A pool has a MIG layout, but mig_strategy is none."
  }

  validation {
    condition     = var.mig_strategy != "single" || alltrue([for name, pool in var.pools : length(local.pool_profiles[name]) <= 1 && (pool.mig_config == null ? true : pool.mig_config != "all-balanced")])
    error_message = "mig_strategy single advertises every instance as nvidia.com/gpu: a pool with different profiles needs mixed."
  }
}

variable "namespaces" {
  description = "Namespaces of components, by key; gpu-operator, network-operator and node-feature-discovery are used."
  type        = map(string)
  nullable    = false

  validation {
    condition     = alltrue([for key in ["gpu-operator", "network-operator", "node-feature-discovery"] : contains(keys(var.namespaces), key)])
    error_message = "namespaces must have the keys gpu-operator, network-operator and node-feature-discovery."
  }
}

variable "network_operator_overrides" {
  description = "Further values of the network operator."
  type        = any
  default     = {}
  nullable    = false

  validation {
    condition     = !try(var.network_operator_overrides.nfd.enabled, false)
    error_message = "Two owners of NFD: this module installs it; nfd.enabled must stay false."
  }

  validation {
    condition     = try(var.network_operator_overrides.operator.admissionController.enabled, true)
    error_message = "The network operator's admission control must stay on."
  }
}

variable "node_os" {
  description = "Suffix of kernel module images, the nodes' system."
  type        = string
  default     = "ubuntu24.04"
  nullable    = false

  validation {
    condition     = contains(["ubuntu22.04", "ubuntu24.04"], var.node_os)
    error_message = "node_os must be ubuntu22.04 or ubuntu24.04."
  }
}

variable "ofed_managed" {
  description = "The network operator installs DOCA-OFED; null = as the profile says."
  type        = bool
  default     = null

  validation {
    condition     = var.profile != "dgx_os" || var.ofed_managed != true
    error_message = "DGX OS ships DOCA-OFED: a second one would unload the first under running jobs."
  }
}

variable "ofed_version" {
  description = "DOCA-OFED version, where the operator manages it."
  type        = string
  default     = "doca3.4.0-26.04-0.8.6.0-0"
  nullable    = false
}

variable "pools" {
  description = "GPU pools by name: nodes, purpose, MIG layout and profiles, or sharing (time_slicing or mps, replicas)."
  type = map(object({
    nodes        = list(string)
    purpose      = optional(string, "training")
    mig_config   = optional(string)
    mig_profiles = optional(list(string), [])
    sharing = optional(object({
      mode     = string
      replicas = number
    }))
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for name in keys(var.pools) : can(regex("^[a-z][a-z0-9-]{0,30}$", name)) && name != "whole"])
    error_message = "Names of pools are lower-case letters, digits and hyphens, and not whole."
  }

  validation {
    condition     = length(distinct(flatten([for pool in values(var.pools) : pool.nodes]))) == length(flatten([for pool in values(var.pools) : pool.nodes]))
    error_message = "A node is in two pools."
  }

  validation {
    condition     = alltrue([for pool in values(var.pools) : contains(["notebooks", "serving", "training"], pool.purpose)])
    error_message = "purpose of a pool must be notebooks, serving or training."
  }

  validation {
    condition     = alltrue([for pool in values(var.pools) : pool.sharing == null ? true : contains(["mps", "time_slicing"], pool.sharing.mode) && pool.sharing.replicas >= 2 && pool.sharing.replicas <= 48])
    error_message = "sharing of a pool must be time_slicing or mps with 2 to 48 replicas."
  }

  validation {
    condition     = alltrue([for pool in values(var.pools) : pool.sharing == null || pool.mig_config == null || try(pool.sharing.mode, "") != "mps"])
    error_message = "MPS and MIG do not go together on one node."
  }

  validation {
    condition     = var.environment != "prod" || alltrue([for pool in values(var.pools) : pool.sharing == null || pool.purpose == "notebooks"])
    error_message = "Sharing isolates neither memory nor faults: in prod only for a pool of notebooks."
  }

  validation {
    condition     = alltrue(flatten([for pool in values(var.pools) : [for profile in pool.mig_profiles : can(regex("^[1-7]g\\.[0-9]+gb$", profile))]]))
    error_message = "mig_profiles must look like 1g.10gb."
  }
}

variable "profile" {
  description = "What the nodes run: dgx_os, generic_ubuntu, rke2 or k3s."
  type        = string
  default     = "dgx_os"
  nullable    = false

  validation {
    condition     = contains(["dgx_os", "generic_ubuntu", "k3s", "rke2"], var.profile)
    error_message = "profile must be dgx_os, generic_ubuntu, rke2 or k3s."
  }
}

variable "pull_secret_name" {
  description = "Image pull secret; empty = none."
  type        = string
  default     = ""
  nullable    = false
}

variable "repository_ca_file" {
  description = "CA file of the chart mirror on the host that plans."
  type        = string
  default     = null
}

variable "taint_nodes" {
  description = "Taint the nodes of pools with nvidia.com/gpu, so that only work with GPUs lands there."
  type        = bool
  default     = true
  nullable    = false
}

variable "toolkit_managed" {
  description = "The operator installs the container toolkit; null = as the profile says."
  type        = bool
  default     = null

  validation {
    condition     = var.profile != "dgx_os" || var.toolkit_managed != true
    error_message = "DGX OS brings the container toolkit and configures containerd; a second one restarts it in a loop."
  }
}
