# Endpoint policies are ceilings, they grant nothing: an action must also be allowed by the caller's own policy. So they name whole
# services and let conditions carry the meaning: whose principals, whose resources.
locals {
  trusted_accounts = sort(setunion([local.account_id], var.trusted_account_ids))
  own_principals   = { "aws:PrincipalAccount" = local.trusted_accounts }

  ecr_read = [
    "ecr:BatchCheckLayerAvailability",
    "ecr:BatchGetImage",
    "ecr:Describe*",
    "ecr:Get*",
    "ecr:List*",
  ]

  # Images of AWS (SageMaker, Deep Learning Containers) are in accounts of AWS: pull from anywhere, push home only.
  ecr_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "AllowPull"
        Effect    = "Allow"
        Principal = "*"
        Action    = local.ecr_read
        Resource  = "*"
        Condition = { StringEquals = local.own_principals }
      },
      {
        Sid       = "AllowPushHome"
        Effect    = "Allow"
        Principal = "*"
        Action    = "ecr:*"
        Resource  = "*"
        Condition = { StringEquals = merge(local.own_principals, { "aws:ResourceAccount" = local.trusted_accounts }) }
      },
    ]
  })

  # With a web identity or SAML token nobody is a principal yet, so only the role's account can be checked.
  sts_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "AllowOwnPrincipals"
        Effect    = "Allow"
        Principal = "*"
        Action    = "sts:*"
        Resource  = "*"
        Condition = { StringEquals = local.own_principals }
      },
      {
        Sid       = "AllowFederationIntoOwnRoles"
        Effect    = "Allow"
        Principal = "*"
        Action    = ["sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity"]
        Resource  = [for account in local.trusted_accounts : "arn:${local.partition}:iam::${account}:role/*"]
      },
    ]
  })

  service_policies = {
    for name, endpoint in local.catalog : name => jsonencode({
      Version = "2012-10-17"
      Statement = [{
        Sid       = "AllowOwnPrincipals"
        Effect    = "Allow"
        Principal = "*"
        Action    = [for prefix in endpoint.actions : "${prefix}:*"]
        Resource  = "*"
        # IfExists: list calls without a resource carry no resource account.
        Condition = merge(
          { StringEquals = local.own_principals },
          endpoint.own ? { StringEqualsIfExists = { "aws:ResourceAccount" = local.trusted_accounts } } : {},
        )
      }]
    }) if length(endpoint.actions) > 0
  }

  endpoint_policies = merge(local.service_policies, {
    ecr-api = local.ecr_policy
    ecr-dkr = local.ecr_policy
    sts     = local.sts_policy
  })

  # Buckets of AWS that containers and Studio read. Layer downloads are signed by ECR and package repositories by nobody, so no
  # condition on the principal. Without the first one every image pull ends in an unexplained timeout.
  aws_buckets = concat(
    [
      "prod-${var.region}-starport-layer-bucket",
      "jumpstart-cache-prod-${var.region}",
      "jumpstart-private-cache-prod-${var.region}",
      "sagemaker-sample-files",
      "sagemaker-sample-data-${var.region}",
      "al2023-repos-${var.region}-de612dc2",
      "amazonlinux-2-repos-${var.region}",
    ],
    sort(var.readable_buckets),
  )

  gateway_policies = {
    s3 = jsonencode({
      Version = "2012-10-17"
      Statement = [
        {
          Sid       = "AllowReadOfAwsBuckets"
          Effect    = "Allow"
          Principal = "*"
          Action    = "s3:GetObject"
          Resource  = [for bucket in local.aws_buckets : "arn:${local.partition}:s3:::${bucket}/*"]
        },
        {
          Sid       = "AllowListOfAwsBuckets"
          Effect    = "Allow"
          Principal = "*"
          Action    = ["s3:GetBucketLocation", "s3:ListBucket"]
          Resource  = [for bucket in local.aws_buckets : "arn:${local.partition}:s3:::${bucket}"]
        },
        {
          Sid       = "AllowOwnPrincipalsOnOwnBuckets"
          Effect    = "Allow"
          Principal = "*"
          Action    = ["s3:AbortMultipartUpload", "s3:DeleteObject*", "s3:Get*", "s3:List*", "s3:PutObject*", "s3:RestoreObject"]
          Resource  = "*"
          Condition = { StringEquals = merge(local.own_principals, { "aws:ResourceAccount" = local.trusted_accounts }) }
        },
      ]
    })
    dynamodb = jsonencode({
      Version = "2012-10-17"
      Statement = [{
        Sid       = "AllowOwnPrincipalsOnOwnTables"
        Effect    = "Allow"
        Principal = "*"
        Action    = "dynamodb:*"
        Resource  = "*"
        Condition = { StringEquals = merge(local.own_principals, { "aws:ResourceAccount" = local.trusted_accounts }) }
      }]
    })
  }
}
