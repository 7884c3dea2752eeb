mock_provider "helm" {}

variables {
  name      = "cert-manager"
  namespace = "cert-manager"
  chart     = { repository = "oci://quay.io/jetstack/charts", name = "cert-manager", version = "v1.21.1" }
  values    = { crds = { enabled = true }, prometheus = { enabled = false } }
  images    = { controller = "quay.io/jetstack/cert-manager-controller:v1.21.1" }
}

run "online_takes_upstream_with_our_defaults" {
  command = plan

  assert {
    condition     = helm_release.this["cert-manager"].repository == "oci://quay.io/jetstack/charts" && helm_release.this["cert-manager"].version == "v1.21.1"
    error_message = "Without a mirror the chart comes from upstream, in exactly this version."
  }

  assert {
    condition = alltrue([
      helm_release.this["cert-manager"].wait,
      helm_release.this["cert-manager"].timeout == 900,
      !helm_release.this["cert-manager"].atomic,
      helm_release.this["cert-manager"].cleanup_on_fail,
      helm_release.this["cert-manager"].max_history == 3,
      !helm_release.this["cert-manager"].dependency_update,
      !helm_release.this["cert-manager"].lint,
      !helm_release.this["cert-manager"].create_namespace,
      !helm_release.this["cert-manager"].take_ownership,
      !helm_release.this["cert-manager"].disable_webhooks,
    ])
    error_message = "The release must carry our defaults explicitly."
  }

  assert {
    condition     = length(helm_release.this["cert-manager"].values) == 1 && yamldecode(helm_release.this["cert-manager"].values[0]).crds.enabled
    error_message = "Values must arrive as one YAML document."
  }

  assert {
    condition     = [for entry in output.mirror : entry.kind] == ["chart", "image"] && alltrue([for entry in output.mirror : entry.source == entry.target])
    error_message = "Source and target are the same without a mirror."
  }
}

run "air_gap_takes_everything_from_the_mirror" {
  command = plan

  variables {
    connectivity   = "air_gapped"
    chart_registry = "oci://registry.acme.internal/charts"
    image_registry = "registry.acme.internal/mirror"
  }

  assert {
    condition     = helm_release.this["cert-manager"].repository == "oci://registry.acme.internal/charts" && helm_release.this["cert-manager"].chart == "cert-manager"
    error_message = "The chart must come from the mirror."
  }

  assert {
    condition     = output.images == tolist(["registry.acme.internal/mirror/jetstack/cert-manager-controller:v1.21.1"]) && output.image["controller"] == output.images[0]
    error_message = "The host of an image is replaced, its path stays."
  }

  assert {
    condition     = [for entry in output.mirror : entry.source] == ["oci://quay.io/jetstack/charts/cert-manager:v1.21.1", "quay.io/jetstack/cert-manager-controller:v1.21.1"]
    error_message = "The mirror list must say where to copy from."
  }
}

run "overrides_are_a_second_document" {
  command = plan

  variables {
    overrides = { prometheus = { enabled = true } }
  }

  assert {
    condition     = length(helm_release.this["cert-manager"].values) == 2 && yamldecode(helm_release.this["cert-manager"].values[1]).prometheus.enabled
    error_message = "Helm must merge the overrides over the values."
  }
}

run "externally_managed_creates_nothing" {
  command = plan

  variables {
    externally_managed = true
  }

  assert {
    condition     = length(helm_release.this) == 0 && length(output.releases) == 0 && length(output.images) == 0 && length(output.mirror) == 0 && output.name == "cert-manager"
    error_message = "A release that somebody else owns must not be created, mirrored or listed."
  }
}

run "protected_release_is_the_same_release" {
  command = plan

  variables {
    protect = true
  }

  assert {
    condition = alltrue([
      length(helm_release.this) == 0,
      helm_release.protected["cert-manager"].version == "v1.21.1",
      helm_release.protected["cert-manager"].wait,
      helm_release.protected["cert-manager"].timeout == 900,
      !helm_release.protected["cert-manager"].atomic,
      helm_release.protected["cert-manager"].cleanup_on_fail,
      helm_release.protected["cert-manager"].max_history == 3,
      !helm_release.protected["cert-manager"].dependency_update,
      !helm_release.protected["cert-manager"].create_namespace,
      !helm_release.protected["cert-manager"].take_ownership,
      !helm_release.protected["cert-manager"].disable_webhooks,
      !helm_release.protected["cert-manager"].skip_crds,
      !helm_release.protected["cert-manager"].lint,
    ])
    error_message = "Protection must change nothing but the protection."
  }

  assert {
    condition     = output.releases == { cert-manager = "v1.21.1" }
    error_message = "A protected release is listed too."
  }
}

run "names_of_secrets_are_no_credentials" {
  command = plan

  variables {
    values = { auth = { existingSecret = "db", existingSecretPasswordKey = "password", automountServiceAccountToken = false, tokenTTL = "1h" } }
  }

  assert {
    condition     = length(helm_release.this) == 1
    error_message = "References to secrets must pass."
  }
}

run "rejects_air_gap_without_registry" {
  command = plan
  variables {
    connectivity   = "air_gapped"
    chart_registry = "oci://registry.acme.internal/charts"
  }
  expect_failures = [var.chart_registry]
}

run "rejects_public_registry_in_air_gap" {
  command = plan
  variables {
    connectivity   = "air_gapped"
    chart_registry = "oci://registry.acme.internal/charts"
    image_registry = "registry.acme.internal"
    values         = { image = { repository = "ghcr.io/acme/thing" } }
  }
  expect_failures = [var.values]
}

run "rejects_credential_in_values" {
  command = plan
  variables {
    values = { grafana = { adminPassword = "prom-operator" } }
  }
  expect_failures = [var.values]
}

run "rejects_credential_in_overrides" {
  command = plan
  variables {
    overrides = { auth = { token = "abc" } }
  }
  expect_failures = [var.values]
}

run "rejects_load_balancer" {
  command = plan
  variables {
    values = { service = { type = "LoadBalancer" } }
  }
  expect_failures = [var.values]
}

run "rejects_latest" {
  command = plan
  variables {
    values = { image = { tag = "latest" } }
  }
  expect_failures = [var.values]
}

run "rejects_bitnami_image" {
  command = plan
  variables {
    values = { image = "docker.io/bitnami/postgresql:17" }
  }
  expect_failures = [var.values]
}

run "rejects_version_range" {
  command = plan
  variables {
    chart = { repository = "oci://quay.io/jetstack/charts", name = "cert-manager", version = "~> 1.21" }
  }
  expect_failures = [var.chart]
}

run "rejects_http_repository" {
  command = plan
  variables {
    chart = { repository = "http://charts.acme.internal", name = "cert-manager", version = "1.21.1" }
  }
  expect_failures = [var.chart]
}

run "rejects_chart_path" {
  command = plan
  variables {
    chart = { repository = "oci://quay.io/jetstack/charts", name = "../cert-manager", version = "1.21.1" }
  }
  expect_failures = [var.chart]
}

run "rejects_minio_repository" {
  command = plan
  variables {
    chart = { repository = "https://charts.min.io", name = "minio", version = "5.4.0" }
  }
  expect_failures = [var.chart]
}

run "rejects_chart_registry_without_scheme" {
  command = plan
  variables {
    chart_registry = "registry.acme.internal/charts"
  }
  expect_failures = [var.chart_registry]
}

run "rejects_image_registry_with_scheme" {
  command = plan
  variables {
    image_registry = "https://registry.acme.internal"
  }
  expect_failures = [var.image_registry]
}

run "rejects_image_without_tag" {
  command = plan
  variables {
    images = { controller = "quay.io/jetstack/cert-manager-controller" }
  }
  expect_failures = [var.images]
}

run "rejects_latest_image" {
  command = plan
  variables {
    images = { controller = "quay.io/jetstack/cert-manager-controller:latest" }
  }
  expect_failures = [var.images]
}

run "rejects_unknown_connectivity" {
  command = plan
  variables {
    connectivity = "offline"
  }
  expect_failures = [var.connectivity]
}

run "rejects_default_namespace" {
  command = plan
  variables {
    namespace = "default"
  }
  expect_failures = [var.namespace]
}

run "rejects_name" {
  command = plan
  variables {
    name = "Cert_Manager"
  }
  expect_failures = [var.name]
}

run "rejects_timeout" {
  command = plan
  variables {
    timeout = 10
  }
  expect_failures = [var.timeout]
}

run "rejects_values_that_are_no_object" {
  command = plan
  variables {
    values = "crds.enabled=true"
  }
  expect_failures = [var.values]
}

run "rejects_overrides_that_are_no_object" {
  command = plan
  variables {
    overrides = ["a"]
  }
  expect_failures = [var.overrides]
}
