locals {
  # One entry per data event selector. Names are what the console shows.
  data_event_types = toset(concat(
    ["AWS::SageMaker::Endpoint", "AWS::SageMaker::FeatureGroup"],
    tolist(var.extra_data_event_types),
  ))

  # Recording the writes of the trail and of the access logs would make every delivery an event of the next delivery.
  unrecorded_object_arns = [
    "${local.trail_bucket_arn}/",
    "${local.access_log_bucket_arn}/",
    "${local.evidence_bucket_arn}/AWSLogs/",
  ]
}

resource "aws_cloudtrail" "this" {
  count = local.create_trail ? 1 : 0

  name                          = local.trail_name
  s3_bucket_name                = module.trail_bucket[0].name
  kms_key_id                    = var.audit_key_arn
  enable_log_file_validation    = true
  enable_logging                = true
  include_global_service_events = true
  is_multi_region_trail         = true
  is_organization_trail         = var.is_organization_trail
  sns_topic_name                = aws_sns_topic.trail_deliveries[0].arn
  cloud_watch_logs_group_arn    = "${aws_cloudwatch_log_group.trail[0].arn}:*"
  cloud_watch_logs_role_arn     = aws_iam_role.trail_logs[0].arn
  tags                          = var.tags

  advanced_event_selector {
    name = "Management events"

    field_selector {
      field  = "eventCategory"
      equals = ["Management"]
    }
  }

  advanced_event_selector {
    name = "Object events of the platform's buckets"

    field_selector {
      field  = "eventCategory"
      equals = ["Data"]
    }

    field_selector {
      field  = "resources.type"
      equals = ["AWS::S3::Object"]
    }

    field_selector {
      field           = "resources.ARN"
      starts_with     = [local.platform_bucket_arns]
      not_starts_with = local.unrecorded_object_arns
    }
  }

  dynamic "advanced_event_selector" {
    for_each = local.data_event_types

    content {
      name = "Data events of ${advanced_event_selector.value}"

      field_selector {
        field  = "eventCategory"
        equals = ["Data"]
      }

      field_selector {
        field  = "resources.type"
        equals = [advanced_event_selector.value]
      }
    }
  }

  dynamic "advanced_event_selector" {
    for_each = var.network_activity_sources

    content {
      name = "Denied endpoint calls to ${advanced_event_selector.value}"

      field_selector {
        field  = "eventCategory"
        equals = ["NetworkActivity"]
      }

      field_selector {
        field  = "eventSource"
        equals = [advanced_event_selector.value]
      }

      field_selector {
        field  = "errorCode"
        equals = ["VpceAccessDenied"]
      }
    }
  }

  # CloudTrail tests bucket, topic and log group when the trail is made.
  depends_on = [
    aws_iam_role_policy.trail_logs,
    aws_sns_topic_policy.trail_deliveries,
  ]
}

resource "aws_cloudwatch_log_group" "trail" {
  count = local.create_trail ? 1 : 0

  name                        = "/aws/cloudtrail/${local.trail_name}"
  kms_key_id                  = var.logs_key_arn
  retention_in_days           = var.log_retention_days
  deletion_protection_enabled = var.environment == "prod"
  tags                        = var.tags
}

resource "aws_iam_role" "trail_logs" {
  count = local.create_trail ? 1 : 0

  name                  = "${var.name_prefix}-trail-logs"
  path                  = "/${var.name_prefix}/"
  description           = "Lets CloudTrail write the trail to CloudWatch Logs."
  permissions_boundary  = var.permissions_boundary_arn
  force_detach_policies = true
  tags                  = var.tags

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "cloudtrail.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = {
        StringEquals = {
          "aws:SourceAccount" = local.account_id
          "aws:SourceArn"     = local.trail_arn
        }
      }
    }]
  })
}

resource "aws_iam_role_policy" "trail_logs" {
  count = local.create_trail ? 1 : 0

  name = "write-trail"
  role = aws_iam_role.trail_logs[0].id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect = "Allow"
      Action = ["logs:CreateLogStream", "logs:PutLogEvents"]
      # CloudTrail names its streams after the account (or the organisation) and the home region.
      Resource = concat(
        ["${aws_cloudwatch_log_group.trail[0].arn}:log-stream:${local.account_id}_CloudTrail_${var.region}*"],
        var.is_organization_trail ? ["${aws_cloudwatch_log_group.trail[0].arn}:log-stream:${var.organization_id}_*"] : [],
      )
    }]
  })
}

# A topic of its own: one message per delivered file, every few minutes, would drown the alerts.
resource "aws_sns_topic" "trail_deliveries" {
  count = local.create_trail ? 1 : 0

  name              = "${var.name_prefix}-trail-deliveries"
  kms_master_key_id = var.audit_key_arn
  tags              = var.tags
}

resource "aws_sns_topic_policy" "trail_deliveries" {
  count = local.create_trail ? 1 : 0

  arn = aws_sns_topic.trail_deliveries[0].arn

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "AllowTrail"
        Effect    = "Allow"
        Principal = { Service = "cloudtrail.amazonaws.com" }
        Action    = "sns:Publish"
        Resource  = aws_sns_topic.trail_deliveries[0].arn
        Condition = {
          StringEquals = {
            "aws:SourceAccount" = local.account_id
            "aws:SourceArn"     = local.trail_arn
          }
        }
      },
      {
        Sid       = "DenyPlainHttp"
        Effect    = "Deny"
        Principal = "*"
        Action    = "sns:Publish"
        Resource  = aws_sns_topic.trail_deliveries[0].arn
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
    ]
  })
}
