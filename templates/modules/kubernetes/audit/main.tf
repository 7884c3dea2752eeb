locals {
  release_names = ["audit-shipper"]

  namespace = var.namespaces["security"]
  endpoint  = coalesce(var.evidence.endpoint, var.s3_endpoint, "https://s3.${var.site_domain}")
  prefix    = "${var.cluster_name}/audit"

  # Leap days included: ten years are 3653 days.
  lock_days = floor(var.retention_years * 365.25) + 1

  chart  = { repository = "https://open-telemetry.github.io/opentelemetry-helm-charts", name = "opentelemetry-collector", version = "0.170.0" }
  images = { collector = "ghcr.io/open-telemetry/opentelemetry-collector-releases/opentelemetry-collector-contrib:0.157.0" }

  reference = local.images.collector
  image     = "${var.image_registry == "" ? split("/", local.reference)[0] : var.image_registry}/${regex("^[^/]+/(.+):[^:]+$", local.reference)[0]}"

  pull_secrets = var.pull_secret_name == "" ? [] : [{ name = var.pull_secret_name }]

  values = {
    fullnameOverride = "audit-shipper"
    mode             = "daemonset"
    image            = { repository = local.image, tag = regex(":([^:]+)$", local.reference)[0], pullPolicy = "IfNotPresent" }
    imagePullSecrets = local.pull_secrets
    command          = { name = "otelcol-contrib" }

    # Where the API servers are, and nowhere else.
    nodeSelector      = { "node-role.kubernetes.io/control-plane" = "" }
    tolerations       = [{ key = "node-role.kubernetes.io/control-plane", operator = "Exists", effect = "NoSchedule" }]
    priorityClassName = "system-node-critical"

    serviceAccount     = { create = true, name = "audit-shipper", automountServiceAccountToken = false }
    clusterRole        = { create = false } # it reads one file and asks the API nothing
    service            = { enabled = false }
    ports              = { for name in ["otlp", "otlp-http", "jaeger-compact", "jaeger-thrift", "jaeger-grpc", "zipkin"] : name => { enabled = false } }
    podSecurityContext = { seccompProfile = { type = "RuntimeDefault" } }
    securityContext = {
      # The file belongs to root with mode 0600; reading it is the one right this container has.
      runAsUser                = 0
      runAsGroup               = 0
      allowPrivilegeEscalation = false
      readOnlyRootFilesystem   = true
      capabilities             = { drop = ["ALL"], add = ["DAC_READ_SEARCH"] }
    }
    resources     = { requests = { cpu = "50m", memory = "128Mi" }, limits = { memory = "512Mi" } }
    extraEnvsFrom = [{ secretRef = { name = var.evidence.secret_name } }] # AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY

    extraVolumes = [
      { name = "audit", hostPath = { path = dirname(var.audit_log_path), type = "Directory" } },
      { name = "position", hostPath = { path = "/var/lib/audit-shipper", type = "DirectoryOrCreate" } },
    ]
    extraVolumeMounts = [
      { name = "audit", mountPath = dirname(var.audit_log_path), readOnly = true },
      { name = "position", mountPath = "/var/lib/audit-shipper" },
    ]

    config = {
      extensions = {
        health_check = { endpoint = "0.0.0.0:13133" }
        # What was read and what waits survives a restart of pod and node.
        file_storage = { directory = "/var/lib/audit-shipper", create_directory = false, fsync = true }
      }
      receivers = {
        jaeger = null, zipkin = null, prometheus = null, otlp = null
        filelog = {
          include           = [var.audit_log_path, replace(var.audit_log_path, "/\\.log$/", "-*.log")]
          start_at          = "beginning"
          storage           = "file_storage"
          max_log_size      = "4MiB"
          include_file_name = true
          # A line that cannot be read is kept as it is: a gap would be worse.
          operators = [{ type = "json_parser", parse_from = "body", parse_to = "attributes", on_error = "send_quiet" }]
        }
      }
      processors = {
        memory_limiter = { check_interval = "5s", limit_percentage = 80, spike_limit_percentage = 25 }
        batch          = { timeout = "60s", send_batch_size = 5000 }
        resource       = { attributes = [{ key = "k8s.cluster.name", value = var.cluster_name, action = "upsert" }] }
      }
      exporters = {
        awss3 = {
          s3uploader = {
            s3_bucket           = var.evidence.bucket
            s3_prefix           = local.prefix
            s3_partition_format = "%Y/%m/%d/%H"
            region              = var.evidence.region
            endpoint            = local.endpoint
            s3_force_path_style = true
            disable_ssl         = false
            compression         = "gzip"
          }
          marshaler        = "body" # the API server's own line, byte for byte
          sending_queue    = { enabled = true, storage = "file_storage", queue_size = 10000 }
          retry_on_failure = { enabled = true, max_elapsed_time = "0s" } # for ever: dropping is not an option
        }
      }
      service = {
        extensions = ["health_check", "file_storage"]
        telemetry  = { metrics = { readers = [{ pull = { exporter = { prometheus = { host = "0.0.0.0", port = 8888 } } } }] } }
        pipelines  = { logs = { receivers = ["filelog"], processors = ["memory_limiter", "resource", "batch"], exporters = ["awss3"] }, metrics = null, traces = null }
      }
    }
  }

  pods = { matchLabels = { "app.kubernetes.io/name" = "opentelemetry-collector", "app.kubernetes.io/instance" = "audit-shipper" } }

  manifests = concat(
    [
      {
        apiVersion = "networking.k8s.io/v1"
        kind       = "NetworkPolicy"
        metadata   = { name = "audit-shipper", namespace = local.namespace, labels = var.labels }
        spec = {
          podSelector = local.pods
          policyTypes = ["Ingress", "Egress"]
          ingress     = [{ from = [{ namespaceSelector = { matchLabels = { "kubernetes.io/metadata.name" = lookup(var.namespaces, "monitoring", "monitoring") } } }], ports = [{ protocol = "TCP", port = 8888 }] }]
          egress      = [for cidrs in length(var.object_store_cidrs) > 0 ? [var.object_store_cidrs] : [] : { to = [for cidr in cidrs : { ipBlock = { cidr = cidr } }], ports = [{ protocol = "TCP", port = 443 }] }]
        }
      },
    ],
    [for monitor in [
      {
        apiVersion = "monitoring.coreos.com/v1"
        kind       = "PodMonitor"
        metadata   = { name = "audit-shipper", namespace = local.namespace, labels = var.labels }
        spec       = { selector = local.pods, podMetricsEndpoints = [{ portNumber = 8888, interval = "30s" }] }
      },
    ] : monitor if var.crds.prometheus],
    [for rule in [
      {
        apiVersion = "monitoring.coreos.com/v1"
        kind       = "PrometheusRule"
        metadata   = { name = "audit-trail", namespace = local.namespace, labels = var.labels }
        spec = { groups = [{
          name = "audit-trail"
          rules = [
            { alert = "AuditTrailStopped", expr = "sum(rate(otelcol_exporter_sent_log_records{exporter=\"awss3\"}[15m])) == 0 or absent(otelcol_exporter_sent_log_records{exporter=\"awss3\"})", "for" = "15m", labels = { severity = "critical" }, annotations = { summary = "No audit event has reached the evidence bucket for half an hour.", description = "An API server is never silent: look at the shipper, at the audit policy of the hosts, and at who stopped it." } },
            { alert = "AuditTrailDelayed", expr = "sum(otelcol_exporter_queue_size{exporter=\"awss3\"}) > 5000", "for" = "15m", labels = { severity = "warning" }, annotations = { summary = "Audit events wait on the control plane nodes.", description = "The object store is slow or refuses; events are kept on the node's disk meanwhile." } },
            { alert = "AuditEventsLost", expr = "sum(increase(apiserver_audit_error_total[10m])) > 0 or sum(increase(otelcol_exporter_send_failed_log_records{exporter=\"awss3\"}[10m])) > 0", "for" = "0m", labels = { severity = "critical" }, annotations = { summary = "Audit events were lost.", description = "The trail has a gap: record it, with cause and period." } },
          ]
        }] }
      },
    ] : rule if var.crds.prometheus],
  )
}

module "shipper" {
  source = "../_component"

  name               = "audit-shipper"
  namespace          = local.namespace
  chart              = local.chart
  chart_registry     = var.chart_registry
  image_registry     = var.image_registry
  repository_ca_file = var.repository_ca_file
  connectivity       = var.connectivity
  externally_managed = contains(var.externally_managed, "audit-shipper")
  images             = local.images
  values             = local.values
  overrides          = try(var.overrides.audit-shipper, {})
}

module "objects" {
  source = "../_raw"

  name      = "audit-trail"
  namespace = local.namespace
  manifests = local.manifests
}

check "evidence_is_locked" {
  assert {
    condition     = var.lock_confirmed || contains(["sandbox", "dev"], var.environment)
    error_message = "Nobody has confirmed that the bucket ${var.evidence.bucket} has object lock in mode COMPLIANCE with a default retention of ${local.lock_days} days. Set the lock, then lock_confirmed of audit.trail."
  }
}
