locals {
  package_event = { source = ["aws.sagemaker"], "detail-type" = ["SageMaker Model Package State Change"] }
  api_event     = { source = ["aws.sagemaker"], "detail-type" = ["AWS API Call via CloudTrail"] }

  # Rules whose events reach people, with what the message says. SageMaker may send an event more than once.
  alert_rules = merge(
    var.notify_decisions ? {
      decision = {
        text    = "A model version was approved or rejected."
        pattern = merge(local.package_event, { detail = { ModelPackageGroupName = [{ prefix = "${var.name_prefix}-" }], ModelApprovalStatus = ["Approved", "Rejected"] } })
        paths   = { group = "$.detail.ModelPackageGroupName", version = "$.detail.ModelPackageVersion", status = "$.detail.ModelApprovalStatus", package = "$.detail.ModelPackageArn" }
        message = "\"Model <group> version <version> is now <status>. <package>\""
      }
    } : {},
    {
      shadow-approval = {
        text    = "A version was approved in a group the platform does not manage: a model outside the inventory."
        pattern = merge(local.package_event, { detail = { ModelPackageGroupName = [{ "anything-but" = { prefix = "${var.name_prefix}-" } }], ModelApprovalStatus = ["Approved"] } })
        paths   = { group = "$.detail.ModelPackageGroupName", package = "$.detail.ModelPackageArn" }
        message = "\"A version was approved in <group>, which ${var.name_prefix} does not manage. Add the group to the inventory or withdraw the approval. <package>\""
      }

      foreign-approver = {
        text = "Somebody other than the approver role approved a model version."
        pattern = merge(local.api_event, {
          detail = {
            eventSource       = ["sagemaker.amazonaws.com"]
            eventName         = ["CreateModelPackage", "UpdateModelPackage"]
            errorCode         = [{ exists = false }]
            requestParameters = { modelApprovalStatus = ["Approved"] }
            # exists=false: users and root have no session issuer, and anything-but alone needs the field.
            userIdentity = { sessionContext = { sessionIssuer = { arn = [{ "anything-but" = [local.approver_role_arn] }, { exists = false }] } } }
          }
        })
        paths   = { who = "$.detail.userIdentity.arn", what = "$.detail.eventName", when = "$.detail.eventTime" }
        message = "\"<who> approved a model version by <what> at <when>, and is not the approver role. Separation of duties is broken: withdraw the approval and find out why.\""
      }

      registry-tampering = {
        text = "Versions, groups, cards or sharing of the model registry were removed or changed."
        pattern = merge(local.api_event, {
          detail = {
            eventSource = ["sagemaker.amazonaws.com"]
            eventName   = ["DeleteModelCard", "DeleteModelPackage", "DeleteModelPackageGroup", "DeleteModelPackageGroupPolicy", "PutModelPackageGroupPolicy"]
            errorCode   = [{ exists = false }]
          }
        })
        paths   = { who = "$.detail.userIdentity.arn", what = "$.detail.eventName", when = "$.detail.eventTime" }
        message = "\"<who> called <what> on the model registry at <when>.\""
      }
    },
  )

  # Every state of every version, kept as the registry's own history: the registry itself keeps the last state only.
  archive_rule_name = "${var.name_prefix}-model-history"
  archive_rule_arn  = "arn:${local.partition}:events:${var.region}:${local.account_id}:rule/${local.archive_rule_name}"
  archive_pattern   = merge(local.package_event, { "detail-type" = ["SageMaker Model Card State Change", "SageMaker Model Package State Change"] })

  rule_names = merge({ history = local.archive_rule_name }, { for key in keys(local.alert_rules) : key => "${var.name_prefix}-model-${key}" })
}

resource "aws_cloudwatch_log_group" "history" {
  # EventBridge documents log group targets below /aws/events/ only.
  name                        = "/aws/events/${var.name_prefix}-model-registry"
  kms_key_id                  = var.logs_key_arn
  retention_in_days           = local.log_retention_days
  deletion_protection_enabled = var.environment == "prod"
  tags                        = var.tags
}

resource "aws_cloudwatch_log_resource_policy" "history" {
  policy_name = "${var.name_prefix}-model-registry-history"
  policy_document = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        # Streams are opened by the delivery service, which sends no rule ARN (EventBridge User Guide, resource policies).
        Sid       = "OpenStreams"
        Effect    = "Allow"
        Principal = { Service = ["delivery.logs.amazonaws.com", "events.amazonaws.com"] }
        Action    = ["logs:CreateLogStream"]
        Resource  = "${aws_cloudwatch_log_group.history.arn}:*"
      },
      {
        Sid       = "WriteEvents"
        Effect    = "Allow"
        Principal = { Service = ["delivery.logs.amazonaws.com", "events.amazonaws.com"] }
        Action    = ["logs:PutLogEvents"]
        Resource  = "${aws_cloudwatch_log_group.history.arn}:*"
        Condition = { ArnEquals = { "aws:SourceArn" = local.archive_rule_arn } }
      },
    ]
  })
}

resource "aws_cloudwatch_event_rule" "history" {
  name          = local.archive_rule_name
  description   = "Keeps every state of every model version and card."
  event_pattern = jsonencode(local.archive_pattern)
  tags          = var.tags
}

resource "aws_cloudwatch_event_target" "history" {
  rule      = aws_cloudwatch_event_rule.history.name
  target_id = "history"
  arn       = aws_cloudwatch_log_group.history.arn

  dead_letter_config {
    arn = aws_sqs_queue.undelivered.arn
  }

  depends_on = [aws_cloudwatch_log_resource_policy.history]
}

resource "aws_cloudwatch_event_rule" "alert" {
  for_each = local.alert_rules

  name          = local.rule_names[each.key]
  description   = each.value.text
  event_pattern = jsonencode(each.value.pattern)
  tags          = var.tags
}

resource "aws_cloudwatch_event_target" "alert" {
  for_each = local.alert_rules

  # No role: with one, EventBridge cannot publish to an encrypted topic.
  rule      = aws_cloudwatch_event_rule.alert[each.key].name
  target_id = "alerts-topic"
  arn       = var.alerts_topic_arn

  input_transformer {
    input_paths    = each.value.paths
    input_template = each.value.message
  }

  dead_letter_config {
    arn = aws_sqs_queue.undelivered.arn
  }

  depends_on = [aws_sqs_queue_policy.undelivered]
}

# What EventBridge could not deliver, to be replayed by hand; without it a wrong policy loses approvals silently.
resource "aws_sqs_queue" "undelivered" {
  name                              = "${var.name_prefix}-model-registry-undelivered"
  kms_master_key_id                 = var.alerts_key_arn
  kms_data_key_reuse_period_seconds = 3600
  message_retention_seconds         = 1209600
  tags                              = var.tags
}

resource "aws_sqs_queue_policy" "undelivered" {
  queue_url = aws_sqs_queue.undelivered.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "AllowOwnRules"
        Effect    = "Allow"
        Principal = { Service = "events.amazonaws.com" }
        Action    = "sqs:SendMessage"
        Resource  = aws_sqs_queue.undelivered.arn
        Condition = { ArnLike = { "aws:SourceArn" = "arn:${local.partition}:events:${var.region}:${local.account_id}:rule/${var.name_prefix}-model-*" } }
      },
      {
        Sid       = "DenyPlainHttp"
        Effect    = "Deny"
        Principal = "*"
        Action    = "sqs:*"
        Resource  = aws_sqs_queue.undelivered.arn
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
    ]
  })
}

resource "aws_cloudwatch_metric_alarm" "failed_rule" {
  for_each = local.rule_names

  alarm_name          = "${each.value}-undelivered"
  alarm_description   = "EventBridge could not hand over an event of rule ${each.value}."
  namespace           = "AWS/Events"
  metric_name         = "FailedInvocations"
  dimensions          = { RuleName = each.value }
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = 1
  threshold           = 1
  comparison_operator = "GreaterThanOrEqualToThreshold"
  treat_missing_data  = "notBreaching"
  actions_enabled     = true
  alarm_actions       = [var.alerts_topic_arn]
  tags                = var.tags
}

resource "aws_cloudwatch_metric_alarm" "undelivered" {
  alarm_name          = "${var.name_prefix}-model-registry-undelivered"
  alarm_description   = "Events of the model registry wait in the dead-letter queue; they are gone after 14 days."
  namespace           = "AWS/SQS"
  metric_name         = "ApproximateNumberOfMessagesVisible"
  dimensions          = { QueueName = aws_sqs_queue.undelivered.name }
  statistic           = "Maximum"
  period              = 300
  evaluation_periods  = 1
  threshold           = 1
  comparison_operator = "GreaterThanOrEqualToThreshold"
  treat_missing_data  = "notBreaching"
  actions_enabled     = true
  alarm_actions       = [var.alerts_topic_arn]
  ok_actions          = [var.alerts_topic_arn]
  tags                = var.tags
}
