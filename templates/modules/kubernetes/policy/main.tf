locals {
  default_chart = { repository = "https://kyverno.github.io/kyverno", name = "kyverno", version = "3.9.0", app_version = "v1.19.0" }
  chart         = merge(local.default_chart, { for name, value in var.chart : name => value if value != null })

  images = {
    for part in ["background-controller", "cleanup-controller", "kyverno", "kyverno-cli", "kyvernopre", "reports-controller"] :
    part => "reg.kyverno.io/kyverno/${part}:${local.chart.app_version}"
  }

  # With a mirror nothing else is allowed; without one, the upstreams the platform itself uses and what the customer adds.
  allowed_registries = sort(distinct(concat(
    var.image_registry == "" ? local.upstream_registries : [var.image_registry],
    tolist(var.allowed_registries),
  )))
  upstream_registries = [
    "docker.io/envoyproxy", "ghcr.io", "nvcr.io/nvidia", "oci.external-secrets.io", "quay.io", "reg.kyverno.io", "registry.k8s.io",
  ]

  # Audit or Deny, per policy: an enforced platform may hold back a new rule until its reports are empty.
  policies = merge(local.base_policies, local.selected_regime_policies)
  actions = {
    for key, policy in local.policies :
    key => var.mode == "enforce" && !contains(var.audit_only, key) ? "Deny" : "Audit"
  }

  scopes = { tenant = ["tenant"], all = ["component", "tenant"] }

  validating_policies = [for key, policy in local.policies : {
    apiVersion = "policies.kyverno.io/v1"
    kind       = "ValidatingPolicy"
    metadata = {
      name        = key
      labels      = var.labels
      annotations = { "platform/controls" = join(",", policy.controls), "platform/regimes" = join(",", try(policy.regimes, [])) }
    }
    spec = merge(
      {
        validationActions = [local.actions[key]]
        failurePolicy     = "Fail"
        evaluation        = { admission = { enabled = true }, background = { enabled = !strcontains(jsonencode(policy.validations), "request.") } }
        matchConstraints = {
          namespaceSelector = { matchExpressions = [{ key = "platform/kind", operator = "In", values = local.scopes[policy.scope] }] }
          resourceRules = [for resource in policy.resources : {
            apiGroups   = [resource.group]
            apiVersions = [resource.version]
            resources   = [resource.resource]
            operations  = resource.operations
          }]
        }
        validations = policy.validations
      },
      length(policy.variables) == 0 ? {} : { variables = policy.variables },
      policy.autogen ? { autogen = { podControllers = { controllers = ["cronjobs", "daemonsets", "deployments", "jobs", "statefulsets"] } } } : {},
    )
  }]

  manifests = concat(local.validating_policies, local.image_policies, local.exceptions)
}

module "kyverno" {
  source = "../_component"

  name               = "kyverno"
  namespace          = var.namespaces["kyverno"]
  chart              = local.chart
  chart_registry     = var.chart_registry
  image_registry     = var.image_registry
  connectivity       = var.connectivity
  repository_ca_file = var.repository_ca_file
  externally_managed = var.externally_managed
  protect            = var.protect_crds
  images             = local.images

  values = merge(
    {
      crds = { install = true }
      global = merge(
        { image = { registry = var.image_registry == "" ? "reg.kyverno.io" : var.image_registry } },
        # Verification opens TLS connections to the registry from the controllers; with a private CA it fails closed without this.
        var.ca_bundle_config_map == "" ? {} : { caCertificates = { volume = { configMap = { name = var.ca_bundle_config_map, items = [{ key = "ca.crt", path = "ca-certificates.crt" }] } } } },
      )
      config = {
        excludeKyvernoNamespace = true
        webhooks                = { namespaceSelector = { matchExpressions = [{ key = "kubernetes.io/metadata.name", operator = "NotIn", values = ["kube-system", "kube-public", "kube-node-lease"] }] } }
      }
      features = {
        # Exceptions count in one namespace only, which tenants cannot write to.
        policyExceptions = { enabled = true, namespace = var.namespaces["platform"] }
      }
      admissionController = {
        replicas       = var.replicas
        serviceMonitor = { enabled = try(var.crds.prometheus, false) }
        # Three copies on three nodes: when none answers, nothing can be created in the cluster any more.
        podDisruptionBudget = { minAvailable = var.replicas > 1 ? 1 : 0 }
      }
      backgroundController = { replicas = min(var.replicas, 2), serviceMonitor = { enabled = try(var.crds.prometheus, false) } }
      cleanupController    = { replicas = min(var.replicas, 2), serviceMonitor = { enabled = try(var.crds.prometheus, false) } }
      reportsController    = { replicas = min(var.replicas, 2), serviceMonitor = { enabled = try(var.crds.prometheus, false) } }
      # The controller takes its webhooks away when it goes; the clean-up job would be one more image.
      webhooksCleanup      = { enabled = false, autoDeleteWebhooks = { enabled = true } }
      policyReportsCleanup = { enabled = false }
    },
    var.pull_secret_name == "" ? {} : { existingImagePullSecrets = [var.pull_secret_name] },
  )
}

module "policies" {
  source = "../_raw"

  name      = "platform-policies"
  namespace = var.namespaces["platform"]
  manifests = local.manifests

  depends_on = [module.kyverno]
}

check "signatures_verified" {
  assert {
    condition     = length(var.cosign_public_keys) > 0 || (var.tier < 3 && !contains(var.regimes, "nist_800_53"))
    error_message = "No cosign_public_keys: image signatures are not verified, although the risk tier or NIST 800-53 (CM-14, SR-11) asks for it."
  }
}

check "exceptions_current" {
  assert {
    condition     = alltrue([for e in values(var.exceptions) : timecmp("${e.expires}T00:00:00Z", plantimestamp()) > 0])
    error_message = "An exception has expired. The cluster has removed it already; remove it here too, or have it granted again."
  }
}
