module "state_bucket" {
  source = "../_secure-bucket"

  name              = local.state_bucket
  purpose           = "tfstate"
  kms_key_arn       = aws_kms_key.state.arn
  access_log_bucket = var.access_log_bucket
  force_destroy     = var.force_destroy
  lifecycle_rules   = { noncurrent_days = var.state_version_days }
  tags              = var.tags

  # The built-in key statement knows key ARNs only; the backend names the key by its alias (see key_statements).
  allow_service_encryption = true
  policy_statements        = concat(local.key_statements.state, local.account_statements.state)

  # No object_lock: a lock file is an object that must be deleted after every run, and a default retention forbids that
  # (Terraform S3 backend, "State Locking"; README). Versioning brings a lost state back.
}

module "plan_bucket" {
  source = "../_secure-bucket"
  count  = var.create_plan_bucket ? 1 : 0

  name              = local.plan_bucket
  purpose           = "tfplans"
  kms_key_arn       = aws_kms_key.state.arn
  access_log_bucket = var.access_log_bucket
  force_destroy     = true # plans are worthless the day after
  lifecycle_rules   = { noncurrent_days = 1, abort_multipart_days = 1, expire_days = var.plan_days }
  tags              = var.tags

  allow_service_encryption = true
  policy_statements = concat(local.key_statements.plan, local.account_statements.plan, [
    # A plan is what apply will do: nobody may replace one that was reviewed. S3 then demands If-None-Match on every write
    # (S3 User Guide, "Enforce conditional writes"; the Bool lets the parts of a multipart upload through).
    jsonencode({
      Sid       = "DenyOverwrite"
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:PutObject"
      Resource  = "${local.plan_bucket_arn}/*"
      Condition = {
        Null = { "s3:if-none-match" = "true" }
        Bool = { "s3:ObjectCreationOperation" = "true" }
      }
    }),
  ])
}

locals {
  # The backend sends the key as an alias. S3 documents the condition key for key ARNs and says nothing about aliases: both
  # forms are listed, so that the statement is right whether S3 compares the header or the key it resolves to.
  allowed_keys = [
    aws_kms_key.state.arn,
    local.key_alias,
    "arn:${local.partition}:kms:${var.region}:${local.account_id}:${local.key_alias}",
  ]

  bucket_arns = { state = local.state_bucket_arn, plan = local.plan_bucket_arn }

  key_statements = {
    for name, arn in local.bucket_arns : name => [
      jsonencode({
        Sid       = "DenyOtherAlgorithm"
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:PutObject"
        Resource  = "${arn}/*"
        Condition = {
          Null            = { "s3:x-amz-server-side-encryption" = "false" }
          StringNotEquals = { "s3:x-amz-server-side-encryption" = "aws:kms" }
        }
      }),
      jsonencode({
        Sid       = "DenyOtherKey"
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:PutObject"
        Resource  = "${arn}/*"
        Condition = {
          Null            = { "s3:x-amz-server-side-encryption-aws-kms-key-id" = "false" }
          StringNotEquals = { "s3:x-amz-server-side-encryption-aws-kms-key-id" = local.allowed_keys }
        }
      }),
    ]
  }

  # An alias resolves in the caller's account: without this a foreign caller with an alias of that name could write with a key
  # of its own.
  account_statements = {
    for name, arn in local.bucket_arns : name => [
      jsonencode({
        Sid       = "DenyOtherAccounts"
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:*"
        Resource  = [arn, "${arn}/*"]
        Condition = {
          StringNotEquals = { "aws:PrincipalAccount" = local.account_id }
          Bool            = { "aws:PrincipalIsAWSService" = "false" }
        }
      }),
    ]
  }
}

resource "aws_kms_key" "state" {
  description             = "Terraform state and plans of ${var.name_prefix}."
  enable_key_rotation     = true
  rotation_period_in_days = 365
  deletion_window_in_days = 30
  policy                  = local.key_policy
  tags                    = var.tags
}

resource "aws_kms_alias" "state" {
  name          = local.key_alias
  target_key_id = aws_kms_key.state.key_id
}

locals {
  key_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        # Root as principal hands the decision to IAM. Nothing here lets a principal use the key outside these two buckets.
        Sid       = "AllowAdministration"
        Effect    = "Allow"
        Principal = { AWS = "${local.iam_arn}:root" }
        Action = [
          "kms:CancelKeyDeletion", "kms:CreateAlias", "kms:DeleteAlias", "kms:DescribeKey", "kms:DisableKey", "kms:EnableKey",
          "kms:EnableKeyRotation", "kms:GetKeyPolicy", "kms:GetKeyRotationStatus", "kms:ListGrants", "kms:ListKeyPolicies",
          "kms:ListKeyRotations", "kms:ListResourceTags", "kms:PutKeyPolicy", "kms:RevokeGrant", "kms:RotateKeyOnDemand",
          "kms:ScheduleKeyDeletion", "kms:TagResource", "kms:UntagResource", "kms:UpdateAlias", "kms:UpdateKeyDescription",
        ]
        Resource = "*"
      },
      {
        Sid       = "AllowUseThroughTheBuckets"
        Effect    = "Allow"
        Principal = { AWS = "${local.iam_arn}:root" }
        Action    = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource  = "*"
        Condition = {
          StringEquals = {
            "kms:CallerAccount" = local.account_id
            "kms:ViaService"    = "s3.${var.region}.amazonaws.com"
          }
          # With S3 Bucket Keys the context is the bucket, without them the object.
          ArnLike = { "kms:EncryptionContext:aws:s3:arn" = flatten([for arn in values(local.bucket_arns) : [arn, "${arn}/*"]]) }
        }
      },
    ]
  })
}
