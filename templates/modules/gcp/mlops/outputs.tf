# None is null: the state drops outputs that are, and readers then fail.
# What the SDK and the other capabilities need, complete: sdk_defaults alone is enough for aiplatform.init and every job.
output "artifact_bucket_name" {
  description = "Bucket of models, reports and pipeline outputs."
  value       = module.artifacts.name
}

output "feature_online_store_id" {
  description = "Online store; empty without one."
  value       = join("", google_vertex_ai_feature_online_store.this[*].id)
}

output "feature_serving_attachment" {
  description = "Service attachment of the online store, for a forwarding rule in the network; empty without one."
  value       = try(google_vertex_ai_feature_online_store.this[0].dedicated_serving_endpoint[0].service_attachment, "")
}

output "metadata_store_id" {
  description = "Store of lineage."
  value       = google_vertex_ai_metadata_store.default.id
}

output "notebook_ids" {
  description = "Workbench instances by name."
  value       = { for name, notebook in google_workbench_instance.this : name => notebook.id }
}

output "notebook_urls" {
  description = "Addresses of the notebooks' proxies."
  value       = { for name, notebook in google_workbench_instance.this : name => notebook.proxy_uri }
}

output "persistent_resource_ids" {
  description = "Persistent training machines by name."
  value       = { for name, resource in google_vertex_ai_persistent_resource.this : name => resource.id }
}

output "repository_ids" {
  description = "Repositories: images, pipelines, python, and pypi with the mirror."
  value       = { for name, repository in google_artifact_registry_repository.this : name => repository.id }
  depends_on  = [google_artifact_registry_repository_iam_member.this]
}

output "repository_urls" {
  description = "Address of each repository, as docker, pip and pipelines take it."
  value       = local.repository_urls
  depends_on  = [google_artifact_registry_repository_iam_member.this]
}

output "request_dataset_id" {
  description = "Dataset of requests and responses. Waits for the grant of the Vertex agent."
  value       = google_bigquery_dataset.requests.dataset_id
  depends_on  = [google_bigquery_dataset_iam_member.requests]
}

output "runtime_template_ids" {
  description = "Colab Enterprise templates by name."
  value       = { for name, template in google_colab_runtime_template.this : name => template.id }
}

output "schedule_ids" {
  description = "Schedules by name."
  value       = { for name, schedule in merge(google_colab_schedule.pipeline, google_colab_schedule.notebook) : name => schedule.id }
}

output "sdk_defaults" {
  description = "What every call of the SDK must be given; CMEK is not inherited from the project."
  value = {
    project                  = var.project_id
    location                 = var.region
    staging_bucket           = module.staging.url
    artifact_root            = module.artifacts.url
    encryption_spec_key_name = var.ml_key_id
    experiment_tensorboard   = try(google_vertex_ai_tensorboard.this["main"].id, null)
    training_service_account = lookup(var.account_emails, "training", null)
    pipeline_service_account = var.account_emails["pipeline"]
    network_attachment       = local.network_attachment_id
  }
  depends_on = [google_vertex_ai_metadata_store.default]
}

output "staging_bucket_name" {
  description = "Bucket of what the SDK stages."
  value       = module.staging.name
}

output "tensorboard_ids" {
  description = "TensorBoards by name."
  value       = { for name, board in google_vertex_ai_tensorboard.this : name => board.id }
}
