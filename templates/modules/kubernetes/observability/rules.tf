locals {
  # How old the last drift check of a model may be: the decided cadence with room for one late run.
  drift_window_seconds = {
    weekly         = 8 * 86400
    daily          = 26 * 3600
    hourly         = 2 * 3600
    per_batch      = 26 * 3600
    per_batch_live = 3600
  }[var.drift_cadence]

  rule_groups = {
    gpu = [
      { alert = "GpuXidError", expr = "DCGM_FI_DEV_XID_ERRORS > 0", hold = "0m", severity = "critical", summary = "GPU {{ $labels.gpu }} of {{ $labels.Hostname }} reports XID {{ $value }}.", runbook = "Drain the node, read the kernel log for the XID, reset the GPU; replace it when the XID returns." },
      { alert = "GpuRowRemapFailed", expr = "DCGM_FI_DEV_ROW_REMAP_FAILURE > 0", hold = "0m", severity = "critical", summary = "GPU {{ $labels.gpu }} of {{ $labels.Hostname }} has no spare memory rows left.", runbook = "The GPU must be replaced; results computed since cannot be trusted." },
      { alert = "GpuDoubleBitErrors", expr = "increase(DCGM_FI_DEV_ECC_DBE_VOL_TOTAL[1h]) > 0", hold = "0m", severity = "critical", summary = "Uncorrectable memory errors on GPU {{ $labels.gpu }} of {{ $labels.Hostname }}.", runbook = "Drain and reset; jobs of the last hour on this GPU must be repeated." },
      { alert = "GpuHot", expr = "DCGM_FI_DEV_GPU_TEMP > ${var.gpu_temperature_limit}", hold = "10m", severity = "warning", summary = "GPU {{ $labels.gpu }} of {{ $labels.Hostname }} is at {{ $value }} degrees.", runbook = "Look at inlet temperature and fans; the GPU throttles by itself." },
      { alert = "GpuHeldIdle", expr = "avg_over_time(DCGM_FI_PROF_GR_ENGINE_ACTIVE{pod!=\"\"}[2h]) < 0.05", hold = "30m", severity = "info", summary = "Pod {{ $labels.namespace }}/{{ $labels.pod }} holds a GPU and does not use it.", runbook = "Ask the owner; the queue can hand the GPU to somebody else." },
      { alert = "GpuMetricsMissing", expr = "count(kube_node_labels{label_nvidia_com_gpu_product!=\"\"}) > count(count by (Hostname) (DCGM_FI_DEV_GPU_TEMP))", hold = "15m", severity = "warning", summary = "Some GPU nodes send no DCGM metrics.", runbook = "Look at the dcgm-exporter pods; a host that runs nvidia-dcgm itself holds the port." },
    ]
    models = [
      { alert = "ModelDriftHigh", expr = "max by (model, feature) (model_drift_score) > on (model) group_left () max by (model) (model_drift_threshold)", hold = "0m", severity = "warning", summary = "Feature {{ $labels.feature }} of model {{ $labels.model }} drifts by {{ $value }}.", runbook = "Open the drift report; decide on retraining or retirement, and record it." },
      { alert = "ModelDriftCheckOverdue", expr = "time() - max by (model) (model_drift_last_run_timestamp_seconds) > ${local.drift_window_seconds}", hold = "5m", severity = "warning", summary = "The last drift check of model {{ $labels.model }} is older than its cadence (${var.drift_cadence}) allows.", runbook = "A check that does not run finds nothing: repair the job first." },
      { alert = "ModelWithoutDriftCheck", expr = "count by (model) (model_info{stage=\"production\"}) unless on (model) count by (model) (model_drift_last_run_timestamp_seconds)", hold = "1h", severity = "warning", summary = "Model {{ $labels.model }} serves in production and has never been checked for drift.", runbook = "Add the model to the drift job." },
      { alert = "InferenceErrors", expr = "sum by (namespace, service) (rate(http_requests_total{job=~\".*predictor.*\",code=~\"5..\"}[5m])) / sum by (namespace, service) (rate(http_requests_total{job=~\".*predictor.*\"}[5m])) > 0.05", hold = "10m", severity = "critical", summary = "{{ $labels.namespace }}/{{ $labels.service }} answers more than 5 % of requests with an error.", runbook = "Roll back to the last approved version; the canary share goes to 0." },
    ]
    platform = [
      { alert = "CertificateExpiresSoon", expr = "certmanager_certificate_expiration_timestamp_seconds - time() < 21 * 86400", hold = "1h", severity = "warning", summary = "Certificate {{ $labels.namespace }}/{{ $labels.name }} expires within 21 days: renewal does not work.", runbook = "Look at the Certificate's events; the issuer or its credential is at fault." },
      { alert = "QueueStuck", expr = "kueue_pending_workloads{status=\"inadmissible\"} > 0", hold = "6h", severity = "info", summary = "Workloads of queue {{ $labels.cluster_queue }} have been inadmissible for hours.", runbook = "They ask for more than the queue can ever get, or a flavour has no nodes." },
      { alert = "DatabaseBackupOverdue", expr = "time() - max by (namespace, cluster) (cnpg_collector_last_available_backup_timestamp) > 26 * 3600", hold = "15m", severity = "critical", summary = "The last backup of database {{ $labels.namespace }}/{{ $labels.cluster }} is older than a day.", runbook = "Look at the ScheduledBackup and at the credential of the object store." },
      { alert = "PolicyViolations", expr = "sum(increase(kyverno_policy_results_total{rule_result=\"fail\"}[15m])) > 25", hold = "0m", severity = "warning", summary = "Admission policies refuse or report unusually much.", runbook = "Somebody tries what the policies forbid, or a release went wrong." },
      { alert = "LogsDropped", expr = "sum(rate(otelcol_exporter_send_failed_log_records[10m])) > 0", hold = "15m", severity = "warning", summary = "The log collector loses records.", runbook = "Look at Loki and at its object store." },
    ]
  }

  rules = [for group, rules in local.rule_groups : {
    apiVersion = "monitoring.coreos.com/v1"
    kind       = "PrometheusRule"
    metadata   = { name = "platform-${group}", namespace = local.namespace, labels = var.labels }
    spec = {
      groups = [{
        name = "platform-${group}"
        rules = [for rule in rules : {
          alert       = rule.alert
          expr        = rule.expr
          "for"       = rule.hold
          labels      = { severity = rule.severity, environment = var.environment }
          annotations = { summary = rule.summary, description = rule.runbook }
        }]
      }]
    }
  } if group != "gpu" || var.gpu_metrics]

  dcgm_monitor = [for namespace in var.gpu_metrics && var.scrape_dcgm ? [lookup(var.namespaces, "gpu-operator", "gpu-operator")] : [] : {
    apiVersion = "monitoring.coreos.com/v1"
    kind       = "ServiceMonitor"
    metadata   = { name = "dcgm-exporter", namespace = local.namespace, labels = var.labels }
    spec = {
      namespaceSelector = { matchNames = [namespace] }
      selector          = { matchLabels = { app = "nvidia-dcgm-exporter" } }
      endpoints = [{
        port        = "gpu-metrics"
        interval    = "15s"
        honorLabels = true # namespace and pod are those that hold the GPU, not the exporter's
        relabelings = [{ sourceLabels = ["__meta_kubernetes_pod_node_name"], targetLabel = "node" }]
      }]
    }
  }]

  # Secrets are named, never read: the External Secrets operator brings them into the namespace.
  receiver_specs = {
    for name, r in var.receivers : name => merge(
      { name = name },
      r.type == "webhook" ? { webhookConfigs = [{ sendResolved = true, urlSecret = { name = r.secret_name, key = r.secret_key } }] } : {},
      r.type == "pagerduty" ? { pagerdutyConfigs = [{ sendResolved = true, routingKey = { name = r.secret_name, key = r.secret_key } }] } : {},
      r.type == "opsgenie" ? { opsgenieConfigs = [{ sendResolved = true, apiKey = { name = r.secret_name, key = r.secret_key } }] } : {},
      r.type == "slack" ? { slackConfigs = [{ sendResolved = true, apiURL = { name = r.secret_name, key = r.secret_key }, channel = r.channel }] } : {},
      r.type == "email" ? { emailConfigs = [{ sendResolved = true, to = r.to, from = "alerts@${var.site_domain}", smarthost = r.smarthost, requireTLS = true, authUsername = r.username, authPassword = { name = r.secret_name, key = r.secret_key } }] } : {},
    )
  }

  alertmanager_config = {
    apiVersion = "monitoring.coreos.com/v1alpha1"
    kind       = "AlertmanagerConfig"
    metadata   = { name = "platform", namespace = local.namespace, labels = var.labels }
    spec = {
      receivers = concat([{ name = "nobody" }], [for name in sort(keys(local.receiver_specs)) : local.receiver_specs[name]])
      route = {
        receiver       = "nobody"
        groupBy        = ["alertname", "namespace", "model"]
        groupWait      = "30s"
        groupInterval  = "5m"
        repeatInterval = "4h"
        routes = [for name in sort(keys(var.receivers)) : {
          receiver = name
          continue = true
          # Watchdog fires always: a receiver that stops hearing it knows that alerting is down.
          matchers = [{ name = "severity", value = join("|", sort(concat(tolist(var.receivers[name].severities), var.receivers[name].watchdog ? ["none"] : []))), matchType = "=~" }]
        }]
      }
      inhibitRules = [{
        sourceMatch = [{ name = "severity", value = "critical", matchType = "=" }]
        targetMatch = [{ name = "severity", value = "warning|info", matchType = "=~" }]
        equal       = ["namespace", "alertname"]
      }]
    }
  }

  objects = concat(local.rules, local.dcgm_monitor, [local.alertmanager_config], local.dashboards, local.policies)
}
