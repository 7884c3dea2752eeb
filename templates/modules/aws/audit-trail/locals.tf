data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

locals {
  account_id = data.aws_caller_identity.current.account_id
  partition  = data.aws_partition.current.partition

  create_trail = var.existing_trail_arn == null

  # Names and ARNs as strings: bucket, key and topic policies name the trail before it exists (aws.md 10, cycle rules).
  access_log_bucket_name = "${var.name_prefix}-access-logs-${local.account_id}"
  evidence_bucket_name   = "${var.name_prefix}-evidence-${local.account_id}"
  trail_bucket_name      = "${var.name_prefix}-trail-${local.account_id}"
  trail_name             = "${var.name_prefix}-trail"
  replication_role_name  = "${var.name_prefix}-trail-replication"

  access_log_bucket_arn = "arn:${local.partition}:s3:::${local.access_log_bucket_name}"
  evidence_bucket_arn   = "arn:${local.partition}:s3:::${local.evidence_bucket_name}"
  trail_bucket_arn      = "arn:${local.partition}:s3:::${local.trail_bucket_name}"
  platform_bucket_arns  = "arn:${local.partition}:s3:::${var.name_prefix}-"
  trail_arn             = "arn:${local.partition}:cloudtrail:${var.region}:${local.account_id}:trail/${local.trail_name}"
  replication_role_arn  = "arn:${local.partition}:iam::${local.account_id}:role/${var.name_prefix}/${local.replication_role_name}"

  # Leap days count: 365 × years would end the lock before the statutory period does.
  retention_days = ceil(var.retention_years * 365.25)
  lock_days      = var.environment == "prod" ? local.retention_days : var.lock_days
}
