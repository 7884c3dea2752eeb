locals {
  minor = tonumber(regex("^1\\.([0-9]+)", var.kubernetes_version)[0])

  # What the platform's operators were validated on: GPU Operator v26.7.0 on 1.33 to 1.36 (NVIDIA platform support, read July 2026).
  oldest_minor = 33
  newest_minor = 36

  # Flannel has no policy engine: it accepts a NetworkPolicy and enforces nothing.
  enforcing_cni = ["antrea", "calico", "canal", "cilium", "kube-router", "ovn-kubernetes"]

  private_ranges = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"]

  # Where the site has not said its networks, the private ranges stand in: narrower than any, wider than needed.
  api_server_cidrs    = length(var.api_server_cidrs) > 0 ? var.api_server_cidrs : local.private_ranges
  control_plane_cidrs = length(var.control_plane_cidrs) > 0 ? var.control_plane_cidrs : local.private_ranges
}

# The record of what was adopted. It changes when a fact changes, and refuses facts that the platform cannot be built on.
resource "terraform_data" "adopted" {
  input = {
    cluster_name            = var.cluster_name
    kubernetes_version      = var.kubernetes_version
    network_policy_provider = var.network_policy_provider
    api_server_cidrs        = local.api_server_cidrs
    control_plane_cidrs     = local.control_plane_cidrs
    pod_cidrs               = var.pod_cidrs
  }

  lifecycle {
    precondition {
      condition     = local.minor >= local.oldest_minor && local.minor <= local.newest_minor
      error_message = "Kubernetes ${var.kubernetes_version} is outside 1.${local.oldest_minor} to 1.${local.newest_minor}, which the GPU operator is validated on. Upgrade the cluster, or wait for a platform release that supports it."
    }

    precondition {
      condition     = contains(local.enforcing_cni, var.network_policy_provider)
      error_message = "The cluster's CNI (${var.network_policy_provider}) enforces no NetworkPolicy, so default deny would be a picture. Use one of ${join(", ", local.enforcing_cni)}."
    }

    precondition {
      condition     = length(setintersection(var.pod_cidrs, var.control_plane_cidrs)) == 0
      error_message = "pod_cidrs and control_plane_cidrs share a network: a rule for the API server would let every pod in."
    }

    precondition {
      condition     = var.encryption_at_rest || var.environment == "sandbox"
      error_message = "Secrets must be encrypted at rest in etcd outside the sandbox: set it up on the hosts (host_files has the frame), then say encryption_at_rest."
    }
  }
}

# Facts are compared with the running cluster at every plan. A difference is a warning: the hosts are somebody else's to change.
# The data sources stand outside the checks: inside, Terraform reads them again at apply and no plan would ever be empty.
data "kubernetes_server_version" "this" {
  count = var.verify ? 1 : 0
}

data "kubernetes_nodes" "this" {
  count = var.verify ? 1 : 0
}

locals {
  running_version = try(trimprefix(data.kubernetes_server_version.this[0].git_version, "v"), "")
  nodes           = try(data.kubernetes_nodes.this[0].nodes, [])
}

check "control_plane_networks" {
  assert {
    condition     = length(var.control_plane_cidrs) > 0 && length(var.api_server_cidrs) > 0
    error_message = "control_plane_cidrs and api_server_cidrs are not set: webhooks and API access are allowed for all private ranges. Set both on cluster.kubernetes."
  }
}

check "version" {
  assert {
    condition     = !var.verify || startswith(local.running_version, "${var.kubernetes_version}.")
    error_message = "The cluster runs ${local.running_version}, the blueprint says ${var.kubernetes_version}."
  }
}

check "nodes" {
  assert {
    condition     = !var.verify || length(local.nodes) >= var.minimum_nodes
    error_message = "The cluster has ${length(local.nodes)} nodes; ${var.minimum_nodes} are expected."
  }

  assert {
    condition     = alltrue([for node in local.nodes : alltrue([for key in var.required_node_labels : contains(keys(node.metadata[0].labels), key)])])
    error_message = "Nodes lack a label of required_node_labels. A node that was re-imaged registers without labels that Terraform set; set them by the image or the kubelet."
  }
}
