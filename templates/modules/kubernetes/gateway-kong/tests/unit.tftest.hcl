mock_provider "helm" {}

variables {
  environment         = "dev"
  site_domain         = "acme.internal"
  namespaces          = { gateway = "gateway-system", monitoring = "monitoring" }
  issuer_name         = "platform"
  control_plane_cidrs = ["10.20.0.0/24"]
  identity_provider   = { issuer_url = "https://id.acme.internal/realms/acme", audiences = ["models"], allowed_groups = ["model-callers"] }
}

run "kong_would_pass_a_review" {
  command = plan

  assert {
    condition     = !output.values.kong.admin.enabled && !output.values.kong.manager.enabled && !output.values.kong.proxy.http.enabled && output.values.kong.proxy.tls.enabled && output.values.kong.env.database == "off" && !output.values.kong.postgresql.enabled
    error_message = "No admin API, no plain listener, no database."
  }

  assert {
    condition     = output.values.kong.image.repository == "docker.io/library/kong" && output.values.kong.image.tag == "3.9.1" && !output.values.kong.enterprise.enabled && output.releases["kong"] == "3.4.1"
    error_message = "The free edition is the default."
  }

  assert {
    condition     = output.values.kong.env.anonymous_reports == "off" && output.values.kong.env.untrusted_lua == "off" && output.values.kong.containerSecurityContext.readOnlyRootFilesystem && output.values.kong.ingressController.admissionWebhook.failurePolicy == "Fail"
    error_message = "Nothing sent home, no code in configuration, read-only root, webhook fails closed."
  }

  assert {
    condition     = length(output.values.kong.proxy.loadBalancerSourceRanges) == 3 && strcontains(output.values.kong.env.nginx_http_log_format, "$http_x_consumer_username") && !strcontains(output.values.kong.env.nginx_http_log_format, "$request_uri") && !strcontains(output.values.kong.env.nginx_http_log_format, "authorization")
    error_message = "Only the site's networks, and a log without query and token."
  }
}

run "every_request_passes_the_plugins" {
  command = plan

  assert {
    condition     = alltrue([for m in output.manifests : m.metadata.labels.global == "true" if m.kind == "KongClusterPlugin"]) && toset([for m in output.manifests : m.plugin if m.kind == "KongClusterPlugin"]) == toset(["jwt", "rate-limiting", "request-size-limiting", "correlation-id", "prometheus"])
    error_message = "Authentication, rate, size, correlation and metrics hold for every route."
  }

  assert {
    condition     = one([for m in output.manifests : contains(m.config.claims_to_verify, "exp") && m.config.key_claim_name == "iss" && length(m.config.cookie_names) == 0 if try(m.plugin, "") == "jwt"]) && one([for m in output.manifests : jsonencode(m.credentials) == jsonencode(["identity-provider-key"]) if m.kind == "KongConsumer"])
    error_message = "Tokens come by header only and are checked with the issuer's key from a secret."
  }

  assert {
    condition     = one([for m in output.manifests : m.config.minute == 600 && m.config.policy == "local" && !m.config.fault_tolerant if try(m.plugin, "") == "rate-limiting"])
    error_message = "The limit holds, and refuses when it cannot count."
  }

  assert {
    condition     = one([for m in output.manifests : m.spec.listeners[0].protocol == "HTTPS" && m.spec.listeners[0].hostname == "*.models.acme.internal" if m.kind == "Gateway"]) && output.gateway_name == "platform"
    error_message = "The gateway speaks TLS only."
  }
}

run "the_api_server_reaches_the_webhook" {
  command = plan

  assert {
    condition     = one([for m in output.manifests : anytrue([for i in m.spec.ingress : jsonencode(i.from) == jsonencode([{ ipBlock = { cidr = "10.20.0.0/24" } }]) && [for p in i.ports : p.port] == [8080]]) if m.kind == "NetworkPolicy"])
    error_message = "Plugins are judged by a webhook that fails closed: the control plane's addresses must reach it."
  }
}

run "without_an_identity_provider_everything_is_refused" {
  command         = plan
  expect_failures = [check.callers_are_known]

  variables {
    identity_provider = null
  }

  assert {
    condition     = one([for m in output.manifests : m.config.status_code == 403 if try(m.plugin, "") == "request-termination"]) && length([for m in output.manifests : m if m.kind == "KongConsumer"]) == 0
    error_message = "Nobody is known, so nobody is let in."
  }
}

run "enterprise_with_licence_checks_groups" {
  command = plan

  variables {
    environment         = "prod"
    edition             = "enterprise"
    licence_accepted    = true
    licence_secret_name = "kong-licence"
    rate_limit          = { redis_secret_name = "kong-redis" }
  }

  assert {
    condition     = output.values.kong.image.repository == "docker.io/kong/kong-gateway" && output.values.kong.enterprise.license_secret == "kong-licence" && output.values.kong.replicaCount == 3
    error_message = "The enterprise build runs with its licence, three times in prod."
  }

  assert {
    condition     = one([for m in output.manifests : jsonencode(m.config.groups_required) == jsonencode(["model-callers"]) && jsonencode(m.config.audience_required) == jsonencode(["models"]) && m.config.ssl_verify if try(m.plugin, "") == "openid-connect"])
    error_message = "Audience and groups decide."
  }

  assert {
    condition     = one([for m in output.manifests : m.configPatches[0].valueFrom.secretKeyRef.name == "kong-redis" && m.config.policy == "redis" if try(m.plugin, "") == "rate-limiting"])
    error_message = "Redis comes from a secret."
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
    condition     = !can(regex("(docker\\.io|quay\\.io|ghcr\\.io|konghq\\.com/?\")", jsonencode([output.values, output.images]))) && contains(output.images, "registry.acme.internal/library/kong:3.9.1")
    error_message = "Nothing may point at a public host."
  }
}

run "externally_managed_keeps_plugins" {
  command = plan

  variables {
    externally_managed = ["kong"]
  }

  assert {
    condition     = length(output.releases) == 0 && length([for m in output.manifests : m if m.kind == "KongClusterPlugin"]) == 5
    error_message = "A foreign Kong is used; the rules are ours."
  }
}

run "rejects_enterprise_without_licence" {
  command         = plan
  expect_failures = [var.edition]

  variables {
    edition             = "enterprise"
    licence_secret_name = "kong-licence"
  }
}

run "rejects_bad_names" {
  command         = plan
  expect_failures = [var.environment, var.connectivity, var.site_domain, var.namespaces, var.rate_limit, var.max_request_mib, var.edition, var.enterprise_version, var.control_plane_cidrs]

  variables {
    environment         = "production"
    connectivity        = "sometimes"
    site_domain         = "example.com"
    namespaces          = {}
    rate_limit          = { unit = "Fortnight" }
    max_request_mib     = 0
    edition             = "free"
    enterprise_version  = "latest"
    control_plane_cidrs = []
  }
}

run "rejects_public_exposure_without_opt_in" {
  command         = plan
  expect_failures = [var.allowed_cidrs]

  variables {
    allowed_cidrs = ["0.0.0.0/0"]
  }
}

run "rejects_tokens_for_anything" {
  command         = plan
  expect_failures = [var.identity_provider]

  variables {
    identity_provider = { issuer_url = "http://id.acme.internal", audiences = [], allowed_groups = ["x"] }
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

run "warns_that_free_kong_knows_no_groups" {
  command         = plan
  expect_failures = [check.groups_decide]

  variables {
    environment = "prod"
  }
}
