data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

locals {
  account_id = data.aws_caller_identity.current.account_id
  partition  = data.aws_partition.current.partition
  dns_suffix = local.partition == "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com"

  # ARNs as strings: group policies, event patterns and the approver's policy name things before they exist.
  sagemaker_arn      = "arn:${local.partition}:sagemaker:${var.region}:${local.account_id}"
  approver_role_name = "${var.name_prefix}-model-approver"
  approver_role_arn  = "arn:${local.partition}:iam::${local.account_id}:role/${var.name_prefix}/${local.approver_role_name}"
  group_names        = { for key in keys(var.groups) : key => "${var.name_prefix}-${key}" }

  # CloudWatch Logs knows these periods only; 0 keeps for ever, for statutory periods beyond ten years.
  log_periods        = [365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653]
  retention_days     = ceil(var.retention_years * 365.25)
  long_enough        = [for days in local.log_periods : days if days >= local.retention_days]
  log_retention_days = length(local.long_enough) == 0 ? 0 : local.long_enough[0]
}
