data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

# Accounts of AWS's own containers differ per region and per family; the provider carries the table.
data "aws_sagemaker_prebuilt_ecr_image" "aws" {
  for_each = var.allow_aws_images ? toset([
    "pytorch-training",
    "sagemaker-clarify-processing",
    "sagemaker-model-monitor-analyzer",
    "sagemaker-xgboost",
  ]) : toset([])

  repository_name = each.value
}

# SSO needs an Identity Center instance of the organisation in the domain's own region.
data "aws_ssoadmin_instances" "current" {
  count = var.auth_mode == "SSO" ? 1 : 0
}

locals {
  account_id = data.aws_caller_identity.current.account_id
  partition  = data.aws_partition.current.partition
  dns_suffix = local.partition == "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com"

  is_durable = contains(["staging", "prod"], var.environment)

  # ARNs as strings: policies name roles and buckets before they exist, which also breaks role ↔ key ↔ bucket cycles.
  sagemaker_arn    = "arn:${local.partition}:sagemaker:${var.region}:${local.account_id}"
  role_arn_prefix  = "arn:${local.partition}:iam::${local.account_id}:role/${var.name_prefix}"
  log_group_prefix = "arn:${local.partition}:logs:${var.region}:${local.account_id}:log-group:/aws/sagemaker/"

  artifact_bucket_name = "${var.name_prefix}-ml-artifacts-${local.account_id}"
  studio_bucket_name   = "${var.name_prefix}-ml-studio-${local.account_id}"
  artifact_bucket_arn  = "arn:${local.partition}:s3:::${local.artifact_bucket_name}"

  subnet_ids        = var.subnet_ids[var.subnet_tier]
  workload_groups   = distinct([for key in ["studio", "training", "endpoint"] : var.security_group_ids[key] if contains(keys(var.security_group_ids), key)])
  subnet_arns       = [for id in local.subnet_ids : "arn:${local.partition}:ec2:${var.region}:${local.account_id}:subnet/${id}"]
  group_arns        = [for id in local.workload_groups : "arn:${local.partition}:ec2:${var.region}:${local.account_id}:security-group/${id}"]
  studio_entry_ids  = [for key, id in var.vpc_endpoint_ids : id if can(regex("sagemaker[._-]?api$|studio$", key))]
  boundary_name     = "${var.name_prefix}-workload-boundary"
  own_boundary      = var.permissions_boundary_arn == null
  boundary_arn      = local.own_boundary ? aws_iam_policy.boundary[0].arn : var.permissions_boundary_arn
  image_account_ids = distinct([for image in data.aws_sagemaker_prebuilt_ecr_image.aws : image.registry_id])

  image_repository_arns = concat(
    ["arn:${local.partition}:ecr:${var.region}:${local.account_id}:repository/${var.name_prefix}/*"],
    [for id in local.image_account_ids : "arn:${local.partition}:ecr:${var.region}:${id}:repository/*"],
  )

  # One entry per bucket, so that nobody may list a bucket by another bucket's prefixes.
  data_prefixes = {
    for bucket in distinct([for location in var.data_locations : split("/", location)[0]]) :
    bucket => sort([for location in var.data_locations : trimprefix(location, "${bucket}/") if startswith(location, "${bucket}/")])
  }
}
