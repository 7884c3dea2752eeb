locals {
  # Built from the name, not from the resource, so that the policy is known at plan and testable.
  bucket_arn = "arn:${data.aws_partition.current.partition}:s3:::${var.name}"

  transport_statements = [
    {
      Sid       = "DenyPlainHttp"
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:*"
      Resource  = [local.bucket_arn, "${local.bucket_arn}/*"]
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    },
    {
      # s3:TlsVersion is absent on calls AWS services make on our behalf, so this never blocks a log delivery.
      Sid       = "DenyOldTls"
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:*"
      Resource  = [local.bucket_arn, "${local.bucket_arn}/*"]
      Condition = { NumericLessThan = { "s3:TlsVersion" = "1.2" } }
    },
  ]

  # "Null = false" means the header is there: a request without one is right, the default encryption then applies.
  encryption_statements = [
    {
      Sid       = "DenyOtherAlgorithm"
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:PutObject"
      Resource  = "${local.bucket_arn}/*"
      Condition = {
        Null            = { "s3:x-amz-server-side-encryption" = "false" }
        StringNotEquals = { "s3:x-amz-server-side-encryption" = "aws:kms" }
      }
    },
    {
      Sid       = "DenyOtherKey"
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:PutObject"
      Resource  = "${local.bucket_arn}/*"
      Condition = {
        Null         = { "s3:x-amz-server-side-encryption-aws-kms-key-id" = "false" }
        ArnNotEquals = { "s3:x-amz-server-side-encryption-aws-kms-key-id" = var.kms_key_arn }
      }
    },
  ]

  deny_other_keys = var.kms_key_arn != null && !var.allow_service_encryption

  # Each statement goes through JSON text: their object types differ and a conditional list must have one type.
  policy_statements = concat(
    [for statement in local.transport_statements : jsonencode(statement)],
    [for statement in local.encryption_statements : jsonencode(statement) if local.deny_other_keys],
    var.policy_statements,
  )
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [for statement in local.policy_statements : jsondecode(statement)]
  })
}

data "aws_partition" "current" {}

resource "aws_s3_bucket" "this" {
  #checkov:skip=CKV_AWS_144:a second region needs a residency decision per project, so replication is added by the project and not by default; owner=platform-team; expires=2027-06-30
  bucket              = var.name
  force_destroy       = var.force_destroy
  object_lock_enabled = var.object_lock != null
  tags                = merge(var.tags, { Purpose = var.purpose })
}

resource "aws_s3_bucket_ownership_controls" "this" {
  bucket = aws_s3_bucket.this.id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_public_access_block" "this" {
  bucket = aws_s3_bucket.this.id

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_versioning" "this" {
  bucket = aws_s3_bucket.this.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  bucket = aws_s3_bucket.this.id

  rule {
    # Explicit: providers 6.22 to 6.39 drift on the new default (aws.md 0, fact 12).
    blocked_encryption_types = ["SSE-C"]
    bucket_key_enabled       = var.kms_key_arn != null

    apply_server_side_encryption_by_default {
      sse_algorithm     = var.kms_key_arn == null ? "AES256" : "aws:kms"
      kms_master_key_id = var.kms_key_arn
    }
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "this" {
  bucket = aws_s3_bucket.this.id

  rule {
    id     = "housekeeping"
    status = "Enabled"

    filter {}

    abort_incomplete_multipart_upload {
      days_after_initiation = var.lifecycle_rules.abort_multipart_days
    }

    noncurrent_version_expiration {
      noncurrent_days = var.lifecycle_rules.noncurrent_days
    }

    dynamic "expiration" {
      for_each = var.lifecycle_rules.expire_days == null ? [] : [var.lifecycle_rules.expire_days]

      content {
        days = expiration.value
      }
    }

    dynamic "transition" {
      for_each = var.lifecycle_rules.transition_ia_days == null ? [] : [var.lifecycle_rules.transition_ia_days]

      content {
        days          = transition.value
        storage_class = "STANDARD_IA"
      }
    }
  }

  # Noncurrent rules on an unversioned bucket do nothing, and S3 gives no warning.
  depends_on = [aws_s3_bucket_versioning.this]
}

resource "aws_s3_bucket_logging" "this" {
  count = var.access_log_bucket == null ? 0 : 1

  bucket        = aws_s3_bucket.this.id
  target_bucket = var.access_log_bucket
  target_prefix = "${var.name}/"

  target_object_key_format {
    partitioned_prefix {
      partition_date_source = "EventTime"
    }
  }
}

resource "aws_s3_bucket_notification" "this" {
  bucket      = aws_s3_bucket.this.id
  eventbridge = true
}

resource "aws_s3_bucket_object_lock_configuration" "this" {
  count = var.object_lock == null ? 0 : 1

  bucket = aws_s3_bucket.this.id

  rule {
    default_retention {
      mode = var.object_lock.mode
      days = var.object_lock.days
    }
  }

  # S3 rejects a lock configuration while versioning is not yet on.
  depends_on = [aws_s3_bucket_versioning.this]
}

resource "aws_s3_bucket_policy" "this" {
  bucket = aws_s3_bucket.this.id
  policy = local.policy

  # Two calls on one new bucket's policy and its public access block at once end in OperationAborted (409).
  depends_on = [
    aws_s3_bucket_ownership_controls.this,
    aws_s3_bucket_public_access_block.this,
  ]
}
