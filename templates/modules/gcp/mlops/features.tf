# Feature store: the values lie in BigQuery, the registry says what they mean, the online store serves them in milliseconds.
locals {
  has_store = var.feature_store != null
  groups    = local.has_store ? var.feature_store.groups : {}
  views     = local.has_store ? var.feature_store.views : {}

  features = merge([
    for group, spec in local.groups : { for feature in spec.features : "${group}/${feature}" => { group = group, name = feature } }
  ]...)

  # bq://project.dataset.table => what the agent must read. On the dataset, not on the project.
  source_tables = toset(concat([for group in values(local.groups) : group.table], [for view in values(local.views) : view.table if view.table != null]))
  source_datasets = {
    for key in toset([for table in local.source_tables : join(".", slice(split(".", trimprefix(table, "bq://")), 0, 2))]) :
    key => { project = split(".", key)[0], dataset = split(".", key)[1] }
  }
}

resource "google_bigquery_dataset_iam_member" "feature_source" {
  for_each = local.source_datasets

  project    = each.value.project
  dataset_id = each.value.dataset
  role       = "roles/bigquery.dataViewer"
  member     = var.service_agents["aiplatform"]
}

resource "google_vertex_ai_feature_online_store" "this" {
  count = local.has_store ? 1 : 0

  project         = var.project_id
  region          = var.region
  name            = "${local.snake_prefix}_features"
  force_destroy   = var.force_destroy
  deletion_policy = local.deletion_policy
  labels          = var.labels

  encryption_spec {
    kms_key_name = var.ml_key_id
  }

  # Optimized serves by Private Service Connect; Bigtable holds more and can sync continuously.
  dynamic "optimized" {
    for_each = var.feature_store.kind == "optimized" ? ["one"] : []

    content {}
  }

  dynamic "dedicated_serving_endpoint" {
    for_each = var.feature_store.kind == "optimized" ? ["one"] : []

    content {
      private_service_connect_config {
        enable_private_service_connect = true
        project_allowlist              = sort(distinct(concat([var.network_project_id], tolist(var.feature_store.psc_projects))))
      }
    }
  }

  dynamic "bigtable" {
    for_each = var.feature_store.kind == "bigtable" ? ["one"] : []

    content {
      auto_scaling {
        min_node_count         = var.feature_store.min_nodes
        max_node_count         = var.feature_store.max_nodes
        cpu_utilization_target = 60
      }
    }
  }
}

resource "google_vertex_ai_feature_group" "this" {
  for_each = local.groups

  project         = var.project_id
  region          = var.region
  name            = each.key
  description     = each.value.description
  deletion_policy = local.deletion_policy
  labels          = var.labels

  big_query {
    entity_id_columns = each.value.entity_id_columns

    big_query_source {
      input_uri = each.value.table
    }
  }

  depends_on = [google_bigquery_dataset_iam_member.feature_source]
}

resource "google_vertex_ai_feature_group_feature" "this" {
  for_each = local.features

  project         = var.project_id
  region          = var.region
  feature_group   = google_vertex_ai_feature_group.this[each.value.group].name
  name            = each.value.name
  deletion_policy = local.deletion_policy
  labels          = var.labels
}

resource "google_vertex_ai_feature_online_store_featureview" "this" {
  for_each = local.views

  project              = var.project_id
  region               = var.region
  feature_online_store = google_vertex_ai_feature_online_store.this[0].name
  name                 = each.key
  deletion_policy      = local.deletion_policy
  labels               = var.labels

  sync_config {
    cron       = each.value.continuous ? null : each.value.cron
    continuous = each.value.continuous ? true : null
  }

  dynamic "feature_registry_source" {
    for_each = each.value.table == null ? ["one"] : []

    content {
      dynamic "feature_groups" {
        for_each = each.value.groups

        content {
          feature_group_id = google_vertex_ai_feature_group.this[feature_groups.key].name
          feature_ids      = [for feature in feature_groups.value : google_vertex_ai_feature_group_feature.this["${feature_groups.key}/${feature}"].name]
        }
      }
    }
  }

  dynamic "big_query_source" {
    for_each = each.value.table == null ? [] : [each.value.table]

    content {
      uri               = big_query_source.value
      entity_id_columns = each.value.entity_id_columns
    }
  }

  depends_on = [google_bigquery_dataset_iam_member.feature_source]
}
