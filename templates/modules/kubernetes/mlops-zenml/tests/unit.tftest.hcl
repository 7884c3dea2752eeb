mock_provider "helm" {}

variables {
  environment = "dev"
  site_domain = "acme.internal"
  namespaces  = { zenml = "zenml", gateway = "gateway-system" }
}

run "zenml_would_pass_a_review" {
  command = plan

  assert {
    condition     = !output.values.zenml.zenml.debug && !output.values.zenml.zenml.analyticsOptIn && jsonencode(output.values.zenml.zenml.auth.corsAllowOrigins) == jsonencode(["https://zenml.acme.internal"]) && output.values.zenml.zenml.auth.jwtTokenExpireMinutes == 60
    error_message = "No debug, no analytics, CORS for its own host, tokens that expire."
  }

  assert {
    condition     = output.values.zenml.zenml.database.url == "mysql://zenml@mysql.acme.internal:3306/zenml" && output.values.zenml.zenml.database.ssl && output.values.zenml.zenml.database.sslVerifyServerCert && output.values.zenml.zenml.database.passwordSecretRef.name == "zenml-mysql"
    error_message = "MySQL over verified TLS, password in a secret."
  }

  assert {
    condition     = !output.values.zenml.zenml.ingress.enabled && output.values.zenml.zenml.service.type == "ClusterIP" && !output.values.zenml.zenml.secretsStore.enabled && !output.values.zenml.zenml.enableImplicitAuthMethods && !can(output.values.zenml.zenml.auth.jwtSecretKey)
    error_message = "Nothing published, no secrets in the database, no key in values."
  }

  assert {
    condition     = output.values.zenml.zenml.image.tag == "0.98.0" && output.releases["zenml"] == "0.98.0" && output.values.zenml.securityContext.allowPrivilegeEscalation == false
    error_message = "Versions are exact and the pod restricted."
  }
}

run "prod_reaches_the_database_only" {
  command = plan

  variables {
    environment    = "prod"
    database_cidrs = ["10.50.0.0/28"]
    ca_secret_name = "site-ca"
  }

  assert {
    condition     = output.values.zenml.zenml.replicaCount == 2 && one([for m in output.manifests : m.spec.egress[0].to[0].ipBlock.cidr == "10.50.0.0/28" && m.spec.egress[0].ports[0].port == 3306 && length(m.spec.egress) == 1]) && output.values.zenml.zenml.certificates.secretRefs[0].name == "site-ca"
    error_message = "Two replicas, and the database is the only way out."
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
    condition     = !can(regex("(docker\\.io|quay\\.io|ghcr\\.io|ecr\\.aws|zenml\\.io)", jsonencode([output.values, output.images]))) && output.images == tolist(["registry.acme.internal/zenmldocker/zenml-server:0.98.0"])
    error_message = "Nothing may point at a public host."
  }
}

run "externally_managed_creates_no_release" {
  command = plan

  variables {
    externally_managed = ["zenml"]
  }

  assert {
    condition     = length(output.releases) == 0 && length(output.manifests) == 1
    error_message = "A foreign server is not created; its policy is."
  }
}

run "rejects_bad_names" {
  command         = plan
  expect_failures = [var.environment, var.connectivity, var.site_domain, var.namespaces, var.token_minutes]

  variables {
    environment   = "production"
    connectivity  = "sometimes"
    site_domain   = "example.com"
    namespaces    = {}
    token_minutes = 0
  }
}

run "rejects_postgres_and_passwords_in_the_address" {
  command         = plan
  expect_failures = [var.database]

  variables {
    database = { host = "zenml:secret@db", port = 5432 }
  }
}

run "rejects_foreign_releases" {
  command         = plan
  expect_failures = [var.externally_managed, var.overrides]

  variables {
    externally_managed = ["mysql"]
    overrides          = { mysql = {} }
  }
}

run "warns_where_sign_on_is_expected" {
  command         = plan
  expect_failures = [check.accounts_are_the_servers_own]

  variables {
    single_sign_on_expected = true
  }
}
