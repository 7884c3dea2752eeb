# Dashboards are objects in the repository: one by number from grafana.com would be a download, and somebody else's.
locals {
  dashboard_panels = {
    gpu = {
      title = "GPU fleet"
      panels = [
        { title = "GPUs by product", expr = "count by (modelName) (DCGM_FI_DEV_GPU_TEMP)", unit = "none" },
        { title = "Engine active", expr = "avg by (Hostname) (DCGM_FI_PROF_GR_ENGINE_ACTIVE)", unit = "percentunit" },
        { title = "Tensor cores active", expr = "avg by (Hostname) (DCGM_FI_PROF_PIPE_TENSOR_ACTIVE)", unit = "percentunit" },
        { title = "Memory used", expr = "sum by (Hostname) (DCGM_FI_DEV_FB_USED) * 1048576", unit = "bytes" },
        { title = "Temperature", expr = "max by (Hostname) (DCGM_FI_DEV_GPU_TEMP)", unit = "celsius" },
        { title = "Power", expr = "sum by (Hostname) (DCGM_FI_DEV_POWER_USAGE)", unit = "watt" },
        { title = "NVLink traffic", expr = "sum by (Hostname) (rate(DCGM_FI_PROF_NVLINK_TX_BYTES[5m]))", unit = "Bps" },
        { title = "XID errors", expr = "max by (Hostname, gpu) (DCGM_FI_DEV_XID_ERRORS)", unit = "none" },
      ]
    }
    models = {
      title = "Models in service"
      panels = [
        { title = "Requests", expr = "sum by (namespace, service) (rate(http_requests_total{job=~\".*predictor.*\"}[5m]))", unit = "reqps" },
        { title = "Errors", expr = "sum by (namespace, service) (rate(http_requests_total{job=~\".*predictor.*\",code=~\"5..\"}[5m]))", unit = "reqps" },
        { title = "Waiting at vLLM", expr = "sum by (namespace, model_name) (vllm:num_requests_waiting)", unit = "none" },
        { title = "Time to first token, 95 %", expr = "histogram_quantile(0.95, sum by (le, model_name) (rate(vllm:time_to_first_token_seconds_bucket[5m])))", unit = "s" },
        { title = "Drift score", expr = "max by (model, feature) (model_drift_score)", unit = "none" },
        { title = "Age of the last drift check", expr = "time() - max by (model) (model_drift_last_run_timestamp_seconds)", unit = "s" },
      ]
    }
    governance = {
      title = "Governance indicators"
      panels = [
        { title = "Models by stage", expr = "count by (stage) (model_info)", unit = "none" },
        { title = "Production models without a drift check", expr = "count(count by (model) (model_info{stage=\"production\"}) unless on (model) count by (model) (model_drift_last_run_timestamp_seconds)) or vector(0)", unit = "none" },
        { title = "Policy results", expr = "sum by (policy_name, rule_result) (increase(kyverno_policy_results_total[1d]))", unit = "none" },
        { title = "Days until the next certificate expires", expr = "(min(certmanager_certificate_expiration_timestamp_seconds) - time()) / 86400", unit = "d" },
        { title = "Age of the last database backup", expr = "time() - max by (cluster) (cnpg_collector_last_available_backup_timestamp)", unit = "s" },
        { title = "Firing alerts", expr = "count by (severity) (ALERTS{alertstate=\"firing\",alertname!=\"Watchdog\"})", unit = "none" },
      ]
    }
    queues = {
      title = "Queues and cost"
      panels = [
        { title = "Waiting", expr = "sum by (cluster_queue, status) (kueue_pending_workloads)", unit = "none" },
        { title = "Admitted", expr = "sum by (cluster_queue) (kueue_admitted_active_workloads)", unit = "none" },
        { title = "Time to admission, 95 %", expr = "histogram_quantile(0.95, sum by (le, cluster_queue) (rate(kueue_admission_wait_time_seconds_bucket[1h])))", unit = "s" },
        { title = "GPU requests by namespace", expr = "sum by (namespace) (kube_pod_container_resource_requests{resource=~\"nvidia_com_.*\"})", unit = "none" },
        { title = "Cost per hour by node", expr = "sum by (node) (node_total_hourly_cost)", unit = "none" },
        { title = "GPU cost per hour", expr = "sum(node_gpu_hourly_cost)", unit = "none" },
      ]
    }
  }

  dashboards = [for key, dashboard in local.dashboard_panels : {
    apiVersion = "v1"
    kind       = "ConfigMap"
    metadata   = { name = "dashboard-${key}", namespace = local.namespace, labels = merge(var.labels, { grafana_dashboard = "1" }) }
    data = {
      "${key}.json" = jsonencode({
        uid           = "platform-${key}"
        title         = dashboard.title
        tags          = ["platform", var.environment]
        editable      = false
        schemaVersion = 41
        time          = { from = "now-24h", to = "now" }
        refresh       = "1m"
        panels = [for index, panel in dashboard.panels : {
          id          = index + 1
          type        = "timeseries"
          title       = panel.title
          datasource  = { type = "prometheus", uid = "prometheus" }
          gridPos     = { x = index % 2 * 12, y = floor(index / 2) * 8, w = 12, h = 8 }
          fieldConfig = { defaults = { unit = panel.unit }, overrides = [] }
          targets     = [{ refId = "A", expr = panel.expr }]
        }]
      })
    }
  } if key != "gpu" || var.gpu_metrics]
}
