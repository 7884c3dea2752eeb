locals {
  meta = { namespace = local.namespace, labels = var.labels }

  gateway_class = {
    apiVersion = "gateway.networking.k8s.io/v1"
    kind       = "GatewayClass"
    metadata   = { name = "envoy", labels = var.labels }
    spec = {
      controllerName = "gateway.envoyproxy.io/gatewayclass-controller"
      parametersRef  = { group = "gateway.envoyproxy.io", kind = "EnvoyProxy", name = local.name, namespace = local.namespace }
    }
  }

  # Who asked which model, when, and how it ended. No body, no query, no token: prompts may hold personal data.
  log_fields = {
    time           = "%START_TIME%"
    request_id     = "%REQ(X-REQUEST-ID)%"
    caller         = "%REQ(X-CALLER)%"
    host           = "%REQ(:AUTHORITY)%"
    method         = "%REQ(:METHOD)%"
    path           = "%REQ_WITHOUT_QUERY(X-ENVOY-ORIGINAL-PATH?:PATH)%"
    status         = "%RESPONSE_CODE%"
    flags          = "%RESPONSE_FLAGS%"
    duration_ms    = "%DURATION%"
    bytes_received = "%BYTES_RECEIVED%"
    bytes_sent     = "%BYTES_SENT%"
    route          = "%ROUTE_NAME%"
    backend        = "%UPSTREAM_CLUSTER%"
    client         = "%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT%"
    tls            = "%DOWNSTREAM_TLS_VERSION%"
  }

  proxy = {
    apiVersion = "gateway.envoyproxy.io/v1alpha1"
    kind       = "EnvoyProxy"
    metadata   = merge({ name = local.name }, local.meta)
    spec = {
      provider = {
        type = "Kubernetes"
        kubernetes = {
          envoyDeployment = {
            replicas = local.replicas
            pod = {
              imagePullSecrets          = local.pull_secrets
              labels                    = merge(var.labels, { "platform/gateway" = local.name })
              securityContext           = { runAsNonRoot = true, seccompProfile = { type = "RuntimeDefault" } }
              topologySpreadConstraints = [{ maxSkew = 1, topologyKey = "kubernetes.io/hostname", whenUnsatisfiable = local.replicas > 1 ? "DoNotSchedule" : "ScheduleAnyway", labelSelector = { matchLabels = { "platform/gateway" = local.name } } }]
            }
            container = {
              image           = local.image.proxy
              resources       = { requests = { cpu = "500m", memory = "512Mi" }, limits = { memory = "2Gi" } }
              securityContext = { allowPrivilegeEscalation = false, runAsNonRoot = true, capabilities = { drop = ["ALL"] }, seccompProfile = { type = "RuntimeDefault" } }
            }
          }
          envoyPDB = { minAvailable = local.replicas > 1 ? 2 : 0 }
          envoyService = merge(
            {
              type                     = "LoadBalancer"
              externalTrafficPolicy    = "Local" # the caller's address reaches the log
              loadBalancerSourceRanges = var.allowed_cidrs
              annotations              = var.service_annotations
            },
            { for address in var.load_balancer_ip[*] : "loadBalancerIP" => address },
          )
        }
      }
      logging = { level = { default = "warn" } }
      telemetry = {
        accessLog = { settings = [{ format = { type = "JSON", json = local.log_fields }, sinks = [{ type = "File", file = { path = "/dev/stdout" } }] }] }
        metrics   = { prometheus = { disable = false } }
      }
    }
  }

  certificate = {
    apiVersion = "cert-manager.io/v1"
    kind       = "Certificate"
    metadata   = merge({ name = local.name }, local.meta)
    spec = {
      secretName  = "${local.name}-tls"
      usages      = ["server auth"]
      duration    = "2160h"
      renewBefore = "720h"
      privateKey  = { algorithm = "ECDSA", size = 256, rotationPolicy = "Always" }
      dnsNames    = ["*.${local.domain}", "*.${var.site_domain}"]
      issuerRef   = { name = var.issuer_name, kind = "ClusterIssuer", group = "cert-manager.io" }
    }
  }

  tls = { mode = "Terminate", certificateRefs = [{ kind = "Secret", name = "${local.name}-tls" }] }

  gateway = {
    apiVersion = "gateway.networking.k8s.io/v1"
    kind       = "Gateway"
    metadata   = merge({ name = local.name }, local.meta)
    spec = {
      gatewayClassName = "envoy"
      # No listener on port 80: a redirect would take the first request, token included, in clear.
      listeners = [
        { name = "https", protocol = "HTTPS", port = 443, hostname = "*.${local.domain}", tls = local.tls, allowedRoutes = { kinds = [{ kind = "HTTPRoute" }], namespaces = { from = "Selector", selector = { matchLabels = { "platform/kind" = "tenant" } } } } },
        { name = "platform", protocol = "HTTPS", port = 443, hostname = "*.${var.site_domain}", tls = local.tls, allowedRoutes = { kinds = [{ kind = "HTTPRoute" }], namespaces = { from = "Selector", selector = { matchLabels = { "platform/kind" = "component" } } } } },
      ]
    }
  }

  to_gateway = { group = "gateway.networking.k8s.io", kind = "Gateway", name = local.name }
  to_models  = merge(local.to_gateway, { sectionName = "https" })

  client_policy = {
    apiVersion = "gateway.envoyproxy.io/v1alpha1"
    kind       = "ClientTrafficPolicy"
    metadata   = merge({ name = local.name }, local.meta)
    spec = {
      targetRefs = [local.to_gateway]
      tls        = { minVersion = "1.2", ciphers = ["ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384"], alpnProtocols = ["h2", "http/1.1"] }
      path       = { escapedSlashesAction = "RejectRequest", disableMergeSlashes = false }
      headers    = { requestID = "PreserveOrGenerate", withUnderscoresAction = "RejectRequest", earlyRequestHeaders = { remove = ["x-caller"] } }
      timeout    = { http = { requestReceivedTimeout = "30s", idleTimeout = "300s" } }
      connection = { connectionLimit = { value = 10000 }, bufferLimit = "1Mi" }
    }
  }

  # Without an identity provider nobody is known, and whoever is not known is refused: the rule is the same, its list is empty.
  providers = [for idp in var.identity_provider[*] : {
    name           = "site"
    issuer         = idp.issuer_url
    audiences      = sort(idp.audiences)
    remoteJWKS     = { uri = coalesce(idp.jwks_url, "${trimsuffix(idp.issuer_url, "/")}/protocol/openid-connect/certs") }
    claimToHeaders = [{ claim = idp.user_claim, header = "x-caller" }]
    # The token stops here: a model has no use for it and could leak it.
    extractFrom = { headers = [{ name = "Authorization", valuePrefix = "Bearer " }] }
  }]

  security_policy = {
    apiVersion = "gateway.envoyproxy.io/v1alpha1"
    kind       = "SecurityPolicy"
    metadata   = merge({ name = local.name }, local.meta)
    spec = merge(
      { targetRefs = [local.to_models] },
      length(local.providers) == 0 ? {} : { jwt = { optional = false, providers = local.providers } },
      {
        authorization = {
          defaultAction = "Deny"
          rules = [for idp in var.identity_provider[*] : {
            name      = "callers"
            action    = "Allow"
            principal = { jwt = { provider = "site", claims = [{ name = idp.groups_claim, valueType = "StringArray", values = sort(idp.allowed_groups) }] } }
          }]
        }
      },
    )
  }

  limit = { requests = var.rate_limit.requests, unit = var.rate_limit.unit }

  backend_policy = {
    apiVersion = "gateway.envoyproxy.io/v1alpha1"
    kind       = "BackendTrafficPolicy"
    metadata   = merge({ name = local.name }, local.meta)
    spec = merge(
      {
        targetRefs     = [local.to_models]
        circuitBreaker = { maxConnections = 1024, maxPendingRequests = 256, maxParallelRequests = 1024 }
        timeout        = { tcp = { connectTimeout = "5s" }, http = { requestTimeout = "${var.timeout_seconds}s" } }
        # Never on a status: an inference that was computed is not computed twice.
        retry = { numRetries = 1, retryOn = { triggers = ["connect-failure", "refused-stream"] } }
      },
      # Local: per proxy and for all callers together. With Redis: per caller, over all proxies.
      var.rate_limit.redis_url == null ? { rateLimit = { type = "Local", local = { rules = [{ limit = local.limit }] } } } : {},
      var.rate_limit.redis_url == null ? {} : { rateLimit = { type = "Global", global = { rules = [{ clientSelectors = [{ headers = [{ name = "x-caller", type = "Distinct" }] }], limit = local.limit }] } } },
    )
  }

  platform_routes = [for host, route in var.platform_routes : {
    apiVersion = "gateway.networking.k8s.io/v1"
    kind       = "HTTPRoute"
    metadata   = { name = host, namespace = route.namespace, labels = var.labels }
    spec = {
      parentRefs = [merge(local.to_gateway, { namespace = local.namespace, sectionName = "platform" })]
      hostnames  = ["${host}.${var.site_domain}"]
      rules      = [{ matches = [{ path = { type = "PathPrefix", value = "/" } }], backendRefs = [{ name = route.service, port = route.port }] }]
    }
  }]

  manifests = concat(
    [local.gateway_class, local.proxy, local.certificate, local.gateway, local.client_policy, local.security_policy, local.backend_policy, local.policy],
    local.platform_routes,
  )

  policy = {
    apiVersion = "networking.k8s.io/v1"
    kind       = "NetworkPolicy"
    metadata   = merge({ name = "${local.name}-gateway" }, local.meta)
    spec = {
      podSelector = { matchLabels = { "platform/gateway" = local.name } }
      policyTypes = ["Ingress", "Egress"]
      ingress = [
        { from = [for cidr in var.allowed_cidrs : { ipBlock = { cidr = cidr } }], ports = [{ protocol = "TCP", port = 10443 }] },
        { from = [{ namespaceSelector = { matchLabels = { "platform/kind" = "tenant" } } }], ports = [{ protocol = "TCP", port = 10443 }] },
        { from = [{ namespaceSelector = { matchLabels = { "kubernetes.io/metadata.name" = lookup(var.namespaces, "monitoring", "monitoring") } } }], ports = [{ protocol = "TCP", port = 19001 }] },
      ]
      egress = concat(
        [{ to = [{ namespaceSelector = { matchExpressions = [{ key = "platform/kind", operator = "In", values = ["tenant", "component"] }] } }] }],
        [for cidrs in length(var.identity_provider_cidrs) > 0 ? [var.identity_provider_cidrs] : [] : { to = [for cidr in cidrs : { ipBlock = { cidr = cidr } }], ports = [{ protocol = "TCP", port = 443 }] }],
      )
    }
  }
}
