# Machines that stay: a training cluster without start-up time. It is paid for while idle, so there is none unless asked for.
resource "google_vertex_ai_persistent_resource" "this" {
  for_each = var.persistent_resources

  project         = var.project_id
  location        = var.region
  name            = "${var.name_prefix}-${each.key}"
  display_name    = "${var.name_prefix} ${each.key}"
  deletion_policy = local.deletion_policy
  labels          = var.labels

  dynamic "resource_pools" {
    for_each = each.value.pools

    content {
      id            = resource_pools.key
      replica_count = resource_pools.value.max_replicas == null ? resource_pools.value.replicas : null

      machine_spec {
        machine_type      = resource_pools.value.machine_type
        accelerator_type  = try(resource_pools.value.gpu.type, null)
        accelerator_count = try(resource_pools.value.gpu.count, null)
      }

      disk_spec {
        boot_disk_type    = "pd-ssd"
        boot_disk_size_gb = resource_pools.value.disk_gb
      }

      dynamic "autoscaling_spec" {
        for_each = resource_pools.value.max_replicas == null ? [] : [resource_pools.value]

        content {
          min_replica_count = autoscaling_spec.value.replicas
          max_replica_count = autoscaling_spec.value.max_replicas
        }
      }
    }
  }

  # Jobs bring their own service account; without this they would run as an agent of Google's.
  resource_runtime_spec {
    service_account_spec {
      enable_custom_service_account = true
    }
  }

  encryption_spec {
    kms_key_name = var.ml_key_id
  }

  psc_interface_config {
    network_attachment = local.network_attachment_id
  }

  lifecycle {
    precondition {
      condition     = local.network_attachment_id != null
      error_message = "persistent_resources need a network attachment: without one the machines reach the internet through Google's network and nothing of ours."
    }
  }
}

# Pipelines and notebooks by the clock. google_vertex_ai_schedule, which entered the provider by mistake and leaves in 8.0, is not used.
resource "google_colab_schedule" "pipeline" {
  for_each = { for name, schedule in var.schedules : name => schedule if schedule.template != null }

  project                  = var.project_id
  location                 = var.region
  display_name             = "${var.name_prefix}-${each.key}"
  cron                     = each.value.cron
  desired_state            = each.value.paused ? "PAUSED" : "ACTIVE"
  max_concurrent_run_count = each.value.max_concurrent
  allow_queueing           = false
  deletion_policy          = local.deletion_policy

  create_pipeline_job_request {
    parent = "projects/${var.project_id}/locations/${var.region}"

    pipeline_job {
      display_name          = "${var.name_prefix}-${each.key}"
      template_uri          = "${local.repository_urls["pipelines"]}/${each.value.template}"
      service_account       = var.account_emails["pipeline"]
      preflight_validations = true
      labels                = var.labels

      runtime_config {
        gcs_output_directory = "${module.artifacts.url}/pipelines/${each.key}"
        failure_policy       = "PIPELINE_FAILURE_POLICY_FAIL_FAST"
        parameter_values     = each.value.parameters
      }

      encryption_spec {
        kms_key_name = var.ml_key_id
      }

      dynamic "psc_interface_config" {
        for_each = local.has_attachment ? ["one"] : []

        content {
          network_attachment = local.network_attachment_id
        }
      }
    }
  }

  depends_on = [google_vertex_ai_metadata_store.default] # a run without the store would make one without a key
}

resource "google_colab_schedule" "notebook" {
  for_each = { for name, schedule in var.schedules : name => schedule if schedule.notebook != null }

  project                  = var.project_id
  location                 = var.region
  display_name             = "${var.name_prefix}-${each.key}"
  cron                     = each.value.cron
  desired_state            = each.value.paused ? "PAUSED" : "ACTIVE"
  max_concurrent_run_count = each.value.max_concurrent
  allow_queueing           = false
  deletion_policy          = local.deletion_policy

  create_notebook_execution_job_request {
    notebook_execution_job {
      display_name                            = "${var.name_prefix}-${each.key}"
      gcs_output_uri                          = "${module.artifacts.url}/notebooks/${each.key}"
      service_account                         = var.account_emails["pipeline"]
      execution_timeout                       = "${each.value.timeout_minutes * 60}s"
      notebook_runtime_template_resource_name = google_colab_runtime_template.this[each.value.runtime_template].id
      labels                                  = var.labels

      gcs_notebook_source {
        uri        = each.value.notebook.uri
        generation = each.value.notebook.generation
      }

      encryption_spec {
        kms_key_name = var.ml_key_id
      }
    }
  }
}
