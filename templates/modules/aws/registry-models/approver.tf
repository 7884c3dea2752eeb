locals {
  # Who may become approver: people, through their permission set in Identity Center, and whatever else is named. The
  # pattern spans the region that is part of the path outside us-east-1.
  approver_patterns = concat(
    var.approver_permission_set == null ? [] : ["arn:${local.partition}:iam::${local.account_id}:role/aws-reserved/sso.amazonaws.com/*AWSReservedSSO_${var.approver_permission_set}_*"],
    sort(var.approver_principal_arns),
  )

  build_actions = [for name in [
    "CreateAutoMLJobV2", "CreateEndpoint", "CreateEndpointConfig", "CreateHyperParameterTuningJob", "CreateModel", "CreateModelPackage",
    "CreatePipeline", "CreateProcessingJob", "CreateTrainingJob", "CreateTransformJob", "StartPipelineExecution", "UpdateEndpoint", "UpdatePipeline",
  ] : "sagemaker:${name}"]

  report_statements = var.artifact_bucket_arn == null ? [] : [
    jsonencode({
      Sid       = "ListReports"
      Effect    = "Allow"
      Action    = ["s3:ListBucket"]
      Resource  = var.artifact_bucket_arn
      Condition = { StringLike = { "s3:prefix" = [for prefix in sort(var.report_prefixes) : "${prefix}/*"] } }
    }),
    jsonencode({
      Sid      = "ReadReports"
      Effect   = "Allow"
      Action   = ["s3:GetObject", "s3:GetObjectVersion"]
      Resource = [for prefix in sort(var.report_prefixes) : "${var.artifact_bucket_arn}/${prefix}/*"]
    }),
  ]

  approver_policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [
        {
          # Only requests that set a status: everything else about a version belongs to who made it.
          Sid       = "Decide"
          Effect    = "Allow"
          Action    = ["sagemaker:UpdateModelPackage"]
          Resource  = "${local.sagemaker_arn}:model-package/${var.name_prefix}-*/*"
          Condition = { StringEquals = { "sagemaker:ModelApprovalStatus" = ["Approved", "PendingManualApproval", "Rejected"] } }
        },
        {
          Sid      = "ReadVersions"
          Effect   = "Allow"
          Action   = ["sagemaker:BatchDescribeModelPackage", "sagemaker:DescribeModelPackage", "sagemaker:DescribeModelPackageGroup", "sagemaker:ListModelPackages", "sagemaker:ListTags"]
          Resource = ["${local.sagemaker_arn}:model-package-group/${var.name_prefix}-*", "${local.sagemaker_arn}:model-package/${var.name_prefix}-*/*"]
        },
        {
          Sid      = "JudgeCards"
          Effect   = "Allow"
          Action   = ["sagemaker:DescribeModelCard", "sagemaker:ListModelCardVersions", "sagemaker:UpdateModelCard"]
          Resource = "${local.sagemaker_arn}:model-card/${var.name_prefix}-*"
        },
        {
          # These list calls know no resource.
          Sid      = "List"
          Effect   = "Allow"
          Action   = ["sagemaker:ListModelCards", "sagemaker:ListModelPackageGroups", "sagemaker:QueryLineage", "sagemaker:Search"]
          Resource = "*"
        },
        {
          Sid       = "UseKey"
          Effect    = "Allow"
          Action    = ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey"]
          Resource  = var.ml_key_arn
          Condition = { StringEquals = { "kms:ViaService" = [for name in ["s3", "sagemaker"] : "${name}.${var.region}.${local.dns_suffix}"] } }
        },
        {
          # Stays true when somebody attaches another policy to this role.
          Sid      = "BuildNothing"
          Effect   = "Deny"
          Action   = local.build_actions
          Resource = "*"
        },
      ],
      [for statement in local.report_statements : jsondecode(statement)],
    )
  })

  # Prevention for the whole account, for the management account to attach: nobody but the approver approves.
  approval_scp_document = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid      = "OnlyTheApproverApproves"
      Effect   = "Deny"
      Action   = ["sagemaker:CreateModelPackage", "sagemaker:UpdateModelPackage"]
      Resource = "*"
      Condition = {
        StringEquals = { "sagemaker:ModelApprovalStatus" = "Approved" }
        ArnNotEquals = { "aws:PrincipalArn" = local.approver_role_arn }
      }
    }]
  })
}

resource "aws_iam_role" "approver" {
  # checkov:skip=CKV_AWS_61:the account is named as principal only together with a condition on the ARNs of the approvers; owner=platform-team; expires=2027-11-30
  name                  = local.approver_role_name
  path                  = "/${var.name_prefix}/"
  description           = "Approves and rejects model versions of ${var.name_prefix}; can build nothing."
  permissions_boundary  = var.permissions_boundary_arn
  max_session_duration  = 3600
  force_detach_policies = true
  tags                  = merge(var.tags, { Persona = "model-approver" })

  # The root principal with a condition instead of role ARNs: a role that does not exist yet makes the policy malformed,
  # and one that was deleted leaves an unusable id behind.
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "NamedPeople"
      Effect    = "Allow"
      Principal = { AWS = "arn:${local.partition}:iam::${local.account_id}:root" }
      Action    = ["sts:AssumeRole", "sts:SetSourceIdentity"]
      Condition = {
        ArnLike = { "aws:PrincipalArn" = local.approver_patterns }
        # The platform's own roles, those of builders and jobs first of all, never become approver.
        ArnNotLike = { "aws:PrincipalArn" = "arn:${local.partition}:iam::${local.account_id}:role/${var.name_prefix}/*" }
      }
    }]
  })

  lifecycle {
    precondition {
      condition     = length(local.approver_patterns) > 0
      error_message = "Nobody could approve: give approver_permission_set or approver_principal_arns."
    }
  }
}

resource "aws_iam_policy" "approver" {
  name        = local.approver_role_name
  path        = "/${var.name_prefix}/"
  description = "Judges model versions and cards; can build nothing."
  policy      = local.approver_policy
  tags        = var.tags
}

resource "aws_iam_role_policy_attachment" "approver" {
  role       = aws_iam_role.approver.name
  policy_arn = aws_iam_policy.approver.arn
}
