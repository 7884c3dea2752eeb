locals {
  store    = { host = trimprefix(coalesce(var.object_store.endpoint, var.s3_endpoint, "https://s3.${var.site_domain}"), "https://"), bucket = var.object_store.bucket, region = var.object_store.region }
  database = { host = coalesce(var.database.host, "mysql.${var.site_domain}"), port = var.database.port }

  delete = {
    for name, target in {
      mysql         = { kind = "Deployment", name = "mysql" }
      mysql-service = { kind = "Service", name = "mysql" }
      mysql-claim   = { kind = "PersistentVolumeClaim", name = "mysql-pv-claim" }
      mysql-account = { kind = "ServiceAccount", name = "mysql" }
      mysql-secret  = { kind = "Secret", name = "mysql-secret" } # ours, from secrets.store
      store         = { kind = "Deployment", name = "seaweedfs" }
      store-service = { kind = "Service", name = "seaweedfs" }
      store-alias   = { kind = "Service", name = "minio-service" }
      store-claim   = { kind = "PersistentVolumeClaim", name = "seaweedfs-pvc" }
      store-secret  = { kind = "Secret", name = "mlpipeline-minio-artifact" } # ours, from secrets.store
    } : name => { target = target, patch = yamlencode({ "$patch" = "delete", apiVersion = target.kind == "Deployment" ? "apps/v1" : "v1", kind = target.kind, metadata = { name = target.name } }) }
  }

  settings_patch = {
    target = { kind = "ConfigMap", name = "pipeline-install-config" }
    patch = yamlencode({
      apiVersion = "v1"
      kind       = "ConfigMap"
      metadata   = { name = "pipeline-install-config" }
      data = {
        dbHost              = local.database.host
        dbPort              = tostring(local.database.port)
        mysqlHost           = local.database.host
        mysqlPort           = tostring(local.database.port)
        bucketName          = local.store.bucket
        minioServiceHost    = local.store.host
        minioServiceRegion  = local.store.region
        defaultPipelineRoot = "s3://${local.store.bucket}/pipelines"
      }
    })
  }

  api_server_patch = {
    target = { kind = "Deployment", name = "ml-pipeline" }
    patch = yamlencode({
      apiVersion = "apps/v1"
      kind       = "Deployment"
      metadata   = { name = "ml-pipeline" }
      spec = { template = { spec = { containers = [{
        name = "ml-pipeline-api-server"
        env = [for name, value in {
          OBJECTSTORECONFIG_HOST    = local.store.host
          OBJECTSTORECONFIG_PORT    = ""
          OBJECTSTORECONFIG_REGION  = local.store.region
          OBJECTSTORECONFIG_SECURE  = "true"
          DBCONFIG_MYSQLCONFIG_HOST = local.database.host
          V2_DRIVER_IMAGE           = local.image["kfp-driver"]
          V2_LAUNCHER_IMAGE         = local.image["kfp-launcher"]
        } : { name = name, value = value }]
      }] } } }
    })
  }

  # Paths of the distribution. Dex with its user and password, Istio, cert-manager and oauth2-proxy of the distribution are not in the
  # list: the platform has its own of each.
  components = {
    profiles  = { path = "applications/profiles/upstream/overlays/kubeflow", wave = 0, patches = [] }
    pipelines = { path = "applications/pipeline/upstream/env/${var.crds.cert_manager ? "cert-manager/" : ""}platform-agnostic-multi-user", wave = 1, patches = concat(values(local.delete), [local.settings_patch, local.api_server_patch]) }
  }

  # old=new; tags stay those of the distribution's release.
  kustomize_images = var.image_registry == "" ? [] : [for name in sort(keys(local.kubeflow_images)) : "${regex("^(.+):[^:]+$", local.kubeflow_images[name])[0]}=${local.parts[name].repository}"]

  project = {
    apiVersion = "argoproj.io/v1alpha1"
    kind       = "AppProject"
    metadata   = { name = "kubeflow", namespace = local.argo, labels = var.labels }
    spec = {
      description  = "Kubeflow from one repository into one namespace."
      sourceRepos  = [local.repository]
      destinations = [{ server = "https://kubernetes.default.svc", namespace = local.kubeflow }]
      clusterResourceWhitelist = [
        { group = "apiextensions.k8s.io", kind = "CustomResourceDefinition" },
        { group = "rbac.authorization.k8s.io", kind = "ClusterRole" },
        { group = "rbac.authorization.k8s.io", kind = "ClusterRoleBinding" },
        { group = "admissionregistration.k8s.io", kind = "MutatingWebhookConfiguration" },
        { group = "admissionregistration.k8s.io", kind = "ValidatingWebhookConfiguration" },
        { group = "metacontroller.k8s.io", kind = "CompositeController" },
      ]
      namespaceResourceBlacklist = [{ group = "", kind = "ResourceQuota" }, { group = "", kind = "LimitRange" }, { group = "networking.k8s.io", kind = "NetworkPolicy" }, { group = "", kind = "Secret" }]
    }
  }

  applications = [for name, component in local.components : {
    apiVersion = "argoproj.io/v1alpha1"
    kind       = "Application"
    metadata = {
      name        = "kubeflow-${name}"
      namespace   = local.argo
      labels      = var.labels
      annotations = { "argocd.argoproj.io/sync-wave" = tostring(component.wave) }
      finalizers  = ["resources-finalizer.argocd.argoproj.io"]
    }
    spec = {
      project     = "kubeflow"
      destination = { server = "https://kubernetes.default.svc", namespace = local.kubeflow }
      source = {
        repoURL        = local.repository
        targetRevision = var.revision
        path           = component.path
        kustomize = merge(
          { namespace = local.kubeflow, commonLabels = {} },
          length(local.kustomize_images) == 0 ? {} : { images = local.kustomize_images },
          length(component.patches) == 0 ? {} : { patches = component.patches },
        )
      }
      syncPolicy = {
        automated   = { prune = false, selfHeal = true } # an upgrade that removes is looked at first
        syncOptions = ["CreateNamespace=false", "ServerSideApply=true", "ApplyOutOfSyncOnly=true"]
        retry       = { limit = 5, backoff = { duration = "30s", factor = 2, maxDuration = "10m" } }
      }
    }
  }]

  manifests = concat([local.project], local.applications)
}
