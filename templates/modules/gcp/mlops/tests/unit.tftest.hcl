mock_provider "google" {
  mock_resource "google_project_iam_custom_role" {
    defaults = { id = "projects/acme-dev-0a1b2c3d/roles/acme_dev_notebook_user" }
  }

  mock_resource "google_vertex_ai_tensorboard" {
    defaults = { id = "projects/acme-dev-0a1b2c3d/locations/europe-west4/tensorboards/1234567890123456789" }
  }

  mock_resource "google_colab_runtime_template" {
    defaults = { id = "projects/acme-dev-0a1b2c3d/locations/europe-west4/notebookRuntimeTemplates/acme-dev-standard" }
  }
}

mock_provider "google-beta" {
  mock_resource "google_vertex_ai_metadata_store" {
    defaults = { id = "projects/acme-dev-0a1b2c3d/locations/europe-west4/metadataStores/default" }
  }
}

variables {
  name_prefix           = "acme-dev"
  environment           = "dev"
  region                = "europe-west4"
  project_id            = "acme-dev-0a1b2c3d"
  project_number        = "123456789012"
  access_log_bucket     = "acme-dev-access-abcdef"
  data_key_id           = "projects/acme-keys/locations/europe-west4/keyRings/acme-dev-abcdef/cryptoKeys/data"
  images_key_id         = "projects/acme-keys/locations/europe-west4/keyRings/acme-dev-abcdef/cryptoKeys/images"
  ml_key_id             = "projects/acme-keys/locations/europe-west4/keyRings/acme-dev-abcdef/cryptoKeys/ml"
  network_id            = "projects/acme-dev-0a1b2c3d/global/networks/acme-dev"
  network_project_id    = "acme-dev-0a1b2c3d"
  network_attachment_id = "projects/acme-dev-0a1b2c3d/regions/europe-west4/networkAttachments/acme-dev-vertex"
  subnet_ids            = { workloads = "projects/acme-dev-0a1b2c3d/regions/europe-west4/subnetworks/acme-dev-workloads" }
  service_agents        = { aiplatform = "serviceAccount:service-123456789012@gcp-sa-aiplatform.iam.gserviceaccount.com" }
  account_emails = {
    notebook = "acme-dev-notebook@acme-dev-0a1b2c3d.iam.gserviceaccount.com"
    pipeline = "acme-dev-pipeline@acme-dev-0a1b2c3d.iam.gserviceaccount.com"
    training = "acme-dev-training@acme-dev-0a1b2c3d.iam.gserviceaccount.com"
  }
  account_members = {
    featuresync = "serviceAccount:acme-dev-featuresync@acme-dev-0a1b2c3d.iam.gserviceaccount.com"
    monitoring  = "serviceAccount:acme-dev-monitoring@acme-dev-0a1b2c3d.iam.gserviceaccount.com"
    notebook    = "serviceAccount:acme-dev-notebook@acme-dev-0a1b2c3d.iam.gserviceaccount.com"
    pipeline    = "serviceAccount:acme-dev-pipeline@acme-dev-0a1b2c3d.iam.gserviceaccount.com"
    release     = "serviceAccount:acme-dev-release@acme-dev-0a1b2c3d.iam.gserviceaccount.com"
    serving     = "serviceAccount:acme-dev-serving@acme-dev-0a1b2c3d.iam.gserviceaccount.com"
    training    = "serviceAccount:acme-dev-training@acme-dev-0a1b2c3d.iam.gserviceaccount.com"
  }
  personas = {
    auditor        = ["group:audit@example.com"]
    data_scientist = ["group:ds@example.com"]
    model_approver = ["group:mrm@example.com"]
  }
  notebooks = {
    churn  = { owner = "ada@example.com", users = ["group:churn@example.com"] }
    shared = { machine_type = "n2d-standard-8", confidential = true, idle_minutes = 30, zone = "c", state = "STOPPED" }
    gpu    = { machine_type = "g2-standard-8", gpu = { type = "NVIDIA_L4" }, container_image = { repository = "europe-west4-docker.pkg.dev/acme-dev-0a1b2c3d/acme-dev-images/workbench", tag = "2026.11" } }
  }
}

run "notebooks_are_private_encrypted_and_their_own_identity" {
  assert {
    condition = alltrue([for notebook in google_workbench_instance.this :
      notebook.gce_setup[0].disable_public_ip && notebook.gce_setup[0].service_accounts[0].email == "acme-dev-notebook@acme-dev-0a1b2c3d.iam.gserviceaccount.com"
    ])
    error_message = "No notebook has a public address or the default compute account."
  }

  assert {
    condition = alltrue([for notebook in google_workbench_instance.this : alltrue([
      notebook.gce_setup[0].boot_disk[0].disk_encryption == "CMEK", notebook.gce_setup[0].boot_disk[0].kms_key == var.ml_key_id,
      notebook.gce_setup[0].data_disks[0].disk_encryption == "CMEK", notebook.gce_setup[0].data_disks[0].kms_key == var.ml_key_id,
    ])])
    error_message = "Boot and data disks carry the platform's key."
  }

  assert {
    condition = alltrue([for notebook in google_workbench_instance.this : alltrue([
      notebook.gce_setup[0].shielded_instance_config[0].enable_secure_boot, notebook.gce_setup[0].shielded_instance_config[0].enable_vtpm,
      notebook.gce_setup[0].shielded_instance_config[0].enable_integrity_monitoring, !notebook.gce_setup[0].enable_ip_forwarding,
      notebook.gce_setup[0].network_interfaces[0].subnet == var.subnet_ids["workloads"], notebook.gce_setup[0].network_interfaces[0].nic_type == "GVNIC",
    ])])
    error_message = "Shielded, in the workload subnet, no forwarding."
  }
}

run "notebooks_meet_the_organisation_policies" {
  assert {
    condition = alltrue([for notebook in google_workbench_instance.this : alltrue([
      notebook.gce_setup[0].metadata["notebook-disable-root"] == "true", notebook.gce_setup[0].metadata["notebook-disable-terminal"] == "true",
      notebook.gce_setup[0].metadata["notebook-disable-downloads"] == "true", notebook.gce_setup[0].metadata["notebook-upgrade-schedule"] == "0 19 * * SUN",
      notebook.gce_setup[0].metadata["serial-port-logging-enable"] == "false",
    ])])
    error_message = "Metadata already says what ainotebooks.* policies ask for."
  }

  assert {
    condition     = google_workbench_instance.this["churn"].gce_setup[0].metadata["idle-timeout-seconds"] == "7200" && google_workbench_instance.this["shared"].gce_setup[0].metadata["idle-timeout-seconds"] == "1800"
    error_message = "Idle notebooks stop: after two hours, or as the notebook says."
  }

  assert {
    condition     = google_workbench_instance.this["churn"].instance_owners == tolist(["ada@example.com"]) && google_workbench_instance.this["shared"].instance_owners == null
    error_message = "One owner, or whoever may act as the account."
  }

  assert {
    condition     = google_workbench_instance.this["churn"].gce_setup[0].vm_image[0].project == "cloud-notebooks-managed"
    error_message = "The image is of the project ainotebooks.environmentOptions allows."
  }
}

run "notebooks_differ_in_machine_image_and_place" {
  assert {
    condition     = google_workbench_instance.this["churn"].location == "europe-west4-b" && google_workbench_instance.this["shared"].location == "europe-west4-c" && google_workbench_instance.this["shared"].desired_state == "STOPPED"
    error_message = "location is a zone."
  }

  assert {
    condition     = google_workbench_instance.this["shared"].gce_setup[0].confidential_instance_config[0].confidential_instance_type == "SEV" && length(google_workbench_instance.this["churn"].gce_setup[0].confidential_instance_config) == 0
    error_message = "Confidential where asked for."
  }

  assert {
    condition     = google_workbench_instance.this["churn"].gce_setup[0].vm_image[0].family == "workbench-instances" && google_workbench_instance.this["gpu"].gce_setup[0].container_image[0].tag == "2026.11" && length(google_workbench_instance.this["gpu"].gce_setup[0].vm_image) == 0
    error_message = "Google's image, or a container of ours instead."
  }

  assert {
    condition     = google_workbench_instance.this["gpu"].gce_setup[0].accelerator_configs[0].type == "NVIDIA_L4" && google_workbench_instance.this["gpu"].gce_setup[0].accelerator_configs[0].core_count == "1"
    error_message = "GPUs as asked for."
  }

  assert {
    condition     = alltrue([for notebook in google_workbench_instance.this : notebook.enable_deletion_protection])
    error_message = "Notebooks are protected by default."
  }
}

run "notebook_users_start_and_stop_only_theirs" {
  assert {
    condition     = keys(google_workbench_instance_iam_member.user) == ["churn/group:churn@example.com", "churn/user:ada@example.com"]
    error_message = "Access lies on the instance."
  }

  assert {
    condition     = contains(google_project_iam_custom_role.notebook_user.permissions, "notebooks.instances.start") && !contains(google_project_iam_custom_role.notebook_user.permissions, "notebooks.instances.update") && !contains(google_project_iam_custom_role.notebook_user.permissions, "notebooks.instances.setIamPolicy")
    error_message = "Users start what stopped by itself, and change nothing."
  }
}

run "colab_has_no_internet" {
  assert {
    condition = alltrue([for template in google_colab_runtime_template.this : alltrue([
      !template.network_spec[0].enable_internet_access, template.network_spec[0].subnetwork == var.subnet_ids["workloads"], template.network_spec[0].network == var.network_id,
      template.shielded_vm_config[0].enable_secure_boot, template.idle_shutdown_config[0].idle_timeout == "7200s", !template.euc_config[0].euc_disabled,
      template.encryption_spec[0].kms_key_name == var.ml_key_id,
    ])])
    error_message = "Runtimes have no internet, the user's own identity, secure boot, idle stop and the platform's key."
  }

  assert {
    condition     = one(google_colab_runtime_template.this["standard"].software_config[0].env).value == "https://europe-west4-python.pkg.dev/acme-dev-0a1b2c3d/acme-dev-pypi/simple/"
    error_message = "pip asks the mirror."
  }

  assert {
    condition     = keys(google_colab_runtime_template_iam_member.user) == ["standard/data_scientist/group:ds@example.com"]
    error_message = "Templates are for those who work here."
  }
}

run "lineage_is_encrypted_before_first_use" {
  assert {
    condition     = google_vertex_ai_metadata_store.default.name == "default" && google_vertex_ai_metadata_store.default.encryption_spec[0].kms_key_name == var.ml_key_id
    error_message = "The store the SDK uses is made here, with the key, and not left to the first run."
  }

  assert {
    condition     = google_vertex_ai_tensorboard.this["main"].encryption_spec[0].kms_key_name == var.ml_key_id && google_vertex_ai_metadata_store.default.deletion_policy == "PREVENT"
    error_message = "TensorBoard carries the key; lineage is protected."
  }
}

run "repositories_are_encrypted_immutable_and_read_only_to_jobs" {
  assert {
    condition     = { for name, repository in google_artifact_registry_repository.this : name => "${repository.format}/${repository.mode}" } == { images = "DOCKER/STANDARD_REPOSITORY", pipelines = "KFP/STANDARD_REPOSITORY", pypi = "PYTHON/REMOTE_REPOSITORY", python = "PYTHON/STANDARD_REPOSITORY" }
    error_message = "Images, pipelines, packages and the mirror."
  }

  assert {
    condition     = alltrue([for repository in google_artifact_registry_repository.this : repository.kms_key_name == var.images_key_id && repository.location == "europe-west4"])
    error_message = "Repositories are encrypted, in the region."
  }

  assert {
    condition     = google_artifact_registry_repository.this["images"].docker_config[0].immutable_tags && google_artifact_registry_repository.this["images"].vulnerability_scanning_config[0].enablement_config == "INHERITED"
    error_message = "Tags do not move; images are scanned."
  }

  assert {
    condition     = { for policy in google_artifact_registry_repository.this["images"].cleanup_policies : policy.id => policy.action } == { delete-untagged = "DELETE", keep-newest = "KEEP" } && one([for policy in google_artifact_registry_repository.this["images"].cleanup_policies : one(policy.condition).older_than if policy.action == "DELETE"]) == "1209600s"
    error_message = "Untagged layers go after 14 days, the newest stay."
  }

  assert {
    condition     = sort([for key, grant in google_artifact_registry_repository_iam_member.this : key if grant.role == "roles/artifactregistry.writer"]) == tolist(["images/release", "pipelines/release", "python/release"])
    error_message = "Only the release account writes; no job changes what it runs."
  }

  assert {
    condition     = output.repository_urls["images"] == "europe-west4-docker.pkg.dev/acme-dev-0a1b2c3d/acme-dev-images" && output.repository_urls["pipelines"] == "https://europe-west4-kfp.pkg.dev/acme-dev-0a1b2c3d/acme-dev-pipelines"
    error_message = "Addresses are those clients take."
  }
}

run "request_log_is_regional_encrypted_and_kept" {
  assert {
    condition     = google_bigquery_dataset.requests.location == "europe-west4" && google_bigquery_dataset.requests.default_encryption_configuration[0].kms_key_name == var.data_key_id
    error_message = "The dataset lies in the region, never in US by default, and carries the data key."
  }

  assert {
    condition     = google_bigquery_dataset.requests.default_partition_expiration_ms == 34560000000 && !google_bigquery_dataset.requests.delete_contents_on_destroy
    error_message = "400 days, and nothing is dropped on destroy."
  }

  assert {
    condition     = google_bigquery_dataset_iam_member.requests["vertex"].role == "roles/bigquery.dataEditor" && google_bigquery_dataset_iam_member.requests["vertex"].member == var.service_agents["aiplatform"] && google_bigquery_dataset_iam_member.requests["monitoring"].role == "roles/bigquery.dataViewer"
    error_message = "Vertex AI writes, monitoring reads, on the dataset."
  }
}

run "people_write_in_dev" {
  assert {
    condition     = one([for grant in local.bucket_grants["artifacts"] : grant.role if grant.member == "group:ds@example.com"]) == "roles/storage.objectUser" && one([for grant in local.bucket_grants["artifacts"] : grant.role if grant.member == "group:mrm@example.com"]) == "roles/storage.objectViewer"
    error_message = "Data scientists write, approvers read reports."
  }

  assert {
    condition     = length([for grant in concat(local.bucket_grants["artifacts"], local.bucket_grants["staging"]) : grant if grant.name == "serving" && grant.role != "roles/storage.objectViewer"]) == 0
    error_message = "Serving only reads."
  }

  assert {
    condition     = output.artifact_bucket_name == "acme-dev-artifacts-123456789012" && output.staging_bucket_name == "acme-dev-staging-123456789012"
    error_message = "Bucket names are unique by the project's number."
  }
}

run "people_read_in_prod" {
  variables {
    environment = "prod"
  }

  assert {
    condition     = one([for grant in local.bucket_grants["artifacts"] : grant.role if grant.member == "group:ds@example.com"]) == "roles/storage.objectViewer" && one([for grant in local.bucket_grants["staging"] : grant.role if grant.member == "group:ds@example.com"]) == "roles/storage.objectViewer"
    error_message = "Where models are released, people read."
  }
}

run "sdk_gets_everything_it_needs" {
  assert {
    condition = output.sdk_defaults == {
      project                  = "acme-dev-0a1b2c3d"
      location                 = "europe-west4"
      staging_bucket           = "gs://acme-dev-staging-123456789012"
      artifact_root            = "gs://acme-dev-artifacts-123456789012"
      encryption_spec_key_name = var.ml_key_id
      experiment_tensorboard   = "projects/acme-dev-0a1b2c3d/locations/europe-west4/tensorboards/1234567890123456789"
      training_service_account = "acme-dev-training@acme-dev-0a1b2c3d.iam.gserviceaccount.com"
      pipeline_service_account = "acme-dev-pipeline@acme-dev-0a1b2c3d.iam.gserviceaccount.com"
      network_attachment       = var.network_attachment_id
    }
    error_message = "aiplatform.init and every job can be called with this alone."
  }
}

run "minimum_has_nothing_that_costs" {
  variables {
    notebooks         = {}
    personas          = {}
    runtime_templates = {}
    tensorboards      = {}
    python_mirror     = false
  }

  assert {
    condition     = length(google_workbench_instance.this) == 0 && length(google_vertex_ai_persistent_resource.this) == 0 && length(google_vertex_ai_feature_online_store.this) == 0 && length(google_colab_schedule.pipeline) == 0
    error_message = "Nothing runs unless asked for."
  }

  assert {
    condition     = keys(google_artifact_registry_repository.this) == ["images", "pipelines", "python"] && output.sdk_defaults.experiment_tensorboard == null && output.feature_online_store_id == ""
    error_message = "No mirror, no board, no store; outputs say so."
  }
}

run "unprotected_can_be_destroyed" {
  variables {
    environment   = "sandbox"
    protect       = false
    force_destroy = true
  }

  assert {
    condition     = google_vertex_ai_metadata_store.default.deletion_policy == "DELETE" && google_bigquery_dataset.requests.delete_contents_on_destroy && google_artifact_registry_repository.this["images"].deletion_policy == "DELETE" && !google_workbench_instance.this["churn"].enable_deletion_protection
    error_message = "One switch opens everything."
  }
}

run "schedules_run_as_the_pipeline_account" {
  variables {
    schedules = {
      retrain = { cron = "TZ=Europe/Amsterdam 0 3 * * 1", template = "churn-training/v12", parameters = { window = "90" } }
      report  = { cron = "0 6 * * *", notebook = { uri = "gs://acme-dev-artifacts-123456789012/notebooks/report.ipynb" }, paused = true }
    }
  }

  assert {
    condition     = google_colab_schedule.pipeline["retrain"].create_pipeline_job_request[0].pipeline_job[0].service_account == "acme-dev-pipeline@acme-dev-0a1b2c3d.iam.gserviceaccount.com" && google_colab_schedule.pipeline["retrain"].create_pipeline_job_request[0].pipeline_job[0].encryption_spec[0].kms_key_name == var.ml_key_id
    error_message = "Scheduled pipelines have their identity and key; a run started by the scheduler is not seen by custom organisation policies."
  }

  assert {
    condition     = google_colab_schedule.pipeline["retrain"].create_pipeline_job_request[0].pipeline_job[0].template_uri == "https://europe-west4-kfp.pkg.dev/acme-dev-0a1b2c3d/acme-dev-pipelines/churn-training/v12" && google_colab_schedule.pipeline["retrain"].create_pipeline_job_request[0].pipeline_job[0].runtime_config[0].gcs_output_directory == "gs://acme-dev-artifacts-123456789012/pipelines/retrain"
    error_message = "The version comes from our repository, the output goes to our bucket."
  }

  assert {
    condition     = google_colab_schedule.pipeline["retrain"].create_pipeline_job_request[0].pipeline_job[0].psc_interface_config[0].network_attachment == var.network_attachment_id
    error_message = "Pipelines enter the network through the attachment."
  }

  assert {
    condition     = google_colab_schedule.notebook["report"].desired_state == "PAUSED" && google_colab_schedule.notebook["report"].create_notebook_execution_job_request[0].notebook_execution_job[0].execution_timeout == "14400s" && length(google_colab_schedule.notebook["report"].create_pipeline_job_request) == 0
    error_message = "A schedule is a notebook's or a pipeline's."
  }

  assert {
    condition     = keys(output.schedule_ids) == ["report", "retrain"]
    error_message = "Both kinds are schedules."
  }
}

run "persistent_machines_are_encrypted_and_in_the_network" {
  variables {
    persistent_resources = {
      train = { pools = { gpu = { machine_type = "g2-standard-12", gpu = { type = "NVIDIA_L4" }, replicas = 1, max_replicas = 4 }, cpu = { machine_type = "n2-standard-8", replicas = 2 } } }
    }
  }

  assert {
    condition = alltrue([
      google_vertex_ai_persistent_resource.this["train"].encryption_spec[0].kms_key_name == var.ml_key_id,
      google_vertex_ai_persistent_resource.this["train"].resource_runtime_spec[0].service_account_spec[0].enable_custom_service_account,
      google_vertex_ai_persistent_resource.this["train"].psc_interface_config[0].network_attachment == var.network_attachment_id,
    ])
    error_message = "Key, own service accounts, own network."
  }

  assert {
    condition     = one([for pool in google_vertex_ai_persistent_resource.this["train"].resource_pools : pool.replica_count if pool.id == "cpu"]) == "2" && alltrue([for pool in google_vertex_ai_persistent_resource.this["train"].resource_pools : pool.replica_count == null && pool.autoscaling_spec[0].max_replica_count == "4" if pool.id == "gpu"])
    error_message = "A pool has a fixed size or a range, never both."
  }
}

run "optimized_store_serves_privately" {
  variables {
    feature_store = {
      psc_projects = ["acme-apps"]
      groups       = { customer = { table = "bq://acme-data.features.customer", entity_id_columns = ["customer_id"], features = ["age", "tenure"] } }
      views        = { churn = { groups = { customer = ["age", "tenure"] } }, raw = { table = "bq://acme-data.features.scores", entity_id_columns = ["customer_id"], cron = "0 4 * * *" } }
    }
  }

  assert {
    condition     = google_vertex_ai_feature_online_store.this[0].encryption_spec[0].kms_key_name == var.ml_key_id && length(google_vertex_ai_feature_online_store.this[0].bigtable) == 0
    error_message = "The store carries the key."
  }

  assert {
    condition     = google_vertex_ai_feature_online_store.this[0].dedicated_serving_endpoint[0].private_service_connect_config[0].enable_private_service_connect && google_vertex_ai_feature_online_store.this[0].dedicated_serving_endpoint[0].private_service_connect_config[0].project_allowlist == tolist(["acme-apps", "acme-dev-0a1b2c3d"])
    error_message = "Only listed projects connect, privately."
  }

  assert {
    condition     = keys(google_bigquery_dataset_iam_member.feature_source) == ["acme-data.features"] && google_bigquery_dataset_iam_member.feature_source["acme-data.features"].role == "roles/bigquery.dataViewer" && google_bigquery_dataset_iam_member.feature_source["acme-data.features"].project == "acme-data"
    error_message = "The agent reads the dataset, not the project."
  }

  assert {
    condition     = google_vertex_ai_feature_online_store_featureview.this["churn"].feature_registry_source[0].feature_groups[0].feature_ids == tolist(["age", "tenure"]) && google_vertex_ai_feature_online_store_featureview.this["raw"].big_query_source[0].uri == "bq://acme-data.features.scores" && google_vertex_ai_feature_online_store_featureview.this["raw"].sync_config[0].cron == "0 4 * * *"
    error_message = "Views come from the registry or from a table."
  }
}

run "bigtable_store_syncs_continuously" {
  variables {
    feature_store = {
      kind      = "bigtable"
      max_nodes = 5
      views     = { live = { table = "bq://acme-data.features.live", entity_id_columns = ["id"], continuous = true } }
    }
  }

  assert {
    condition     = google_vertex_ai_feature_online_store.this[0].bigtable[0].auto_scaling[0].max_node_count == 5 && length(google_vertex_ai_feature_online_store.this[0].optimized) == 0 && google_vertex_ai_feature_online_store_featureview.this["live"].sync_config[0].continuous
    error_message = "Bigtable scales and syncs continuously."
  }
}

run "rejects_persistent_machines_without_attachment" {
  command         = plan
  expect_failures = [google_vertex_ai_persistent_resource.this]

  variables {
    network_attachment_id = ""
    persistent_resources  = { train = { pools = { cpu = { machine_type = "n2-standard-8" } } } }
  }
}

run "rejects_empty_pools" {
  command         = plan
  expect_failures = [var.persistent_resources]

  variables {
    persistent_resources = { train = { pools = {} } }
  }
}

run "rejects_bad_pool_range" {
  command         = plan
  expect_failures = [var.persistent_resources]

  variables {
    persistent_resources = { train = { pools = { cpu = { machine_type = "n2-standard-8", replicas = 3, max_replicas = 2 } } } }
  }
}

run "rejects_default_service_account" {
  command         = plan
  expect_failures = [var.account_emails]

  variables {
    account_emails = { notebook = "123456789012-compute@developer.gserviceaccount.com", pipeline = "p@acme.iam.gserviceaccount.com" }
  }
}

run "rejects_missing_accounts" {
  command         = plan
  expect_failures = [var.account_emails, var.account_members, var.service_agents, var.subnet_ids]

  variables {
    account_emails  = {}
    account_members = {}
    service_agents  = {}
    subnet_ids      = {}
  }
}

run "rejects_keys_of_another_region" {
  command         = plan
  expect_failures = [var.data_key_id, var.images_key_id, var.ml_key_id]

  variables {
    data_key_id   = "projects/k/locations/us-central1/keyRings/r/cryptoKeys/data"
    images_key_id = "images"
    ml_key_id     = "projects/k/locations/global/keyRings/r/cryptoKeys/ml"
  }
}

run "rejects_force_destroy_in_prod" {
  command         = plan
  expect_failures = [var.force_destroy]

  variables {
    environment   = "prod"
    protect       = false
    force_destroy = true
  }
}

run "rejects_force_destroy_of_protected" {
  command         = plan
  expect_failures = [var.force_destroy]

  variables {
    force_destroy = true
  }
}

run "rejects_gpu_on_e2" {
  command         = plan
  expect_failures = [var.notebooks, var.runtime_templates]

  variables {
    notebooks         = { x = { machine_type = "e2-standard-4", gpu = { type = "NVIDIA_TESLA_T4" } } }
    runtime_templates = { x = { machine_type = "e2-standard-4", gpu = { type = "NVIDIA_TESLA_T4" } } }
  }
}

run "rejects_confidential_on_intel" {
  command         = plan
  expect_failures = [var.notebooks]

  variables {
    notebooks = { x = { machine_type = "n2-standard-4", confidential = true } }
  }
}

run "rejects_moving_image" {
  command         = plan
  expect_failures = [var.notebooks]

  variables {
    notebooks = { x = { container_image = { repository = "europe-west4-docker.pkg.dev/p/r/i", tag = "latest" } } }
  }
}

run "rejects_public_notebook_users" {
  command         = plan
  expect_failures = [var.notebooks]

  variables {
    notebooks = { x = { users = ["allAuthenticatedUsers"] } }
  }
}

run "rejects_owner_with_prefix" {
  command         = plan
  expect_failures = [var.notebooks]

  variables {
    notebooks = { x = { owner = "user:ada@example.com" } }
  }
}

run "rejects_zone_outside_region" {
  command         = plan
  expect_failures = [var.notebooks]

  variables {
    notebooks = { x = { zone = "us-central1-a" } }
  }
}

run "rejects_small_disks" {
  command         = plan
  expect_failures = [var.notebooks]

  variables {
    notebooks = { x = { boot_disk_gb = 50 } }
  }
}

run "rejects_notebook_that_never_idles" {
  command         = plan
  expect_failures = [var.idle_minutes, var.notebooks, var.runtime_templates]

  variables {
    idle_minutes      = 0
    notebooks         = { x = { idle_minutes = 100000 } }
    runtime_templates = { x = { idle_minutes = 0 } }
  }
}

run "rejects_bad_notebook_name_and_template_name" {
  command         = plan
  expect_failures = [var.notebooks, var.runtime_templates]

  variables {
    notebooks         = { "Bad_Name" = {} }
    runtime_templates = { "Bad_Name" = {} }
  }
}

run "rejects_unknown_notebook_state" {
  command         = plan
  expect_failures = [var.notebooks]

  variables {
    notebooks = { x = { state = "RUNNING" } }
  }
}

run "rejects_schedule_of_both_kinds" {
  command         = plan
  expect_failures = [var.schedules]

  variables {
    schedules = { x = { cron = "0 6 * * *", template = "a/v1", notebook = { uri = "gs://b/n.ipynb" } } }
  }
}

run "rejects_schedule_of_latest" {
  command         = plan
  expect_failures = [var.schedules]

  variables {
    schedules = { x = { cron = "0 6 * * *", template = "churn/latest" } }
  }
}

run "rejects_bad_cron" {
  command         = plan
  expect_failures = [var.schedules, var.upgrade_schedule]

  variables {
    schedules        = { x = { cron = "daily", template = "churn/v1" } }
    upgrade_schedule = "WEEKLY"
  }
}

run "rejects_notebook_schedule_without_template" {
  command         = plan
  expect_failures = [var.schedules]

  variables {
    schedules = { x = { cron = "0 6 * * *", notebook = { uri = "gs://b/n.ipynb" }, runtime_template = "other" } }
  }
}

run "rejects_single_user_persona" {
  command         = plan
  expect_failures = [var.personas]

  variables {
    personas = { data_scientist = ["user:ada@example.com"] }
  }
}

run "rejects_public_writer" {
  command         = plan
  expect_failures = [var.artifact_writers]

  variables {
    artifact_writers = ["allUsers"]
  }
}

run "rejects_short_request_log" {
  command         = plan
  expect_failures = [var.request_days]

  variables {
    request_days = 30
  }
}

run "rejects_unknown_store_kind" {
  command         = plan
  expect_failures = [var.feature_store]

  variables {
    feature_store = { kind = "redis" }
  }
}

run "rejects_store_range" {
  command         = plan
  expect_failures = [var.feature_store]

  variables {
    feature_store = { kind = "bigtable", min_nodes = 2, max_nodes = 30 }
  }
}

run "rejects_feature_names_with_hyphens" {
  command         = plan
  expect_failures = [var.feature_store]

  variables {
    feature_store = { groups = { my-group = { table = "bq://a.b.c", entity_id_columns = ["id"], features = ["x"] } } }
  }
}

run "rejects_table_without_bq" {
  command         = plan
  expect_failures = [var.feature_store]

  variables {
    feature_store = { groups = { g = { table = "a.b.c", entity_id_columns = ["id"], features = ["x"] } } }
  }
}

run "rejects_view_of_nothing" {
  command         = plan
  expect_failures = [var.feature_store]

  variables {
    feature_store = { views = { v = {} } }
  }
}

run "rejects_continuous_sync_of_optimized" {
  command         = plan
  expect_failures = [var.feature_store]

  variables {
    feature_store = { views = { v = { table = "bq://a.b.c", entity_id_columns = ["id"], continuous = true } } }
  }
}

run "rejects_view_of_unknown_feature" {
  command         = plan
  expect_failures = [var.feature_store]

  variables {
    feature_store = { views = { v = { groups = { nowhere = ["x"] } } } }
  }
}

run "rejects_bad_values" {
  command         = plan
  expect_failures = [var.access_log_bucket, var.artifact_noncurrent_days, var.images_kept, var.mirror_days, var.name_prefix, var.network_id, var.network_tags, var.project_number, var.staging_days, var.tensorboards, var.untagged_days]

  variables {
    access_log_bucket        = "X"
    artifact_noncurrent_days = 1
    images_kept              = 1
    mirror_days              = 0
    name_prefix              = "acme-"
    network_id               = "acme"
    network_tags             = ["Bad Tag"]
    project_number           = "acme-dev"
    staging_days             = 0
    tensorboards             = { "Bad Name" = "x" }
    untagged_days            = 0
  }
}

run "rejects_unknown_environment" {
  command         = plan
  expect_failures = [var.environment]

  variables {
    environment = "qa"
  }
}

run "rejects_zone_as_region" {
  command         = plan
  expect_failures = [var.region]

  variables {
    region        = "europe-west4-b"
    data_key_id   = "projects/k/locations/europe-west4-b/keyRings/r/cryptoKeys/data"
    images_key_id = "projects/k/locations/europe-west4-b/keyRings/r/cryptoKeys/images"
    ml_key_id     = "projects/k/locations/europe-west4-b/keyRings/r/cryptoKeys/ml"
  }
}
