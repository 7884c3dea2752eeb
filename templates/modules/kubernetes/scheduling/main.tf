locals {
  release_names = ["kueue", "jobset", "lws"]

  replicas = contains(["staging", "prod"], var.environment) ? 2 : 1

  charts = {
    kueue  = { repository = "oci://registry.k8s.io/kueue/charts", name = "kueue", version = "0.19.2" }
    jobset = { repository = "oci://registry.k8s.io/jobset/charts", name = "jobset", version = "0.12.0" }
    lws    = { repository = "oci://registry.k8s.io/lws/charts", name = "lws", version = "v0.10.0" }
  }

  # The charts' own tags point at a staging registry (kueue) or at main (lws).
  images = {
    kueue  = { manager = "registry.k8s.io/kueue/kueue:v0.19.2" }
    jobset = { controller = "registry.k8s.io/jobset/jobset:v0.12.0" }
    lws    = { manager = "registry.k8s.io/lws/lws:v0.10.0" }
  }

  parts = {
    for release, images in local.images : release => {
      for name, reference in images : name => {
        registry   = var.image_registry == "" ? split("/", reference)[0] : var.image_registry
        repository = regex("^[^/]+/(.+):[^:]+$", reference)[0]
        tag        = regex(":([^:]+)$", reference)[0]
      }
    }
  }

  pull_secrets = var.pull_secret_name == "" ? [] : [{ name = var.pull_secret_name }]

  frameworks = concat(
    ["batch/job", "jobset.x-k8s.io/jobset", "trainer.kubeflow.org/trainjob", "ray.io/rayjob", "ray.io/raycluster"],
    var.leader_worker_sets ? ["leaderworkerset.x-k8s.io/leaderworkerset"] : [],
    sort(var.extra_frameworks),
  )

  # The whole file: the chart takes it as one string, and what is left out is Kueue's default, not the chart's.
  configuration = {
    apiVersion             = "config.kueue.x-k8s.io/v1beta2"
    kind                   = "Configuration"
    health                 = { healthProbeBindAddress = ":8081" }
    metrics                = { bindAddress = ":8443", enableClusterQueueResources = true }
    webhook                = { port = 9443 }
    leaderElection         = { leaderElect = true, resourceName = "c1f6bfd2.kueue.x-k8s.io" }
    clientConnection       = { qps = 50, burst = 100 }
    internalCertManagement = { enable = !var.crds.cert_manager }

    # A job without a queue waits for ever instead of running past the quota, in tenants' namespaces and nowhere else.
    manageJobsWithoutQueueName   = true
    managedJobsNamespaceSelector = { matchLabels = { "platform/kind" = "tenant" } }

    # A gang whose pods do not all come up gives its quota back.
    waitForPodsReady = {
      timeout           = "${var.start_timeout_minutes}m"
      recoveryTimeout   = "10m"
      blockAdmission    = false
      requeuingStrategy = { timestamp = "Eviction", backoffBaseSeconds = 60, backoffMaxSeconds = 3600, backoffLimitCount = 10 }
    }

    fairSharing  = { preemptionStrategies = ["LessThanOrEqualToFinalShare", "LessThanInitialShare"] }
    integrations = { frameworks = local.frameworks }
  }

  kueue_values = {
    fullnameOverride  = "kueue"
    enablePrometheus  = true
    enableCertManager = var.crds.cert_manager
    enableKueueViz    = false # has no sign-in
    controllerManager = {
      replicas         = local.replicas
      imagePullSecrets = local.pull_secrets
      manager = {
        image             = { repository = "${local.parts.kueue.manager.registry}/${local.parts.kueue.manager.repository}", tag = local.parts.kueue.manager.tag, pullPolicy = "IfNotPresent" }
        priorityClassName = "system-cluster-critical" # while it is down nothing that asks for a GPU starts
        resources         = { requests = { cpu = "500m", memory = "512Mi" }, limits = { cpu = "2", memory = "2Gi" } }
        podSecurityContext = {
          runAsNonRoot   = true
          seccompProfile = { type = "RuntimeDefault" }
        }
        containerSecurityContext = {
          allowPrivilegeEscalation = false
          readOnlyRootFilesystem   = true
          capabilities             = { drop = ["ALL"] }
        }
      }
      podDisruptionBudget = { enabled = local.replicas > 1, minAvailable = 1 }
    }
    managerConfig = { controllerManagerConfigYaml = yamlencode(local.configuration) }
    metrics       = { prometheusNamespace = lookup(var.namespaces, "monitoring", "monitoring") }
  }

  jobset_values = {
    fullnameOverride = "jobset"
    commonLabels     = var.labels
    image            = merge(local.parts.jobset.controller, { pullPolicy = "IfNotPresent", pullSecrets = local.pull_secrets })
    certManager      = { enable = var.crds.cert_manager }
    prometheus       = { enable = true }
    controller = {
      replicas           = local.replicas
      podSecurityContext = { runAsNonRoot = true, seccompProfile = { type = "RuntimeDefault" } }
      securityContext    = { allowPrivilegeEscalation = false, readOnlyRootFilesystem = true, capabilities = { drop = ["ALL"] } }
      resources          = { requests = { cpu = "100m", memory = "128Mi" }, limits = { memory = "1Gi" } }
    }
  }

  lws_values = {
    fullnameOverride   = "lws"
    enablePrometheus   = true
    enableCertManager  = var.crds.cert_manager
    replicaCount       = local.replicas
    imagePullSecrets   = local.pull_secrets
    image              = { manager = { repository = "${local.parts.lws.manager.registry}/${local.parts.lws.manager.repository}", tag = local.parts.lws.manager.tag, pullPolicy = "IfNotPresent" } }
    podSecurityContext = { runAsNonRoot = true, seccompProfile = { type = "RuntimeDefault" } }
    resources          = { requests = { cpu = "100m", memory = "128Mi" }, limits = { memory = "1Gi" } }
  }
}

module "jobset" {
  for_each = toset(var.job_sets ? ["jobset"] : [])
  source   = "../_component"

  name               = "jobset"
  namespace          = var.namespaces["training"]
  chart              = local.charts.jobset
  chart_registry     = var.chart_registry
  image_registry     = var.image_registry
  repository_ca_file = var.repository_ca_file
  connectivity       = var.connectivity
  externally_managed = contains(var.externally_managed, "jobset")
  images             = local.images.jobset
  values             = local.jobset_values
  overrides          = try(var.overrides.jobset, {})
}

module "lws" {
  for_each = toset(var.leader_worker_sets ? ["lws"] : [])
  source   = "../_component"

  name               = "lws"
  namespace          = var.namespaces["training"]
  chart              = local.charts.lws
  chart_registry     = var.chart_registry
  image_registry     = var.image_registry
  repository_ca_file = var.repository_ca_file
  connectivity       = var.connectivity
  externally_managed = contains(var.externally_managed, "lws")
  images             = local.images.lws
  values             = local.lws_values
  overrides          = try(var.overrides.lws, {})
}

# After the kinds it watches: an integration whose definition is missing is skipped until a restart.
module "kueue" {
  source = "../_component"

  name               = "kueue"
  namespace          = var.namespaces["kueue"]
  chart              = local.charts.kueue
  chart_registry     = var.chart_registry
  image_registry     = var.image_registry
  repository_ca_file = var.repository_ca_file
  connectivity       = var.connectivity
  externally_managed = contains(var.externally_managed, "kueue")
  images             = local.images.kueue
  values             = local.kueue_values
  overrides          = try(var.overrides.kueue, {})
  protect            = var.protect_definitions # the definitions are templates of the chart: uninstalling deletes every queue and workload
  depends_on         = [module.jobset, module.lws]
}

module "queues" {
  source = "../_raw"

  name       = "queues"
  namespace  = var.namespaces["kueue"]
  manifests  = local.manifests
  depends_on = [module.kueue]
}
