mock_provider "helm" {}

variables {
  environment      = "dev"
  site_domain      = "acme.internal"
  namespaces       = { cnpg-system = "cnpg-system", mlflow = "mlflow", monitoring = "monitoring", gateway = "gateway-system" }
  issuer_name      = "platform"
  protect_database = false
}

run "mlflow_would_pass_a_review" {
  command = plan

  assert {
    condition     = output.values.mlflow.auth.enabled && output.values.mlflow.auth.existingAdminSecret.name == "mlflow-admin" && output.values.mlflow.auth.defaultPermission == "READ" && !can(output.values.mlflow.oidcAuth)
    error_message = "Without OIDC there must be accounts, with the password in a secret."
  }

  assert {
    condition     = !output.values.mlflow.postgresql.enabled && !output.values.mlflow.mysql.enabled && output.values.mlflow.backendStore.postgres.enabled && output.values.mlflow.backendStore.databaseMigration && output.values.mlflow.backendStore.existingDatabaseSecret.name == "mlflow-db-app"
    error_message = "No bundled database; PostgreSQL with the operator's secret, migrated."
  }

  assert {
    condition     = output.values.mlflow.extraEnvVars.PGSSLMODE == "verify-full" && output.values.mlflow.extraVolumes[0].secret.secretName == "mlflow-db-server" && contains(output.values.mlflow.serverAllowedHosts, "mlflow.acme.internal")
    error_message = "The server's certificate must be verified, and only known hosts be served."
  }

  assert {
    condition     = output.values.mlflow.artifactRoot.proxiedArtifactStorage && jsonencode(output.values.mlflow.extraSecretNamesForEnvFrom) == jsonencode(["object-store"]) && output.values.mlflow.extraEnvVars.MLFLOW_S3_ENDPOINT_URL == "https://s3.acme.internal"
    error_message = "Artifacts go through the server, with the bucket's key in a secret."
  }

  assert {
    condition     = output.values.mlflow.securityContext.readOnlyRootFilesystem && !output.values.mlflow.serviceAccount.automount && output.values.mlflow.service.type == "ClusterIP" && !output.values.mlflow.telemetry.enabled
    error_message = "Restricted pod, no token, nothing published, nothing sent home."
  }

  assert {
    condition     = jsonencode(output.releases) == jsonencode({ cloudnative-pg = "0.29.0", mlflow = "1.11.5", plugin-barman-cloud = "0.7.0" })
    error_message = "Versions are exact."
  }
}

run "database_is_encrypted_and_backed_up" {
  command = plan

  assert {
    condition = one([for m in output.manifests : (
      !m.spec.enableSuperuserAccess && contains(m.spec.postgresql.pg_hba, "hostnossl all all all reject") && m.spec.postgresql.parameters.ssl_min_protocol_version == "TLSv1.3"
      && m.spec.certificates.serverTLSSecret == "mlflow-db-server" && m.spec.plugins[0].isWALArchiver && m.spec.instances == 1 && !can(m.spec.bootstrap.initdb.secret)
    ) if m.kind == "Cluster"])
    error_message = "No superuser, TLS only, continuous archiving, a password nobody typed."
  }

  assert {
    condition = one([for m in output.manifests : (
      m.spec.configuration.destinationPath == "s3://backups/mlflow" && m.spec.configuration.endpointURL == "https://s3.acme.internal" && m.spec.configuration.wal.encryption == "AES256" && m.spec.retentionPolicy == "30d"
    ) if m.kind == "ObjectStore"])
    error_message = "Backups go to a bucket of their own, encrypted and kept."
  }

  assert {
    condition     = one([for m in output.manifests : length(split(" ", m.spec.schedule)) == 6 && m.spec.immediate && m.spec.method == "plugin" if m.kind == "ScheduledBackup"])
    error_message = "The schedule has six fields; a five-field one would run every minute of an hour."
  }

  assert {
    condition     = one([for m in output.manifests : contains(m.spec.dnsNames, "mlflow-db-rw.mlflow.svc") && m.spec.issuerRef.name == "platform" && m.spec.secretTemplate.labels["cnpg.io/reload"] == "" if m.kind == "Certificate"])
    error_message = "The certificate must bear the name clients connect to, and be reloaded when renewed."
  }

  assert {
    condition     = one([for m in output.manifests : jsonencode(m.spec.ingress[0].from[0].podSelector.matchLabels) == jsonencode({ "app.kubernetes.io/name" = "mlflow" }) if m.metadata.name == "mlflow-database"])
    error_message = "Only MLflow may talk to the database."
  }
}

run "database_logs_apart_and_answers_tls_only" {
  command = plan

  assert {
    condition     = one([for m in output.manifests : m.spec.walStorage.size == "10Gi" && m.spec.monitoring.enablePodMonitor && [for p in m.spec.plugins : p.name] == ["barman-cloud.cloudnative-pg.io"] if m.kind == "Cluster"])
    error_message = "Write-ahead logs have a volume of their own, the database is watched and archived by the plugin."
  }

  assert {
    condition     = one([for m in output.manifests : [for line in m.spec.postgresql.pg_hba : line if startswith(line, "host") && !startswith(line, "hostssl") && !endswith(line, "reject")] == [] && contains(m.spec.postgresql.pg_hba, "hostssl all all all scram-sha-256") if m.kind == "Cluster"])
    error_message = "Nobody reaches the database without TLS and a password."
  }

  assert {
    condition     = [for m in output.manifests : m.spec.databaseReclaimPolicy if m.kind == "Database"] == ["retain"]
    error_message = "Each application has a database object of its own, which outlives it."
  }
}

run "prod_survives_a_node_and_separates_duties" {
  command = plan

  variables {
    environment          = "prod"
    protect_database     = true
    ca_bundle_config_map = "site-ca"
    ca_secret_name       = "site-ca"
    object_store_cidrs   = ["10.30.0.0/24"]
    storage_class        = "block-retain"
    oidc                 = { issuer_url = "https://id.acme.internal/realms/acme/", client_id = "mlflow" }
  }

  assert {
    condition     = one([for m in output.manifests : m.spec.instances == 3 && m.spec.affinity.podAntiAffinityType == "required" && m.spec.postgresql.synchronous.number == 1 && m.spec.enablePDB && m.spec.storage.storageClass == "block-retain" if m.kind == "Cluster"])
    error_message = "Three instances on three nodes; one of them synchronous."
  }

  assert {
    condition     = output.values.mlflow.oidcAuth.enabled && !can(output.values.mlflow.auth) && output.values.mlflow.oidcAuth.discoveryUrl == "https://id.acme.internal/realms/acme/.well-known/openid-configuration" && jsonencode(output.values.mlflow.oidcAuth.adminGroupName) == jsonencode(["model-approvers"]) && output.values.mlflow.oidcAuth.existingSecret.name == "mlflow-oidc"
    error_message = "Approvers are a group of their own; exactly one sign-in is on."
  }

  assert {
    condition     = [for m in output.manifests : m.spec.name if m.kind == "Database"] == ["mlflow_users"] && output.values.mlflow.extraEnvVars.AWS_CA_BUNDLE == "/etc/mlflow/site-ca/ca.crt" && one([for m in output.manifests : m.spec.configuration.endpointCA.name if m.kind == "ObjectStore"]) == "site-ca"
    error_message = "Users have a database, and the site's CA is trusted."
  }

  assert {
    condition     = one([for m in output.manifests : m.spec.egress[1].to[0].ipBlock.cidr if m.metadata.name == "mlflow-server"]) == "10.30.0.0/24"
    error_message = "The object store outside the cluster must be reachable."
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
    condition     = !can(regex("(docker\\.io|quay\\.io|ghcr\\.io|github\\.io)", jsonencode([output.values, output.manifests, output.images])))
    error_message = "Nothing may point at a public host, the database image in the Cluster object included."
  }

  assert {
    condition     = one([for m in output.manifests : m.spec.imageName if m.kind == "Cluster"]) == "registry.acme.internal/cloudnative-pg/postgresql:18.4-minimal-trixie" && length(output.images) == 5 && length([for entry in output.mirror : entry if entry.kind == "chart"]) == 3
    error_message = "Operator-started images must be mirrored too."
  }
}

run "lake_names_the_store" {
  command = plan

  variables {
    s3_endpoint        = "https://object-store.acme.internal:8333"
    externally_managed = ["cloudnative-pg", "plugin-barman-cloud"]
  }

  assert {
    condition     = output.values.mlflow.extraEnvVars.MLFLOW_S3_ENDPOINT_URL == "https://object-store.acme.internal:8333" && jsonencode(keys(output.releases)) == jsonencode(["mlflow"]) && length([for m in output.manifests : m if m.kind == "Cluster"]) == 1
    error_message = "A foreign operator keeps our database object."
  }
}

run "rejects_bad_names" {
  command         = plan
  expect_failures = [var.environment, var.connectivity, var.site_domain, var.namespaces, var.database_volume_size, var.backup_retention_days]

  variables {
    environment           = "production"
    connectivity          = "sometimes"
    site_domain           = "example.com"
    namespaces            = {}
    database_volume_size  = "20G"
    backup_retention_days = 1
  }
}

run "rejects_backups_beside_the_models" {
  command         = plan
  expect_failures = [var.object_store]

  variables {
    object_store = { model_bucket = "models", backup_bucket = "models", endpoint = "http://s3.acme.internal", encryption = "none" }
  }
}

run "rejects_approving_ones_own_model" {
  command         = plan
  expect_failures = [var.oidc]

  variables {
    oidc = { issuer_url = "https://id.acme.internal", client_id = "mlflow", user_groups = ["ml"], approver_groups = ["ml"] }
  }
}

run "rejects_plain_http_issuer" {
  command         = plan
  expect_failures = [var.oidc]

  variables {
    oidc = { issuer_url = "http://id.acme.internal", client_id = "mlflow" }
  }
}

run "rejects_foreign_releases" {
  command         = plan
  expect_failures = [var.externally_managed, var.overrides]

  variables {
    externally_managed = ["postgresql"]
    overrides          = { postgresql = {} }
  }
}

run "warns_of_shared_accounts_in_prod" {
  command         = plan
  expect_failures = [check.people_sign_in_as_themselves]

  variables {
    environment = "prod"
  }
}
