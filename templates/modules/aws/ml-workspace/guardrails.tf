# What no workload of this platform may do, whatever else it is granted. The same statements are used three times:
# in the permissions boundary made here, as an attached policy when the organisation brings its own boundary, and in
# the service control policy document of the output scp_document.
locals {
  vpc_actions = [for name in [
    "CreateAutoMLJobV2",
    "CreateDataQualityJobDefinition",
    "CreateHyperParameterTuningJob",
    "CreateModel",
    "CreateProcessingJob",
    "CreateTrainingJob",
  ] : "sagemaker:${name}"]

  job_actions = [for name in [
    "CreateHyperParameterTuningJob",
    "CreateProcessingJob",
    "CreateTrainingJob",
  ] : "sagemaker:${name}"]

  keyed_actions = concat(local.job_actions, ["sagemaker:CreateTransformJob"])

  # Instance types with local NVMe disks reject VolumeKmsKeyId (CreateTrainingJob, ResourceConfig): their disks are
  # encrypted by the hardware. A plain "no key, no job" rule would forbid every GPU of the g5, g6 and p4 to p5 families.
  nvme_types = ["ml.*d.*", "ml.*dn.*", "ml.g5.*", "ml.g6*.*", "ml.p4de.*", "ml.p5*.*", "ml.trn*.*"]

  guardrails = merge(
    {
      Administration = jsonencode({
        Action = [for name in [
          "CreateDomain", "CreateNotebookInstance", "CreatePresignedNotebookInstanceUrl", "CreateUserProfile",
          "DeleteDomain", "DeleteModelPackageGroup", "DeleteUserProfile", "PutModelPackageGroupPolicy", "UpdateDomain", "UpdateUserProfile",
        ] : "sagemaker:${name}"]
      })

      SelfApproval = jsonencode({
        Action    = ["sagemaker:CreateModelPackage", "sagemaker:UpdateModelPackage"]
        Condition = { StringEquals = { "sagemaker:ModelApprovalStatus" = "Approved" } }
      })

      # CreateEndpointConfig and CreateMonitoringSchedule know the key too, but usually carry no network of their own
      # (it is on the model and on the job definition): denying its absence would deny the normal case.
      NoNetwork = jsonencode({
        Action    = local.vpc_actions
        Condition = { Null = { "sagemaker:VpcSubnets" = "true" } }
      })

      OtherSubnets = jsonencode({
        Action    = local.vpc_actions
        Condition = { "ForAnyValue:StringNotEquals" = { "sagemaker:VpcSubnets" = local.subnet_ids } }
      })

      OtherGroups = jsonencode({
        Action    = local.vpc_actions
        Condition = { "ForAnyValue:StringNotEquals" = { "sagemaker:VpcSecurityGroupIds" = local.workload_groups } }
      })

      # Negated operators hold for a key that is absent, so each of these denies "none" and "another" at once.
      VolumeKey = jsonencode({
        Action = concat(local.keyed_actions, ["sagemaker:CreateEndpointConfig"])
        Condition = {
          ArnNotEquals                = { "sagemaker:VolumeKmsKey" = var.ml_key_arn }
          "ForAnyValue:StringNotLike" = { "sagemaker:InstanceTypes" = local.nvme_types }
        }
      })

      OutputKey = jsonencode({
        Action    = local.keyed_actions
        Condition = { ArnNotEquals = { "sagemaker:OutputKmsKey" = var.ml_key_arn } }
      })

      OfflineKey = jsonencode({
        Action    = ["sagemaker:CreateFeatureGroup"]
        Condition = { Null = { "sagemaker:FeatureGroupOfflineStoreKmsKey" = "true" } }
      })

      OnlineKey = jsonencode({
        Action = ["sagemaker:CreateFeatureGroup"]
        Condition = {
          Bool = { "sagemaker:FeatureGroupEnableOnlineStore" = "true" }
          Null = { "sagemaker:FeatureGroupOnlineStoreKmsKey" = "true" }
        }
      })

      JobInstances = jsonencode({
        Action    = concat(local.keyed_actions, ["sagemaker:CreateEndpointConfig"])
        Condition = { "ForAnyValue:StringNotLike" = { "sagemaker:InstanceTypes" = sort(var.job_instance_types) } }
      })

      AppInstances = jsonencode({
        Action    = ["sagemaker:CreateApp", "sagemaker:CreateSpace", "sagemaker:UpdateSpace"]
        Condition = { "ForAnyValue:StringNotLike" = { "sagemaker:InstanceTypes" = sort(var.app_instance_types) } }
      })

      LongJobs = jsonencode({
        Action    = local.job_actions
        Condition = { NumericGreaterThan = { "sagemaker:MaxRuntimeInSeconds" = tostring(var.max_job_hours * 3600) } }
      })

      WarmPools = jsonencode({
        Action    = ["sagemaker:CreateTrainingJob", "sagemaker:UpdateTrainingJob"]
        Condition = { NumericGreaterThan = { "sagemaker:KeepAlivePeriod" = tostring(var.max_warm_pool_minutes * 60) } }
      })
    },
    local.is_durable ? {
      RemoteDebug = jsonencode({
        Action    = ["sagemaker:CreateTrainingJob", "sagemaker:UpdateTrainingJob"]
        Condition = { Bool = { "sagemaker:EnableRemoteDebug" = "true" } }
      })
    } : {},
    var.auth_mode == "IAM" ? {
      # In SSO mode the Identity Center makes the URL and no policy of ours is asked (README, traps).
      StudioEntry = jsonencode({
        Action    = ["sagemaker:CreatePresignedDomainUrl"]
        Condition = { StringNotEquals = { "aws:SourceVpce" = local.studio_entry_ids } }
      })
    } : {},
    var.require_traffic_encryption ? {
      # …IfExists: a request that leaves the flag out is denied as well.
      PlainTraffic = jsonencode({
        Action    = local.job_actions
        Condition = { BoolIfExists = { "sagemaker:InterContainerTrafficEncryption" = "false" } }
      })
    } : {},
    var.strict_isolation ? {
      NoIsolation = jsonencode({
        Action    = concat(local.job_actions, ["sagemaker:CreateModel"])
        Condition = { BoolIfExists = { "sagemaker:NetworkIsolation" = "false" } }
      })

      # Serverless inference has no VPC, no isolation and no data capture; the key is present only for it.
      Serverless = jsonencode({
        Action    = ["sagemaker:CreateEndpointConfig"]
        Condition = { Null = { "sagemaker:ServerlessMaxConcurrency" = "false" } }
      })
    } : {},
  )

  guardrail_statements = [
    for sid, statement in local.guardrails :
    merge(jsondecode(statement), { Sid = sid, Effect = "Deny", Resource = "*" })
  ]

  # A boundary grants nothing; it is the most a role may ever be granted. Services are listed, regions are pinned.
  boundary_policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [
        {
          Sid    = "Ceiling"
          Effect = "Allow"
          Action = [
            "application-autoscaling:*", "athena:*", "bedrock:InvokeModel*", "cloudwatch:*", "ec2:*NetworkInterface*", "ec2:Describe*", "ecr:*",
            "events:PutEvents", "glue:*", "kms:*", "lakeformation:GetDataAccess", "lambda:InvokeFunction", "logs:*", "s3:*", "s3tables:*",
            "sagemaker-mlflow:*", "sagemaker:*", "secretsmanager:GetSecretValue", "sns:Publish", "sqs:*", "states:*", "sts:*", "xray:Put*",
          ]
          Resource  = "*"
          Condition = { StringEquals = { "aws:RequestedRegion" = var.region } }
        },
        {
          Sid      = "OwnRoles"
          Effect   = "Allow"
          Action   = ["iam:GetRole", "iam:PassRole"]
          Resource = "${local.role_arn_prefix}/*"
        },
      ],
      local.guardrail_statements,
    )
  })

  # For the account: what holds for every principal, pipelines and administrators included.
  scp_statements = merge(
    {
      DomainVpcOnly = jsonencode({
        Action    = ["sagemaker:CreateDomain"]
        Condition = { StringNotEquals = { "sagemaker:AppNetworkAccessType" = "VpcOnly" } }
      })

      # An update that does not mention the access type has no such key and must pass.
      DomainStaysVpcOnly = jsonencode({
        Action = ["sagemaker:UpdateDomain"]
        Condition = {
          Null            = { "sagemaker:AppNetworkAccessType" = "false" }
          StringNotEquals = { "sagemaker:AppNetworkAccessType" = "VpcOnly" }
        }
      })

      NoNotebookInstances = jsonencode({
        Action    = ["sagemaker:CreateNotebookInstance", "sagemaker:CreatePresignedNotebookInstanceUrl"]
        Condition = {}
      })
    },
    # Terraform cannot take prevent_destroy from a variable (README): in prod the deletion itself is denied.
    var.environment == "prod" ? {
      KeepDomain = jsonencode({ Action = ["sagemaker:DeleteDomain"], Condition = {} })
    } : {},
    {
      # Some key, not this one: an account may hold other teams.
      NoVolumeKey = jsonencode({
        Action = local.keyed_actions
        Condition = {
          Null                        = { "sagemaker:VolumeKmsKey" = "true" }
          "ForAnyValue:StringNotLike" = { "sagemaker:InstanceTypes" = local.nvme_types }
        }
      })

      NoOutputKey = jsonencode({
        Action    = local.keyed_actions
        Condition = { Null = { "sagemaker:OutputKmsKey" = "true" } }
      })
    },
    { for sid in ["NoNetwork", "OfflineKey"] : sid => local.guardrails[sid] },
    { for sid in ["PlainTraffic", "NoIsolation", "Serverless", "StudioEntry"] : sid => local.guardrails[sid] if contains(keys(local.guardrails), sid) },
  )

  scp_exemption = length(var.scp_exempt_principal_arns) == 0 ? {} : { ArnNotLike = { "aws:PrincipalArn" = sort(var.scp_exempt_principal_arns) } }

  scp_document = jsonencode({
    Version = "2012-10-17"
    Statement = [
      for sid, statement in local.scp_statements : merge(
        { Sid = sid, Effect = "Deny", Action = jsondecode(statement).Action, Resource = "*" },
        length(merge(jsondecode(statement).Condition, local.scp_exemption)) == 0 ? {} : { Condition = merge(jsondecode(statement).Condition, local.scp_exemption) },
      )
    ]
  })
}

resource "aws_iam_policy" "boundary" {
  # checkov:skip=CKV_AIARCH_2:a permissions boundary is a ceiling and grants nothing; what a role may do is in its own policies, without wildcards; owner=platform-team; expires=2027-11-30
  count = local.own_boundary ? 1 : 0

  name        = local.boundary_name
  path        = "/${var.name_prefix}/"
  description = "The most a workload role of ${var.name_prefix} may do; grants nothing by itself."
  policy      = local.boundary_policy
  tags        = var.tags

  lifecycle {
    precondition {
      # IAM counts characters without white space; jsonencode writes none outside strings.
      condition     = length(local.boundary_policy) <= 6144
      error_message = "The permissions boundary exceeds IAM's 6144 characters: shorten app_instance_types and job_instance_types with patterns such as ml.m5.*."
    }
  }
}

# The organisation's boundary does not know these rules: attach them as denies to every role instead.
resource "aws_iam_policy" "guardrails" {
  count = local.own_boundary ? 0 : 1

  name        = "${var.name_prefix}-workload-guardrails"
  path        = "/${var.name_prefix}/"
  description = "Denies of the ML platform for every workload role of ${var.name_prefix}."
  policy      = jsonencode({ Version = "2012-10-17", Statement = local.guardrail_statements })
  tags        = var.tags
}
