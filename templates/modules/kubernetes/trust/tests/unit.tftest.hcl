mock_provider "helm" {}

variables {
  cluster_name      = "acme-prod"
  environment       = "prod"
  site_domain       = "acme.internal"
  issuer_mode       = "ca"
  namespaces        = { cert-manager = "cert-manager", external-secrets = "external-secrets", gateway = "gateway-system", platform = "platform-system", mlflow = "mlflow" }
  tenant_namespaces = { fraud = "fraud", vision = "vision" }
}

run "exact_charts_and_safe_values" {
  command = plan

  assert {
    condition = output.releases == {
      cert-manager             = "v1.21.1"
      external-secrets         = "2.9.0"
      gateway-crds             = "v1.8.2"
      prometheus-operator-crds = "31.0.1"
      trust-issuers            = "1.0.0"
      trust-stores             = "1.0.0"
    }
    error_message = "Every chart must have its exact version."
  }

  assert {
    condition     = module.cert_manager.values.crds.enabled && module.cert_manager.values.crds.keep
    error_message = "cert-manager's definitions are off by default and must be kept on uninstall."
  }

  assert {
    condition     = module.gateway_crds.values.crds.gatewayAPI.channel == "standard"
    error_message = "The chart's default channel is experimental."
  }

  assert {
    condition = !module.external_secrets.values.processClusterExternalSecret && !module.external_secrets.values.processPushSecret && !module.external_secrets.values.genericTargets.enabled && (
      !module.external_secrets.values.crds.createClusterExternalSecret && !module.external_secrets.values.crds.createPushSecret
    )
    error_message = "External Secrets must not push, generate or spread secrets."
  }

  assert {
    condition     = alltrue([for entry in output.mirror : entry.source == entry.target])
    error_message = "Without a mirror everything comes from upstream."
  }
}

run "signers_are_named_one_by_one" {
  command = plan

  assert {
    condition     = jsonencode(module.cert_manager.values.approveSignerNames) == jsonencode(["clusterissuers.cert-manager.io/platform", "clusterissuers.cert-manager.io/platform-bootstrap", "issuers.cert-manager.io/*"])
    error_message = "The chart approves requests to every cluster issuer; here only those of the platform pass without a person."
  }

  assert {
    condition     = module.external_secrets.values.webhook.certManager.enabled && !module.external_secrets.values.certController.create
    error_message = "One authority renews certificates, webhooks' included."
  }
}

run "each_tenant_has_a_store_of_its_own" {
  command = plan

  assert {
    condition = { for m in output.manifests : m.metadata.namespace => m.spec.provider.vault.auth.kubernetes.role if m.kind == "SecretStore" } == {
      fraud  = "acme-prod-fraud"
      vision = "acme-prod-vision"
    }
    error_message = "Tenants must log in to the store with a role of their own."
  }

  assert {
    condition     = one([for m in output.manifests : m.spec.conditions[0].namespaceSelector.matchLabels if m.kind == "ClusterSecretStore"]) == { "platform/kind" = "component" }
    error_message = "The platform's store must be closed to tenants."
  }

  assert {
    condition     = alltrue([for m in output.manifests : startswith(m.spec.provider.vault.server, "https://vault.acme.internal:8200") if endswith(m.kind, "SecretStore")])
    error_message = "The store's address must derive from the site's domain, over TLS."
  }

  assert {
    condition     = alltrue([for m in output.manifests : m.automountServiceAccountToken == false if m.kind == "ServiceAccount"])
    error_message = "Accounts of stores must not mount tokens."
  }

  assert {
    condition     = !anytrue([for m in output.manifests : m.kind == "Secret"])
    error_message = "No secret may be in the manifests."
  }
}

run "issuer_of_the_site" {
  command = plan

  assert {
    condition     = [for m in output.manifests : m.spec.ca.secretName if m.kind == "ClusterIssuer"] == ["site-issuing-ca"] && output.issuer_name == "platform"
    error_message = "Mode ca must sign with the site's CA and nothing else."
  }
}

run "self_signed_root_in_dev" {
  command = plan
  variables {
    environment = "dev"
    issuer_mode = "self_signed"
  }

  assert {
    condition     = [for m in output.manifests : m.metadata.name if m.kind == "ClusterIssuer"] == ["platform", "platform-bootstrap"] && one([for m in output.manifests : m.spec.isCA if m.kind == "Certificate"])
    error_message = "A self-signed root must be a certificate of its own, and leaves signed by it."
  }
}

run "vault_issuer_has_a_narrow_account" {
  command = plan
  variables {
    issuer_mode = "vault"
  }

  assert {
    condition     = one([for m in output.manifests : m.rules[0].resourceNames if m.kind == "Role"]) == ["platform-issuer"]
    error_message = "cert-manager may ask for tokens of one account only."
  }
}

run "acme_solves_through_the_gateway" {
  command = plan
  variables {
    issuer_mode = "acme"
    acme_server = "https://ca.acme.internal/acme/directory"
  }

  assert {
    condition     = one([for m in output.manifests : m.spec.acme.solvers[0].http01.gatewayHTTPRoute.parentRefs[0].namespace if m.kind == "ClusterIssuer"]) == "gateway-system"
    error_message = "ACME must be solved through the platform's gateway."
  }
}

run "air_gap_rewrites_everything" {
  command = plan
  variables {
    connectivity   = "air_gapped"
    chart_registry = "oci://registry.acme.internal/charts"
    image_registry = "registry.acme.internal"
  }

  assert {
    condition     = alltrue([for image in output.images : startswith(image, "registry.acme.internal/")]) && contains(output.images, "registry.acme.internal/jetstack/cert-manager-acmesolver:v1.21.1")
    error_message = "All images, those that cert-manager starts later too, must come from the mirror."
  }

  assert {
    condition     = alltrue([for entry in output.mirror : strcontains(entry.target, "registry.acme.internal/")]) && contains([for entry in output.mirror : entry.source], "oci://docker.io/envoyproxy/gateway-crds-helm:v1.8.2")
    error_message = "The mirror list must name every chart with its source."
  }

  assert {
    condition     = module.cert_manager.values.imageRegistry == "registry.acme.internal" && startswith(module.external_secrets.values.webhook.image.repository, "registry.acme.internal/")
    error_message = "Values must point at the mirror."
  }
}

run "pull_secrets_and_ca_bundle_reach_namespaces" {
  command = plan
  variables {
    pull_secret_name     = "site-pull"
    ca_bundle_config_map = "site-ca"
    ca_bundle_pem        = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"
  }

  assert {
    condition     = { for m in output.manifests : m.metadata.namespace => m.spec.secretStoreRef.kind if m.kind == "ExternalSecret" } == { fraud = "SecretStore", vision = "SecretStore", gateway-system = "ClusterSecretStore", platform-system = "ClusterSecretStore", mlflow = "ClusterSecretStore" }
    error_message = "Pull secrets come from the store that a namespace may use; namespaces that run before it have theirs already."
  }

  assert {
    condition     = length([for m in output.manifests : m if m.kind == "ConfigMap"]) == 7
    error_message = "The CA bundle must be in every namespace."
  }

  assert {
    condition     = one([for m in output.manifests : m.spec.provider.vault.caProvider.namespace if m.kind == "ClusterSecretStore"]) == "external-secrets"
    error_message = "The cluster's store must check Vault's certificate with the bundle."
  }
}

run "externally_managed_keeps_objects" {
  command = plan
  variables {
    externally_managed = ["cert-manager", "prometheus-operator-crds"]
  }

  assert {
    condition     = !contains(keys(output.releases), "cert-manager") && contains(keys(output.releases), "trust-issuers") && !anytrue([for image in output.images : strcontains(image, "cert-manager")])
    error_message = "Somebody else's cert-manager must not be installed; its issuers must."
  }
}

run "other_version_moves_images_along" {
  command = plan
  variables {
    charts = { cert-manager = { version = "v1.21.2" } }
  }

  assert {
    condition     = output.releases["cert-manager"] == "v1.21.2" && contains(output.images, "quay.io/jetstack/cert-manager-controller:v1.21.2")
    error_message = "Images must follow the version of the chart."
  }
}

run "protected_in_prod" {
  command = plan
  variables {
    protect_crds = true
  }

  assert {
    condition     = output.releases["cert-manager"] == "v1.21.1"
    error_message = "Protected releases must be listed."
  }
}

run "no_store" {
  command = plan
  variables {
    secret_store = "none"
  }

  assert {
    condition     = output.secret_store_name == "" && !contains(keys(output.releases), "trust-stores")
    error_message = "Without a store there must be none."
  }
}

run "rejects_self_signed_in_prod" {
  command = plan
  variables {
    issuer_mode = "self_signed"
  }
  expect_failures = [var.issuer_mode]
}

run "rejects_issuer_mode" {
  command = plan
  variables {
    issuer_mode = "letsencrypt"
  }
  expect_failures = [var.issuer_mode]
}

run "rejects_acme_without_server" {
  command = plan
  variables {
    issuer_mode = "acme"
  }
  expect_failures = [var.acme_server]
}

run "rejects_public_acme_in_air_gap" {
  command = plan
  variables {
    connectivity   = "air_gapped"
    chart_registry = "oci://registry.acme.internal/charts"
    image_registry = "registry.acme.internal"
    issuer_mode    = "acme"
    acme_server    = "https://acme-v02.api.letsencrypt.org/directory"
  }
  expect_failures = [var.acme_server]
}

run "rejects_plain_vault" {
  command = plan
  variables {
    vault_address = "http://vault.acme.internal:8200"
  }
  expect_failures = [var.vault_address]
}

run "rejects_private_key_in_bundle" {
  command = plan
  variables {
    ca_bundle_pem = "-----BEGIN CERTIFICATE----- -----BEGIN PRIVATE KEY-----"
  }
  expect_failures = [var.ca_bundle_pem]
}

run "rejects_unknown_chart" {
  command = plan
  variables {
    charts = { harbor = { version = "1.0.0" } }
  }
  expect_failures = [var.charts]
}

run "rejects_unknown_externally_managed" {
  command = plan
  variables {
    externally_managed = ["kyverno"]
  }
  expect_failures = [var.externally_managed]
}

run "rejects_missing_namespace" {
  command = plan
  variables {
    namespaces = { cert-manager = "cert-manager" }
  }
  expect_failures = [var.namespaces]
}

run "rejects_no_replicas" {
  command = plan
  variables {
    replicas = 0
  }
  expect_failures = [var.replicas]
}

run "rejects_secret_store" {
  command = plan
  variables {
    secret_store = "file"
  }
  expect_failures = [var.secret_store]
}

run "rejects_pki_path" {
  command = plan
  variables {
    vault_pki_path = "pki"
  }
  expect_failures = [var.vault_pki_path]
}

run "rejects_environment" {
  command = plan
  variables {
    environment = "qa"
  }
  expect_failures = [var.environment]
}
