data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

locals {
  account_id = data.aws_caller_identity.current.account_id
  partition  = data.aws_partition.current.partition

  create_recorder = var.services.config_recorder == "create"
  copy_history    = local.create_recorder && var.copy_to_evidence

  config_bucket_name = "${var.name_prefix}-config-${local.account_id}"
  config_bucket_arn  = "arn:${local.partition}:s3:::${local.config_bucket_name}"
  service_role_arn   = "arn:${local.partition}:iam::${local.account_id}:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig"

  retention_days = ceil(var.retention_years * 365.25)
}

# A bucket of its own without Object Lock: AWS Config cannot deliver to a bucket with default retention (AWS Config
# Developer Guide, "Permissions for the Amazon S3 bucket"). The locked copy is made by replication.
module "config_bucket" {
  source = "../_secure-bucket"
  count  = local.create_recorder ? 1 : 0

  name              = local.config_bucket_name
  purpose           = "config"
  kms_key_arn       = var.audit_key_arn
  access_log_bucket = var.access_log_bucket
  force_destroy     = var.force_destroy
  lifecycle_rules   = { transition_ia_days = 90, expire_days = local.retention_days }
  tags              = var.tags

  # Setting up the channel writes a probe object, and how that is encrypted is not documented.
  allow_service_encryption = true
  policy_statements = [
    jsonencode({
      Sid       = "AllowConfigBucketCheck"
      Effect    = "Allow"
      Principal = { Service = "config.amazonaws.com" }
      Action    = ["s3:GetBucketAcl", "s3:ListBucket"]
      Resource  = local.config_bucket_arn
      Condition = { StringEquals = { "aws:SourceAccount" = local.account_id } }
    }),
    jsonencode({
      Sid       = "AllowConfigDelivery"
      Effect    = "Allow"
      Principal = { Service = "config.amazonaws.com" }
      Action    = "s3:PutObject"
      Resource  = "${local.config_bucket_arn}/AWSLogs/${local.account_id}/Config/*"
      Condition = {
        StringEquals = {
          "aws:SourceAccount" = local.account_id
          "s3:x-amz-acl"      = "bucket-owner-full-control"
        }
      }
    }),
  ]
}

resource "aws_iam_service_linked_role" "config" {
  count = local.create_recorder && var.services.config_service_role == "create" ? 1 : 0

  aws_service_name = "config.amazonaws.com"
  tags             = var.tags
}

resource "aws_config_configuration_recorder" "this" {
  count = local.create_recorder ? 1 : 0

  name     = var.name_prefix
  role_arn = local.service_role_arn

  recording_group {
    all_supported                 = true
    include_global_resource_types = var.record_global_resources
  }

  recording_mode {
    recording_frequency = var.recording_frequency

    dynamic "recording_mode_override" {
      for_each = var.recording_frequency == "CONTINUOUS" && length(var.daily_recording_types) > 0 ? ["daily"] : []

      content {
        description         = "Changes all the time, and no rule needs each change"
        recording_frequency = "DAILY"
        resource_types      = var.daily_recording_types
      }
    }
  }

  depends_on = [aws_iam_service_linked_role.config]
}

resource "aws_config_delivery_channel" "this" {
  count = local.create_recorder ? 1 : 0

  name           = var.name_prefix
  s3_bucket_name = module.config_bucket[0].name
  s3_kms_key_arn = var.audit_key_arn

  snapshot_delivery_properties {
    delivery_frequency = "TwentyFour_Hours"
  }

  # A channel needs a recorder, a running recorder needs a channel; destroy goes the other way round: stop, channel, recorder.
  depends_on = [aws_config_configuration_recorder.this]
}

resource "aws_config_configuration_recorder_status" "this" {
  count = local.create_recorder ? 1 : 0

  name       = aws_config_configuration_recorder.this[0].name
  is_enabled = true

  depends_on = [aws_config_delivery_channel.this]
}

resource "aws_config_retention_configuration" "this" {
  count = local.create_recorder ? 1 : 0

  # 2557 days is the longest AWS Config offers; the delivery bucket keeps the rest.
  retention_period_in_days = min(local.retention_days, 2557)

  depends_on = [aws_config_configuration_recorder.this]
}

resource "aws_s3_bucket_replication_configuration" "config" {
  count = local.copy_history ? 1 : 0

  bucket = module.config_bucket[0].name
  role   = aws_iam_role.replication[0].arn

  rule {
    id       = "worm-copy"
    status   = "Enabled"
    priority = 0

    filter {}

    delete_marker_replication {
      status = "Disabled"
    }

    source_selection_criteria {
      sse_kms_encrypted_objects {
        status = "Enabled"
      }
    }

    destination {
      bucket = var.evidence_bucket_arn

      encryption_configuration {
        replica_kms_key_id = var.audit_key_arn
      }
    }
  }

  depends_on = [aws_iam_role_policy.replication]
}

resource "aws_iam_role" "replication" {
  count = local.copy_history ? 1 : 0

  name                  = "${var.name_prefix}-config-replication"
  path                  = "/${var.name_prefix}/"
  description           = "Copies configuration history into the locked evidence bucket."
  permissions_boundary  = var.permissions_boundary_arn
  force_detach_policies = true
  tags                  = var.tags

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "s3.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = {
        StringEquals = { "aws:SourceAccount" = local.account_id }
        ArnLike      = { "aws:SourceArn" = local.config_bucket_arn }
      }
    }]
  })
}

resource "aws_iam_role_policy" "replication" {
  count = local.copy_history ? 1 : 0

  name = "replicate-config"
  role = aws_iam_role.replication[0].id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["s3:GetReplicationConfiguration", "s3:ListBucket"]
        Resource = local.config_bucket_arn
      },
      {
        Effect   = "Allow"
        Action   = ["s3:GetObjectVersionForReplication", "s3:GetObjectVersionAcl", "s3:GetObjectVersionTagging"]
        Resource = "${local.config_bucket_arn}/*"
      },
      {
        Effect   = "Allow"
        Action   = ["s3:ReplicateObject", "s3:ReplicateTags"]
        Resource = "${var.evidence_bucket_arn}/*"
      },
      {
        Effect    = "Allow"
        Action    = ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"]
        Resource  = var.audit_key_arn
        Condition = { StringEquals = { "kms:ViaService" = "s3.${var.region}.amazonaws.com" } }
      },
    ]
  })
}
