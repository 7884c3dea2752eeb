mock_provider "kubernetes" {
  mock_data "kubernetes_server_version" {
    override_during = plan
    defaults        = { git_version = "v1.34.2" }
  }
  mock_data "kubernetes_nodes" {
    override_during = plan
    defaults = {
      nodes = [
        { metadata = [{ name = "dgx-1", labels = { "kubernetes.io/arch" = "amd64", "kubernetes.io/hostname" = "dgx-1", "kubernetes.io/os" = "linux" } }] },
        { metadata = [{ name = "dgx-2", labels = { "kubernetes.io/arch" = "amd64", "kubernetes.io/hostname" = "dgx-2", "kubernetes.io/os" = "linux" } }] },
        { metadata = [{ name = "dgx-3", labels = { "kubernetes.io/arch" = "amd64", "kubernetes.io/hostname" = "dgx-3", "kubernetes.io/os" = "linux" } }] },
      ]
    }
  }
}

variables {
  cluster_name        = "acme-prod"
  environment         = "prod"
  control_plane_cidrs = ["10.0.0.0/28"]
  api_server_cidrs    = ["10.0.0.0/28", "10.96.0.1/32"]
}

run "facts_pass_through" {
  assert {
    condition     = output.control_plane_cidrs == tolist(["10.0.0.0/28"]) && output.api_server_cidrs == tolist(["10.0.0.0/28", "10.96.0.1/32"]) && output.kubernetes_version == "1.34"
    error_message = "Facts of the site must be handed on unchanged."
  }

  assert {
    condition     = length(output.releases) == 0 && length(output.images) == 0
    error_message = "Adopting a cluster installs nothing."
  }
}

run "audit_policy_keeps_secrets_out" {
  assert {
    condition = alltrue([
      for rule in yamldecode(output.host_files["/etc/kubernetes/audit/policy.yaml"]).rules :
      rule.level == "Metadata" if contains(flatten([for r in try(rule.resources, []) : try(r.resources, [])]), "secrets")
    ])
    error_message = "Bodies of secrets must never reach the audit log."
  }

  assert {
    condition = anytrue([
      for rule in yamldecode(output.host_files["/etc/kubernetes/audit/policy.yaml"]).rules :
      rule.level == "RequestResponse" && contains(flatten([for r in try(rule.resources, []) : try(r.resources, [])]), "pods/exec")
    ])
    error_message = "Exec into a container must be recorded with its request."
  }

  assert {
    condition = length(setsubtract(
      ["pods/attach", "pods/ephemeralcontainers", "pods/exec", "pods/portforward"],
      flatten([for rule in yamldecode(output.host_files["/etc/kubernetes/audit/policy.yaml"]).rules : flatten([for r in try(rule.resources, []) : try(r.resources, [])]) if rule.level == "RequestResponse"]),
    )) == 0
    error_message = "Attach, ephemeral containers and forwarded ports are ways into a container too."
  }

  assert {
    condition     = strcontains(output.host_files["/etc/kubernetes/apiserver-flags.txt"], "--encryption-provider-config=/etc/kubernetes/encryption/config.yaml") && strcontains(output.host_files["/etc/kubernetes/apiserver-flags.txt"], "--audit-policy-file=/etc/kubernetes/audit/policy.yaml")
    error_message = "A file the API server is not told of does nothing."
  }

  assert {
    condition     = keys(yamldecode(output.host_files["/etc/kubernetes/encryption/config.yaml"]).resources[0].providers[0])[0] == "kms"
    error_message = "The first provider encrypts; identity only reads what was written before."
  }

  assert {
    condition     = length([for path in keys(output.host_files) : path if startswith(path, "/etc/containerd/certs.d/")]) == 0
    error_message = "Without a mirror there are no mirror files."
  }
}

run "mirror_files_have_no_way_upstream" {
  variables {
    image_registry = "registry.acme.internal/mirror"
  }

  assert {
    condition = alltrue([
      for path, text in output.host_files : strcontains(text, "server = \"https://registry.acme.internal\"") && strcontains(text, "https://registry.acme.internal/v2/mirror\"")
      if startswith(path, "/etc/containerd/certs.d/")
    ]) && contains(keys(output.host_files), "/etc/containerd/certs.d/nvcr.io/hosts.toml")
    error_message = "Nodes must pull from the mirror only, NVIDIA's images included."
  }
}

run "warns_without_networks" {
  variables {
    control_plane_cidrs = []
    api_server_cidrs    = []
  }
  expect_failures = [check.control_plane_networks]

  assert {
    condition     = !contains(output.control_plane_cidrs, "0.0.0.0/0") && contains(output.control_plane_cidrs, "10.0.0.0/8")
    error_message = "Unknown networks become the private ranges, never everything."
  }
}

run "warns_about_another_version" {
  variables {
    kubernetes_version = "1.35"
  }
  expect_failures = [check.version]
}

run "warns_about_missing_nodes" {
  variables {
    minimum_nodes = 8
  }
  expect_failures = [check.nodes]
}

run "warns_about_missing_labels" {
  variables {
    required_node_labels = ["site/rack"]
  }
  expect_failures = [check.nodes]
}

run "plans_without_access" {
  command = plan
  variables {
    verify             = false
    kubernetes_version = "1.35"
  }

  assert {
    condition     = length(data.kubernetes_nodes.this) == 0 && output.kubernetes_version == "1.35"
    error_message = "Without verify nothing may be read from the cluster."
  }
}

run "rejects_old_version" {
  command = plan
  variables {
    kubernetes_version = "1.31"
  }
  expect_failures = [terraform_data.adopted, check.version]
}

run "rejects_cni_without_policies" {
  command = plan
  variables {
    network_policy_provider = "flannel"
  }
  expect_failures = [terraform_data.adopted]
}

run "rejects_shared_networks" {
  command = plan
  variables {
    pod_cidrs = ["10.0.0.0/28"]
  }
  expect_failures = [terraform_data.adopted]
}

run "rejects_secrets_in_the_clear" {
  command = plan
  variables {
    encryption_at_rest = false
  }
  expect_failures = [terraform_data.adopted]
}

run "rejects_everything_as_control_plane" {
  command = plan
  variables {
    control_plane_cidrs = ["0.0.0.0/0"]
  }
  expect_failures = [var.control_plane_cidrs]
}

run "rejects_everything_as_api_server" {
  command = plan
  variables {
    api_server_cidrs = ["0.0.0.0/0"]
  }
  expect_failures = [var.api_server_cidrs]
}

run "rejects_patch_version" {
  command = plan
  variables {
    kubernetes_version = "1.34.2"
  }
  expect_failures = [var.kubernetes_version]
}

run "rejects_name" {
  command = plan
  variables {
    cluster_name = "Acme"
  }
  expect_failures = [var.cluster_name]
}

run "rejects_environment" {
  command = plan
  variables {
    environment = "test"
  }
  expect_failures = [var.environment]
}

run "rejects_dns_network" {
  command = plan
  variables {
    dns_addresses = ["169.254.20.0/24"]
  }
  expect_failures = [var.dns_addresses]
}

run "rejects_pod_address" {
  command = plan
  variables {
    pod_cidrs = ["pods"]
  }
  expect_failures = [var.pod_cidrs]
}

run "rejects_no_nodes" {
  command = plan
  variables {
    minimum_nodes = 0
  }
  expect_failures = [var.minimum_nodes]
}

run "rejects_everything_as_nodes" {
  command = plan
  variables {
    node_cidrs = ["0.0.0.0/0"]
  }
  expect_failures = [var.node_cidrs]
}
