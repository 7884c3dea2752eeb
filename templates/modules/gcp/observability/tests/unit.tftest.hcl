mock_provider "google" {
  mock_resource "google_pubsub_topic" {
    defaults = { id = "projects/acme-dev-0a1b2c3d/topics/acme-dev-alerts" }
  }

  mock_resource "google_monitoring_notification_channel" {
    defaults = { id = "projects/acme-dev-0a1b2c3d/notificationChannels/1" }
  }

  mock_resource "google_monitoring_slo" {
    defaults = { name = "projects/123456789012/services/acme-dev-inference/serviceLevelObjectives/availability" }
  }
}

variables {
  name_prefix    = "acme-dev"
  environment    = "dev"
  region         = "europe-west4"
  project_id     = "acme-dev-0a1b2c3d"
  project_number = "123456789012"
  alerts_key_id  = "projects/acme-dev-0a1b2c3d/locations/europe-west4/keyRings/r/cryptoKeys/alerts"
  service_agents = { monitoring-notification = "serviceAccount:service-123456789012@gcp-sa-monitoring-notification.iam.gserviceaccount.com" }
}

run "minimum_set" {
  assert {
    condition     = keys(google_monitoring_alert_policy.log) == ["access-transparency", "feature-sync", "job-failure", "key-change", "monitoring-anomaly", "org-policy", "owner-grant", "perimeter", "service-account-key"]
    error_message = "The alerts on log entries must be the documented ones."
  }

  assert {
    condition     = keys(google_monitoring_alert_policy.metric) == ["endpoint-errors", "endpoint-latency", "endpoint-saturation", "idle-accelerators", "quota"]
    error_message = "The alerts on metrics must be the documented ones."
  }

  assert {
    condition     = alltrue([for policy in google_monitoring_alert_policy.metric : policy.conditions[0].condition_prometheus_query_language[0].disable_metric_validation && policy.alert_strategy[0].auto_close == "86400s" && policy.documentation[0].content != "" && policy.severity != ""])
    error_message = "Every alert says how bad it is and what to do, and is accepted before its metric exists."
  }

  assert {
    condition     = alltrue([for policy in google_monitoring_alert_policy.log : length(policy.alert_strategy[0].notification_rate_limit) == 1 && length(policy.notification_channels) == 1])
    error_message = "Log alerts need a rate limit, and somebody to tell."
  }

  assert {
    condition     = google_pubsub_topic.alerts.kms_key_name == var.alerts_key_id && google_pubsub_topic.alerts.message_storage_policy[0].allowed_persistence_regions == toset(["europe-west4"])
    error_message = "The topic is encrypted with our key and stays in the region."
  }

  assert {
    condition     = google_pubsub_topic_iam_member.monitoring["monitoring-notification"].role == "roles/pubsub.publisher"
    error_message = "Monitoring may publish, and no more."
  }

  assert {
    condition     = google_monitoring_slo.availability[0].goal == 0.995 && strcontains(google_monitoring_alert_policy.burn[0].conditions[0].condition_threshold[0].filter, "select_slo_burn_rate")
    error_message = "There is an objective, and its burn rate is watched."
  }

  assert {
    condition     = length(google_billing_budget.this) == 0 && output.budget_id == null
    error_message = "Without a billing account there is no budget."
  }

  assert {
    condition     = jsondecode(google_monitoring_dashboard.this["serving"].dashboard_json).mosaicLayout.tiles[3].xPos == 24 && jsondecode(google_monitoring_dashboard.this["serving"].dashboard_json).mosaicLayout.tiles[3].yPos == 16 && !can(jsondecode(google_monitoring_dashboard.this["serving"].dashboard_json).mosaicLayout.tiles[0].xPos)
    error_message = "Tiles lie in two columns; zeros are left out as the service does."
  }

  assert {
    condition     = google_logging_metric.this["unusual-regions"].metric_descriptor[0].metric_kind == "DELTA" && strcontains(google_logging_metric.this["unusual-regions"].filter, "europe-west4")
    error_message = "What is created outside the region is counted."
  }
}

run "log_alerts_match_what_they_are_named_for" {
  assert {
    condition = alltrue([
      for name, words in {
        access-transparency = ["cloudaudit.googleapis.com/access_transparency"]
        feature-sync        = ["aiplatform.googleapis.com/FeatureOnlineStore", "severity>=ERROR"]
        job-failure         = ["aiplatform.googleapis.com/PipelineJob", "ml_job", "severity>=ERROR"]
        key-change          = ["DestroyCryptoKeyVersion", "UpdateCryptoKeyVersion"]
        monitoring-anomaly  = ["aiplatform.googleapis.com/model_monitoring_anomaly"]
        org-policy          = ["orgpolicy.googleapis.com", "Delete"]
        owner-grant         = ["SetIamPolicy", "ADD", "roles/owner", "roles/editor"]
        perimeter           = ["cloudaudit.googleapis.com/policy", "VpcServiceControlAuditMetadata"]
        service-account-key = ["CreateServiceAccountKey", "UploadServiceAccountKey"]
      } : alltrue([for word in words : strcontains(google_monitoring_alert_policy.log[name].conditions[0].condition_matched_log[0].filter, word)])
    ])
    error_message = "A filter that matches nothing is an alert nobody has."
  }

  assert {
    condition     = alltrue([for policy in google_monitoring_alert_policy.log : policy.documentation[0].content != "" && policy.severity != "" && policy.alert_strategy[0].auto_close == "86400s"])
    error_message = "Log alerts too say how bad it is and what to do."
  }

  assert {
    condition     = endswith(google_monitoring_alert_policy.metric["quota"].conditions[0].condition_prometheus_query_language[0].query, "> 0.8") && strcontains(google_monitoring_alert_policy.metric["idle-accelerators"].conditions[0].condition_prometheus_query_language[0].query, "accelerator_duty_cycle")
    error_message = "Quotas are told at 80 %, idle accelerators by their duty cycle."
  }
}

run "mail_and_budget" {
  variables {
    alert_emails    = ["ml-oncall@example.com", "security@example.com"]
    billing_account = "012345-6789AB-CDEF01"
    budget_amount   = 2500
    budget_currency = "EUR"
    protect         = false
  }

  assert {
    condition     = google_billing_budget.this[0].amount[0].specified_amount[0].units == "2500" && google_billing_budget.this[0].budget_filter[0].projects == toset(["projects/123456789012"])
    error_message = "The amount is a string, the filter takes the project number."
  }

  assert {
    condition     = contains([for rule in google_billing_budget.this[0].threshold_rules : rule.spend_basis], "FORECASTED_SPEND") && google_billing_budget.this[0].budget_filter[0].credit_types_treatment == "EXCLUDE_ALL_CREDITS"
    error_message = "A forecast above the budget is told before it comes true, and credits do not hide it."
  }

  assert {
    condition     = google_monitoring_notification_channel.this["mail security@example.com"].labels["email_address"] == "security@example.com" && google_monitoring_notification_channel.this["topic"].force_delete
    error_message = "Mail and topic are channels; unprotected ones can go."
  }

  assert {
    condition     = length(output.notification_channel_ids) == 3
    error_message = "All channels are handed on."
  }
}

run "budget_tells_five_addresses_and_the_topic" {
  variables {
    alert_emails    = [for number in range(7) : "oncall-${number}@example.com"]
    billing_account = "012345-6789AB-CDEF01"
  }

  assert {
    condition     = length(google_billing_budget.this[0].all_updates_rule[0].monitoring_notification_channels) == 5 && google_billing_budget.this[0].all_updates_rule[0].pubsub_topic == "projects/acme-dev-0a1b2c3d/topics/acme-dev-alerts"
    error_message = "A budget takes five channels at most; machines read the topic."
  }

  assert {
    condition     = google_pubsub_topic_iam_member.billing[0].role == "roles/pubsub.publisher"
    error_message = "The service of budgets may publish."
  }
}

run "extras_and_disabled" {
  variables {
    disabled_alerts     = ["idle-accelerators", "perimeter"]
    slo_availability    = null
    extra_metric_alerts = { kafka-lag = { title = "Consumer lags", query = "up == 0", text = "Look at the consumer." } }
    extra_log_alerts    = { gateway = { title = "Gateway refuses", filter = "severity>=ERROR", text = "Look at the gateway." } }
    extra_dashboards    = { data = { title = "Data", tiles = [{ title = "Bytes", query = "up" }] } }
  }

  assert {
    condition     = contains(keys(output.alert_names), "kafka-lag") && contains(keys(output.alert_names), "gateway") && !contains(keys(output.alert_names), "perimeter") && !contains(keys(output.alert_names), "slo-burn")
    error_message = "Alerts can be added and, but for three, left out."
  }

  assert {
    condition     = google_monitoring_alert_policy.metric["kafka-lag"].severity == "ERROR" && google_monitoring_alert_policy.metric["kafka-lag"].conditions[0].condition_prometheus_query_language[0].duration == "300s" && contains(keys(output.dashboard_ids), "data")
    error_message = "Further alerts and dashboards have defaults."
  }
}

run "warns_when_nobody_is_told" {
  command         = plan
  expect_failures = [check.somebody_is_told]

  variables {
    environment     = "prod"
    billing_account = "012345-6789AB-CDEF01"
  }
}

run "warns_when_nothing_watches_spending" {
  command         = plan
  expect_failures = [check.somebody_watches_spending]

  variables {
    environment  = "prod"
    alert_emails = ["ml-oncall@example.com"]
  }
}

run "rejects_disabling_the_essential" {
  command         = plan
  expect_failures = [var.disabled_alerts]

  variables {
    disabled_alerts = ["key-change"]
  }
}

run "rejects_alert_without_advice" {
  command         = plan
  expect_failures = [var.extra_log_alerts, var.extra_metric_alerts]

  variables {
    extra_log_alerts    = { a = { title = "A", filter = "x", text = "" } }
    extra_metric_alerts = { a = { title = "A", query = "up", text = "x", severity = "BAD" } }
  }
}

run "rejects_odd_duration" {
  command         = plan
  expect_failures = [var.extra_metric_alerts]

  variables {
    extra_metric_alerts = { a = { title = "A", query = "up", text = "x", duration = "90s" } }
  }
}

run "rejects_perfection" {
  command         = plan
  expect_failures = [var.slo_availability]

  variables {
    slo_availability = 1
  }
}

run "rejects_bad_values" {
  command         = plan
  expect_failures = [var.alert_emails, var.budget_amount, var.budget_currency, var.environment, var.error_ratio, var.latency_ms, var.name_prefix]

  variables {
    alert_emails    = ["nobody"]
    budget_amount   = 0.5
    budget_currency = "Euro"
    environment     = "qa"
    error_ratio     = 2
    latency_ms      = 0
    name_prefix     = "A"
  }
}
