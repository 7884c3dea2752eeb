mock_provider "helm" {}

variables {
  environment = "dev"
  site_domain = "acme.internal"
  namespaces  = { gateway = "gateway-system", monitoring = "monitoring" }
  issuer_name = "platform"
  identity_provider = {
    issuer_url = "https://id.acme.internal/realms/acme", audiences = ["models"], allowed_groups = ["model-callers"]
  }
}

run "a_request_is_authenticated_authorised_limited_and_logged" {
  command = plan

  assert {
    condition     = one([for m in output.manifests : m.spec.authorization.defaultAction == "Deny" && !m.spec.jwt.optional && m.spec.jwt.providers[0].audiences[0] == "models" && m.spec.authorization.rules[0].principal.jwt.claims[0].values[0] == "model-callers" && m.spec.targetRefs[0].sectionName == "https" if m.kind == "SecurityPolicy"])
    error_message = "A token for this audience and a known group are needed; the default is Deny."
  }

  assert {
    condition     = one([for m in output.manifests : m.spec.jwt.providers[0].remoteJWKS.uri if m.kind == "SecurityPolicy"]) == "https://id.acme.internal/realms/acme/protocol/openid-connect/certs"
    error_message = "Keys come from the issuer."
  }

  assert {
    condition     = one([for m in output.manifests : m.spec.rateLimit.type == "Local" && m.spec.rateLimit.local.rules[0].limit.requests == 600 && jsonencode(m.spec.retry.retryOn.triggers) == jsonencode(["connect-failure", "refused-stream"]) if m.kind == "BackendTrafficPolicy"])
    error_message = "Requests are limited, and none that was computed is computed again."
  }

  assert {
    condition     = one([for m in output.manifests : m.spec.telemetry.accessLog.settings[0].format.json.caller == "%REQ(X-CALLER)%" && !strcontains(jsonencode(m.spec.telemetry), "AUTHORIZATION") && strcontains(m.spec.telemetry.accessLog.settings[0].format.json.path, "WITHOUT_QUERY") if m.kind == "EnvoyProxy"])
    error_message = "The log names the caller, and holds neither token nor query."
  }

  assert {
    condition     = one([for m in output.manifests : contains(m.spec.headers.earlyRequestHeaders.remove, "x-caller") && m.spec.tls.minVersion == "1.2" if m.kind == "ClientTrafficPolicy"])
    error_message = "A caller must not be able to name himself."
  }
}

run "only_tls_and_only_the_site" {
  command = plan

  assert {
    condition     = one([for m in output.manifests : alltrue([for l in m.spec.listeners : l.protocol == "HTTPS" && l.port == 443 && l.tls.mode == "Terminate" && l.allowedRoutes.namespaces.from == "Selector"]) if m.kind == "Gateway"])
    error_message = "No plain listener, and routes from labelled namespaces only."
  }

  assert {
    condition     = one([for m in output.manifests : !contains(m.spec.provider.kubernetes.envoyService.loadBalancerSourceRanges, "0.0.0.0/0") && length(m.spec.provider.kubernetes.envoyService.loadBalancerSourceRanges) == 3 && m.spec.provider.kubernetes.envoyService.externalTrafficPolicy == "Local" if m.kind == "EnvoyProxy"])
    error_message = "The address answers the site's networks only."
  }

  assert {
    condition     = !output.values["envoy-gateway"].config.envoyGateway.extensionApis.enableEnvoyPatchPolicy && !output.values["envoy-gateway"].config.envoyGateway.extensionApis.enableBackend && output.releases["envoy-gateway"] == "v1.8.2"
    error_message = "No patches, no free backends, one exact version."
  }

  assert {
    condition     = output.gateway_name == "platform" && output.gateway_namespace == "gateway-system" && output.domain == "models.acme.internal"
    error_message = "Routes of serving.realtime attach here."
  }
}

run "without_an_identity_provider_everything_is_refused" {
  command         = plan
  expect_failures = [check.callers_are_known]

  variables {
    identity_provider = null
  }

  assert {
    condition     = one([for m in output.manifests : m.spec.authorization.defaultAction == "Deny" && length(m.spec.authorization.rules) == 0 && !can(m.spec.jwt) if m.kind == "SecurityPolicy"])
    error_message = "Nobody is known, so nobody is let in."
  }
}

run "prod_is_replicated_and_limits_per_caller" {
  command = plan

  variables {
    environment      = "prod"
    rate_limit       = { requests = 60, redis_url = "redis.acme.internal:6380" }
    load_balancer_ip = "10.40.0.10"
    platform_routes  = { grafana = { namespace = "monitoring", service = "kube-prometheus-stack-grafana", port = 80 } }
  }

  assert {
    condition     = one([for m in output.manifests : m.spec.provider.kubernetes.envoyDeployment.replicas == 3 && m.spec.provider.kubernetes.envoyPDB.minAvailable == 2 && m.spec.provider.kubernetes.envoyService.loadBalancerIP == "10.40.0.10" if m.kind == "EnvoyProxy"])
    error_message = "Three proxies on three nodes in prod."
  }

  assert {
    condition     = one([for m in output.manifests : m.spec.rateLimit.global.rules[0].clientSelectors[0].headers[0].name == "x-caller" if m.kind == "BackendTrafficPolicy"]) && output.values["envoy-gateway"].config.envoyGateway.rateLimit.failClosed
    error_message = "With Redis the limit is per caller, and closed when Redis is gone."
  }

  assert {
    condition     = one([for m in output.manifests : m.spec.hostnames[0] == "grafana.acme.internal" && m.spec.parentRefs[0].sectionName == "platform" if m.kind == "HTTPRoute"])
    error_message = "The platform's own sites use their own listener."
  }
}

run "air_gap_names_no_public_host" {
  command = plan

  variables {
    connectivity   = "air_gapped"
    chart_registry = "oci://registry.acme.internal/charts"
    image_registry = "registry.acme.internal"
  }

  assert {
    condition     = !can(regex("(docker\\.io|quay\\.io|ghcr\\.io)", jsonencode([output.values, output.manifests, output.images]))) && contains(output.images, "registry.acme.internal/envoyproxy/envoy:distroless-v1.38.3")
    error_message = "Nothing may point at a public host, the proxies included."
  }
}

run "externally_managed_keeps_rules" {
  command = plan

  variables {
    externally_managed = ["envoy-gateway"]
  }

  assert {
    condition     = length(output.releases) == 0 && length([for m in output.manifests : m if m.kind == "SecurityPolicy"]) == 1
    error_message = "A foreign controller is used; the rules are ours."
  }
}

run "rejects_bad_names" {
  command         = plan
  expect_failures = [var.environment, var.connectivity, var.site_domain, var.namespaces, var.rate_limit, var.timeout_seconds]

  variables {
    environment     = "production"
    connectivity    = "sometimes"
    site_domain     = "example.com"
    namespaces      = {}
    rate_limit      = { unit = "Fortnight" }
    timeout_seconds = 0
  }
}

run "rejects_public_exposure_without_opt_in" {
  command         = plan
  expect_failures = [var.allowed_cidrs]

  variables {
    allowed_cidrs = ["0.0.0.0/0"]
  }
}

run "rejects_an_empty_list_that_means_everybody" {
  command         = plan
  expect_failures = [var.allowed_cidrs]

  variables {
    allowed_cidrs = []
  }
}

run "rejects_tokens_for_anything" {
  command         = plan
  expect_failures = [var.identity_provider]

  variables {
    identity_provider = { issuer_url = "https://id.acme.internal", audiences = [], allowed_groups = ["x"] }
  }
}

run "rejects_plain_http_issuer" {
  command         = plan
  expect_failures = [var.identity_provider]

  variables {
    identity_provider = { issuer_url = "http://id.acme.internal", audiences = ["models"], allowed_groups = ["x"] }
  }
}

run "rejects_routes_to_what_signs_nobody_in" {
  command         = plan
  expect_failures = [var.platform_routes]

  variables {
    platform_routes = { prometheus = { namespace = "monitoring", service = "kube-prometheus-stack-prometheus", port = 9090 }, "A.B" = { namespace = "a", service = "b", port = 80 } }
  }
}

run "rejects_missing_definitions" {
  command         = plan
  expect_failures = [var.crds]

  variables {
    crds = { envoy_gateway = false }
  }
}

run "rejects_foreign_releases" {
  command         = plan
  expect_failures = [var.externally_managed, var.overrides]

  variables {
    externally_managed = ["ingress-nginx"]
    overrides          = { ingress-nginx = {} }
  }
}
