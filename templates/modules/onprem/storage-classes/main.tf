# Storage belongs to the site. The default creates nothing: it names the classes that stand, by what they are for, and what is lost
# when a node or a disk fails. Classes are only made where the site asks for them, and the NFS driver only for an NFS server.
locals {
  default_chart = {
    repository = "https://raw.githubusercontent.com/kubernetes-csi/csi-driver-nfs/master/charts"
    name       = "csi-driver-nfs"
    version    = "4.13.4"
  }
  chart = merge(local.default_chart, { for name, value in var.chart : name => value if value != null })

  # The chart's own global registry key is `image.baseRepo`; each image keeps its path below it.
  images = {
    nfs-plugin            = "registry.k8s.io/sig-storage/nfsplugin:v${local.chart.version}"
    csi-provisioner       = "registry.k8s.io/sig-storage/csi-provisioner:v6.3.0"
    csi-resizer           = "registry.k8s.io/sig-storage/csi-resizer:v2.2.1"
    csi-snapshotter       = "registry.k8s.io/sig-storage/csi-snapshotter:v8.6.0"
    liveness-probe        = "registry.k8s.io/sig-storage/livenessprobe:v2.19.0"
    node-driver-registrar = "registry.k8s.io/sig-storage/csi-node-driver-registrar:v2.17.0"
  }

  registry = var.image_registry == "" ? "registry.k8s.io" : var.image_registry

  created = { for name, class in var.classes : name => class if class.create }

  nfs_options = concat(
    ["nfsvers=4.1", "hard", "nconnect=8"],
    var.nfs_kerberos ? ["sec=krb5p"] : ["sec=sys"],
  )

  by_role = { for role in ["rwo", "rwx", "scratch"] : role => [for name, class in var.classes : name if class.role == role] }
}

module "nfs_driver" {
  source = "../../kubernetes/_component"

  name               = "csi-driver-nfs"
  namespace          = var.namespaces["storage"]
  chart              = local.chart
  chart_registry     = var.chart_registry
  image_registry     = var.image_registry
  connectivity       = var.connectivity
  repository_ca_file = var.repository_ca_file
  externally_managed = !var.install_nfs_driver
  images             = local.images

  values = {
    image            = { baseRepo = local.registry, nfs = { repository = "${local.registry}/sig-storage/nfsplugin", tag = "v${local.chart.version}" } }
    imagePullSecrets = var.pull_secret_name == "" ? [] : [{ name = var.pull_secret_name }]
    controller       = { replicas = 2, runOnControlPlane = false }
    # Nodes with GPUs are tainted; a driver that does not tolerate it leaves their pods without volumes.
    node         = { tolerations = [{ operator = "Exists" }] }
    storageClass = { create = false }
  }
}

resource "kubernetes_storage_class_v1" "this" {
  for_each = local.created

  storage_provisioner    = each.value.provisioner
  reclaim_policy         = each.value.ephemeral ? "Delete" : "Retain"
  volume_binding_mode    = each.value.role == "rwx" ? "Immediate" : "WaitForFirstConsumer" # local disks are chosen with the node
  allow_volume_expansion = each.value.expandable
  parameters             = each.value.parameters
  mount_options          = distinct(concat(each.value.mount_options, each.value.provisioner == "nfs.csi.k8s.io" ? local.nfs_options : []))

  metadata {
    name = each.key
    labels = merge(var.labels, {
      "platform/role"      = each.value.role
      "platform/encrypted" = tostring(each.value.encrypted)
      "platform/ephemeral" = tostring(each.value.ephemeral)
    })
    annotations = {
      "storageclass.kubernetes.io/is-default-class" = tostring(each.value.default)
      "platform/on-failure"                         = each.value.on_failure
    }
  }

  depends_on = [module.nfs_driver]
}
