locals {
  meta = { namespace = local.namespace, labels = var.labels }

  gateway_class = {
    apiVersion = "gateway.networking.k8s.io/v1"
    kind       = "GatewayClass"
    # Unmanaged: the chart's proxy is the gateway, the controller makes no other.
    metadata = { name = "kong", labels = var.labels, annotations = { "konghq.com/gatewayclass-unmanaged" = "true" } }
    spec     = { controllerName = "konghq.com/kic-gateway-controller" }
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

  gateway = {
    apiVersion = "gateway.networking.k8s.io/v1"
    kind       = "Gateway"
    metadata   = merge({ name = local.name }, local.meta)
    spec = {
      gatewayClassName = "kong"
      listeners = [{
        name          = "https"
        protocol      = "HTTPS"
        port          = 443
        hostname      = "*.${local.domain}"
        tls           = { mode = "Terminate", certificateRefs = [{ kind = "Secret", name = "${local.name}-tls" }] }
        allowedRoutes = { kinds = [{ kind = "HTTPRoute" }], namespaces = { from = "Selector", selector = { matchLabels = { "platform/kind" = "tenant" } } } }
      }]
    }
  }

  # `global` makes a plugin hold for every route; a tenant's own plugin of the same kind would replace it there, which
  # governance.policy must forbid.
  global = { labels = merge(var.labels, { global = "true" }), annotations = { "kubernetes.io/ingress.class" = "kong" } }

  # Free Kong: a consumer stands for the issuer, its public key comes from a secret.
  oss_plugins = [for idp in var.edition == "oss" ? var.identity_provider[*] : [] : {
    name   = "authentication"
    plugin = "jwt"
    config = { key_claim_name = "iss", claims_to_verify = ["exp", "nbf"], maximum_expiration = 3600, run_on_preflight = true, header_names = ["authorization"], uri_param_names = [], cookie_names = [] }
  }]

  oss_consumers = [for idp in var.edition == "oss" ? var.identity_provider[*] : [] : {
    apiVersion  = "configuration.konghq.com/v1"
    kind        = "KongConsumer"
    metadata    = merge({ name = "identity-provider", annotations = { "kubernetes.io/ingress.class" = "kong" } }, local.meta)
    username    = "identity-provider"
    credentials = [idp.credential_secret_name]
  }]

  enterprise_plugins = [for idp in var.edition == "enterprise" ? var.identity_provider[*] : [] : {
    name   = "authentication"
    plugin = "openid-connect"
    config = {
      issuer                       = "${trimsuffix(idp.issuer_url, "/")}/.well-known/openid-configuration"
      auth_methods                 = ["bearer"]
      audience_required            = sort(idp.audiences)
      groups_claim                 = [idp.groups_claim]
      groups_required              = sort(idp.allowed_groups)
      upstream_headers_claims      = ["sub"]
      upstream_headers_names       = ["x-consumer-username"]
      upstream_access_token_header = null
      ssl_verify                   = true
      hide_credentials             = true
    }
  }]

  # Nobody known: nobody in.
  closed = [for refused in var.identity_provider == null ? ["request-termination"] : [] : {
    name   = "authentication"
    plugin = refused
    config = { status_code = 403, message = "No identity provider is configured." }
  }]

  common_plugins = [
    { name = "rate-limit", plugin = "rate-limiting", config = merge(
      { policy = var.rate_limit.redis_secret_name == null ? "local" : "redis", limit_by = "credential", fault_tolerant = false, hide_client_headers = false },
      { (lower(var.rate_limit.unit)) = var.rate_limit.requests },
    ) },
    { name = "size-limit", plugin = "request-size-limiting", config = { allowed_payload_size = var.max_request_mib, size_unit = "megabytes", require_content_length = false } },
    { name = "correlation", plugin = "correlation-id", config = { header_name = "X-Request-ID", generator = "uuid", echo_downstream = true } },
    { name = "metrics", plugin = "prometheus", config = { per_consumer = false, status_code_metrics = true, latency_metrics = true, bandwidth_metrics = true, upstream_health_metrics = true } },
  ]

  plugin_specs = concat(local.oss_plugins, local.enterprise_plugins, local.closed, local.common_plugins)

  plugins = [for spec in local.plugin_specs : merge(
    {
      apiVersion = "configuration.konghq.com/v1"
      kind       = "KongClusterPlugin"
      metadata   = merge({ name = spec.name }, local.global)
      plugin     = spec.plugin
      config     = spec.config
    },
    { for secret in var.rate_limit.redis_secret_name[*] : "configPatches" => [{ path = "/redis", valueFrom = { secretKeyRef = { name = secret, key = "redis.json", namespace = local.namespace } } }] if spec.plugin == "rate-limiting" },
  )]

  policy = {
    apiVersion = "networking.k8s.io/v1"
    kind       = "NetworkPolicy"
    metadata   = merge({ name = "kong" }, local.meta)
    spec = {
      podSelector = { matchLabels = { "platform/gateway" = local.name } }
      policyTypes = ["Ingress", "Egress"]
      ingress = [
        { from = [for cidr in var.allowed_cidrs : { ipBlock = { cidr = cidr } }], ports = [{ protocol = "TCP", port = 8443 }] },
        { from = [{ namespaceSelector = { matchLabels = { "platform/kind" = "tenant" } } }], ports = [{ protocol = "TCP", port = 8443 }] },
        { from = [for cidr in var.control_plane_cidrs : { ipBlock = { cidr = cidr } }], ports = [{ protocol = "TCP", port = 8080 }] },
        { from = [{ namespaceSelector = { matchLabels = { "kubernetes.io/metadata.name" = lookup(var.namespaces, "monitoring", "monitoring") } } }], ports = [{ protocol = "TCP", port = 8100 }] },
      ]
      egress = concat(
        [{ to = [{ namespaceSelector = { matchLabels = { "platform/kind" = "tenant" } } }] }],
        [for cidrs in length(var.identity_provider_cidrs) > 0 ? [var.identity_provider_cidrs] : [] : { to = [for cidr in cidrs : { ipBlock = { cidr = cidr } }], ports = [{ protocol = "TCP", port = 443 }] }],
      )
    }
  }

  manifests = concat([local.gateway_class, local.certificate, local.gateway, local.policy], local.oss_consumers, local.plugins)
}
