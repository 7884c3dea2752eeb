mock_provider "helm" {}

variables {
  environment       = "prod"
  issuer_name       = "platform"
  secret_store_name = "platform"
  namespaces        = { object-store = "object-store", mlflow = "mlflow", monitoring = "monitoring", training = "training-operators" }
  tenant_namespaces = { data = "data", serving = "serving", training = "training" }
  buckets = {
    models = { writers = ["mlflow", "training"], readers = ["serving"] }
    raw    = { writers = ["data"] }
    tmp    = { writers = ["data"], versioning = false, ttl = "7d" }
  }
}

run "open_defaults_are_closed" {
  command = plan

  assert {
    condition     = module.seaweedfs.values.global.seaweedfs.enableSecurity && module.seaweedfs.values.s3.enableAuth && module.seaweedfs.values.s3.existingConfigSecret == "seaweedfs-s3-config"
    error_message = "TLS between the parts and authentication are off by default and must be on, with keys from a secret."
  }

  assert {
    condition     = !module.seaweedfs.values.filer.s3.enabled && !module.seaweedfs.values.admin.enabled && !module.seaweedfs.values.sftp.enabled && !module.seaweedfs.values.allInOne.enabled
    error_message = "No second gateway, no admin interface without a password, no SFTP."
  }

  assert {
    condition     = module.seaweedfs.values.networkPolicy.enabled && module.seaweedfs.values.networkPolicy.components.s3.extraIngress[0].ports[0].port == 8333 && module.seaweedfs.values.s3.port == 8332
    error_message = "Clients must reach the TLS port only."
  }

  assert {
    condition     = one(module.seaweedfs.values.networkPolicy.components.s3.extraIngress).from[0].namespaceSelector.matchExpressions[0].values == tolist(["data", "mlflow", "serving", "training"])
    error_message = "Only namespaces of clients may reach the gateway."
  }

  assert {
    condition     = !strcontains(jsonencode(module.seaweedfs.values), "hostPath") && module.seaweedfs.values.master.data.type == "persistentVolumeClaim"
    error_message = "Host paths, the chart's default, must not be used."
  }

  assert {
    condition     = alltrue([for part in ["master", "volume", "filer", "s3"] : module.seaweedfs.values[part].podSecurityContext.runAsNonRoot && module.seaweedfs.values[part].containerSecurityContext.capabilities.drop == ["ALL"]])
    error_message = "No part may run as root or keep capabilities."
  }

  assert {
    condition     = !module.seaweedfs.values.volume.resizeHook.enabled
    error_message = "The resize hook pulls a kubectl image past the mirror."
  }

  assert {
    condition     = output.releases == { object-store-access = "1.0.0", seaweedfs = "4.44.0" } && output.s3_endpoint == "https://seaweedfs-s3.object-store.svc:8333"
    error_message = "Exact version and an endpoint with TLS."
  }
}

run "buckets_are_private_and_versioned" {
  command = plan

  assert {
    condition     = [for b in module.seaweedfs.values.s3.createBuckets : b.name] == ["models", "raw", "tmp"] && alltrue([for b in module.seaweedfs.values.s3.createBuckets : b.anonymousRead == false])
    error_message = "No bucket may be readable by everybody."
  }

  assert {
    condition     = module.seaweedfs.values.s3.createBuckets[0].versioning == "Enabled" && module.seaweedfs.values.s3.createBuckets[2].versioning == "Suspended" && module.seaweedfs.values.s3.createBuckets[2].ttl == "7d"
    error_message = "Versioning is the default, ttl where it is asked for."
  }
}

run "keys_per_client" {
  command = plan

  assert {
    condition     = local.actions["serving"] == tolist(["List:models", "Read:models"]) && contains(local.actions["training"], "Write:models") && !contains(local.actions["training"], "Write:raw")
    error_message = "Clients may do what their buckets say, and no more."
  }

  assert {
    condition = { for m in output.manifests : m.metadata.namespace => m.spec.secretStoreRef.kind if m.kind == "ExternalSecret" && m.metadata.name == "object-store" } == {
      data = "SecretStore", mlflow = "ClusterSecretStore", serving = "SecretStore", training = "SecretStore"
    }
    error_message = "Tenants fetch keys from their own store, components from the platform's."
  }

  assert {
    condition     = !anytrue([for m in output.manifests : m.kind == "Secret"]) && alltrue([for identity in jsondecode(one([for m in output.manifests : m.spec.target.template.data.seaweedfs_s3_config if m.kind == "ExternalSecret" && m.metadata.name == "seaweedfs-s3-config"])).identities : startswith(identity.credentials[0].secretKey, "{{ .")])
    error_message = "Keys must be templates that the operator fills in, never values."
  }

  assert {
    condition     = one([for m in output.manifests : m.spec.issuerRef.name if m.kind == "Certificate"]) == "platform"
    error_message = "The S3 certificate must come from the platform's issuer."
  }
}

run "locked_bucket" {
  command = plan
  variables {
    buckets           = { evidence = { writers = ["data"], object_lock = true } }
    lock_acknowledged = true
  }

  assert {
    condition     = module.seaweedfs.values.s3.createBuckets[0].objectLock && module.seaweedfs.values.s3.createBuckets[0].versioning == "Enabled"
    error_message = "A locked bucket must be locked and versioned."
  }
}

run "small_sandbox" {
  command = plan
  variables {
    environment = "sandbox"
    nodes       = 1
    replication = "none"
  }

  assert {
    condition     = module.seaweedfs.values.master.replicas == 1 && module.seaweedfs.values.global.seaweedfs.replicationPlacement == "000"
    error_message = "A sandbox may be small."
  }
}

run "air_gap" {
  command = plan
  variables {
    connectivity   = "air_gapped"
    chart_registry = "oci://registry.acme.internal/charts"
    image_registry = "registry.acme.internal"
  }

  assert {
    condition     = output.images == tolist(["registry.acme.internal/chrislusf/seaweedfs:4.44"]) && module.seaweedfs.values.global.imageRegistry == "registry.acme.internal"
    error_message = "The image must come from the mirror."
  }
}

run "rejects_lock_without_acknowledgement" {
  command = plan
  variables {
    buckets = { evidence = { object_lock = true } }
  }
  expect_failures = [var.buckets]
}

run "rejects_locked_bucket_with_ttl" {
  command = plan
  variables {
    buckets           = { evidence = { object_lock = true, ttl = "7d" } }
    lock_acknowledged = true
  }
  expect_failures = [var.buckets]
}

run "rejects_bucket_name" {
  command = plan
  variables {
    buckets = { Raw_Data = {} }
  }
  expect_failures = [var.buckets]
}

run "rejects_no_buckets" {
  command = plan
  variables {
    buckets = {}
  }
  expect_failures = [var.buckets]
}

run "rejects_anonymous_reader" {
  command = plan
  variables {
    buckets = { raw = { readers = ["anonymous"] } }
  }
  expect_failures = [var.buckets]
}

run "rejects_single_copy_in_prod" {
  command = plan
  variables {
    replication = "none"
  }
  expect_failures = [var.replication]
}

run "rejects_more_copies_than_nodes" {
  command = plan
  variables {
    nodes = 1
  }
  expect_failures = [var.replication]
}

run "rejects_replication" {
  command = plan
  variables {
    replication = "three"
  }
  expect_failures = [var.replication]
}

run "rejects_no_nodes" {
  command = plan
  variables {
    nodes       = 0
    environment = "dev"
    replication = "none"
  }
  expect_failures = [var.nodes]
}

run "rejects_overrides_without_auth" {
  command = plan
  variables {
    overrides = { s3 = { enableAuth = false } }
  }
  expect_failures = [var.overrides]
}

run "rejects_overrides_with_public_bucket" {
  command = plan
  variables {
    overrides = { s3 = { createBuckets = [{ name = "x", anonymousRead = true }] } }
  }
  expect_failures = [var.overrides]
}

run "rejects_no_secret_store" {
  command = plan
  variables {
    secret_store_name = ""
  }
  expect_failures = [var.secret_store_name]
}

run "rejects_missing_namespace" {
  command = plan
  variables {
    namespaces = { mlflow = "mlflow" }
  }
  expect_failures = [var.namespaces]
}

run "rejects_volume_size" {
  command = plan
  variables {
    volume_size = "500"
  }
  expect_failures = [var.volume_size]
}

run "rejects_environment" {
  command = plan
  variables {
    environment = "qa"
  }
  expect_failures = [var.environment]
}
