# Dashboards are data: a title, and tiles of a title, a PromQL query and a unit. The service answers with defaults filled in, so every attribute it
# would add is written here; otherwise each plan shows a change.
locals {
  log_metrics = "logging_googleapis_com:user_${replace(var.name_prefix, "-", "_")}" # PromQL's spelling of a log metric

  dashboards = merge(
    {
      serving = {
        title = "Serving"
        tiles = [
          { title = "Predictions per second", query = "sum by (endpoint_id) (rate(${local.serving}_prediction_count[5m]))" },
          { title = "Errors per second", query = "sum by (endpoint_id, response_code) (rate(${local.serving}_error_count[5m]))" },
          { title = "Latency, 95th percentile (ms)", query = "histogram_quantile(0.95, sum by (endpoint_id, le) (rate(${local.serving}_prediction_latencies_bucket[5m])))" },
          { title = "Replicas", query = "max by (endpoint_id) (${local.serving}_replicas)" },
          { title = "Accelerator duty cycle", query = "avg by (endpoint_id) (${local.serving}_accelerator_duty_cycle)" },
          { title = "CPU", query = "avg by (endpoint_id) (${local.serving}_cpu_utilization)" },
        ]
      }
      governance = {
        title = "Governance"
        tiles = [
          { title = "Refused calls", query = "sum(increase(${local.log_metrics}_denied_calls[1h]))" },
          { title = "Failed jobs", query = "sum(increase(${local.log_metrics}_job_failures[1h]))" },
          { title = "Refused egress", query = "sum(increase(${local.log_metrics}_denied_egress[1h]))" },
          { title = "Created outside the region", query = "sum(increase(${local.log_metrics}_unusual_regions[1h]))" },
        ]
      }
    },
    var.extra_dashboards,
  )
}

resource "google_monitoring_dashboard" "this" {
  for_each = local.dashboards

  project = var.project_id

  dashboard_json = jsonencode({
    displayName = "${var.name_prefix} ${each.value.title}"
    labels      = { for name in ["managed-by-terraform"] : name => "" }
    mosaicLayout = {
      columns = 48
      tiles = [
        for index, tile in each.value.tiles : merge(
          { width = 24, height = 16 },
          index % 2 == 1 ? { xPos = 24 } : {}, # zeros are dropped by the service
          floor(index / 2) > 0 ? { yPos = floor(index / 2) * 16 } : {},
          {
            widget = {
              title = tile.title
              xyChart = {
                chartOptions = { mode = "COLOR" }
                dataSets = [{
                  plotType        = "LINE"
                  targetAxis      = "Y1"
                  timeSeriesQuery = { prometheusQuery = tile.query }
                }]
                yAxis = { scale = "LINEAR" }
              }
            }
          },
        )
      ]
    }
  })
}
