locals {
  release_names = ["kong"]

  namespace = var.namespaces["gateway"]
  replicas  = contains(["staging", "prod"], var.environment) ? 3 : 1
  name      = "platform"
  domain    = coalesce(var.models_domain, "models.${var.site_domain}")

  chart = { repository = "https://charts.konghq.com", name = "kong", version = "3.4.1" }

  # Free images end with the 3.9 line; kong-gateway is the enterprise build, and runs under a licence or not at all.
  images = {
    proxy      = var.edition == "oss" ? "docker.io/library/kong:3.9.1" : "docker.io/kong/kong-gateway:${var.enterprise_version}"
    controller = "docker.io/kong/kubernetes-ingress-controller:3.5.10"
  }
  parts = { for name, reference in local.images : name => {
    repository = "${var.image_registry == "" ? split("/", reference)[0] : var.image_registry}/${regex("^[^/]+/(.+):[^:]+$", reference)[0]}"
    tag        = regex(":([^:]+)$", reference)[0]
  } }

  pull_secrets = var.pull_secret_name == "" ? [] : [var.pull_secret_name]

  # One JSON line per request: who, which model, how it ended. No body, no query, no token.
  log_format = join("", [
    "model_access escape=json '{\"time\":\"$time_iso8601\",\"request_id\":\"$request_id\",\"caller\":\"$http_x_consumer_username\",",
    "\"host\":\"$host\",\"method\":\"$request_method\",\"path\":\"$uri\",\"status\":$status,\"duration_s\":$request_time,",
    "\"bytes_received\":$request_length,\"bytes_sent\":$bytes_sent,\"client\":\"$remote_addr\",\"tls\":\"$ssl_protocol\"}'",
  ])

  values = {
    fullnameOverride = "kong"
    extraLabels      = var.labels
    image            = merge(local.parts.proxy, { pullPolicy = "IfNotPresent", pullSecrets = local.pull_secrets })
    replicaCount     = local.replicas

    postgresql = { enabled = false } # Bitnami's; without a database the objects are the configuration
    migrations = { preUpgrade = false, postUpgrade = false, init = false }

    env = {
      database              = "off"
      anonymous_reports     = "off"
      router_flavor         = "expressions"
      headers               = "off" # no version in answers
      nginx_http_log_format = local.log_format
      proxy_access_log      = "/dev/stdout model_access"
      proxy_error_log       = "/dev/stderr"
      ssl_protocols         = "TLSv1.2 TLSv1.3"
      ssl_cipher_suite      = "intermediate"
      trusted_ips           = join(",", var.allowed_cidrs)
      real_ip_header        = "X-Forwarded-For"
      untrusted_lua         = "off" # nobody smuggles code through a plugin's configuration
    }

    admin     = { enabled = false } # the controller speaks to it inside the pod
    manager   = { enabled = false }
    portal    = { enabled = false }
    portalapi = { enabled = false }
    status    = { enabled = true, http = { enabled = true, containerPort = 8100 } }

    proxy = merge(
      {
        enabled                  = true
        type                     = "LoadBalancer"
        externalTrafficPolicy    = "Local"
        loadBalancerSourceRanges = var.allowed_cidrs
        annotations              = var.service_annotations
        http                     = { enabled = false }
        tls                      = { enabled = true, servicePort = 443, containerPort = 8443, parameters = ["http2"] }
      },
      { for address in var.load_balancer_ip[*] : "loadBalancerIP" => address },
    )

    ingressController = {
      enabled      = true
      image        = local.parts.controller
      ingressClass = "kong"
      env = {
        anonymous_reports          = "false"
        kong_admin_tls_skip_verify = "true" # loopback inside the pod, with a certificate made at start
        publish_service            = "${local.namespace}/kong-proxy"
      }
      konnect          = { enabled = false }
      admissionWebhook = { enabled = true, failurePolicy = "Fail", certificate = { provided = false } }
      gatewayDiscovery = { enabled = false }
      resources        = { requests = { cpu = "100m", memory = "256Mi" }, limits = { memory = "512Mi" } }
    }

    enterprise = merge(
      { enabled = var.edition == "enterprise", vitals = { enabled = false }, portal = { enabled = false }, rbac = { enabled = false } },
      { for secret in var.licence_secret_name[*] : "license_secret" => secret if var.edition == "enterprise" },
    )

    podDisruptionBudget = { enabled = local.replicas > 1, maxUnavailable = 1 }
    serviceMonitor      = { enabled = true }
    resources           = { requests = { cpu = "500m", memory = "1Gi" }, limits = { memory = "2Gi" } }
    securityContext     = { runAsNonRoot = true, seccompProfile = { type = "RuntimeDefault" } }
    containerSecurityContext = {
      allowPrivilegeEscalation = false
      readOnlyRootFilesystem   = true
      runAsUser                = 1000
      runAsGroup               = 1000
      runAsNonRoot             = true
      capabilities             = { drop = ["ALL"] }
      seccompProfile           = { type = "RuntimeDefault" }
    }
    podLabels                 = { "platform/gateway" = local.name }
    topologySpreadConstraints = [{ maxSkew = 1, topologyKey = "kubernetes.io/hostname", whenUnsatisfiable = local.replicas > 1 ? "DoNotSchedule" : "ScheduleAnyway", labelSelector = { matchLabels = { "platform/gateway" = local.name } } }]
  }
}

module "kong" {
  source = "../_component"

  name                   = "kong"
  namespace              = local.namespace
  chart                  = local.chart
  chart_registry         = var.chart_registry
  image_registry         = var.image_registry
  repository_ca_file     = var.repository_ca_file
  connectivity           = var.connectivity
  externally_managed     = contains(var.externally_managed, "kong")
  images                 = local.images
  values                 = local.values
  overrides              = try(var.overrides.kong, {})
  allow_external_service = true
}

module "objects" {
  source = "../_raw"

  name       = "model-gateway"
  namespace  = local.namespace
  manifests  = local.manifests
  depends_on = [module.kong] # its webhook judges plugins
}

check "callers_are_known" {
  assert {
    condition     = var.identity_provider != null
    error_message = "No identity provider is named, so the gateway refuses every request. Set identity_provider of gateway.models."
  }
}

check "groups_decide" {
  assert {
    condition     = var.edition == "enterprise" || var.identity_provider == null || contains(["sandbox", "dev"], var.environment)
    error_message = "Free Kong checks issuer, signature and time of a token, not its audience and groups: whoever the identity provider knows may call every model. Use the flavour envoy, or edition enterprise."
  }
}
