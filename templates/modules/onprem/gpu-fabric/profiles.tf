# What the nodes run decides driver, toolkit, container runtime and fabric driver together. Most CrashLoops of the GPU operator come
# from one of these being set without the others, so they hang on one switch, and what contradicts it is refused.
locals {
  profiles = {
    # DGX OS 6 and 7, images of Base Command Manager: the host brings driver, toolkit, DOCA-OFED, fabric manager and kernel modules.
    dgx_os         = { driver = false, toolkit = false, ofed = false, config = null, socket = null }
    generic_ubuntu = { driver = true, toolkit = true, ofed = true, config = "/etc/containerd/config.toml", socket = "/run/containerd/containerd.sock" }
    rke2           = { driver = true, toolkit = true, ofed = true, config = "/var/lib/rancher/rke2/agent/etc/containerd/config.toml", socket = "/run/k3s/containerd/containerd.sock" }
    k3s            = { driver = true, toolkit = true, ofed = true, config = "/var/lib/rancher/k3s/agent/etc/containerd/config.toml", socket = "/run/k3s/containerd/containerd.sock" }
  }
  profile = local.profiles[var.profile]

  driver_managed  = var.driver_managed == null ? local.profile.driver : var.driver_managed
  toolkit_managed = var.toolkit_managed == null ? local.profile.toolkit : var.toolkit_managed
  ofed_managed    = var.fabric != "none" && (var.ofed_managed == null ? local.profile.ofed : var.ofed_managed)
  sriov           = contains(["sriov_ethernet", "sriov_ib"], var.fabric)

  containerd_config = var.containerd_config == null ? local.profile.config : var.containerd_config

  # Without these any pod claims every GPU by setting one environment variable.
  toolkit_env = local.toolkit_managed ? [
    { name = "ACCEPT_NVIDIA_VISIBLE_DEVICES_ENVVAR_WHEN_UNPRIVILEGED", value = "false" },
    { name = "ACCEPT_NVIDIA_VISIBLE_DEVICES_AS_VOLUME_MOUNTS", value = "true" },
    { name = "CONTAINERD_CONFIG", value = local.containerd_config },
    { name = "CONTAINERD_RUNTIME_CLASS", value = "nvidia" },
    { name = "CONTAINERD_SOCKET", value = local.profile.socket },
  ] : []

  # On DGX OS the same keys belong into a file of the host image.
  host_files = local.toolkit_managed ? {} : {
    "/etc/nvidia-container-runtime/config.toml" = <<-TOML
      accept-nvidia-visible-devices-as-volume-mounts = true
      accept-nvidia-visible-devices-envvar-when-unprivileged = false

      [nvidia-container-runtime]
      mode = "cdi"
    TOML
  }

  toleration = { key = "nvidia.com/gpu", operator = "Exists", effect = "NoSchedule" }
}
