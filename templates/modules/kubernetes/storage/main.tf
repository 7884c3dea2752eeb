# SeaweedFS for a site without a storage appliance and without Ceph. Its defaults are open: no authentication, no TLS between the
# parts, data on host paths, a second S3 gateway inside the filer. Each of them is closed here.
locals {
  default_chart = { repository = "https://seaweedfs.github.io/seaweedfs/helm", name = "seaweedfs", version = "4.44.0", app_version = "4.44" }
  chart         = merge(local.default_chart, { for name, value in var.chart : name => value if value != null })

  images = { seaweedfs = "docker.io/chrislusf/seaweedfs:${local.chart.app_version}" }

  namespace = var.namespaces["object-store"]
  replicated = {
    none = "000" # one copy: a lost disk is lost data
    node = "001" # a second copy on another node
    two  = "002" # two more copies on other nodes
  }

  volume = { type = "persistentVolumeClaim", storageClass = var.storage_class == null ? "" : var.storage_class }
  logs   = { type = "emptyDir" } # the default is a host path, which Pod Security refuses
  security_contexts = {
    podSecurityContext       = { enabled = true, runAsNonRoot = true, runAsUser = 1000, runAsGroup = 1000, fsGroup = 1000, seccompProfile = { type = "RuntimeDefault" } }
    containerSecurityContext = { enabled = true, allowPrivilegeEscalation = false, capabilities = { drop = ["ALL"] } }
  }
}

module "seaweedfs" {
  source = "../_component"

  name               = "seaweedfs"
  namespace          = local.namespace
  chart              = local.chart
  chart_registry     = var.chart_registry
  image_registry     = var.image_registry
  connectivity       = var.connectivity
  repository_ca_file = var.repository_ca_file
  externally_managed = var.externally_managed
  protect            = var.protect_data
  images             = local.images
  timeout            = 1800
  wait_for_jobs      = true # the job that makes the buckets

  values = {
    global = {
      imageRegistry    = var.image_registry == "" ? "docker.io" : var.image_registry
      imagePullSecrets = var.pull_secret_name
      seaweedfs = {
        enableSecurity       = true # mutual TLS between the parts; cert-manager makes the certificates
        enableReplication    = true
        replicationPlacement = local.replicated[var.replication]
        securityConfig       = { jwtSigning = { volumeWrite = true, volumeRead = true, filerWrite = true, filerRead = true } }
        monitoring           = { enabled = try(var.crds.prometheus, false) }
      }
    }
    image = { tag = local.chart.app_version }

    master = merge(local.security_contexts, {
      replicas = var.nodes >= 3 ? 3 : 1 # a quorum
      data     = merge(local.volume, { size = "5Gi" })
      logs     = local.logs
    })
    volume = merge(local.security_contexts, {
      replicas   = var.nodes
      dataDirs   = [merge(local.volume, { name = "data", size = var.volume_size, maxVolumes = 0 })]
      logs       = local.logs
      resizeHook = { enabled = false } # a kubectl image of docker.io that rewrites claims
    })
    filer = merge(local.security_contexts, {
      replicas = var.nodes >= 3 ? 2 : 1
      data     = merge(local.volume, { size = "50Gi" })
      logs     = local.logs
      s3       = { enabled = false } # a second gateway, without the settings of the first
    })
    s3 = merge(local.security_contexts, {
      enabled  = true
      replicas = var.nodes >= 3 ? 2 : 1
      # The plain port cannot be switched off; it moves out of the way, and network policies open only the TLS port.
      port                 = 8332
      httpsPort            = 8333
      tlsSecret            = "seaweedfs-s3-tls"
      enableAuth           = true
      existingConfigSecret = "seaweedfs-s3-config"
      logs                 = local.logs
      createBuckets = [for name in sort(keys(var.buckets)) : merge(
        {
          name          = name
          anonymousRead = false
          objectLock    = var.buckets[name].object_lock
          versioning    = var.buckets[name].versioning || var.buckets[name].object_lock ? "Enabled" : "Suspended"
        },
        var.buckets[name].ttl == null ? {} : { ttl = var.buckets[name].ttl },
      )]
    })
    allInOne = { enabled = false }
    admin    = { enabled = false }
    sftp     = { enabled = false }
    cosi     = { enabled = false }

    # The chart's own rules on top of the namespace's: only what each part listens on.
    networkPolicy = {
      enabled = true
      egress  = { enabled = true, kubeApiServer = { enabled = false } }
      extraIngress = [
        { from = [{ namespaceSelector = { matchLabels = { "kubernetes.io/metadata.name" = try(var.namespaces["monitoring"], "monitoring") } } }], ports = [{ protocol = "TCP", port = 9327 }] },
      ]
      components = { s3 = { extraIngress = [
        { from = [{ namespaceSelector = { matchExpressions = [{ key = "kubernetes.io/metadata.name", operator = "In", values = sort(distinct(values(local.clients))) }] } }], ports = [{ protocol = "TCP", port = 8333 }] },
      ] } }
    }
  }

  overrides  = var.overrides
  depends_on = [module.secrets]
}

module "secrets" {
  source = "../_raw"

  name      = "object-store-access"
  namespace = local.namespace
  manifests = concat([local.certificate], local.access)
}
