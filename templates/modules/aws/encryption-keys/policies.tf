# Key policies. Everybody in IAM is named as the account root and narrowed by aws:PrincipalArn: a policy that names a role
# before it exists is refused as malformed, and one that names a deleted role is left with a dangling AROA… id (aws.md 0, 15).
# "Resource": "*" in a key policy is the key itself.
locals {
  account_root = "arn:${local.partition}:iam::${local.account_id}:root"
  role_arns    = "arn:${local.partition}:iam::${local.account_id}:role/"

  # The root user stays an administrator: with nobody left who matches, a key could be recovered by AWS support only.
  administrator_arns = concat(
    [local.account_root],
    [for pattern in coalesce(var.administrator_role_patterns, ["*${var.name_prefix}-*apply"]) : "${local.role_arns}${pattern}"],
  )
  signer_arns = [for pattern in coalesce(var.signer_role_patterns, ["*${var.name_prefix}-*signer"]) : "${local.role_arns}${pattern}"]

  use_actions = [
    "kms:Decrypt",
    "kms:Encrypt",
    "kms:GenerateDataKey",
    "kms:GenerateDataKeyWithoutPlaintext",
    "kms:ReEncryptFrom",
    "kms:ReEncryptTo",
  ]
  encrypt_actions = [for action in local.use_actions : action if !contains(["kms:Decrypt", "kms:ReEncryptFrom", "kms:GenerateDataKey"], action)]

  statement_view = {
    Sid       = "AllowAccountToLook"
    Effect    = "Allow"
    Principal = { AWS = local.account_root }
    Action = [
      "kms:DescribeKey",
      "kms:GetKeyPolicy",
      "kms:GetKeyRotationStatus",
      "kms:ListGrants",
      "kms:ListKeyPolicies",
      "kms:ListKeyRotations",
      "kms:ListResourceTags",
    ]
    Resource = "*"
  }

  statement_use = {
    Sid       = "AllowUseByIamPolicy"
    Effect    = "Allow"
    Principal = { AWS = local.account_root }
    Action    = local.use_actions
    Resource  = "*"
  }

  statement_administer = {
    Sid       = "AllowAdministration"
    Effect    = "Allow"
    Principal = { AWS = local.account_root }
    Action = [
      "kms:CancelKeyDeletion",
      "kms:CreateAlias",
      "kms:DeleteAlias",
      "kms:DisableKey",
      "kms:DisableKeyRotation",
      "kms:EnableKey",
      "kms:EnableKeyRotation",
      "kms:PutKeyPolicy",
      "kms:RetireGrant",
      "kms:RevokeGrant",
      "kms:RotateKeyOnDemand",
      "kms:ScheduleKeyDeletion",
      "kms:TagResource",
      "kms:UntagResource",
      "kms:UpdateAlias",
      "kms:UpdateKeyDescription",
    ]
    Resource  = "*"
    Condition = { ArnLike = { "aws:PrincipalArn" = local.administrator_arns } }
  }

  # Services that hold a key open for a resource do it by grant, on behalf of whoever created the resource.
  grant_services = {
    data         = ["aoss", "kafka", "kinesisanalytics", "rds"]
    ml           = ["ec2", "ecr", "elasticfilesystem", "sagemaker"]
    logs         = ["network-firewall"]
    audit        = []
    alerts       = []
    confidential = []
  }

  statements_grant = {
    for purpose, services in local.grant_services : purpose => [
      {
        Sid       = "AllowGrantsForAwsResources"
        Effect    = "Allow"
        Principal = { AWS = local.account_root }
        Action    = "kms:CreateGrant"
        Resource  = "*"
        Condition = {
          Bool         = { "kms:GrantIsForAWSResource" = "true" }
          StringEquals = { "kms:ViaService" = [for service in services : "${service}.${var.region}.amazonaws.com"] }
        }
      }
    ] if length(services) > 0
  }

  own_account = { StringEquals = { "aws:SourceAccount" = local.account_id } }

  # Service principals per key: sid → service, actions and the condition that service documents.
  service_uses = {
    data = {
      # Without it compaction of the tables stops without an error.
      AllowTableMaintenance = {
        service = "maintenance.s3tables.amazonaws.com"
        actions = ["kms:Decrypt", "kms:GenerateDataKey"]
        condition = {
          StringLike = { "kms:EncryptionContext:aws:s3:arn" = "arn:${local.partition}:s3tables:${var.region}:${local.account_id}:bucket/${var.name_prefix}-*/*" }
        }
      }
      AllowVectorIndexing = {
        service = "indexing.s3vectors.amazonaws.com"
        actions = ["kms:Decrypt"]
        condition = {
          StringEquals = { "aws:SourceAccount" = local.account_id }
          ArnLike      = { "aws:SourceArn" = "arn:${local.partition}:s3vectors:${var.region}:${local.account_id}:bucket/${var.name_prefix}-*" }
        }
      }
    }
    ml = {}
    logs = {
      AllowLogGroups = {
        service = "logs.${var.region}.amazonaws.com"
        actions = ["kms:Decrypt*", "kms:Describe*", "kms:Encrypt*", "kms:GenerateDataKey*", "kms:ReEncrypt*"]
        condition = {
          ArnLike = { "kms:EncryptionContext:aws:logs:arn" = "arn:${local.partition}:logs:${var.region}:${local.account_id}:log-group:*" }
        }
      }
      AllowLogDeliveryToBuckets = {
        service = "delivery.logs.amazonaws.com"
        actions = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"]
        condition = {
          StringEquals = { "aws:SourceAccount" = local.account_id }
          ArnLike      = { "aws:SourceArn" = "arn:${local.partition}:logs:${var.region}:${local.account_id}:*" }
        }
      }
    }
    audit = {
      # The trail does not exist yet, so its ARN is a string. Decrypt is for the encrypted delivery topic.
      AllowCloudTrail = {
        service = "cloudtrail.amazonaws.com"
        actions = ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey*"]
        condition = {
          StringEquals = { "aws:SourceArn" = "arn:${local.partition}:cloudtrail:${var.region}:${local.account_id}:trail/${var.name_prefix}-trail" }
        }
      }
      AllowConfig = {
        service   = "config.amazonaws.com"
        actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
        condition = local.own_account
      }
      AllowMacieResults = {
        service = "macie.amazonaws.com"
        actions = ["kms:Encrypt", "kms:GenerateDataKey"]
        condition = {
          StringEquals = { "aws:SourceAccount" = local.account_id }
          ArnLike = {
            "aws:SourceArn" = [
              "arn:${local.partition}:macie2:${var.region}:${local.account_id}:classification-job/*",
              "arn:${local.partition}:macie2:${var.region}:${local.account_id}:export-configuration:*",
            ]
          }
        }
      }
    }
    # Alarms cannot use the AWS-managed SNS key: its policy cannot be extended.
    alerts = {
      AllowAlarms        = { service = "cloudwatch.amazonaws.com", actions = local.publish_actions, condition = local.own_account }
      AllowBudgets       = { service = "budgets.amazonaws.com", actions = local.publish_actions, condition = local.own_account }
      AllowCostAnomalies = { service = "costalerts.amazonaws.com", actions = local.publish_actions, condition = local.own_account }
      AllowQueueDelivery = {
        service   = "sns.amazonaws.com"
        actions   = local.publish_actions
        condition = { ArnLike = { "aws:SourceArn" = "arn:${local.partition}:sns:${var.region}:${local.account_id}:${var.name_prefix}-*" } }
      }
      # No condition on purpose: EventBridge sends neither aws:SourceAccount nor aws:SourceArn to the key of an encrypted topic
      # (SNS Developer Guide, key management); with one, events are lost without an error.
      AllowEvents = { service = "events.amazonaws.com", actions = local.publish_actions, condition = null }
    }
    confidential = {}
  }

  publish_actions = ["kms:Decrypt", "kms:GenerateDataKey*"]

  statements_service = {
    for purpose, uses in local.service_uses : purpose => [
      for sid, use in uses : merge(
        {
          Sid       = sid
          Effect    = "Allow"
          Principal = { Service = use.service }
          Action    = use.actions
          Resource  = "*"
        },
        use.condition == null ? {} : { Condition = use.condition },
      )
    ]
  }

  # Everybody IAM allows may encrypt; plaintext comes out only of an enclave whose image is on the list.
  statements_confidential = [
    merge(local.statement_use, { Sid = "AllowEncryptionByIamPolicy", Action = local.encrypt_actions }),
    {
      Sid       = "AllowDecryptionInEnclave"
      Effect    = "Allow"
      Principal = { AWS = local.account_root }
      Action    = ["kms:Decrypt", "kms:GenerateDataKey"]
      Resource  = "*"
      Condition = {
        StringEqualsIgnoreCase = { "kms:RecipientAttestation:ImageSha384" = sort(var.enclave_image_hashes) }
      }
    },
  ]

  key_policies = {
    for purpose in keys(local.purposes) : purpose => jsonencode({
      Version = "2012-10-17"
      Statement = concat(
        [local.statement_view],
        [for statement in [local.statement_use] : statement if purpose != "confidential"],
        [for statement in local.statements_confidential : statement if purpose == "confidential"],
        [local.statement_administer],
        try(local.statements_grant[purpose], []),
        local.statements_service[purpose],
        [for statement in lookup(var.extra_statements, purpose, []) : jsondecode(statement)],
      )
    })
  }

  signing_policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [
        merge(local.statement_view, { Action = concat(local.statement_view.Action, ["kms:GetPublicKey", "kms:Verify"]) }),
        {
          Sid       = "AllowSigning"
          Effect    = "Allow"
          Principal = { AWS = local.account_root }
          Action    = "kms:Sign"
          Resource  = "*"
          Condition = { ArnLike = { "aws:PrincipalArn" = local.signer_arns } }
        },
        local.statement_administer,
      ],
      [for statement in lookup(var.extra_statements, "signing", []) : jsondecode(statement)],
    )
  })
}
