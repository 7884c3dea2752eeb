mock_provider "google" {
  mock_resource "google_project_iam_custom_role" {
    defaults = { id = "projects/acme-dev-0a1b2c3d/roles/acme_dev_endpoint_caller" }
  }

  mock_resource "google_compute_address" {
    defaults = { id = "projects/acme-dev-0a1b2c3d/regions/europe-west4/addresses/mock", address = "10.81.161.7" }
  }

  mock_resource "google_dns_managed_zone" {
    defaults = { name = "acme-dev-serving" }
  }

  mock_resource "google_vertex_ai_index_endpoint" {
    defaults = { id = "projects/acme-dev-0a1b2c3d/locations/europe-west4/indexEndpoints/77", name = "77" }
  }

  mock_resource "google_vertex_ai_index_endpoint_deployed_index" {
    defaults = { private_endpoints = [{ service_attachment = "projects/tenant/regions/europe-west4/serviceAttachments/index" }] }
  }
}

mock_provider "google-beta" {}

mock_provider "random" {
  mock_resource "random_integer" {
    defaults = { result = 4711000001 }
  }
}

variables {
  name_prefix         = "acme-dev"
  environment         = "dev"
  region              = "europe-west4"
  project_id          = "acme-dev-0a1b2c3d"
  account_emails      = { serving = "acme-dev-serving@acme-dev-0a1b2c3d.iam.gserviceaccount.com" }
  data_key_id         = "projects/acme-keys/locations/europe-west4/keyRings/acme-dev-abcdef/cryptoKeys/data"
  ml_key_id           = "projects/acme-keys/locations/europe-west4/keyRings/acme-dev-abcdef/cryptoKeys/ml"
  deployer            = "serviceAccount:acme-dev-tf-apply@acme-dev-0a1b2c3d.iam.gserviceaccount.com"
  network_id          = "projects/acme-dev-0a1b2c3d/global/networks/acme-dev"
  network_number_form = "projects/123456789012/global/networks/acme-dev"
  network_project_id  = "acme-dev-0a1b2c3d"
  subnet_ids          = { endpoints = "projects/acme-dev-0a1b2c3d/regions/europe-west4/subnetworks/acme-dev-endpoints" }
  request_dataset_id  = "acme_dev_requests"

  notification_channels = ["projects/acme-dev-0a1b2c3d/notificationChannels/1"]
}

run "endpoint_is_private_and_encrypted_by_default" {
  assert {
    condition     = google_vertex_ai_endpoint.this["primary"].private_service_connect_config[0].enable_private_service_connect && google_vertex_ai_endpoint.this["primary"].private_service_connect_config[0].project_allowlist == tolist(["acme-dev-0a1b2c3d"])
    error_message = "Private Service Connect, for the project of the network only."
  }

  assert {
    condition     = google_vertex_ai_endpoint.this["primary"].network == null && google_vertex_ai_endpoint.this["primary"].dedicated_endpoint_enabled == null
    error_message = "The other exposures stay unset: the three exclude each other."
  }

  assert {
    condition     = google_vertex_ai_endpoint.this["primary"].encryption_spec[0].kms_key_name == var.ml_key_id && google_vertex_ai_endpoint.this["primary"].deletion_policy == "PREVENT"
    error_message = "Endpoints carry the key and are protected."
  }

  assert {
    condition     = google_vertex_ai_endpoint.this["primary"].location == "europe-west4" && google_vertex_ai_endpoint.this["primary"].region == "europe-west4"
    error_message = "location and region are both set."
  }
}

run "endpoint_names_are_numbers" {
  variables {
    endpoints = { drawn = {}, chosen = { number = "8080" } }
  }

  assert {
    condition     = google_vertex_ai_endpoint.this["drawn"].name == "4711000001" && google_vertex_ai_endpoint.this["chosen"].name == "8080" && keys(random_integer.endpoint) == ["drawn"]
    error_message = "A number is drawn once and kept, or given."
  }

  assert {
    condition     = random_integer.endpoint["drawn"].min == 1000000000 && random_integer.endpoint["drawn"].max == 9999999999
    error_message = "Ten digits, no leading zero."
  }
}

run "each_exposure_sets_one_argument" {
  variables {
    allow_public   = true
    psa_range_name = "acme-dev-psa"
    endpoints = {
      connect   = { psc_automation = true }
      peered    = { exposure = "peering" }
      dedicated = { exposure = "dedicated" }
      open      = { exposure = "public" }
    }
  }

  assert {
    condition     = google_vertex_ai_endpoint.this["peered"].network == "projects/123456789012/global/networks/acme-dev" && length(google_vertex_ai_endpoint.this["peered"].private_service_connect_config) == 0 && google_vertex_ai_endpoint.this["peered"].dedicated_endpoint_enabled == null
    error_message = "Peering names the network by its number."
  }

  assert {
    condition     = google_vertex_ai_endpoint.this["dedicated"].dedicated_endpoint_enabled && google_vertex_ai_endpoint.this["dedicated"].network == null && length(google_vertex_ai_endpoint.this["dedicated"].private_service_connect_config) == 0
    error_message = "Dedicated is nothing else."
  }

  assert {
    condition     = google_vertex_ai_endpoint.this["open"].dedicated_endpoint_enabled == null && google_vertex_ai_endpoint.this["open"].network == null && length(google_vertex_ai_endpoint.this["open"].private_service_connect_config) == 0
    error_message = "Public sets none of the three."
  }

  assert {
    condition     = google_vertex_ai_endpoint.this["connect"].private_service_connect_config[0].psc_automation_configs[0].network == var.network_id && google_vertex_ai_endpoint.this["open"].labels["exposure"] == "public"
    error_message = "Automation connects by itself; exposure is a label."
  }

  assert {
    condition     = keys(output.dedicated_hosts) == ["dedicated"]
    error_message = "Only dedicated endpoints have a host of their own."
  }
}

run "requests_are_recorded_in_a_table_of_ours" {
  variables {
    endpoints = { churn-model = { log_sampling = 0.5 }, quiet = { log_sampling = 0 } }
  }

  assert {
    condition     = google_vertex_ai_endpoint.this["churn-model"].predict_request_response_logging_config[0].enabled && google_vertex_ai_endpoint.this["churn-model"].predict_request_response_logging_config[0].sampling_rate == 0.5 && google_vertex_ai_endpoint.this["churn-model"].predict_request_response_logging_config[0].bigquery_destination[0].output_uri == "bq://acme-dev-0a1b2c3d.acme_dev_requests.requests_churn_model"
    error_message = "Half of the requests, into the endpoint's table."
  }

  assert {
    condition     = keys(google_bigquery_table.requests) == ["churn-model"] && length(google_vertex_ai_endpoint.this["quiet"].predict_request_response_logging_config) == 0 && output.deploy["quiet"].request_table == null
    error_message = "No sampling, no table."
  }

  assert {
    condition     = google_bigquery_table.requests["churn-model"].encryption_configuration[0].kms_key_name == var.data_key_id && google_bigquery_table.requests["churn-model"].deletion_protection && google_bigquery_table.requests["churn-model"].time_partitioning[0].expiration_ms == 34560000000
    error_message = "Encrypted, protected, kept for 400 days."
  }

  assert {
    condition     = [for column in jsondecode(google_bigquery_table.requests["churn-model"].schema) : "${column.name} ${column.type} ${column.mode}"] == ["endpoint STRING NULLABLE", "deployed_model_id STRING NULLABLE", "logging_time TIMESTAMP NULLABLE", "request_id NUMERIC NULLABLE", "request_payload STRING REPEATED", "response_payload STRING REPEATED"]
    error_message = "The columns are those of Vertex AI's request-response logs."
  }
}

run "first_phase_is_complete_without_targets" {
  assert {
    condition     = length(google_compute_forwarding_rule.psc) == 0 && length(google_dns_managed_zone.serving) == 0 && output.private_hosts == {}
    error_message = "No way in before a model is deployed."
  }
}

run "second_phase_makes_the_way_in" {
  variables {
    psc_targets = { primary = "projects/tenant-tp/regions/europe-west4/serviceAttachments/gkedpm-1" }
  }

  assert {
    condition     = google_compute_forwarding_rule.psc["primary"].load_balancing_scheme == "" && google_compute_forwarding_rule.psc["primary"].target == "projects/tenant-tp/regions/europe-west4/serviceAttachments/gkedpm-1" && google_compute_forwarding_rule.psc["primary"].recreate_closed_psc && !google_compute_forwarding_rule.psc["primary"].allow_psc_global_access
    error_message = "A rule for an attachment has the empty scheme and comes back when the connection closes."
  }

  assert {
    condition     = google_compute_address.psc["primary"].address_type == "INTERNAL" && google_compute_address.psc["primary"].subnetwork == var.subnet_ids["endpoints"]
    error_message = "The address is one of the network."
  }

  assert {
    condition     = google_dns_managed_zone.serving[0].visibility == "private" && google_dns_record_set.serving["primary"].name == "primary.acme-dev.serving.internal." && google_dns_record_set.serving["primary"].rrdatas == tolist(["10.81.161.7"])
    error_message = "The name is known in the network only."
  }

  assert {
    condition     = output.private_hosts["primary"] == "primary.acme-dev.serving.internal" && output.private_addresses["primary"] == "10.81.161.7"
    error_message = "Clients get name and address."
  }
}

run "callers_predict_and_nothing_else" {
  variables {
    endpoints = { primary = { callers = ["serviceAccount:shop@acme-apps.iam.gserviceaccount.com"] } }
  }

  assert {
    condition     = keys(google_vertex_ai_endpoint_iam_member.caller) == ["primary/serviceAccount:shop@acme-apps.iam.gserviceaccount.com"] && google_vertex_ai_endpoint_iam_member.caller["primary/serviceAccount:shop@acme-apps.iam.gserviceaccount.com"].endpoint == "4711000001"
    error_message = "The grant lies on the endpoint."
  }

  assert {
    condition     = google_project_iam_custom_role.caller.permissions == toset(["aiplatform.endpoints.explain", "aiplatform.endpoints.predict"])
    error_message = "Predict and explain."
  }
}

run "deploy_output_is_all_a_script_needs" {
  variables {
    pools = { small = {} }
  }

  assert {
    condition = alltrue([
      output.deploy["primary"].service_account == "acme-dev-serving@acme-dev-0a1b2c3d.iam.gserviceaccount.com",
      output.deploy["primary"].encryption_spec_key_name == var.ml_key_id,
      output.deploy["primary"].request_table == "acme_dev_requests.requests_primary",
      output.deploy["primary"].exposure == "psc", output.deploy["primary"].location == "europe-west4", output.deploy["primary"].project == "acme-dev-0a1b2c3d",
      keys(output.deploy["primary"].pools) == ["small"],
    ])
    error_message = "Account, key, place, table and pools; nothing to look up."
  }
}

run "alerts_ask_for_private_metrics_too" {
  assert {
    condition     = keys(google_monitoring_alert_policy.metric) == ["primary/errors", "primary/latency", "primary/replicas"]
    error_message = "Three alerts per endpoint."
  }

  assert {
    condition     = alltrue([for policy in google_monitoring_alert_policy.metric : policy.conditions[0].condition_prometheus_query_language[0].disable_metric_validation && policy.notification_channels == tolist(["projects/acme-dev-0a1b2c3d/notificationChannels/1"]) && strcontains(policy.conditions[0].condition_prometheus_query_language[0].query, "endpoint_id=\"4711000001\"")])
    error_message = "For this endpoint, also before its first request, and somebody is told."
  }

  assert {
    condition     = strcontains(google_monitoring_alert_policy.metric["primary/errors"].conditions[0].condition_prometheus_query_language[0].query, "prediction_online_private_response_count") && strcontains(google_monitoring_alert_policy.metric["primary/latency"].conditions[0].condition_prometheus_query_language[0].query, "prediction_online_private_prediction_latencies_bucket")
    error_message = "Private endpoints report under other names."
  }

  assert {
    condition     = strcontains(google_monitoring_alert_policy.foreign[0].conditions[0].condition_matched_log[0].filter, "NOT protoPayload.authenticationInfo.principalEmail=\"acme-dev-tf-apply@acme-dev-0a1b2c3d.iam.gserviceaccount.com\"")
    error_message = "Endpoints made by anybody else are found."
  }
}

run "no_deployer_no_foreign_alert" {
  variables {
    deployer = null
  }

  assert {
    condition     = length(google_monitoring_alert_policy.foreign) == 0
    error_message = "Without knowing who applies, nobody can be foreign."
  }
}

run "index_is_private_encrypted_and_connected_at_once" {
  variables {
    indexes = { docs = { dimensions = 768, callers = ["shop@acme-apps.iam.gserviceaccount.com"] } }
  }

  assert {
    condition     = google_vertex_ai_index.this["docs"].encryption_spec[0].kms_key_name == var.ml_key_id && google_vertex_ai_index_endpoint.this["docs"].encryption_spec[0].kms_key_name == var.ml_key_id
    error_message = "Index and endpoint carry the key."
  }

  assert {
    condition     = !google_vertex_ai_index_endpoint.this["docs"].public_endpoint_enabled && google_vertex_ai_index_endpoint.this["docs"].private_service_connect_config[0].enable_private_service_connect && google_vertex_ai_index_endpoint.this["docs"].network == null
    error_message = "Private by Private Service Connect."
  }

  assert {
    condition     = google_vertex_ai_index_endpoint_deployed_index.this["docs"].dedicated_resources[0].min_replica_count == 2 && google_vertex_ai_index_endpoint_deployed_index.this["docs"].enable_access_logging && google_vertex_ai_index_endpoint_deployed_index.this["docs"].deployed_index_id == "acme_dev_docs"
    error_message = "Two replicas, access logged."
  }

  assert {
    condition     = google_vertex_ai_index_endpoint_deployed_index.this["docs"].deployed_index_auth_config[0].auth_provider[0].allowed_issuers == tolist(["shop@acme-apps.iam.gserviceaccount.com"])
    error_message = "Callers show a token."
  }

  assert {
    condition     = google_compute_forwarding_rule.psc["index-docs"].target == "projects/tenant/regions/europe-west4/serviceAttachments/index" && google_compute_forwarding_rule.psc["index-docs"].load_balancing_scheme == "" && output.private_hosts["index-docs"] == "index-docs.acme-dev.serving.internal"
    error_message = "The way in is made in the same apply."
  }

  assert {
    condition     = strcontains(google_monitoring_alert_policy.metric["index-docs/latency"].conditions[0].condition_prometheus_query_language[0].query, "index_endpoint_id=\"77\"")
    error_message = "Slow queries are told."
  }
}

run "brute_force_index_by_peering" {
  variables {
    psa_range_name = "acme-dev-psa"
    indexes        = { exact = { dimensions = 8, brute_force = true, exposure = "peering", contents_uri = "gs://acme-dev-artifacts-123456789012/vectors", update_method = "BATCH_UPDATE" } }
  }

  assert {
    condition     = length(google_vertex_ai_index.this["exact"].metadata[0].config[0].algorithm_config[0].brute_force_config) == 1 && length(google_vertex_ai_index.this["exact"].metadata[0].config[0].algorithm_config[0].tree_ah_config) == 0 && google_vertex_ai_index.this["exact"].metadata[0].config[0].approximate_neighbors_count == null
    error_message = "One algorithm, with its own arguments."
  }

  assert {
    condition     = google_vertex_ai_index_endpoint.this["exact"].network == "projects/123456789012/global/networks/acme-dev" && google_vertex_ai_index_endpoint_deployed_index.this["exact"].reserved_ip_ranges == tolist(["acme-dev-psa"]) && length(google_compute_forwarding_rule.psc) == 0
    error_message = "Peering needs no forwarding rule, and takes its addresses from our range."
  }
}

run "pools_scale_on_what_they_have" {
  variables {
    pools = { cpu = {}, gpu = { machine_type = "g2-standard-8", gpu = { type = "NVIDIA_L4" }, min_replicas = 2, max_replicas = 8 } }
  }

  assert {
    condition     = google_vertex_ai_deployment_resource_pool.this["cpu"].dedicated_resources[0].autoscaling_metric_specs[0].metric_name == "aiplatform.googleapis.com/prediction/online/cpu/utilization" && google_vertex_ai_deployment_resource_pool.this["gpu"].dedicated_resources[0].autoscaling_metric_specs[0].metric_name == "aiplatform.googleapis.com/prediction/online/accelerator/duty_cycle" && google_vertex_ai_deployment_resource_pool.this["gpu"].dedicated_resources[0].machine_spec[0].accelerator_count == 1
    error_message = "CPU pools scale on CPU, GPU pools on duty cycle."
  }
}

run "model_armor_blocks" {
  variables {
    model_armor = { inspect_template = "projects/p/locations/europe-west4/inspectTemplates/i", deidentify_template = "projects/p/locations/europe-west4/deidentifyTemplates/d" }
  }

  assert {
    condition     = google_model_armor_template.this[0].template_metadata[0].enforcement_type == "INSPECT_AND_BLOCK" && !google_model_armor_template.this[0].template_metadata[0].ignore_partial_invocation_failures && google_model_armor_template.this[0].template_metadata[0].log_sanitize_operations
    error_message = "Blocks, lets nothing through on failure, logs."
  }

  assert {
    condition     = google_model_armor_template.this[0].filter_config[0].pi_and_jailbreak_filter_settings[0].filter_enforcement == "ENABLED" && sort([for filter in google_model_armor_template.this[0].filter_config[0].rai_settings[0].rai_filters : filter.filter_type]) == tolist(["DANGEROUS", "HARASSMENT", "HATE_SPEECH", "SEXUALLY_EXPLICIT"])
    error_message = "Injection, links and four harms."
  }

  assert {
    condition     = google_model_armor_template.this[0].filter_config[0].sdp_settings[0].advanced_config[0].deidentify_template == "projects/p/locations/europe-west4/deidentifyTemplates/d" && length(google_model_armor_template.this[0].filter_config[0].sdp_settings[0].basic_config) == 0
    error_message = "Templates of one's own replace the basic detection."
  }
}

run "unprotected_can_be_destroyed" {
  variables {
    protect = false
  }

  assert {
    condition     = google_vertex_ai_endpoint.this["primary"].deletion_policy == "DELETE" && !google_bigquery_table.requests["primary"].deletion_protection
    error_message = "One switch opens everything."
  }
}

run "order_of_a_list_changes_nothing" {
  variables {
    psc_consumer_projects = ["zeta-apps", "alpha-apps"]
  }

  assert {
    condition     = google_vertex_ai_endpoint.this["primary"].private_service_connect_config[0].project_allowlist == tolist(["acme-dev-0a1b2c3d", "alpha-apps", "zeta-apps"])
    error_message = "Projects are sorted."
  }
}

run "rejects_public_without_opt_in" {
  command         = plan
  expect_failures = [var.endpoints]

  variables {
    endpoints = { open = { exposure = "public" } }
  }
}

run "rejects_dedicated_without_opt_in" {
  command         = plan
  expect_failures = [var.endpoints]

  variables {
    endpoints = { open = { exposure = "dedicated" } }
  }
}

run "rejects_public_index_without_opt_in" {
  command         = plan
  expect_failures = [var.indexes]

  variables {
    indexes = { open = { dimensions = 8, exposure = "public" } }
  }
}

run "rejects_endpoint_name_that_is_no_number" {
  command         = plan
  expect_failures = [var.endpoints]

  variables {
    endpoints = { churn = { number = "churn-model" } }
  }
}

run "rejects_endpoint_number_with_leading_zero" {
  command         = plan
  expect_failures = [var.endpoints]

  variables {
    endpoints = { churn = { number = "0123" } }
  }
}

run "rejects_endpoint_number_of_eleven_digits" {
  command         = plan
  expect_failures = [var.endpoints]

  variables {
    endpoints = { churn = { number = "12345678901" } }
  }
}

run "rejects_repeated_number" {
  command         = plan
  expect_failures = [var.endpoints]

  variables {
    endpoints = { a = { number = "1" }, b = { number = "1" } }
  }
}

run "rejects_unknown_exposure" {
  command         = plan
  expect_failures = [var.endpoints, var.indexes]

  variables {
    endpoints = { a = { exposure = "internet" } }
    indexes   = { a = { dimensions = 8, exposure = "dedicated" } }
  }
}

run "rejects_peering_without_range" {
  command         = plan
  expect_failures = [google_vertex_ai_endpoint.this, google_vertex_ai_index_endpoint.this]

  variables {
    endpoints = { a = { exposure = "peering" } }
    indexes   = { a = { dimensions = 8, exposure = "peering" } }
  }
}

run "rejects_network_by_id_for_peering" {
  command         = plan
  expect_failures = [var.network_number_form]

  variables {
    network_number_form = "projects/acme-dev-0a1b2c3d/global/networks/acme-dev"
  }
}

run "rejects_automation_without_psc" {
  command         = plan
  expect_failures = [var.endpoints]

  variables {
    allow_public = true
    endpoints    = { a = { exposure = "public", psc_automation = true } }
  }
}

run "rejects_public_callers" {
  command         = plan
  expect_failures = [var.endpoints]

  variables {
    endpoints = { a = { callers = ["allUsers"] } }
  }
}

run "rejects_unrecorded_endpoint_in_prod" {
  command         = plan
  expect_failures = [var.endpoints]

  variables {
    environment = "prod"
    endpoints   = { a = { log_sampling = 0 } }
  }
}

run "rejects_sampling_above_one" {
  command         = plan
  expect_failures = [var.endpoints]

  variables {
    endpoints = { a = { log_sampling = 5 } }
  }
}

run "rejects_thresholds_without_sense" {
  command         = plan
  expect_failures = [var.endpoints]

  variables {
    endpoints = { a = { error_ratio = 5 } }
  }
}

run "rejects_names_with_underscore" {
  command         = plan
  expect_failures = [var.endpoints, var.indexes, var.pools]

  variables {
    endpoints = { a_b = {} }
    indexes   = { a_b = { dimensions = 8 } }
    pools     = { a_b = {} }
  }
}

run "rejects_single_replica_index" {
  command         = plan
  expect_failures = [var.indexes]

  variables {
    indexes = { a = { dimensions = 8, min_replicas = 1 } }
  }
}

run "rejects_unknown_index_method" {
  command         = plan
  expect_failures = [var.indexes]

  variables {
    indexes = { a = { dimensions = 8, update_method = "NIGHTLY" } }
  }
}

run "rejects_broken_dimensions" {
  command         = plan
  expect_failures = [var.indexes]

  variables {
    indexes = { a = { dimensions = 7.5 } }
  }
}

run "rejects_vectors_outside_storage" {
  command         = plan
  expect_failures = [var.indexes]

  variables {
    indexes = { a = { dimensions = 8, contents_uri = "https://example.com/vectors" } }
  }
}

run "rejects_index_callers_without_account" {
  command         = plan
  expect_failures = [var.indexes]

  variables {
    indexes = { a = { dimensions = 8, callers = ["ada@example.com"] } }
  }
}

run "rejects_targets_of_unknown_endpoint" {
  command         = plan
  expect_failures = [var.psc_targets]

  variables {
    psc_targets = { nobody = "projects/t/regions/europe-west4/serviceAttachments/s" }
  }
}

run "rejects_target_that_is_no_attachment" {
  command         = plan
  expect_failures = [var.psc_targets]

  variables {
    psc_targets = { primary = "https://example.com" }
  }
}

run "rejects_target_of_another_region" {
  command         = plan
  expect_failures = [var.psc_targets]

  variables {
    psc_targets = { primary = "projects/t/regions/us-central1/serviceAttachments/s" }
  }
}

run "rejects_default_service_account" {
  command         = plan
  expect_failures = [var.account_emails]

  variables {
    account_emails = { serving = "123456789012-compute@developer.gserviceaccount.com" }
  }
}

run "rejects_missing_account_and_subnet" {
  command         = plan
  expect_failures = [var.account_emails, var.subnet_ids]

  variables {
    account_emails = {}
    subnet_ids     = {}
  }
}

run "rejects_keys_of_another_region" {
  command         = plan
  expect_failures = [var.data_key_id, var.ml_key_id]

  variables {
    data_key_id = "projects/k/locations/us-central1/keyRings/r/cryptoKeys/data"
    ml_key_id   = "projects/k/locations/global/keyRings/r/cryptoKeys/ml"
  }
}

run "rejects_single_replica_pool_in_prod" {
  command         = plan
  expect_failures = [var.pools]

  variables {
    environment = "prod"
    pools       = { a = { min_replicas = 1 } }
  }
}

run "rejects_pool_range" {
  command         = plan
  expect_failures = [var.pools]

  variables {
    pools = { a = { min_replicas = 5 } }
  }
}

run "rejects_gpu_on_e2" {
  command         = plan
  expect_failures = [var.pools]

  variables {
    pools = { a = { machine_type = "e2-standard-4", gpu = { type = "NVIDIA_L4" } } }
  }
}

run "rejects_model_armor_that_only_looks_in_prod" {
  command         = plan
  expect_failures = [var.model_armor]

  variables {
    environment = "prod"
    model_armor = { block = false }
  }
}

run "rejects_model_armor_confidence" {
  command         = plan
  expect_failures = [var.model_armor]

  variables {
    model_armor = { confidence = "LOW" }
  }
}

run "rejects_deidentify_without_inspect" {
  command         = plan
  expect_failures = [var.model_armor]

  variables {
    model_armor = { deidentify_template = "projects/p/locations/europe-west4/deidentifyTemplates/d" }
  }
}

run "rejects_bad_values" {
  command         = plan
  expect_failures = [var.dns_domain, var.environment, var.name_prefix, var.network_id, var.psc_consumer_projects, var.request_dataset_id, var.request_days]

  variables {
    dns_domain            = "Serving."
    environment           = "qa"
    name_prefix           = "acme-"
    network_id            = "acme"
    psc_consumer_projects = ["*"]
    request_dataset_id    = "acme.requests"
    request_days          = 30
  }
}

run "rejects_zone_as_region" {
  command         = plan
  expect_failures = [var.region]

  variables {
    region      = "europe-west4-b"
    data_key_id = "projects/k/locations/europe-west4-b/keyRings/r/cryptoKeys/data"
    ml_key_id   = "projects/k/locations/europe-west4-b/keyRings/r/cryptoKeys/ml"
  }
}
