locals {
  # Bind addresses: kubeadm and Base Command Manager keep etcd, scheduler and controller manager on 127.0.0.1; managed clouds hide
  # them. A target that never answers is an alert that never ends, so they are off until the site says they can be scraped.
  control_plane = { enabled = var.control_plane_metrics }

  volume = { for name, size in { prometheus = var.metrics_volume_size, alertmanager = "2Gi" } : name => {
    volumeClaimTemplate = {
      spec = merge(
        { accessModes = ["ReadWriteOnce"], resources = { requests = { storage = size } } },
        var.storage_class == null ? {} : { storageClassName = var.storage_class },
      )
    }
  } }

  spread = {
    podAntiAffinity = local.replicas > 1 ? "hard" : "soft"
    # Prometheus on a GPU node would take memory from training: it tolerates nothing.
    securityContext = { runAsNonRoot = true, runAsUser = 1000, runAsGroup = 2000, fsGroup = 2000, seccompProfile = { type = "RuntimeDefault" } }
  }

  stack_values = {
    fullnameOverride = local.stack
    commonLabels     = var.labels
    crds             = { enabled = false }

    global = {
      imageRegistry    = var.image_registry
      imagePullSecrets = local.pull_secrets
    }

    kubeEtcd              = local.control_plane
    kubeScheduler         = local.control_plane
    kubeControllerManager = local.control_plane
    kubeProxy             = { enabled = var.control_plane_metrics }

    defaultRules = {
      rules = {
        etcd                      = var.control_plane_metrics
        kubeControllerManager     = var.control_plane_metrics
        kubeProxy                 = var.control_plane_metrics
        kubeSchedulerAlerting     = var.control_plane_metrics
        kubeSchedulerRecording    = var.control_plane_metrics
        windows                   = false
        kubernetesResources       = true
        kubernetesStorage         = true
        kubernetesSystemApiserver = true
      }
    }

    prometheusOperator = {
      image                    = local.parts[local.stack].operator
      prometheusConfigReloader = { image = local.parts[local.stack].config-reloader }
      tls                      = { enabled = true }
      admissionWebhooks = {
        failurePolicy = "Fail"
        patch         = { enabled = false } # its job pulls a further image and makes a certificate nobody renews
        certManager   = { enabled = true, issuerRef = { name = var.issuer_name, kind = "ClusterIssuer" } }
      }
    }

    prometheus = {
      service       = { type = "ClusterIP" }
      networkPolicy = { enabled = false } # this module's own policies say who may ask
      prometheusSpec = merge(local.spread, {
        image                     = local.parts[local.stack].prometheus
        replicas                  = local.replicas
        retention                 = "${var.metrics_retention_days}d"
        retentionSize             = var.metrics_retention_size
        storageSpec               = local.volume.prometheus
        enableAdminAPI            = false
        enableRemoteWriteReceiver = false
        externalLabels            = { cluster = var.cluster_name, environment = var.environment }
        resources                 = { requests = { cpu = "500m", memory = "4Gi" }, limits = { memory = "16Gi" } }

        # Without these the operator takes only objects labelled with this release, and every other module's monitor is ignored.
        serviceMonitorSelectorNilUsesHelmValues = false
        podMonitorSelectorNilUsesHelmValues     = false
        probeSelectorNilUsesHelmValues          = false
        ruleSelectorNilUsesHelmValues           = false
        scrapeConfigSelectorNilUsesHelmValues   = false
      })
    }

    alertmanager = {
      service = { type = "ClusterIP" }
      alertmanagerSpec = merge(local.spread, {
        image    = local.parts[local.stack].alertmanager
        replicas = local.replicas == 1 ? 1 : 3
        storage  = local.volume.alertmanager
        # Receivers come from the object below, which names secrets; the chart's own config would hold them in clear.
        alertmanagerConfiguration           = { name = "platform" }
        alertmanagerConfigMatcherStrategy   = { type = "OnNamespaceExceptForAlertmanagerNamespace" }
        alertmanagerConfigNamespaceSelector = {}
      })
    }

    nodeExporter = { enabled = true }
    prometheus-node-exporter = {
      image       = local.parts[local.stack].node-exporter
      tolerations = local.agent_tolerations
      service     = { type = "ClusterIP" }
    }

    kube-state-metrics = {
      image = local.parts[local.stack].kube-state-metrics
      metricLabelsAllowlist = [
        "pods=[kueue.x-k8s.io/queue-name,serving.kserve.io/inferenceservice]",
        "nodes=[nvidia.com/gpu.product,nvidia.com/mig.config,nvidia.com/mig.config.state]",
      ]
    }

    windowsMonitoring = { enabled = false }
    grafana           = local.grafana_values
  }

  oidc = var.grafana_oidc

  grafana_values = {
    image = local.parts[local.stack].grafana
    admin = { existingSecret = var.grafana_admin_secret, userKey = "admin-user", passwordKey = "admin-password" }

    assertNoLeakedSecrets = true
    replicas              = local.replicas
    service               = { type = "ClusterIP" }
    ingress               = { enabled = false }
    persistence           = { enabled = false } # dashboards and data sources are objects; nothing a person clicked survives a restart
    plugins               = []                  # a plugin is downloaded at start
    testFramework         = { enabled = false }
    initChownData         = { enabled = false } # would run as root
    imageRenderer         = { enabled = false }
    downloadDashboards    = {}

    containerSecurityContext     = local.restricted
    automountServiceAccountToken = true # the sidecar reads ConfigMaps through the API

    envValueFrom = local.oidc == null ? {} : {
      GF_AUTH_GENERIC_OAUTH_CLIENT_SECRET = { secretKeyRef = { name = local.oidc.secret_name, key = "client-secret" } }
    }

    "grafana.ini" = merge(
      {
        server           = { root_url = "https://${local.grafana_host}", enable_gzip = true }
        security         = { cookie_secure = true, cookie_samesite = "lax", disable_gravatar = true, strict_transport_security = true, content_security_policy = true, disable_initial_admin_creation = false }
        users            = { allow_sign_up = false, allow_org_create = false, viewers_can_edit = false }
        analytics        = { reporting_enabled = false, check_for_updates = false, check_for_plugin_updates = false, feedback_links_enabled = false }
        news             = { news_feed_enabled = false }
        snapshots        = { external_enabled = false }
        plugins          = { plugin_admin_enabled = false, preinstall_disabled = true }
        "auth.anonymous" = { enabled = false }
        "auth.basic"     = { enabled = local.oidc == null }
        auth             = { disable_login_form = local.oidc != null, oauth_auto_login = local.oidc != null }
      },
      local.oidc == null ? {} : {
        "auth.generic_oauth" = {
          enabled                    = true
          name                       = "SSO"
          client_id                  = local.oidc.client_id
          scopes                     = "openid profile email groups"
          auth_url                   = local.oidc.auth_url
          token_url                  = local.oidc.token_url
          api_url                    = local.oidc.userinfo_url
          use_pkce                   = true
          use_refresh_token          = true
          allow_assign_grafana_admin = false
          # Nobody is let in by being known to the identity provider alone.
          role_attribute_strict = true
          role_attribute_path   = "contains(groups[*], '${local.oidc.admin_group}') && 'Admin' || contains(groups[*], '${local.oidc.editor_group}') && 'Editor' || contains(groups[*], '${local.oidc.viewer_group}') && 'Viewer'"
        }
      },
    )

    sidecar = {
      image       = { registry = local.parts[local.stack].sidecar.registry, repository = local.parts[local.stack].sidecar.repository, tag = local.parts[local.stack].sidecar.tag }
      dashboards  = { enabled = true, label = "grafana_dashboard", labelValue = "1", searchNamespace = local.namespace }
      datasources = { enabled = true }
    }

    additionalDataSources = [for source in [{
      name           = "Loki"
      type           = "loki"
      access         = "proxy"
      url            = local.loki_url
      jsonData       = { httpHeaderName1 = "X-Scope-OrgID" }
      secureJsonData = { httpHeaderValue1 = "platform" } # a tenant's name, no secret
    }] : source if var.logs != null]
  }
}
