mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "111122223333" }
  }

  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }

  mock_resource "aws_cloudtrail" {
    defaults = { arn = "arn:aws:cloudtrail:eu-central-1:111122223333:trail/acme-dev-trail" }
  }

  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws:logs:eu-central-1:111122223333:log-group:/aws/cloudtrail/acme-dev-trail" }
  }

  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::111122223333:role/acme-dev/mock" }
  }

  mock_resource "aws_sns_topic" {
    defaults = { arn = "arn:aws:sns:eu-central-1:111122223333:acme-dev-alerts" }
  }
}

variables {
  name_prefix     = "acme-dev"
  region          = "eu-central-1"
  environment     = "dev"
  retention_years = 10
  audit_key_arn   = "arn:aws:kms:eu-central-1:111122223333:key/aaaaaaaa-2222-3333-4444-555555555555"
  alerts_key_arn  = "arn:aws:kms:eu-central-1:111122223333:key/bbbbbbbb-2222-3333-4444-555555555555"
  logs_key_arn    = "arn:aws:kms:eu-central-1:111122223333:key/cccccccc-2222-3333-4444-555555555555"
}

run "dev_trail_is_complete" {
  assert {
    condition = alltrue([
      aws_cloudtrail.this[0].is_multi_region_trail,
      aws_cloudtrail.this[0].enable_log_file_validation,
      aws_cloudtrail.this[0].include_global_service_events,
      aws_cloudtrail.this[0].kms_key_id == var.audit_key_arn,
      endswith(aws_cloudtrail.this[0].cloud_watch_logs_group_arn, ":*"),
    ])
    error_message = "The trail must cover all regions, be validated, encrypted and searchable; CloudTrail wants the group ARN to end in :*."
  }

  assert {
    condition = toset(flatten([
      for selector in aws_cloudtrail.this[0].advanced_event_selector : [
        for field in selector.field_selector : field.equals if field.field == "resources.type"
      ]
    ])) == toset(["AWS::S3::Object", "AWS::SageMaker::Endpoint", "AWS::SageMaker::FeatureGroup"])
    error_message = "Object, endpoint and feature group data events must be recorded."
  }

  assert {
    condition = one(flatten([
      for selector in aws_cloudtrail.this[0].advanced_event_selector : [
        for field in selector.field_selector : field.starts_with if field.field == "resources.ARN"
      ]
    ])) == "arn:aws:s3:::acme-dev-"
    error_message = "Only object events of the platform's own buckets may be recorded."
  }

  assert {
    condition = contains(flatten([
      for selector in aws_cloudtrail.this[0].advanced_event_selector : [
        for field in selector.field_selector : field.not_starts_with if field.field == "resources.ARN"
      ]
    ]), "arn:aws:s3:::acme-dev-trail-111122223333/")
    error_message = "Recording the trail bucket would make every delivery an event of the next."
  }

  assert {
    condition     = aws_cloudwatch_log_group.trail[0].retention_in_days >= 365 && aws_cloudwatch_log_group.trail[0].kms_key_id == var.logs_key_arn && !aws_cloudwatch_log_group.trail[0].deletion_protection_enabled
    error_message = "The log group must be kept a year, be encrypted, and be destroyable in dev."
  }

  assert {
    condition     = output.evidence_lock == { mode = "GOVERNANCE", days = 1 }
    error_message = "A dev environment must be destroyable: GOVERNANCE for one day."
  }

  assert {
    condition     = output.access_log_bucket_name == "acme-dev-access-logs-111122223333" && output.evidence_bucket_name == "acme-dev-evidence-111122223333"
    error_message = "Bucket names must be derived from the prefix and the account."
  }
}

run "roles_trust_only_this_trail_and_bucket" {
  assert {
    condition = jsondecode(aws_iam_role.trail_logs[0].assume_role_policy).Statement[0].Condition.StringEquals == {
      "aws:SourceAccount" = "111122223333"
      "aws:SourceArn"     = "arn:aws:cloudtrail:eu-central-1:111122223333:trail/acme-dev-trail"
    }
    error_message = "Only this trail of this account may use the log role."
  }

  assert {
    condition     = jsondecode(aws_iam_role_policy.trail_logs[0].policy).Statement[0].Resource == ["arn:aws:logs:eu-central-1:111122223333:log-group:/aws/cloudtrail/acme-dev-trail:log-stream:111122223333_CloudTrail_eu-central-1*"]
    error_message = "The log role may write only the trail's own streams."
  }

  assert {
    condition     = jsondecode(aws_iam_role.replication[0].assume_role_policy).Statement[0].Condition.ArnLike["aws:SourceArn"] == "arn:aws:s3:::acme-dev-trail-111122223333"
    error_message = "Only the trail bucket may use the replication role."
  }

  assert {
    condition     = !anytrue([for s in jsondecode(aws_iam_role_policy.replication[0].policy).Statement : strcontains(jsonencode(s.Action), "*") || jsonencode(s.Resource) == jsonencode("*")])
    error_message = "The replication role must have no wildcard action and no wildcard resource."
  }

  assert {
    condition     = aws_iam_role.replication[0].path == "/acme-dev/" && aws_iam_role.trail_logs[0].path == "/acme-dev/"
    error_message = "Roles live below the prefix's path, where boundaries and key policies look for them."
  }
}

run "trail_is_copied_into_the_lock" {
  assert {
    condition     = one(one(aws_s3_bucket_replication_configuration.trail[0].rule).destination).bucket == "arn:aws:s3:::acme-dev-evidence-111122223333" && one(one(aws_s3_bucket_replication_configuration.trail[0].rule).delete_marker_replication).status == "Disabled"
    error_message = "Trail files must be copied to the evidence bucket and deletes must not follow."
  }

  assert {
    condition     = one(one(one(aws_s3_bucket_replication_configuration.trail[0].rule).source_selection_criteria).sse_kms_encrypted_objects).status == "Enabled"
    error_message = "Without this S3 skips KMS-encrypted objects, that is, every log file."
  }
}

run "alerts_topic_accepts_the_right_publishers" {
  assert {
    condition = toset([
      for s in jsondecode(aws_sns_topic_policy.alerts.policy).Statement : s.Principal.Service if s.Effect == "Allow"
    ]) == toset(["budgets.amazonaws.com", "cloudwatch.amazonaws.com", "costalerts.amazonaws.com", "events.amazonaws.com"])
    error_message = "Alarms, events, budgets and cost anomalies must be able to publish, nobody else."
  }

  assert {
    condition = alltrue([
      for s in jsondecode(aws_sns_topic_policy.alerts.policy).Statement :
      s.Sid == "AllowEventBridge" ? !can(s.Condition) : can(s.Condition)
    ])
    error_message = "Every publisher must be held to this account, except EventBridge, which supports no condition."
  }

  assert {
    condition     = aws_sns_topic.alerts.kms_master_key_id == var.alerts_key_arn && aws_sns_topic.trail_deliveries[0].kms_master_key_id == var.audit_key_arn
    error_message = "Both topics must be encrypted, each with the key its publisher may use."
  }
}

run "every_metric_has_an_alarm_that_tells_somebody" {
  # CloudWatch Logs takes 1,024 characters per filter pattern; a longer one fails at apply, not at plan.
  assert {
    condition     = { for key, metric in aws_cloudwatch_log_metric_filter.trail : key => length(metric.pattern) if length(metric.pattern) > 1024 } == {}
    error_message = "A filter pattern may have 1024 characters."
  }

  assert {
    condition     = length(setsubtract(["root-use", "trail-tampering", "key-deletion", "unauthorized-calls"], keys(output.alarm_names))) == 0
    error_message = "Root use, trail tampering, key deletion and refused calls must be alarmed."
  }

  assert {
    condition     = length(aws_cloudwatch_metric_alarm.trail) == 15 && keys(aws_cloudwatch_metric_alarm.trail) == keys(aws_cloudwatch_log_metric_filter.trail)
    error_message = "CIS 4.1 to 4.15: one filter and one alarm each."
  }

  assert {
    condition = alltrue([
      for key, alarm in aws_cloudwatch_metric_alarm.trail :
      alarm.metric_name == one(aws_cloudwatch_log_metric_filter.trail[key].metric_transformation).name
      && alarm.namespace == one(aws_cloudwatch_log_metric_filter.trail[key].metric_transformation).namespace
      && length(alarm.alarm_actions) == 1
      && alarm.treat_missing_data == "notBreaching"
    ])
    error_message = "An alarm must watch the metric its filter writes and go to the topic."
  }

  assert {
    condition     = alltrue([for filter in aws_cloudwatch_log_metric_filter.trail : length(filter.pattern) <= 1024 && startswith(filter.pattern, "{ ") && endswith(filter.pattern, " }")])
    error_message = "CloudWatch Logs takes JSON patterns of at most 1024 characters."
  }

  assert {
    condition     = jsondecode(aws_cloudwatch_event_rule.alert["trail-stop"].event_pattern).detail.eventName == ["StopLogging", "DeleteTrail", "UpdateTrail", "PutEventSelectors"]
    error_message = "Stopping, deleting and narrowing the trail must all raise an event."
  }

  assert {
    condition     = jsondecode(aws_cloudwatch_event_rule.alert["model-approval"].event_pattern)["detail-type"] == ["SageMaker Model Package State Change"]
    error_message = "Model approvals must raise an event."
  }

  assert {
    condition     = alltrue([for target in aws_cloudwatch_event_target.alert : target.role_arn == null])
    error_message = "With a role, EventBridge fails to publish to an encrypted topic."
  }
}

run "prod_locks_for_the_whole_retention" {
  variables {
    environment       = "prod"
    lock_mode         = "COMPLIANCE"
    lock_acknowledged = true
  }

  assert {
    condition     = output.evidence_lock == { mode = "COMPLIANCE", days = 3653 }
    error_message = "Ten years are 3653 days with their leap days."
  }

  assert {
    condition     = aws_cloudwatch_log_group.trail[0].deletion_protection_enabled
    error_message = "The trail's log group must not be deletable by accident in prod."
  }
}

run "adopts_an_existing_trail" {
  variables {
    existing_trail_arn = "arn:aws:cloudtrail:eu-central-1:999988887777:trail/org-trail"
  }

  assert {
    condition     = output.trail_arn == "arn:aws:cloudtrail:eu-central-1:999988887777:trail/org-trail" && output.trail_bucket_name == null && output.trail_log_group_name == null
    error_message = "The adopted trail must be handed on and no second one be paid for."
  }

  assert {
    condition     = length(aws_cloudtrail.this) + length(aws_cloudwatch_metric_alarm.trail) + length(aws_iam_role.replication) + length(aws_sns_topic.trail_deliveries) == 0
    error_message = "Nothing that belongs to a trail may be created."
  }

  assert {
    condition     = length(aws_cloudwatch_event_rule.alert) == 2 && output.evidence_bucket_name == "acme-dev-evidence-111122223333"
    error_message = "Evidence and event alerts stay local even when the trail is central."
  }
}

run "organization_trail_may_write_below_the_organization" {
  variables {
    is_organization_trail = true
    organization_id       = "o-a1b2c3d4e5"
  }

  assert {
    condition     = contains(jsondecode(aws_iam_role_policy.trail_logs[0].policy).Statement[0].Resource, "arn:aws:logs:eu-central-1:111122223333:log-group:/aws/cloudtrail/acme-dev-trail:log-stream:o-a1b2c3d4e5_*")
    error_message = "Streams of member accounts are named after the organisation."
  }
}

run "network_activity_and_extra_types_are_recorded" {
  variables {
    network_activity_sources = ["kms.amazonaws.com", "s3.amazonaws.com"]
    extra_data_event_types   = ["AWS::S3Tables::Table"]
  }

  assert {
    condition = length([
      for selector in aws_cloudtrail.this[0].advanced_event_selector : selector
      if anytrue([for field in selector.field_selector : contains(coalesce(field.equals, []), "NetworkActivity")])
    ]) == 2
    error_message = "CloudTrail takes one source per network activity selector."
  }

  assert {
    condition     = contains([for selector in aws_cloudtrail.this[0].advanced_event_selector : selector.name], "Data events of AWS::S3Tables::Table")
    error_message = "Extra resource types must get a selector."
  }
}

run "alert_emails_are_subscribed" {
  variables {
    alert_emails = ["platform@example.org"]
  }

  assert {
    condition     = aws_sns_topic_subscription.alert_emails["platform@example.org"].protocol == "email"
    error_message = "Each address must be subscribed by mail."
  }
}

run "rejects_compliance_without_acknowledgement" {
  command         = plan
  expect_failures = [var.lock_mode]

  variables {
    environment = "prod"
    lock_mode   = "COMPLIANCE"
  }
}

run "rejects_compliance_in_dev" {
  command         = plan
  expect_failures = [var.lock_mode]

  variables {
    lock_mode         = "COMPLIANCE"
    lock_acknowledged = true
  }
}

run "rejects_unknown_lock_mode" {
  command         = plan
  expect_failures = [var.lock_mode]

  variables {
    lock_mode = "WORM"
  }
}

run "rejects_long_lock_outside_prod" {
  command         = plan
  expect_failures = [var.lock_days]

  variables {
    lock_days = 3650
  }
}

run "rejects_retention_beyond_object_lock" {
  command         = plan
  expect_failures = [var.retention_years]

  variables {
    retention_years = 100
  }
}

run "rejects_organization_trail_without_id" {
  command         = plan
  expect_failures = [var.is_organization_trail]

  variables {
    is_organization_trail = true
  }
}

run "rejects_owning_and_adopting" {
  command         = plan
  expect_failures = [var.is_organization_trail]

  variables {
    is_organization_trail = true
    organization_id       = "o-a1b2c3d4e5"
    existing_trail_arn    = "arn:aws:cloudtrail:eu-central-1:999988887777:trail/org-trail"
  }
}

run "rejects_trail_name_for_arn" {
  command         = plan
  expect_failures = [var.existing_trail_arn]

  variables {
    existing_trail_arn = "org-trail"
  }
}

run "rejects_malformed_organization_id" {
  command         = plan
  expect_failures = [var.organization_id]

  variables {
    organization_id = "acme"
  }
}

run "rejects_short_log_retention" {
  command         = plan
  expect_failures = [var.log_retention_days]

  variables {
    log_retention_days = 90
  }
}

run "rejects_short_access_log_retention" {
  command         = plan
  expect_failures = [var.access_log_days]

  variables {
    access_log_days = 30
  }
}

run "rejects_emptying_access_logs_in_prod" {
  command         = plan
  expect_failures = [var.force_destroy_access_logs]

  variables {
    environment               = "prod"
    lock_mode                 = "COMPLIANCE"
    lock_acknowledged         = true
    force_destroy_access_logs = true
  }
}

run "rejects_all_object_events" {
  command         = plan
  expect_failures = [var.extra_data_event_types]

  variables {
    extra_data_event_types = ["AWS::S3::Object"]
  }
}

run "rejects_malformed_event_type" {
  command         = plan
  expect_failures = [var.extra_data_event_types]

  variables {
    extra_data_event_types = ["S3Tables"]
  }
}

run "rejects_malformed_network_source" {
  command         = plan
  expect_failures = [var.network_activity_sources]

  variables {
    network_activity_sources = ["kms"]
  }
}

run "rejects_bad_mail_address" {
  command         = plan
  expect_failures = [var.alert_emails]

  variables {
    alert_emails = ["platform"]
  }
}

run "rejects_bad_keys" {
  command         = plan
  expect_failures = [var.alerts_key_arn, var.audit_key_arn, var.logs_key_arn]

  variables {
    alerts_key_arn = "alias/aws/sns"
    audit_key_arn  = "alias/audit"
    logs_key_arn   = "11111111-2222-3333-4444-555555555555"
  }
}

run "rejects_bad_names" {
  command         = plan
  expect_failures = [var.name_prefix, var.region, var.environment]

  variables {
    name_prefix = "Acme"
    region      = "Frankfurt"
    environment = "production"
  }
}

run "warns_of_liftable_lock_in_prod" {
  command         = plan
  expect_failures = [check.evidence_is_locked_for_good_in_prod]

  variables {
    environment     = "prod"
    retention_years = 7
  }
}
