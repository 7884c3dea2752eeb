mock_provider "helm" {}

variables {
  environment = "dev"
  site_domain = "acme.internal"
  namespaces  = { vector-store = "vector-store", monitoring = "monitoring", gateway = "gateway-system" }
  issuer_name = "platform"
}

run "qdrant_would_pass_a_review" {
  command = plan

  assert {
    condition     = toset([for entry in output.values.qdrant.env : entry.name]) == toset(["QDRANT__SERVICE__API_KEY", "QDRANT__SERVICE__READ_ONLY_API_KEY", "QDRANT__STORAGE__SNAPSHOTS_CONFIG__S3_CONFIG__ACCESS_KEY", "QDRANT__STORAGE__SNAPSHOTS_CONFIG__S3_CONFIG__SECRET_KEY"]) && alltrue([for entry in output.values.qdrant.env : can(entry.valueFrom.secretKeyRef.name)]) && !can(output.values.qdrant.apiKey)
    error_message = "Keys must come from secrets by environment, never through the chart."
  }

  assert {
    condition     = output.values.qdrant.config.service.enable_tls && output.values.qdrant.config.cluster.p2p.enable_tls && output.values.qdrant.config.service.jwt_rbac && !output.values.qdrant.config.service.enable_cors && output.values.qdrant.config.telemetry_disabled
    error_message = "TLS to clients and between nodes, tokens per collection, no CORS and no telemetry."
  }

  assert {
    condition     = output.values.qdrant.image.useUnprivilegedImage && output.values.qdrant.image.tag == "v1.19.0" && !output.values.qdrant.updateVolumeFsOwnership && output.values.qdrant.containerSecurityContext.readOnlyRootFilesystem && output.values.qdrant.service.type == "ClusterIP"
    error_message = "Unprivileged image, no root init container, nothing published."
  }

  assert {
    condition     = one([for m in output.manifests : m.spec.issuerRef.name == "platform" && contains(m.spec.dnsNames, "qdrant.vector-store.svc") && contains(m.spec.dnsNames, "qdrant-0.qdrant-headless") if m.kind == "Certificate"])
    error_message = "The certificate must bear the names of service and nodes."
  }

  assert {
    condition     = one([for m in output.manifests : m.spec.ingress[2].ports[0].port == 6335 && jsonencode(m.spec.ingress[2].from[0]) == jsonencode({ podSelector = { matchLabels = { "app.kubernetes.io/name" = "qdrant" } } }) if m.kind == "NetworkPolicy"])
    error_message = "Only nodes may talk to nodes."
  }

  assert {
    condition     = output.endpoint == "https://qdrant.vector-store.svc:6333" && output.releases["qdrant"] == "1.19.0"
    error_message = "The address is TLS and the version exact."
  }
}

run "snapshot_job_is_hardened_and_asks_every_node" {
  command = plan

  variables {
    environment = "prod"
    memory      = "16Gi"
  }

  assert {
    condition     = one([for m in output.manifests : alltrue([for index in range(3) : strcontains(m.spec.jobTemplate.spec.template.spec.containers[0].command[2], "qdrant-${index}.qdrant-headless")]) if m.kind == "CronJob"])
    error_message = "A snapshot holds one node's data, so each must be asked."
  }

  assert {
    condition = one([for m in output.manifests : (
      !m.spec.jobTemplate.spec.template.spec.automountServiceAccountToken && m.spec.jobTemplate.spec.template.spec.containers[0].securityContext.readOnlyRootFilesystem
      && m.spec.jobTemplate.spec.template.spec.volumes[1].secret.secretName == "qdrant-api-keys" && !can(m.spec.jobTemplate.spec.template.spec.containers[0].env) && strcontains(m.spec.jobTemplate.spec.template.spec.containers[0].image, "@sha256:") && m.spec.concurrencyPolicy == "Forbid"
    ) if m.kind == "CronJob"])
    error_message = "The job has no token, a read-only root, an image by digest, and its key as a file."
  }

  assert {
    condition     = output.values.qdrant.replicaCount == 3 && output.values.qdrant.podDisruptionBudget.enabled && length(output.values.qdrant.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution) == 1 && output.values.qdrant.config.storage.snapshots_config.s3_config.endpoint_url == "https://s3.acme.internal"
    error_message = "Three nodes on three hosts, snapshots to the site's store."
  }
}

run "air_gap_names_no_public_host" {
  command = plan

  variables {
    connectivity   = "air_gapped"
    chart_registry = "oci://registry.acme.internal/charts"
    image_registry = "registry.acme.internal"
    s3_endpoint    = "https://store.acme.internal"
  }

  assert {
    condition     = !can(regex("(docker\\.io|quay\\.io|ghcr\\.io|github\\.io)", jsonencode([output.values, output.manifests, output.images])))
    error_message = "Nothing may point at a public host, the job's image included."
  }

  assert {
    condition     = toset(output.images) == toset(["registry.acme.internal/qdrant/qdrant:v1.19.0-unprivileged", "registry.acme.internal/curlimages/curl@sha256:463eaf6072688fe96ac64fa623fe73e1dbe25d8ad6c34404a669ad3ce1f104b6"]) && output.values.qdrant.image.repository == "registry.acme.internal/qdrant/qdrant"
    error_message = "The mirror must hold the image that really runs."
  }
}

run "without_backups_there_is_no_job" {
  command = plan

  variables {
    backups            = null
    externally_managed = ["qdrant"]
  }

  assert {
    condition     = length([for m in output.manifests : m if m.kind == "CronJob"]) == 0 && length(output.releases) == 0 && length(output.images) == 0 && !can(output.values.qdrant.config.storage.snapshots_config)
    error_message = "No store, no job."
  }
}

run "rejects_bad_names" {
  command         = plan
  expect_failures = [var.environment, var.connectivity, var.site_domain, var.namespaces, var.api_key_secret_name, var.memory, var.volume_size]

  variables {
    environment         = "production"
    connectivity        = "sometimes"
    site_domain         = "example.com"
    namespaces          = {}
    api_key_secret_name = "S3cr3t!"
    memory              = "4G"
    volume_size         = "1Ti"
  }
}

run "rejects_plain_http_backups" {
  command         = plan
  expect_failures = [var.backups]

  variables {
    backups = { endpoint = "http://s3.acme.internal", schedule = "0 0 1 * * *" }
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

run "warns_of_missing_backups_in_prod" {
  command         = plan
  expect_failures = [check.backups]

  variables {
    environment = "prod"
    backups     = null
  }
}
