# Endpoints without models: the provider has no resource for a deployment. The release pipeline deploys to what is made here, and
# nothing it does there (models, traffic) is undone by the next apply.
resource "random_integer" "endpoint" {
  for_each = { for name, endpoint in var.endpoints : name => endpoint if endpoint.number == null }

  min = 1000000000 # ten digits, no leading zero
  max = 9999999999
}

resource "google_vertex_ai_endpoint" "this" {
  # checkov:skip=CKV2_GCP_33:the check knows only peering; endpoints here are private by Private Service Connect unless they say otherwise; owner=platform-team; expires=2027-11-30
  for_each = var.endpoints

  project                    = var.project_id
  name                       = local.endpoint_names[each.key]
  display_name               = "${var.name_prefix}-${each.key}"
  description                = each.value.description
  location                   = var.region
  region                     = var.region # both: location names the resource, region the host that is asked
  network                    = local.exposures[each.value.exposure].network
  dedicated_endpoint_enabled = local.exposures[each.value.exposure].dedicated
  deletion_policy            = local.deletion_policy
  labels                     = merge(var.labels, { endpoint = each.key, exposure = each.value.exposure })

  encryption_spec {
    kms_key_name = var.ml_key_id
  }

  dynamic "private_service_connect_config" {
    for_each = local.exposures[each.value.exposure].psc ? ["one"] : []

    content {
      enable_private_service_connect = true
      project_allowlist              = local.psc_projects

      dynamic "psc_automation_configs" {
        for_each = each.value.psc_automation ? ["one"] : []

        content {
          project_id = var.network_project_id
          network    = var.network_id
        }
      }
    }
  }

  dynamic "predict_request_response_logging_config" {
    for_each = each.value.log_sampling > 0 ? [each.value.log_sampling] : []

    content {
      enabled       = true
      sampling_rate = predict_request_response_logging_config.value

      bigquery_destination {
        output_uri = "bq://${var.project_id}.${google_bigquery_table.requests[each.key].dataset_id}.${google_bigquery_table.requests[each.key].table_id}"
      }
    }
  }

  lifecycle {
    ignore_changes = [traffic_split] # the release pipeline's

    precondition {
      condition     = each.value.exposure != "peering" || (var.network_number_form != null && local.has_psa)
      error_message = "Exposure peering needs a network with private services access (private_services_access of network.private), named by its number."
    }
  }
}

# One table per endpoint, made before the first request: Vertex AI would make it without partitions, and so without an end. Columns are
# those of its request-response logs; model monitoring reads them.
resource "google_bigquery_table" "requests" {
  for_each = local.logged_endpoints

  project             = var.project_id
  dataset_id          = var.request_dataset_id
  table_id            = replace("requests_${each.key}", "-", "_")
  description         = "Requests and responses of endpoint ${each.key}."
  deletion_protection = var.protect
  deletion_policy     = local.deletion_policy
  clustering          = ["deployed_model_id"]
  labels              = merge(var.labels, { endpoint = each.key })

  encryption_configuration {
    kms_key_name = var.data_key_id
  }

  # No partition filter is required: monitoring jobs read without one.
  time_partitioning {
    type          = "DAY"
    field         = "logging_time"
    expiration_ms = var.request_days * 86400000
  }

  schema = jsonencode([
    { name = "endpoint", type = "STRING", mode = "NULLABLE", description = "Number of the endpoint." },
    { name = "deployed_model_id", type = "STRING", mode = "NULLABLE", description = "Deployed model that answered." },
    { name = "logging_time", type = "TIMESTAMP", mode = "NULLABLE", description = "When." },
    { name = "request_id", type = "NUMERIC", mode = "NULLABLE", description = "Id of the request." },
    { name = "request_payload", type = "STRING", mode = "REPEATED", description = "Instances." },
    { name = "response_payload", type = "STRING", mode = "REPEATED", description = "Predictions." },
  ])

  lifecycle {
    ignore_changes = [schema] # the service may add columns
  }
}

# Machines that several models share, so that small ones do not each hold a replica.
resource "google_vertex_ai_deployment_resource_pool" "this" {
  for_each = var.pools

  project         = var.project_id
  region          = var.region
  name            = "${var.name_prefix}-${each.key}"
  deletion_policy = local.deletion_policy

  dedicated_resources {
    min_replica_count = each.value.min_replicas
    max_replica_count = each.value.max_replicas

    machine_spec {
      machine_type      = each.value.machine_type
      accelerator_type  = try(each.value.gpu.type, null)
      accelerator_count = try(each.value.gpu.count, null)
    }

    autoscaling_metric_specs {
      metric_name = each.value.gpu == null ? "aiplatform.googleapis.com/prediction/online/cpu/utilization" : "aiplatform.googleapis.com/prediction/online/accelerator/duty_cycle"
      target      = each.value.target_utilization
    }
  }
}
