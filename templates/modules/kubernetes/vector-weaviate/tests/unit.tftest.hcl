mock_provider "helm" {}

variables {
  environment = "dev"
  site_domain = "acme.internal"
  namespaces  = { vector-store = "vector-store", monitoring = "monitoring", gateway = "gateway-system" }
  issuer_name = "platform"
}

run "weaviate_would_pass_a_review" {
  command = plan

  assert {
    condition     = !output.values.weaviate.authentication.anonymous_access.enabled && output.values.weaviate.env.AUTHENTICATION_APIKEY_ENABLED == "true" && output.values.weaviate.envSecrets.AUTHENTICATION_APIKEY_ALLOWED_KEYS == "weaviate-api-keys" && output.values.weaviate.authorization.rbac.enabled
    error_message = "No anonymous access; keys from a secret and roles."
  }

  assert {
    condition     = output.values.weaviate.service.type == "ClusterIP" && output.values.weaviate.grpcService.type == "ClusterIP"
    error_message = "Both services of the chart are LoadBalancers by default."
  }

  assert {
    condition     = !output.values.weaviate.initContainers.sysctlInitContainer.enabled && output.values.weaviate.containerSecurityContext.readOnlyRootFilesystem && output.values.weaviate.serviceAccountName == "weaviate" && one([for m in output.manifests : !m.automountServiceAccountToken if m.kind == "ServiceAccount"])
    error_message = "No privileged container, no token."
  }

  assert {
    condition     = output.values.weaviate.image.tag == "1.37.6" && output.releases["weaviate"] == "17.8.3" && output.values.weaviate.env.GRPC_CERT_FILE == "/etc/weaviate/tls/tls.crt"
    error_message = "Versions are exact and gRPC has TLS."
  }

  assert {
    condition     = output.values.weaviate.backups.s3.enabled && output.values.weaviate.backups.s3.envconfig.BACKUP_S3_ENDPOINT == "s3.acme.internal" && output.values.weaviate.backups.s3.envconfig.BACKUP_S3_USE_SSL == "true" && output.values.weaviate.backups.s3.envSecrets.AWS_SECRET_ACCESS_KEY == "weaviate-s3"
    error_message = "Backups go to the site's store over TLS, with keys from a secret."
  }

  assert {
    condition     = one([for m in output.manifests : jsonencode(m.spec.ingress[2].from) == jsonencode([{ podSelector = { matchLabels = { app = "weaviate" } } }]) if m.kind == "NetworkPolicy"])
    error_message = "Cluster ports are for nodes only."
  }
}

run "prod_has_three_nodes" {
  command = plan

  variables {
    environment     = "prod"
    mesh_encrypted  = true
    allowed_modules = ["text2vec-transformers"]
    oidc            = { issuer_url = "https://id.acme.internal", client_id = "weaviate", admin_groups = ["platform-admins"] }
  }

  assert {
    condition     = output.values.weaviate.replicas == 3 && output.values.weaviate.env.RAFT_BOOTSTRAP_EXPECT == "3" && output.values.weaviate.env.REPLICATION_MINIMUM_FACTOR == "2" && output.values.weaviate.env.ENABLE_MODULES == "text2vec-transformers,backup-s3"
    error_message = "Three nodes, two copies, and the backup module stays on."
  }

  assert {
    condition     = output.values.weaviate.authentication.oidc.issuer == "https://id.acme.internal" && jsonencode(output.values.weaviate.authorization.rbac.root_groups) == jsonencode(["platform-admins"])
    error_message = "People sign in as themselves."
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
    condition     = !can(regex("(docker\\.io|weaviate\\.io|ghcr\\.io|github\\.io)", jsonencode([output.values, output.manifests, output.images]))) && output.images == tolist(["registry.acme.internal/semitechnologies/weaviate:1.37.6"])
    error_message = "Nothing may point at a public host."
  }
}

run "externally_managed_without_backups" {
  command = plan

  variables {
    externally_managed = ["weaviate"]
    backups            = null
  }

  assert {
    condition     = length(output.releases) == 0 && length(output.values.weaviate.backups) == 0
    error_message = "A foreign release is not created."
  }
}

run "rejects_bad_names" {
  command         = plan
  expect_failures = [var.environment, var.connectivity, var.site_domain, var.namespaces, var.api_key_secret_name, var.memory, var.volume_size, var.admin_users]

  variables {
    environment         = "production"
    connectivity        = "sometimes"
    site_domain         = "example.com"
    namespaces          = {}
    api_key_secret_name = "S3cr3t!"
    memory              = "4G"
    volume_size         = "1Ti"
    admin_users         = []
  }
}

run "rejects_modules_that_call_out" {
  command         = plan
  expect_failures = [var.allowed_modules]

  variables {
    allowed_modules = ["text2vec-openai"]
  }
}

run "rejects_plain_http" {
  command         = plan
  expect_failures = [var.backups, var.oidc]

  variables {
    backups = { endpoint = "http://s3.acme.internal" }
    oidc    = { issuer_url = "http://id.acme.internal", client_id = "weaviate" }
  }
}

run "rejects_foreign_releases" {
  command         = plan
  expect_failures = [var.externally_managed, var.overrides]

  variables {
    externally_managed = ["milvus"]
    overrides          = { milvus = {} }
  }
}

run "warns_of_plain_traffic_and_missing_backups_in_prod" {
  command         = plan
  expect_failures = [check.traffic_is_encrypted, check.backups]

  variables {
    environment = "prod"
    backups     = null
  }
}
