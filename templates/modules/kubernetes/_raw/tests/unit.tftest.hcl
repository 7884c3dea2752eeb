mock_provider "helm" {}

variables {
  name      = "tenant-objects"
  namespace = "platform-system"
  manifests = [
    { apiVersion = "v1", kind = "ServiceAccount", metadata = { name = "b", namespace = "team-a" } },
    { apiVersion = "example.org/v1", kind = "Queue", metadata = { name = "a" }, spec = { nested = [1, "two"] } },
  ]
}

run "objects_are_sorted_and_pass_through_values" {
  command = plan

  assert {
    condition     = [for m in yamldecode(helm_release.this["tenant-objects"].values[0]).manifests : m.kind] == ["Queue", "ServiceAccount"]
    error_message = "Objects must be sorted by kind, namespace and name."
  }

  assert {
    condition     = yamldecode(helm_release.this["tenant-objects"].values[0]).manifests[0].spec.nested[1] == "two"
    error_message = "Objects must arrive unchanged."
  }

  assert {
    condition     = endswith(helm_release.this["tenant-objects"].chart, "/chart") && helm_release.this["tenant-objects"].repository == null
    error_message = "The chart must be the local folder: an air-gapped plan downloads nothing."
  }

  assert {
    condition     = helm_release.this["tenant-objects"].create_namespace == false && helm_release.this["tenant-objects"].wait == true
    error_message = "The release must not create namespaces and must wait."
  }

  assert {
    condition     = output.releases == { tenant-objects = "1.0.0" } && output.manifests[0].metadata.name == "a"
    error_message = "Outputs must name the release and hold the objects."
  }
}

run "no_objects_no_release" {
  command = plan

  variables {
    manifests = []
  }

  assert {
    condition     = length(helm_release.this) == 0 && length(output.releases) == 0
    error_message = "Without objects there must be no release."
  }
}

run "rejects_object_without_name" {
  command = plan
  variables {
    manifests = [{ apiVersion = "v1", kind = "ServiceAccount", metadata = {} }]
  }
  expect_failures = [var.manifests]
}

run "rejects_twice_the_same_object" {
  command = plan
  variables {
    manifests = [
      { apiVersion = "v1", kind = "ServiceAccount", metadata = { name = "a", namespace = "x" } },
      { apiVersion = "v1", kind = "ServiceAccount", metadata = { name = "a", namespace = "x" } },
    ]
  }
  expect_failures = [var.manifests]
}

run "rejects_definition_beside_objects" {
  command = plan
  variables {
    manifests = [{ apiVersion = "apiextensions.k8s.io/v1", kind = "CustomResourceDefinition", metadata = { name = "queues.example.org" } }]
  }
  expect_failures = [var.manifests]
}

run "rejects_secret_with_data" {
  command = plan
  variables {
    manifests = [{ apiVersion = "v1", kind = "Secret", metadata = { name = "a", namespace = "x" }, stringData = { key = "value" } }]
  }
  expect_failures = [var.manifests]
}

run "rejects_load_balancer" {
  command = plan
  variables {
    manifests = [{ apiVersion = "v1", kind = "Service", metadata = { name = "a", namespace = "x" }, spec = { type = "LoadBalancer" } }]
  }
  expect_failures = [var.manifests]
}

run "rejects_objects_in_default" {
  command = plan
  variables {
    manifests = [{ apiVersion = "v1", kind = "ServiceAccount", metadata = { name = "a", namespace = "default" } }]
  }
  expect_failures = [var.manifests]
}

run "rejects_default_namespace" {
  command = plan
  variables {
    namespace = "default"
  }
  expect_failures = [var.namespace]
}

run "rejects_long_name" {
  command = plan
  variables {
    name = "a-name-that-is-far-longer-than-what-helm-keeps-as-a-release-name"
  }
  expect_failures = [var.name]
}

run "rejects_short_timeout" {
  command = plan
  variables {
    timeout = 5
  }
  expect_failures = [var.timeout]
}
