data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

locals {
  account_id = data.aws_caller_identity.current.account_id
  partition  = data.aws_partition.current.partition

  bucket_name = "${var.name_prefix}-flow-logs-${local.account_id}"
  bucket_arn  = "arn:${local.partition}:s3:::${local.bucket_name}"

  # Beyond the default fields: packet addresses behind NAT and firewall endpoints, the AWS service at the other end, direction and path.
  fields = [
    "version", "account-id", "vpc-id", "subnet-id", "az-id", "interface-id", "instance-id",
    "srcaddr", "dstaddr", "srcport", "dstport", "protocol", "packets", "bytes", "start", "end", "action", "log-status",
    "tcp-flags", "type", "pkt-srcaddr", "pkt-dstaddr", "pkt-src-aws-service", "pkt-dst-aws-service",
    "flow-direction", "traffic-path", "reject-reason",
  ]
  log_format = join(" ", [for field in local.fields : "$${${field}}"])
}

resource "aws_cloudwatch_log_group" "this" {
  name              = "/aws/vpc/${var.name_prefix}/flow"
  kms_key_id        = var.logs_key_arn
  retention_in_days = var.retention_days
  tags              = var.tags
}

resource "aws_iam_role" "this" {
  name                  = "${var.name_prefix}-flow-logs"
  path                  = "/${var.name_prefix}/"
  description           = "Lets VPC flow logs write to CloudWatch Logs."
  permissions_boundary  = var.permissions_boundary_arn
  force_detach_policies = true
  tags                  = var.tags

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "vpc-flow-logs.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = {
        StringEquals = { "aws:SourceAccount" = local.account_id }
        ArnLike      = { "aws:SourceArn" = "arn:${local.partition}:ec2:${var.region}:${local.account_id}:vpc-flow-log/*" }
      }
    }]
  })
}

resource "aws_iam_role_policy" "this" {
  name = "write-flow-logs"
  role = aws_iam_role.this.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "WriteStreams"
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"]
        Resource = "arn:${local.partition}:logs:${var.region}:${local.account_id}:log-group:${aws_cloudwatch_log_group.this.name}:*"
      },
      {
        Sid      = "FindGroup" # a list call: takes no single group
        Effect   = "Allow"
        Action   = "logs:DescribeLogGroups"
        Resource = "arn:${local.partition}:logs:${var.region}:${local.account_id}:log-group:*"
      },
    ]
  })
}

resource "aws_flow_log" "cloudwatch" {
  vpc_id                   = var.vpc_id
  traffic_type             = "ALL"
  log_destination_type     = "cloud-watch-logs"
  log_destination          = "arn:${local.partition}:logs:${var.region}:${local.account_id}:log-group:${aws_cloudwatch_log_group.this.name}"
  iam_role_arn             = aws_iam_role.this.arn
  log_format               = local.log_format
  max_aggregation_interval = 60
  tags                     = merge(var.tags, { Name = "${var.name_prefix}-flow" })

  depends_on = [aws_iam_role_policy.this]
}

module "bucket" {
  source = "../_secure-bucket"
  count  = var.keep_in_bucket ? 1 : 0

  name              = local.bucket_name
  purpose           = "flow-logs"
  kms_key_arn       = var.logs_key_arn
  access_log_bucket = var.access_log_bucket
  force_destroy     = var.force_destroy
  lifecycle_rules   = { transition_ia_days = 30, expire_days = var.bucket_days }
  tags              = var.tags

  # Log delivery names no key, so the built-in rule about the right key would refuse it. The bucket's default key applies.
  allow_service_encryption = true
  policy_statements = [
    jsonencode({
      Sid       = "AllowFlowLogAclCheck"
      Effect    = "Allow"
      Principal = { Service = "delivery.logs.amazonaws.com" }
      Action    = ["s3:GetBucketAcl", "s3:ListBucket"]
      Resource  = local.bucket_arn
      Condition = {
        StringEquals = { "aws:SourceAccount" = local.account_id }
        ArnLike      = { "aws:SourceArn" = "arn:${local.partition}:logs:${var.region}:${local.account_id}:*" }
      }
    }),
    jsonencode({
      Sid       = "AllowFlowLogDelivery"
      Effect    = "Allow"
      Principal = { Service = "delivery.logs.amazonaws.com" }
      Action    = "s3:PutObject"
      Resource  = "${local.bucket_arn}/AWSLogs/*" # Hive partitions put aws-account-id=… here, so the account is held by the condition
      Condition = {
        StringEquals = {
          "aws:SourceAccount" = local.account_id
          "s3:x-amz-acl"      = "bucket-owner-full-control"
        }
        ArnLike = { "aws:SourceArn" = "arn:${local.partition}:logs:${var.region}:${local.account_id}:*" }
      }
    }),
  ]
}

resource "aws_flow_log" "bucket" {
  count = var.keep_in_bucket ? 1 : 0

  vpc_id                   = var.vpc_id
  traffic_type             = "ALL"
  log_destination_type     = "s3"
  log_destination          = module.bucket[0].arn
  log_format               = local.log_format
  max_aggregation_interval = 60
  tags                     = merge(var.tags, { Name = "${var.name_prefix}-flow-archive" })

  destination_options {
    file_format                = "parquet"
    hive_compatible_partitions = true
    per_hour_partition         = true
  }
}
