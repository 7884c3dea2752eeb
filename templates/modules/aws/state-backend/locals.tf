data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

locals {
  account_id = data.aws_caller_identity.current.account_id
  partition  = data.aws_partition.current.partition

  # docs/adr/0004: <project>-<environment>-tfstate-<suffix>, known before any account is; the plan bucket follows it.
  state_bucket = var.state_bucket
  plan_bucket  = replace(var.state_bucket, "-tfstate-", "-tfplans-")
  key_alias    = "alias/${var.name_prefix}-tfstate"
  ci_path      = "/${var.name_prefix}/ci/"

  state_bucket_arn = "arn:${local.partition}:s3:::${local.state_bucket}"
  plan_bucket_arn  = "arn:${local.partition}:s3:::${local.plan_bucket}"
  iam_arn          = "arn:${local.partition}:iam::${local.account_id}"

  # What separates this project from others in the account where a resource has no name of ours: every provider block of the
  # platform sets these two as default tags.
  project_tags = { Project = var.project, Environment = var.environment }
  is_protected = var.protect_evidence
}
