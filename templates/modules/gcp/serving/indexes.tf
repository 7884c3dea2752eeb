# Vector Search: an index, an endpoint of its own and the deployment between them. Building takes up to hours, deploying half an hour.
resource "google_vertex_ai_index" "this" {
  for_each = var.indexes

  project             = var.project_id
  region              = var.region
  display_name        = "${var.name_prefix}-${each.key}"
  description         = each.value.description
  index_update_method = each.value.update_method
  deletion_policy     = local.deletion_policy
  labels              = merge(var.labels, { index = each.key })

  encryption_spec {
    kms_key_name = var.ml_key_id
  }

  metadata {
    contents_delta_uri    = each.value.contents_uri
    is_complete_overwrite = each.value.contents_uri == null ? null : false

    config {
      dimensions                  = each.value.dimensions
      approximate_neighbors_count = each.value.brute_force ? null : each.value.neighbors
      shard_size                  = each.value.shard_size
      distance_measure_type       = each.value.distance

      algorithm_config {
        dynamic "tree_ah_config" {
          for_each = each.value.brute_force ? [] : ["one"]

          content {
            leaf_node_embedding_count    = each.value.leaf_size
            leaf_nodes_to_search_percent = each.value.leaf_search_percent
          }
        }

        dynamic "brute_force_config" {
          for_each = each.value.brute_force ? ["one"] : []

          content {}
        }
      }
    }
  }

  timeouts {
    create = "180m"
    update = "180m"
    delete = "180m"
  }
}

resource "google_vertex_ai_index_endpoint" "this" {
  for_each = var.indexes

  project                 = var.project_id
  region                  = var.region
  display_name            = "${var.name_prefix}-${each.key}"
  description             = each.value.description
  network                 = local.exposures[each.value.exposure].network
  public_endpoint_enabled = each.value.exposure == "public"
  deletion_policy         = local.deletion_policy
  labels                  = merge(var.labels, { index = each.key, exposure = each.value.exposure })

  encryption_spec {
    kms_key_name = var.ml_key_id
  }

  dynamic "private_service_connect_config" {
    for_each = each.value.exposure == "psc" ? ["one"] : []

    content {
      enable_private_service_connect = true
      project_allowlist              = local.psc_projects
    }
  }

  lifecycle {
    precondition {
      condition     = each.value.exposure != "peering" || (var.network_number_form != null && local.has_psa)
      error_message = "Exposure peering needs a network with private services access, named by its number; one peered network per project."
    }
  }
}

resource "google_vertex_ai_index_endpoint_deployed_index" "this" {
  for_each = var.indexes

  region                = var.region
  index_endpoint        = google_vertex_ai_index_endpoint.this[each.key].id
  index                 = google_vertex_ai_index.this[each.key].id
  deployed_index_id     = "${local.snake_prefix}_${replace(each.key, "-", "_")}"
  display_name          = "${var.name_prefix}-${each.key}"
  enable_access_logging = true
  reserved_ip_ranges    = each.value.exposure == "peering" ? [var.psa_range_name] : null
  deletion_policy       = local.deletion_policy

  # Two at least: one replica has no service level.
  dedicated_resources {
    min_replica_count = each.value.min_replicas
    max_replica_count = each.value.max_replicas

    machine_spec {
      machine_type = each.value.machine_type
    }
  }

  # Private Service Connect lets in whoever reaches the address: callers show a token signed by one of these accounts.
  dynamic "deployed_index_auth_config" {
    for_each = length(each.value.callers) == 0 ? [] : ["one"]

    content {
      auth_provider {
        audiences       = ["${var.name_prefix}-${each.key}"]
        allowed_issuers = sort(each.value.callers)
      }
    }
  }

  timeouts {
    create = "90m"
    delete = "90m"
  }
}
