locals {
  release_names = ["argo-cd"]

  argo     = var.namespaces["platform"]
  kubeflow = var.namespaces["kubeflow"]
  replicas = contains(["staging", "prod"], var.environment) ? 2 : 1
  host     = coalesce(var.host, "kubeflow.${var.site_domain}")

  # Kustomize only: there is no chart of Kubeflow, and hundreds of kubectl objects in Terraform are no installation either. The
  # distribution lies in a Git repository; away from the internet that is a mirror of the site.
  repository = coalesce(var.repository, var.connectivity == "air_gapped" ? "https://git.${var.site_domain}/platform/kubeflow-distribution.git" : "https://github.com/kubeflow/community-distribution.git")

  chart = { repository = "oci://ghcr.io/argoproj/argo-helm", name = "argo-cd", version = "10.1.1" }

  argo_images = { argocd = "quay.io/argoproj/argocd:v3.4.4", redis = "public.ecr.aws/docker/library/redis:8.2.3-alpine" }

  # Release 26.03 of the distribution carries Pipelines 2.16.1: a tested tuple, raised as a whole.
  kubeflow_images = merge(
    { for name in ["api-server", "cache-server", "driver", "frontend", "launcher", "metadata-envoy", "metadata-writer", "persistence-agent", "scheduled-workflow-controller", "viewer-crd-controller", "visualization-server"] : "kfp-${name}" => "ghcr.io/kubeflow/kfp-${name}:2.16.1" },
    {
      metadata-store      = "gcr.io/tfx-oss-public/ml_metadata_store_server:1.14.0"
      workflow-controller = "quay.io/argoproj/workflow-controller:v3.7.3"
      workflow-executor   = "quay.io/argoproj/argoexec:v3.7.3"
      metacontroller      = "ghcr.io/metacontroller/metacontroller:v4.11.22"
      profile-controller  = "ghcr.io/kubeflow/dashboard/profile-controller:v2.0.0"
      access-management   = "ghcr.io/kubeflow/dashboard/access-management:v2.0.0"
    },
  )

  image = { for name, reference in merge(local.argo_images, local.kubeflow_images) : name => var.image_registry == "" ? reference : replace(reference, "/^[^/]+/", var.image_registry) }
  parts = { for name, reference in local.image : name => { repository = regex("^(.+):[^:]+$", reference)[0], tag = regex(":([^:/]+)$", reference)[0] } }

  pull_secrets = var.pull_secret_name == "" ? [] : [{ name = var.pull_secret_name }]

  restricted = {
    allowPrivilegeEscalation = false
    readOnlyRootFilesystem   = true
    runAsNonRoot             = true
    capabilities             = { drop = ["ALL"] }
    seccompProfile           = { type = "RuntimeDefault" }
  }

  values = {
    fullnameOverride = "argocd"
    crds             = { install = true, keep = true }
    global = {
      domain           = "argocd.${var.site_domain}"
      image            = { repository = local.parts.argocd.repository, tag = local.parts.argocd.tag, imagePullPolicy = "IfNotPresent" }
      imagePullSecrets = local.pull_secrets
      networkPolicy    = { create = true, defaultDenyIngress = true }
      additionalLabels = var.labels
    }
    createAggregateRoles = false

    configs = {
      secret = { createSecret = true }
      cm = merge(
        {
          "admin.enabled"                      = false
          "users.anonymous.enabled"            = "false"
          "statusbadge.enabled"                = false
          "exec.enabled"                       = false
          "application.resourceTrackingMethod" = "annotation"
          "kustomize.buildOptions"             = "" # no remote plugins, no Helm through Kustomize
          url                                  = "https://argocd.${var.site_domain}"
        },
        { for oidc in var.oidc[*] : "oidc.config" => yamlencode({ name = "SSO", issuer = oidc.issuer_url, clientID = oidc.client_id, clientSecret = format("$%s:client-secret", oidc.secret_name), requestedScopes = ["openid", "profile", "email", "groups"] }) },
      )
      rbac = {
        "policy.default" = "" # who is in no group sees nothing
        "policy.csv"     = join("\n", flatten([for oidc in var.oidc[*] : [for group in sort(oidc.admin_groups) : "g, ${group}, role:admin"]]))
        scopes           = "[groups]"
      }
      params = { "server.insecure" = false }
    }

    controller     = { replicas = 1, containerSecurityContext = local.restricted, metrics = { enabled = true, serviceMonitor = { enabled = true } } }
    server         = { replicas = local.replicas, service = { type = "ClusterIP" }, ingress = { enabled = false }, containerSecurityContext = local.restricted }
    repoServer     = { replicas = local.replicas, containerSecurityContext = local.restricted }
    redis          = { image = { repository = local.parts.redis.repository, tag = local.parts.redis.tag }, containerSecurityContext = local.restricted }
    applicationSet = { replicas = 0 }
    notifications  = { enabled = false }
    dex            = { enabled = false } # the site's identity provider, not one more
  }
}

module "argo_cd" {
  source = "../_component"

  name               = "argo-cd"
  namespace          = local.argo
  chart              = local.chart
  chart_registry     = var.chart_registry
  image_registry     = var.image_registry
  repository_ca_file = var.repository_ca_file
  connectivity       = var.connectivity
  externally_managed = contains(var.externally_managed, "argo-cd")
  images             = local.argo_images
  values             = local.values
  overrides          = try(var.overrides.argo-cd, {})
}

module "applications" {
  source = "../_raw"

  name       = "kubeflow-applications"
  namespace  = local.argo
  manifests  = local.manifests
  depends_on = [module.argo_cd]
}

check "mesh" {
  assert {
    condition     = var.mesh_ready || contains(["sandbox", "dev"], var.environment)
    error_message = "Pipelines trust the header kubeflow-userid, which only a mesh with strict identities makes true: install Istio (cluster.mesh) and say mesh_ready. Without it whoever reaches the API is whoever he says."
  }
}
