locals {
  release_names = ["envoy-gateway"]

  namespace = var.namespaces["gateway"]
  replicas  = contains(["staging", "prod"], var.environment) ? 3 : 1
  name      = "platform" # cluster.trust's ACME solver attaches to a Gateway of this name
  domain    = coalesce(var.models_domain, "models.${var.site_domain}")

  chart = { repository = "oci://docker.io/envoyproxy", name = "gateway-helm", version = "v1.8.2" }

  # Proxies, their shutdown manager and the rate limiter are started by the controller.
  images = {
    gateway   = "docker.io/envoyproxy/gateway:v1.8.2"
    proxy     = "docker.io/envoyproxy/envoy:distroless-v1.38.3"
    ratelimit = "docker.io/envoyproxy/ratelimit:1e50889b"
  }
  image = { for name, reference in local.images : name => var.image_registry == "" ? reference : replace(reference, "/^[^/]+/", var.image_registry) }

  pull_secrets = var.pull_secret_name == "" ? [] : [{ name = var.pull_secret_name }]

  values = {
    fullnameOverride = "envoy-gateway"
    global = {
      images = {
        envoyGateway = { image = local.image.gateway, pullPolicy = "IfNotPresent", pullSecrets = local.pull_secrets }
        ratelimit    = { image = local.image.ratelimit, pullPolicy = "IfNotPresent", pullSecrets = local.pull_secrets }
      }
    }
    createNamespace     = false
    podDisruptionBudget = { minAvailable = local.replicas > 1 ? 1 : 0 }
    deployment = {
      replicas = local.replicas > 1 ? 2 : 1
      envoyGateway = {
        imagePullSecrets = local.pull_secrets
        resources        = { requests = { cpu = "100m", memory = "256Mi" }, limits = { memory = "1Gi" } }
        securityContext = {
          allowPrivilegeEscalation = false
          runAsNonRoot             = true
          capabilities             = { drop = ["ALL"] }
          seccompProfile           = { type = "RuntimeDefault" }
        }
      }
    }
    config = {
      envoyGateway = merge(
        {
          gateway = { controllerName = "gateway.envoyproxy.io/gatewayclass-controller" }
          logging = { level = { default = "info" } }
          # Patches and free backends would let whoever may write a route go round every rule below.
          extensionApis = { enableEnvoyPatchPolicy = false, enableBackend = false }
          provider = {
            type = "Kubernetes"
            kubernetes = {
              shutdownManager     = { image = local.image.gateway }
              rateLimitDeployment = { container = { image = local.image.ratelimit } }
            }
          }
        },
        { for url in var.rate_limit.redis_url[*] : "rateLimit" => { backend = { type = "Redis", redis = { url = url, tls = {} } }, failClosed = true } },
      )
    }
  }
}

module "gateway" {
  source = "../_component"

  name                   = "envoy-gateway"
  namespace              = local.namespace
  chart                  = local.chart
  chart_registry         = var.chart_registry
  image_registry         = var.image_registry
  repository_ca_file     = var.repository_ca_file
  connectivity           = var.connectivity
  externally_managed     = contains(var.externally_managed, "envoy-gateway")
  images                 = local.images
  values                 = local.values
  overrides              = try(var.overrides.envoy-gateway, {})
  skip_crds              = var.crds.envoy_gateway # cluster.trust owns the definitions
  allow_external_service = true
}

module "objects" {
  source = "../_raw"

  name       = "model-gateway"
  namespace  = local.namespace
  manifests  = local.manifests
  depends_on = [module.gateway]
}

check "callers_are_known" {
  assert {
    condition     = var.identity_provider != null
    error_message = "No identity provider is named, so the gateway refuses every request to a model. Set identity_provider of gateway.models."
  }
}
