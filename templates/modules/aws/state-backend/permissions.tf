locals {
  # One policy per topic: a managed policy holds 6,144 characters and a role ten policies.
  service_statements = {
    for topic in ["compute", "data", "network", "operations"] : topic => [
      jsonencode({
        Sid      = "ByName"
        Effect   = "Allow"
        Action   = flatten([for name, service in local.services : [for verb in split(" ", service.write) : "${name}:${verb}"] if service.topic == topic])
        Resource = flatten([for name, service in local.services : [for suffix in service.names : "arn:${local.partition}:${name}:${var.region}:${local.account_id}:${suffix}"] if service.topic == topic])
      }),
    ]
  }

  read_actions = sort(concat(
    flatten([for name, service in local.services : [for verb in split(" ", service.read) : "${name}:${verb}"]]),
    flatten([for name, verbs in local.more_reads : [for verb in split(" ", verbs) : "${name}:${verb}"]]),
  ))

  is_ours = { StringEquals = { for key, value in local.project_tags : "aws:ResourceTag/${key}" => value } }
  # IfExists: what already carries another project's tag cannot be claimed by tagging it with ours.
  makes_ours = {
    StringEquals         = { for key, value in local.project_tags : "aws:RequestTag/${key}" => value }
    StringEqualsIfExists = { "aws:ResourceTag/Project" = var.project }
  }

  # Statements beyond the tables of services.tf, by policy. JSON text, since their shapes differ.
  statements = {
    read = [
      jsonencode({ Sid = "Describe", Effect = "Allow", Action = local.read_actions, Resource = "*" }), # List and Describe take no resource
    ]

    compute = concat(local.service_statements.compute, [
      # Domains, profiles, spaces, apps and MLflow have ids, not names of ours.
      jsonencode({ Sid = "SageMakerMake", Effect = "Allow", Action = ["sagemaker:Create*", "sagemaker:AddTags"], Resource = "*", Condition = local.makes_ours }),
      jsonencode({ Sid = "SageMakerOwn", Effect = "Allow", Action = ["sagemaker:Update*", "sagemaker:Delete*"], Resource = "*", Condition = local.is_ours }),
      # An event source mapping has no name, only a UUID, and is bound to one of our functions.
      jsonencode({
        Sid       = "Mappings"
        Effect    = "Allow"
        Action    = ["lambda:CreateEventSourceMapping", "lambda:DeleteEventSourceMapping", "lambda:UpdateEventSourceMapping"]
        Resource  = "*"
        Condition = { ArnLike = { "lambda:FunctionArn" = "arn:${local.partition}:lambda:${var.region}:${local.account_id}:function:${local.p}-*" } }
      }),
    ])

    data = concat(local.service_statements.data, [
      jsonencode({
        Sid    = "Buckets"
        Effect = "Allow"
        Action = [
          "s3:CreateBucket", "s3:DeleteBucket", "s3:DeleteBucketPolicy", "s3:PutBucket*", "s3:PutEncryptionConfiguration", "s3:PutLifecycleConfiguration",
          "s3:PutReplicationConfiguration", "s3:PutIntelligentTieringConfiguration", "s3:PutInventoryConfiguration", "s3:PutMetricsConfiguration",
          "s3:GetObject", "s3:GetObjectTagging", "s3:PutObject", "s3:PutObjectTagging", "s3:DeleteObject", "s3:DeleteObjectVersion", "s3:ListBucketVersions",
        ]
        Resource = ["arn:${local.partition}:s3:::${local.p}-*"]
      }),
      jsonencode({ Sid = "StoresMake", Effect = "Allow", Action = ["aoss:CreateCollection", "aoss:TagResource", "elasticfilesystem:CreateFileSystem", "elasticfilesystem:TagResource"], Resource = "*", Condition = local.makes_ours }),
      jsonencode({ Sid = "StoresOwn", Effect = "Allow", Action = ["aoss:DeleteCollection", "aoss:UpdateCollection", "aoss:UntagResource", "elasticfilesystem:CreateMountTarget", "elasticfilesystem:DeleteFileSystem*", "elasticfilesystem:DeleteMountTarget", "elasticfilesystem:PutBackupPolicy", "elasticfilesystem:PutFileSystemPolicy", "elasticfilesystem:PutLifecycleConfiguration", "elasticfilesystem:UpdateFileSystem"], Resource = "*", Condition = local.is_ours }),
    ])

    operations = concat(local.service_statements.operations, [
      jsonencode({ Sid = "OperationsMake", Effect = "Allow", Action = ["acm:AddTagsToCertificate", "acm:RequestCertificate", "aps:CreateWorkspace", "aps:TagResource", "backup:CreateBackupPlan", "backup:TagResource", "bedrock:CreateGuardrail", "bedrock:TagResource", "cognito-idp:CreateUserPool", "cognito-idp:TagResource", "grafana:CreateWorkspace", "grafana:TagResource"], Resource = "*", Condition = local.makes_ours }),
      jsonencode({ Sid = "OperationsOwn", Effect = "Allow", Action = ["acm:DeleteCertificate", "aps:Create*", "aps:Delete*", "aps:Put*", "aps:Update*", "backup:*BackupPlan", "backup:*BackupSelection", "bedrock:*Guardrail*", "cognito-idp:Create*", "cognito-idp:Delete*", "cognito-idp:Set*", "cognito-idp:Update*", "grafana:*Workspace*"], Resource = "*", Condition = local.is_ours }),
    ])

    # What has neither a name nor a tag of ours.
    account = [
      jsonencode({ Sid = "GlobalByName", Effect = "Allow", Action = ["budgets:ModifyBudget", "budgets:TagResource", "budgets:UntagResource", "cloudwatch:DeleteDashboards", "cloudwatch:PutDashboard"], Resource = ["arn:${local.partition}:budgets::${local.account_id}:budget/${local.p}-*", "arn:${local.partition}:cloudwatch::${local.account_id}:dashboard/${local.p}-*"] }),
      # Of these an account has one each, or they have ids and no tags: no resource to name. Switching them off is denied below.
      jsonencode({
        Sid    = "AccountServices"
        Effect = "Allow"
        Action = concat(
          ["access-analyzer:CreateAnalyzer", "access-analyzer:DeleteAnalyzer", "access-analyzer:TagResource", "access-analyzer:UntagResource", "access-analyzer:UpdateAnalyzer"],
          ["auditmanager:CreateAssessment", "auditmanager:DeleteAssessment", "auditmanager:DeregisterAccount", "auditmanager:RegisterAccount", "auditmanager:TagResource", "auditmanager:UntagResource", "auditmanager:UpdateAssessment", "auditmanager:UpdateSettings"],
          ["ce:CreateAnomalyMonitor", "ce:CreateAnomalySubscription", "ce:DeleteAnomalyMonitor", "ce:DeleteAnomalySubscription", "ce:TagResource", "ce:UpdateAnomalyMonitor", "ce:UpdateAnomalySubscription"],
          ["config:DeleteConfigurationRecorder", "config:DeleteConformancePack", "config:DeleteDeliveryChannel", "config:DeleteRetentionConfiguration", "config:PutConfigurationRecorder", "config:PutConformancePack", "config:PutDeliveryChannel", "config:PutRetentionConfiguration", "config:StartConfigurationRecorder", "config:StopConfigurationRecorder", "config:TagResource"],
          ["ec2:DisableEbsEncryptionByDefault", "ec2:EnableEbsEncryptionByDefault", "s3:PutAccountPublicAccessBlock"],
          ["guardduty:CreateDetector", "guardduty:CreateMalwareProtectionPlan", "guardduty:DeleteDetector", "guardduty:DeleteMalwareProtectionPlan", "guardduty:TagResource", "guardduty:UntagResource", "guardduty:UpdateDetector", "guardduty:UpdateMalwareProtectionPlan"],
          ["inspector2:Disable", "inspector2:Enable", "inspector2:UpdateConfiguration", "macie2:DisableMacie", "macie2:EnableMacie", "macie2:UpdateMacieSession", "macie2:UpdateAutomatedDiscoveryConfiguration"],
          ["securityhub:BatchDisableStandards", "securityhub:BatchEnableStandards", "securityhub:DisableSecurityHub", "securityhub:EnableSecurityHub", "securityhub:UpdateSecurityHubConfiguration"],
          ["bedrock:DeleteModelInvocationLoggingConfiguration", "bedrock:PutModelInvocationLoggingConfiguration"],
          # What flow, query and firewall logs ask of the caller: a delivery has no resource in IAM.
          ["logs:CreateLogDelivery", "logs:DeleteLogDelivery", "logs:DeleteResourcePolicy", "logs:GetLogDelivery", "logs:PutResourcePolicy", "logs:UpdateLogDelivery"],
        )
        Resource = "*"
      }),
      # Auto Scaling of endpoints and tables: a target has a random id and no tag when it is registered.
      jsonencode({
        Sid      = "ScalingTargets"
        Effect   = "Allow"
        Action   = ["application-autoscaling:DeleteScalingPolicy", "application-autoscaling:DeleteScheduledAction", "application-autoscaling:DeregisterScalableTarget", "application-autoscaling:PutScalingPolicy", "application-autoscaling:PutScheduledAction", "application-autoscaling:RegisterScalableTarget", "application-autoscaling:TagResource", "application-autoscaling:UntagResource"]
        Resource = "arn:${local.partition}:application-autoscaling:${var.region}:${local.account_id}:scalable-target/*"
      }),
      # API Gateway ARNs hold neither account nor name, and a route has no tags: wide within the region.
      jsonencode({
        Sid      = "Apis"
        Effect   = "Allow"
        Action   = ["apigateway:DELETE", "apigateway:PATCH", "apigateway:POST", "apigateway:PUT", "apigateway:SetWebACL", "apigateway:UpdateRestApiPolicy"]
        Resource = [for path in ["account", "apis*", "domainnames*", "restapis*", "tags/*", "usageplans*", "vpclinks*"] : "arn:${local.partition}:apigateway:${var.region}::/${path}"]
      }),
      # Lake Formation and the settings of the Glue catalogue know no resource: who may grant is decided by Lake Formation's own
      # administrators, of which this role is one only when the lake module says so.
      jsonencode({
        Sid      = "LakeFormation"
        Effect   = "Allow"
        Action   = ["lakeformation:AddLFTagsToResource", "lakeformation:BatchGrantPermissions", "lakeformation:BatchRevokePermissions", "lakeformation:CreateDataCellsFilter", "lakeformation:CreateLFTag", "lakeformation:DeleteDataCellsFilter", "lakeformation:DeleteLFTag", "lakeformation:DeregisterResource", "lakeformation:GrantPermissions", "lakeformation:PutDataLakeSettings", "lakeformation:RegisterResource", "lakeformation:RemoveLFTagsFromResource", "lakeformation:RevokePermissions", "lakeformation:UpdateDataCellsFilter", "lakeformation:UpdateLFTag", "lakeformation:UpdateResource", "glue:CreateSecurityConfiguration", "glue:DeleteSecurityConfiguration", "glue:PutDataCatalogEncryptionSettings"]
        Resource = "*"
      }),
      # OpenSearch Serverless policies are matched by collection name, which is a condition key, not a resource.
      jsonencode({ Sid = "VectorPolicies", Effect = "Allow", Action = ["aoss:CreateAccessPolicy", "aoss:CreateSecurityPolicy", "aoss:DeleteAccessPolicy", "aoss:DeleteSecurityPolicy", "aoss:UpdateAccessPolicy", "aoss:UpdateSecurityPolicy"], Resource = "*", Condition = { StringLike = { "aoss:collection" = "${local.p}-*" } } }),
      jsonencode({ Sid = "VectorEndpoints", Effect = "Allow", Action = ["aoss:CreateVpcEndpoint", "aoss:DeleteVpcEndpoint", "aoss:UpdateVpcEndpoint"], Resource = "*" }),
    ]

    network = concat(local.service_statements.network, local.network_statements)
    keys    = local.key_and_role_statements
    guard   = local.guard_statements

    delegation = local.delegation_statements

    state-plan = concat(local.state_statements.common, [
      jsonencode({ Sid = "ReadState", Effect = "Allow", Action = "s3:GetObject", Resource = "${local.state_bucket_arn}/*/terraform.tfstate" }),
    ], var.create_plan_bucket ? [jsonencode({ Sid = "SavePlan", Effect = "Allow", Action = "s3:PutObject", Resource = "${local.plan_bucket_arn}/*" })] : [])

    state-apply = concat(local.state_statements.common, [
      jsonencode({ Sid = "ReadAndWriteState", Effect = "Allow", Action = ["s3:GetObject", "s3:PutObject"], Resource = "${local.state_bucket_arn}/*/terraform.tfstate" }),
    ], var.create_plan_bucket ? [jsonencode({ Sid = "FetchPlan", Effect = "Allow", Action = "s3:GetObject", Resource = "${local.plan_bucket_arn}/*" })] : [])
  }

  state_statements = {
    common = [
      jsonencode({ Sid = "ListState", Effect = "Allow", Action = "s3:ListBucket", Resource = local.state_bucket_arn }),
      # A plan locks too. Delete is for the lock file alone: no pipeline can remove a state.
      jsonencode({ Sid = "Lock", Effect = "Allow", Action = ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"], Resource = "${local.state_bucket_arn}/*.tflock" }),
      jsonencode({
        Sid       = "StateKey"
        Effect    = "Allow"
        Action    = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource  = aws_kms_key.state.arn
        Condition = { StringEquals = { "kms:ViaService" = "s3.${var.region}.amazonaws.com" } }
      }),
    ]
  }

  topics = ["account", "compute", "data", "keys", "network", "operations", "read"]

  documents = merge(
    {
      for name, statements in local.statements : name => jsonencode({
        Version   = "2012-10-17"
        Statement = [for statement in statements : jsondecode(statement)]
      }) if !local.is_computed ? name != "delegation" : !contains(local.topics, name)
    },
    local.computed_documents,
  )

  role_policies = {
    plan  = local.is_computed ? concat(["state-plan"], [for name in keys(local.computed.plan) : "plan-${name}"]) : ["read", "state-plan"]
    apply = local.is_computed ? concat(["delegation", "guard", "state-apply"], [for name in keys(local.computed.apply) : "apply-${name}"]) : concat(local.topics, ["guard", "state-apply"])
  }
}

resource "aws_iam_policy" "ci" {
  for_each = local.documents

  name        = "${var.name_prefix}-ci-${each.key}"
  path        = local.ci_path
  description = "Rights of the pipeline: ${each.key}."
  policy      = each.value
  tags        = var.tags

  lifecycle {
    precondition {
      condition     = length(each.value) <= 6144
      error_message = "Policy ${each.key} has ${length(each.value)} characters, IAM takes 6144: ${local.is_computed ? "run `aiarch permissions --write` again" : "split its topic in services.tf"}."
    }
  }
}

resource "aws_iam_role_policy_attachment" "plan" {
  for_each = toset(local.role_policies.plan)

  role       = aws_iam_role.plan.name
  policy_arn = aws_iam_policy.ci[each.key].arn
}

resource "aws_iam_role_policy_attachment" "apply" {
  for_each = toset(local.role_policies.apply)

  role       = aws_iam_role.apply.name
  policy_arn = aws_iam_policy.ci[each.key].arn
}

# Beside the nine above: the default quota is ten policies per role.
resource "aws_iam_role_policy_attachment" "extra" {
  for_each = var.extra_apply_policies

  role       = aws_iam_role.apply.name
  policy_arn = each.value

  lifecycle {
    precondition {
      condition     = length(local.role_policies.apply) < 10
      error_message = "The apply role has ${length(local.role_policies.apply)} policies of its own, and IAM's quota is ten: no room for extra_apply_policies. Add the types to blueprints/permissions of a pack instead."
    }
  }
}
