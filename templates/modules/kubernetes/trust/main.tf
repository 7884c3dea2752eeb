# Definitions that many charts refer to come first and on their own: no consumer then has to guess who installs them.
module "prometheus_crds" {
  source = "../_component"

  name               = "prometheus-operator-crds"
  namespace          = var.namespaces["platform"]
  chart              = local.charts["prometheus-operator-crds"]
  chart_registry     = var.chart_registry
  image_registry     = var.image_registry
  connectivity       = var.connectivity
  repository_ca_file = var.repository_ca_file
  externally_managed = contains(var.externally_managed, "prometheus-operator-crds")
  protect            = var.protect_crds
}

module "gateway_crds" {
  source = "../_component"

  name               = "gateway-crds"
  namespace          = var.namespaces["platform"]
  chart              = local.charts["gateway-crds"]
  chart_registry     = var.chart_registry
  image_registry     = var.image_registry
  connectivity       = var.connectivity
  repository_ca_file = var.repository_ca_file
  externally_managed = contains(var.externally_managed, "gateway-crds")
  protect            = var.protect_crds

  values = {
    crds = {
      gatewayAPI   = { enabled = true, channel = "standard" } # the chart's default is experimental
      envoyGateway = { enabled = var.envoy_gateway_crds }
    }
  }
}

module "cert_manager" {
  source = "../_component"

  name               = "cert-manager"
  namespace          = var.namespaces["cert-manager"]
  chart              = local.charts["cert-manager"]
  chart_registry     = var.chart_registry
  image_registry     = var.image_registry
  connectivity       = var.connectivity
  repository_ca_file = var.repository_ca_file
  externally_managed = contains(var.externally_managed, "cert-manager")
  protect            = var.protect_crds
  images             = local.images["cert-manager"]
  wait_for_jobs      = true # the API check: issuers must not race the webhook's CA

  values = {
    crds = { enabled = true, keep = true } # off by default; kept, or an uninstall deletes every certificate
    global = {
      imagePullSecrets  = local.pull_secrets
      leaderElection    = { namespace = var.namespaces["cert-manager"] } # default kube-system
      priorityClassName = "system-cluster-critical"
    }
    imageRegistry  = local.quay
    imageNamespace = "jetstack"
    replicaCount   = var.replicas
    config = {
      apiVersion       = "controller.config.cert-manager.io/v1alpha1"
      kind             = "ControllerConfiguration"
      enableGatewayAPI = true
    }
    # Approved without a person: the platform's issuers, and issuers inside a namespace, which operators make for their webhooks.
    approveSignerNames  = ["clusterissuers.cert-manager.io/platform", "clusterissuers.cert-manager.io/platform-bootstrap", "issuers.cert-manager.io/*"]
    podDisruptionBudget = { enabled = var.replicas > 1, minAvailable = 1 }
    webhook             = { replicaCount = var.replicas, timeoutSeconds = 10, podDisruptionBudget = { enabled = var.replicas > 1, minAvailable = 1 } }
    cainjector          = { replicaCount = var.replicas }
    prometheus          = { enabled = true, servicemonitor = { enabled = true } }
    resources           = { requests = { cpu = "50m", memory = "128Mi" }, limits = { memory = "512Mi" } }
  }

  depends_on = [module.gateway_crds, module.prometheus_crds]
}

module "issuers" {
  source = "../_raw"

  name      = "trust-issuers"
  namespace = var.namespaces["cert-manager"]
  manifests = local.issuers

  depends_on = [module.cert_manager]
}

module "external_secrets" {
  source = "../_component"

  name               = "external-secrets"
  namespace          = var.namespaces["external-secrets"]
  chart              = local.charts["external-secrets"]
  chart_registry     = var.chart_registry
  image_registry     = var.image_registry
  connectivity       = var.connectivity
  repository_ca_file = var.repository_ca_file
  externally_managed = contains(var.externally_managed, "external-secrets")
  protect            = var.protect_crds
  images             = local.images["external-secrets"]

  values = {
    installCRDs = true
    # What is not used is not installed: pushing secrets out, generating them, copying one into many namespaces.
    crds = {
      createClusterExternalSecret = false
      createClusterGenerator      = false
      createClusterPushSecret     = false
      createPushSecret            = false
      createClusterSecretStore    = true
      createSecretStore           = true
    }
    processClusterExternalSecret = false
    processClusterGenerator      = false
    processClusterPushSecret     = false
    processPushSecret            = false
    genericTargets               = { enabled = false }

    replicaCount        = var.replicas
    leaderElect         = var.replicas > 1
    imagePullSecrets    = local.pull_secrets
    image               = { repository = "${local.ghcr}/external-secrets/external-secrets", tag = "v${trimprefix(local.charts["external-secrets"].version, "v")}" }
    podDisruptionBudget = { enabled = var.replicas > 1, minAvailable = 1 }
    serviceMonitor      = { enabled = true }
    resources           = { requests = { cpu = "50m", memory = "128Mi" }, limits = { memory = "512Mi" } }

    webhook = {
      image        = { repository = "${local.ghcr}/external-secrets/external-secrets", tag = "v${trimprefix(local.charts["external-secrets"].version, "v")}" }
      replicaCount = var.replicas
      certManager  = { enabled = true, cert = { issuerRef = { group = "cert-manager.io", kind = "ClusterIssuer", name = local.issuer_name } } }
    }
    certController = { create = false } # cert-manager renews the webhook's certificate
  }

  depends_on = [module.issuers, module.prometheus_crds]
}

module "stores" {
  source = "../_raw"

  name      = "trust-stores"
  namespace = var.namespaces["external-secrets"]
  manifests = local.stores

  depends_on = [module.external_secrets]
}

# The site's CA certificates, public by nature, in every namespace that may have to trust them.
module "ca_bundle" {
  source = "../_raw"

  name      = "trust-ca-bundle"
  namespace = var.namespaces["platform"]
  manifests = [
    for namespace in distinct(concat(values(var.namespaces), values(var.tenant_namespaces))) : {
      apiVersion = "v1"
      kind       = "ConfigMap"
      metadata   = { name = var.ca_bundle_config_map, namespace = namespace, labels = var.labels }
      data       = { "ca.crt" = var.ca_bundle_pem }
    } if var.ca_bundle_config_map != "" && var.ca_bundle_pem != ""
  ]
}
