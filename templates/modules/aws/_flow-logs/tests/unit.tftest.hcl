mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "111122223333" }
  }

  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }

  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::111122223333:role/acme-dev/acme-dev-flow-logs" }
  }
}

variables {
  name_prefix  = "acme-dev"
  region       = "eu-central-1"
  vpc_id       = "vpc-0a1b2c3d4e5f60718"
  logs_key_arn = "arn:aws:kms:eu-central-1:111122223333:key/cccccccc-2222-3333-4444-555555555555"
}

run "all_traffic_is_logged_within_a_minute" {
  assert {
    condition     = aws_flow_log.cloudwatch.traffic_type == "ALL" && aws_flow_log.cloudwatch.max_aggregation_interval == 60 && aws_flow_log.cloudwatch.vpc_id == "vpc-0a1b2c3d4e5f60718"
    error_message = "Accepted and rejected traffic of the whole VPC, aggregated over one minute."
  }

  assert {
    condition     = startswith(aws_flow_log.cloudwatch.log_format, "$${version} $${account-id} ") && strcontains(aws_flow_log.cloudwatch.log_format, "$${pkt-src-aws-service}")
    error_message = "The format must be in the syntax of EC2 and name the AWS service behind an address."
  }

  assert {
    condition     = aws_cloudwatch_log_group.this.kms_key_id == var.logs_key_arn && aws_cloudwatch_log_group.this.retention_in_days == 365 && output.log_group_name == "/aws/vpc/acme-dev/flow"
    error_message = "The log group must be encrypted and kept for a year."
  }

  assert {
    condition     = output.bucket_name == null
    error_message = "No bucket unless asked for."
  }
}

run "role_is_narrow" {
  assert {
    condition     = jsondecode(aws_iam_role.this.assume_role_policy).Statement[0].Condition.ArnLike["aws:SourceArn"] == "arn:aws:ec2:eu-central-1:111122223333:vpc-flow-log/*"
    error_message = "Only flow logs of this account and region may use the role."
  }

  assert {
    condition     = one([for s in jsondecode(aws_iam_role_policy.this.policy).Statement : s.Resource if s.Sid == "WriteStreams"]) == "arn:aws:logs:eu-central-1:111122223333:log-group:/aws/vpc/acme-dev/flow:*"
    error_message = "The role may write to its own log group only."
  }
}

run "archive_is_hourly_parquet" {
  variables {
    keep_in_bucket = true
  }

  assert {
    condition     = one(aws_flow_log.bucket[0].destination_options) == { file_format = "parquet", hive_compatible_partitions = true, per_hour_partition = true }
    error_message = "Athena wants Parquet in hourly Hive partitions."
  }

  assert {
    condition     = aws_flow_log.bucket[0].log_destination == "arn:aws:s3:::acme-dev-flow-logs-111122223333" && output.bucket_name == "acme-dev-flow-logs-111122223333"
    error_message = "The archive belongs in the platform's own bucket."
  }
}

run "rejects_short_retention" {
  command         = plan
  expect_failures = [var.bucket_days, var.retention_days]

  variables {
    bucket_days    = 30
    retention_days = 30
  }
}

run "rejects_key_alias" {
  command         = plan
  expect_failures = [var.logs_key_arn]

  variables {
    logs_key_arn = "alias/logs"
  }
}
