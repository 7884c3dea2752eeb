module "access_logs" {
  source = "../_secure-bucket"

  name            = local.access_log_bucket_name
  purpose         = "access-logs"
  kms_key_arn     = null # S3 delivers access logs to SSE-S3 buckets only, see ../_secure-bucket/README.md
  force_destroy   = var.force_destroy_access_logs
  lifecycle_rules = { expire_days = var.access_log_days }
  tags            = var.tags

  policy_statements = [
    jsonencode({
      Sid       = "AllowAccessLogDelivery"
      Effect    = "Allow"
      Principal = { Service = "logging.s3.amazonaws.com" }
      Action    = "s3:PutObject"
      Resource  = "${local.access_log_bucket_arn}/*"
      Condition = {
        StringEquals = { "aws:SourceAccount" = local.account_id }
        ArnLike      = { "aws:SourceArn" = "${local.platform_bucket_arns}*" }
      }
    }),
  ]
}

module "evidence" {
  source = "../_secure-bucket"

  name              = local.evidence_bucket_name
  purpose           = "evidence"
  kms_key_arn       = var.audit_key_arn
  access_log_bucket = module.access_logs.name
  object_lock       = { mode = var.lock_mode, days = local.lock_days }
  lifecycle_rules   = { transition_ia_days = 90 }
  tags              = var.tags

  # The built-in key statements would stop copies of CloudTrail digests, which are SSE-S3 and stay so when replicated
  # (CloudTrail User Guide, "Encrypting CloudTrail log files"): the same rule again, with replication let through.
  allow_service_encryption = true
  policy_statements = [
    jsonencode({
      Sid       = "DenyOtherAlgorithm"
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:PutObject"
      Resource  = "${local.evidence_bucket_arn}/*"
      Condition = {
        Null            = { "s3:x-amz-server-side-encryption" = "false" }
        StringNotEquals = { "s3:x-amz-server-side-encryption" = "aws:kms" }
        ArnNotEquals    = { "aws:PrincipalArn" = local.replication_role_arn }
      }
    }),
    jsonencode({
      Sid       = "DenyOtherKey"
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:PutObject"
      Resource  = "${local.evidence_bucket_arn}/*"
      Condition = {
        Null         = { "s3:x-amz-server-side-encryption-aws-kms-key-id" = "false" }
        ArnNotEquals = { "s3:x-amz-server-side-encryption-aws-kms-key-id" = var.audit_key_arn }
      }
    }),
  ]
}

module "trail_bucket" {
  source = "../_secure-bucket"
  count  = local.create_trail ? 1 : 0

  name              = local.trail_bucket_name
  purpose           = "trail"
  kms_key_arn       = var.audit_key_arn
  access_log_bucket = module.access_logs.name
  lifecycle_rules   = { transition_ia_days = 90, expire_days = local.retention_days }
  tags              = var.tags

  # CloudTrail writes its digest files with SSE-S3 whatever the trail's key is.
  allow_service_encryption = true
  policy_statements = [
    jsonencode({
      Sid       = "AllowTrailAclCheck"
      Effect    = "Allow"
      Principal = { Service = "cloudtrail.amazonaws.com" }
      Action    = "s3:GetBucketAcl"
      Resource  = local.trail_bucket_arn
      Condition = { StringEquals = { "aws:SourceArn" = local.trail_arn } }
    }),
    jsonencode({
      Sid       = "AllowTrailDelivery"
      Effect    = "Allow"
      Principal = { Service = "cloudtrail.amazonaws.com" }
      Action    = "s3:PutObject"
      Resource = concat(
        ["${local.trail_bucket_arn}/AWSLogs/${local.account_id}/*"],
        var.is_organization_trail ? ["${local.trail_bucket_arn}/AWSLogs/${var.organization_id}/*"] : [],
      )
      Condition = {
        StringEquals = {
          "aws:SourceArn" = local.trail_arn
          "s3:x-amz-acl"  = "bucket-owner-full-control"
        }
      }
    }),
  ]
}

# Every trail file is copied into the locked bucket within minutes. The trail cannot write there itself: its lifecycle
# (searchable, then expired) is not the lock's, and S3 refuses to expire what is locked.
resource "aws_s3_bucket_replication_configuration" "trail" {
  count = local.create_trail ? 1 : 0

  bucket = module.trail_bucket[0].name
  role   = aws_iam_role.replication[0].arn

  rule {
    id       = "worm-copy"
    status   = "Enabled"
    priority = 0

    filter {}

    # A delete in the source must not hide the copy.
    delete_marker_replication {
      status = "Disabled"
    }

    source_selection_criteria {
      sse_kms_encrypted_objects {
        status = "Enabled"
      }
    }

    destination {
      bucket = module.evidence.arn

      encryption_configuration {
        replica_kms_key_id = var.audit_key_arn
      }
    }
  }

  # S3 tests the role's rights when the rule is put.
  depends_on = [aws_iam_role_policy.replication]
}

resource "aws_iam_role" "replication" {
  count = local.create_trail ? 1 : 0

  name                  = local.replication_role_name
  path                  = "/${var.name_prefix}/"
  description           = "Copies trail files into the locked evidence bucket."
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
        ArnLike      = { "aws:SourceArn" = local.trail_bucket_arn }
      }
    }]
  })
}

resource "aws_iam_role_policy" "replication" {
  count = local.create_trail ? 1 : 0

  name = "replicate-trail"
  role = aws_iam_role.replication[0].id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["s3:GetReplicationConfiguration", "s3:ListBucket"]
        Resource = local.trail_bucket_arn
      },
      {
        Effect   = "Allow"
        Action   = ["s3:GetObjectVersionForReplication", "s3:GetObjectVersionAcl", "s3:GetObjectVersionTagging"]
        Resource = "${local.trail_bucket_arn}/*"
      },
      {
        Effect   = "Allow"
        Action   = ["s3:ReplicateObject", "s3:ReplicateTags"]
        Resource = "${local.evidence_bucket_arn}/*"
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

check "evidence_is_locked_for_good_in_prod" {
  assert {
    condition     = var.environment != "prod" || var.lock_mode == "COMPLIANCE"
    error_message = "Evidence in prod is locked in GOVERNANCE mode, which a privileged role can lift: have COMPLIANCE approved (LOG-03), then set lock_mode and lock_acknowledged."
  }
}
