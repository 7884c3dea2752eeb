# Roles of our own where the predefined ones give too much: aiplatform.user, for one, may deploy what it has just trained. Permission
# names: IAM permissions reference for aiplatform; check additions with data.google_iam_testable_permissions.
locals {
  vertex_read = [
    "aiplatform.artifacts.get", "aiplatform.artifacts.list",
    "aiplatform.batchPredictionJobs.get", "aiplatform.batchPredictionJobs.list",
    "aiplatform.contexts.get", "aiplatform.contexts.list", "aiplatform.contexts.queryContextLineageSubgraph",
    "aiplatform.customJobs.get", "aiplatform.customJobs.list",
    "aiplatform.datasets.get", "aiplatform.datasets.list",
    "aiplatform.endpoints.get", "aiplatform.endpoints.list",
    "aiplatform.executions.get", "aiplatform.executions.list", "aiplatform.executions.queryExecutionInputsAndOutputs",
    "aiplatform.hyperparameterTuningJobs.get", "aiplatform.hyperparameterTuningJobs.list",
    "aiplatform.locations.get", "aiplatform.locations.list",
    "aiplatform.metadataStores.get", "aiplatform.metadataStores.list",
    "aiplatform.modelEvaluations.get", "aiplatform.modelEvaluations.list",
    "aiplatform.models.get", "aiplatform.models.list",
    "aiplatform.operations.list",
    "aiplatform.pipelineJobs.get", "aiplatform.pipelineJobs.list",
    "aiplatform.schedules.get", "aiplatform.schedules.list",
    "aiplatform.tensorboards.get", "aiplatform.tensorboards.list",
    "resourcemanager.projects.get",
  ]

  vertex_track = [
    "aiplatform.artifacts.create", "aiplatform.artifacts.update",
    "aiplatform.contexts.addContextArtifactsAndExecutions", "aiplatform.contexts.addContextChildren", "aiplatform.contexts.create", "aiplatform.contexts.update",
    "aiplatform.executions.addExecutionEvents", "aiplatform.executions.create", "aiplatform.executions.update",
    "aiplatform.tensorboardExperiments.create", "aiplatform.tensorboardExperiments.get", "aiplatform.tensorboardExperiments.list", "aiplatform.tensorboardExperiments.update", "aiplatform.tensorboardExperiments.write",
    "aiplatform.tensorboardRuns.batchCreate", "aiplatform.tensorboardRuns.create", "aiplatform.tensorboardRuns.get", "aiplatform.tensorboardRuns.list", "aiplatform.tensorboardRuns.update", "aiplatform.tensorboardRuns.write",
    "aiplatform.tensorboardTimeSeries.batchCreate", "aiplatform.tensorboardTimeSeries.create", "aiplatform.tensorboardTimeSeries.get", "aiplatform.tensorboardTimeSeries.list", "aiplatform.tensorboardTimeSeries.update",
  ]

  # Trains, evaluates and registers; neither deploys nor deletes a model, nor moves the aliases that say it is approved.
  vertex_develop = [
    "aiplatform.batchPredictionJobs.cancel", "aiplatform.batchPredictionJobs.create",
    "aiplatform.customJobs.cancel", "aiplatform.customJobs.create",
    "aiplatform.datasets.create", "aiplatform.datasets.update",
    "aiplatform.endpoints.explain", "aiplatform.endpoints.predict",
    "aiplatform.hyperparameterTuningJobs.cancel", "aiplatform.hyperparameterTuningJobs.create",
    "aiplatform.modelEvaluations.import",
    "aiplatform.models.export", "aiplatform.models.upload",
    "aiplatform.pipelineJobs.cancel", "aiplatform.pipelineJobs.create",
    "aiplatform.schedules.create", "aiplatform.schedules.pause", "aiplatform.schedules.resume", "aiplatform.schedules.update",
  ]

  custom_roles = {
    ml_auditor = {
      title       = "ML auditor"
      permissions = local.vertex_read
    }
    ml_developer = {
      title       = "ML developer: trains and registers, does not deploy"
      permissions = concat(local.vertex_read, local.vertex_track, local.vertex_develop)
    }
    ml_tracker = {
      title       = "ML tracker: writes parameters, metrics and lineage"
      permissions = concat(local.vertex_read, local.vertex_track)
    }
    model_promoter = {
      title = "Model promoter: deploys what is registered, cannot train"
      permissions = concat(local.vertex_read, [
        "aiplatform.deploymentResourcePools.get", "aiplatform.deploymentResourcePools.list",
        "aiplatform.endpoints.deploy", "aiplatform.endpoints.undeploy", "aiplatform.endpoints.update",
        "aiplatform.models.update", # version aliases
      ])
    }
    evidence_writer = {
      title       = "Evidence writer: adds objects, never reads, replaces or deletes one"
      permissions = ["storage.objects.create"]
    }
  }

  role_ids = { for name in keys(local.custom_roles) : name => "${replace(var.name_prefix, "-", "_")}_${name}" }
}

resource "google_project_iam_custom_role" "this" {
  for_each = local.custom_roles

  project     = var.project_id
  role_id     = local.role_ids[each.key]
  title       = each.value.title
  description = "${each.value.title}. Managed by Terraform (${var.name_prefix})."
  stage       = "GA"
  permissions = sort(each.value.permissions)
}
