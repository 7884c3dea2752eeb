# Files of the host layer. Terraform cannot enforce flags of an API server it did not start: it hands out what the owner of the
# hosts installs, and the verifier proves from the outside what took effect.
locals {
  mirror_hosts = ["docker.io", "gcr.io", "ghcr.io", "nvcr.io", "quay.io", "reg.kyverno.io", "registry.k8s.io"]

  audit_policy = {
    apiVersion = "audit.k8s.io/v1"
    kind       = "Policy"
    omitStages = ["RequestReceived"]
    rules = [for rule in [
      # Noise first: the first rule that matches counts.
      { level = "None", users = ["system:kube-proxy"], verbs = ["watch"] },
      { level = "None", nonResourceURLs = ["/healthz*", "/livez*", "/readyz*", "/version"] },
      { level = "None", resources = [{ group = "coordination.k8s.io", resources = ["leases"] }] },
      # The body of a secret or token must never reach a log.
      { level = "Metadata", resources = [{ group = "", resources = ["secrets", "configmaps", "serviceaccounts/token"] }, { group = "authentication.k8s.io", resources = ["tokenreviews"] }] },
      # What somebody did inside a container.
      { level = "RequestResponse", resources = [{ group = "", resources = ["pods/attach", "pods/exec", "pods/ephemeralcontainers", "pods/portforward"] }] },
      # Rights, admission rules and exceptions from them.
      { level = "RequestResponse", verbs = ["create", "update", "patch", "delete"], resources = [{ group = "rbac.authorization.k8s.io" }, { group = "admissionregistration.k8s.io" }, { group = "policies.kyverno.io" }] },
      { level = "Request", verbs = ["create", "update", "patch", "delete", "deletecollection"] },
      { level = "Metadata" },
    ] : rule]
  }

  # Anonymous requests may probe health and nothing else. The flag --anonymous-auth=false would also break kubeadm's own probes.
  authentication = {
    apiVersion = "apiserver.config.k8s.io/v1beta1"
    kind       = "AuthenticationConfiguration"
    anonymous  = { enabled = true, conditions = [{ path = "/healthz" }, { path = "/livez" }, { path = "/readyz" }] }
  }

  encryption_configuration = {
    apiVersion = "apiserver.config.k8s.io/v1"
    kind       = "EncryptionConfiguration"
    resources = [{
      resources = ["secrets", "configmaps"]
      providers = [for provider in [
        # A KMS plug-in, so that no key lies in a file on the control plane.
        { kms = { apiVersion = "v2", name = "site-kms", endpoint = "unix:///var/run/kms/socket.sock", timeout = "3s" } },
        { identity = {} },
      ] : provider]
    }]
  }

  host_files = merge(
    {
      "/etc/kubernetes/audit/policy.yaml"                    = yamlencode(local.audit_policy)
      "/etc/kubernetes/encryption/config.yaml"               = yamlencode(local.encryption_configuration)
      "/etc/kubernetes/apiserver-flags.txt"                  = join("\n", local.api_server_flags)
      "/etc/systemd/system/containerd.service.d/limits.conf" = "[Service]\nLimitMEMLOCK=infinity\n"
      "/etc/kubernetes/authentication.yaml"                  = yamlencode(local.authentication)
    },
    { for host in local.mirror_hosts : "/etc/containerd/certs.d/${host}/hosts.toml" => local.mirror_toml if var.image_registry != "" },
  )

  api_server_flags = [
    "--audit-policy-file=/etc/kubernetes/audit/policy.yaml",
    "--audit-log-path=/var/log/kubernetes/audit.log",
    "--audit-log-maxage=30",
    "--audit-log-maxbackup=50",
    "--audit-log-maxsize=200",
    "--authentication-config=/etc/kubernetes/authentication.yaml",
    "--enable-admission-plugins=NodeRestriction,PodSecurity",
    "--encryption-provider-config=/etc/kubernetes/encryption/config.yaml",
    "--tls-min-version=VersionTLS12",
  ]

  # The cheapest universal mirror: charts keep upstream names, nodes pull from the mirror, with no way back upstream.
  mirror_host = split("/", var.image_registry)[0]
  mirror_path = trimprefix(trimprefix(var.image_registry, local.mirror_host), "/")
  mirror_toml = <<-TOML
    server = "https://${local.mirror_host}"

    [host."https://${local.mirror_host}/v2${local.mirror_path == "" ? "" : "/${local.mirror_path}"}"]
      capabilities = ["pull", "resolve"]
      override_path = true
  TOML
}
