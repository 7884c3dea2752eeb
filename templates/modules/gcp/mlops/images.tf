# Everything that runs comes from here: images and packages of our own, pipeline templates, and a mirror of Python packages, so that
# components can install without a way to the internet.
locals {
  repositories = merge(
    {
      images    = { format = "DOCKER", mode = "STANDARD_REPOSITORY", why = "Container images of notebooks, training and serving." }
      pipelines = { format = "KFP", mode = "STANDARD_REPOSITORY", why = "Compiled pipelines, the templates of schedules." }
      python    = { format = "PYTHON", mode = "STANDARD_REPOSITORY", why = "Packages of our own." }
    },
    var.python_mirror ? { pypi = { format = "PYTHON", mode = "REMOTE_REPOSITORY", why = "Cache of the Python Package Index." } } : {},
  )

  repository_urls = {
    for name, repository in google_artifact_registry_repository.this : name => (
      repository.format == "DOCKER" ? "${var.region}-docker.pkg.dev/${var.project_id}/${repository.repository_id}"
      : repository.format == "KFP" ? "https://${var.region}-kfp.pkg.dev/${var.project_id}/${repository.repository_id}"
      : "https://${var.region}-python.pkg.dev/${var.project_id}/${repository.repository_id}"
    )
  }

  # What runs reads; only the release pipeline and the writers named write, so that no job changes what it or the next one runs.
  repository_grants = merge(flatten([
    for name in keys(local.repositories) : concat(
      [for workload in ["notebook", "pipeline", "serving", "training"] : { "${name}/${workload}" = { repository = name, role = "roles/artifactregistry.reader", member = var.account_members[workload] } }],
      local.repositories[name].mode == "REMOTE_REPOSITORY" ? [] : concat(
        [{ "${name}/release" = { repository = name, role = "roles/artifactregistry.writer", member = var.account_members["release"] } }],
        [for member in sort(var.artifact_writers) : { "${name}/${member}" = { repository = name, role = "roles/artifactregistry.writer", member = member } }],
      ),
    )
  ])...)
}

resource "google_artifact_registry_repository" "this" {
  for_each = local.repositories

  project                = var.project_id
  location               = var.region
  repository_id          = "${var.name_prefix}-${each.key}"
  format                 = each.value.format
  mode                   = each.value.mode
  description            = each.value.why
  kms_key_name           = var.images_key_id
  cleanup_policy_dry_run = false
  deletion_policy        = local.deletion_policy
  labels                 = var.labels

  # With immutable tags a tagged image cannot be deleted, by cleanup either: a model stays reproducible.
  dynamic "docker_config" {
    for_each = each.value.format == "DOCKER" ? ["one"] : []

    content {
      immutable_tags = true
    }
  }

  # INHERITED follows the API: on as soon as Container Scanning is enabled in the project.
  dynamic "vulnerability_scanning_config" {
    for_each = each.value.format == "DOCKER" ? ["one"] : []

    content {
      enablement_config = "INHERITED"
    }
  }

  dynamic "cleanup_policies" {
    for_each = each.value.format == "DOCKER" ? ["one"] : []

    content {
      id     = "delete-untagged"
      action = "DELETE"

      condition {
        tag_state  = "UNTAGGED"
        older_than = "${var.untagged_days * 86400}s"
      }
    }
  }

  dynamic "cleanup_policies" {
    for_each = each.value.format == "DOCKER" ? ["one"] : []

    content {
      id     = "keep-newest"
      action = "KEEP"

      most_recent_versions {
        keep_count = var.images_kept
      }
    }
  }

  # What nobody asked for again is fetched anew, with whatever was withdrawn meanwhile gone.
  dynamic "cleanup_policies" {
    for_each = each.value.mode == "REMOTE_REPOSITORY" ? ["one"] : []

    content {
      id     = "delete-old-cache"
      action = "DELETE"

      condition {
        tag_state  = "ANY"
        older_than = "${var.mirror_days * 86400}s"
      }
    }
  }

  dynamic "remote_repository_config" {
    for_each = each.value.mode == "REMOTE_REPOSITORY" ? ["one"] : []

    content {
      description = each.value.why

      python_repository {
        public_repository = "PYPI"
      }
    }
  }
}

resource "google_artifact_registry_repository_iam_member" "this" {
  for_each = local.repository_grants

  project    = var.project_id
  location   = var.region
  repository = google_artifact_registry_repository.this[each.value.repository].name
  role       = each.value.role
  member     = each.value.member
}
