locals {
  ec2 = "arn:${local.partition}:ec2:${var.region}:${local.account_id}"

  # EC2 resources have ids. A call that makes one is authorised twice: for the new resource by the tags of the request, for the
  # parents it hangs on (VPC, subnet, group, route table) by the tags they have.
  ec2_makes = [
    "ec2:AllocateAddress", "ec2:CreateDhcpOptions", "ec2:CreateFlowLogs", "ec2:CreateInternetGateway", "ec2:CreateLaunchTemplate", "ec2:CreateManagedPrefixList",
    "ec2:CreateNatGateway", "ec2:CreateNetworkAcl", "ec2:CreateNetworkInterface", "ec2:CreateRouteTable", "ec2:CreateSecurityGroup", "ec2:CreateSubnet",
    "ec2:CreateTransitGatewayVpcAttachment", "ec2:CreateVolume", "ec2:CreateVpc", "ec2:CreateVpcEncryptionControl", "ec2:CreateVpcEndpoint", "ec2:RunInstances",
  ]

  network_statements = [
    jsonencode({ Sid = "Make", Effect = "Allow", Action = local.ec2_makes, Resource = "${local.ec2}:*/*", Condition = local.makes_ours }),
    jsonencode({
      Sid    = "Own"
      Effect = "Allow"
      Action = concat(local.ec2_makes, [
        "ec2:AcceptVpcEndpointConnections", "ec2:AssociateDhcpOptions", "ec2:AssociateRouteTable", "ec2:AttachInternetGateway", "ec2:AuthorizeSecurityGroup*", "ec2:CreateLaunchTemplateVersion",
        "ec2:CreateNetworkAclEntry", "ec2:CreateRoute", "ec2:Delete*", "ec2:DetachInternetGateway", "ec2:DetachNetworkInterface", "ec2:DisableVgwRoutePropagation", "ec2:DisassociateAddress", "ec2:DisassociateRouteTable", "ec2:Modify*",
        "ec2:ReleaseAddress", "ec2:ReplaceNetworkAcl*", "ec2:ReplaceRoute*", "ec2:RevokeSecurityGroup*", "ec2:StartInstances", "ec2:StopInstances", "ec2:TerminateInstances", "ec2:UpdateSecurityGroupRuleDescriptions*",
      ])
      Resource  = "${local.ec2}:*/*"
      Condition = local.is_ours
    }),
    # Public images have no owner tag of ours and no account in their ARN.
    jsonencode({ Sid = "Images", Effect = "Allow", Action = "ec2:RunInstances", Resource = "arn:${local.partition}:ec2:${var.region}::image/*" }),
    # A new VPC brings a default group, ACL and route table without tags: they may be claimed, what another project tagged may not.
    jsonencode({
      Sid       = "Claim"
      Effect    = "Allow"
      Action    = "ec2:CreateTags"
      Resource  = "${local.ec2}:*/*"
      Condition = local.makes_ours
    }),
    jsonencode({ Sid = "Untag", Effect = "Allow", Action = ["ec2:CreateTags", "ec2:DeleteTags"], Resource = "${local.ec2}:*/*", Condition = local.is_ours }),
    # Rules of a group and flow logs carry no tag of their own in every call; both hang on a group or VPC of ours.
    jsonencode({ Sid = "Rules", Effect = "Allow", Action = ["ec2:AuthorizeSecurityGroupEgress", "ec2:AuthorizeSecurityGroupIngress", "ec2:RevokeSecurityGroupEgress", "ec2:RevokeSecurityGroupIngress"], Resource = "${local.ec2}:security-group-rule/*" }),
    jsonencode({ Sid = "ResolverMake", Effect = "Allow", Action = ["route53resolver:Create*", "route53resolver:TagResource"], Resource = "*", Condition = local.makes_ours }),
    jsonencode({ Sid = "ResolverOwn", Effect = "Allow", Action = ["route53resolver:Associate*", "route53resolver:Create*", "route53resolver:Delete*", "route53resolver:Disassociate*", "route53resolver:Import*", "route53resolver:UntagResource", "route53resolver:Update*"], Resource = "*", Condition = local.is_ours }),
    # Private hosted zones: Route 53 knows neither tags nor names in policies.
    jsonencode({ Sid = "Zones", Effect = "Allow", Action = ["route53:AssociateVPCWithHostedZone", "route53:ChangeResourceRecordSets", "route53:ChangeTagsForResource", "route53:CreateHostedZone", "route53:DeleteHostedZone", "route53:DisassociateVPCFromHostedZone"], Resource = "*" }),
  ]

  passable_services = [for name in [
    "apigateway", "application-autoscaling", "auditmanager", "backup", "bedrock", "cloudtrail", "codebuild", "credentials.iot", "ec2", "eks", "events", "export.rds", "firehose", "glue", "grafana", "iot",
    "kafkaconnect", "kinesisanalytics", "lakeformation", "lambda", "logs", "monitoring.rds", "pods.eks", "rds", "s3", "sagemaker", "scheduler", "states", "vpc-flow-logs",
  ] : "${name}.amazonaws.com"]

  linked_services = [for name in [
    "access-analyzer", "auditmanager", "autoscaling", "backup", "config", "config-conforms", "eks", "eks-nodegroup", "elasticloadbalancing", "guardduty", "inspector2", "kafka", "macie", "network-firewall",
    "observability.aoss", "ops.apigateway", "rds", "route53resolver", "sagemaker", "sagemaker.application-autoscaling", "securityhub", "dynamodb.application-autoscaling", "malware-protection.guardduty",
  ] : "${name}.amazonaws.com"]

  boundary_condition = { for operator in ["StringEquals"] : operator => { "iam:PermissionsBoundary" = var.permissions_boundary_arn } if var.permissions_boundary_arn != null }

  bounded_role_actions = ["iam:CreateRole", "iam:DeleteRolePolicy", "iam:DetachRolePolicy", "iam:PutRolePermissionsBoundary", "iam:PutRolePolicy"]

  # Policies of our own, and those of AWS without which EKS nodes, agents and service roles do not run. Never *FullAccess.
  attachable_policies = concat(
    ["${local.iam_arn}:policy/${local.p}/*"],
    [for name in ["AmazonEC2ContainerRegistryPullOnly", "AmazonEKS*Policy*", "AmazonEKS_CNI_Policy", "AmazonSSMManagedInstanceCore", "CloudWatchAgentServerPolicy", "service-role/*"] : "arn:${local.partition}:iam::aws:policy/${name}"],
  )

  key_and_role_statements = concat([
    jsonencode({ Sid = "KeysMake", Effect = "Allow", Action = ["kms:CreateKey", "kms:TagResource"], Resource = "*", Condition = local.makes_ours }),
    jsonencode({
      Sid       = "KeysOwn"
      Effect    = "Allow"
      Action    = ["kms:CancelKeyDeletion", "kms:CreateAlias", "kms:DeleteAlias", "kms:Disable*", "kms:Enable*", "kms:GetPublicKey", "kms:PutKeyPolicy", "kms:RevokeGrant", "kms:ScheduleKeyDeletion", "kms:UntagResource", "kms:Update*"]
      Resource  = "arn:${local.partition}:kms:${var.region}:${local.account_id}:key/*"
      Condition = local.is_ours
    }),
    jsonencode({ Sid = "Aliases", Effect = "Allow", Action = ["kms:CreateAlias", "kms:DeleteAlias", "kms:UpdateAlias"], Resource = "arn:${local.partition}:kms:${var.region}:${local.account_id}:alias/${local.p}-*" }),
    # Objects, functions and domains are made with our keys by the services, in the pipeline's name; ECR retires its grant the same way.
    jsonencode({ Sid = "KeysUse", Effect = "Allow", Action = ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey*", "kms:RetireGrant"], Resource = "arn:${local.partition}:kms:${var.region}:${local.account_id}:key/*", Condition = merge(local.is_ours, { StringLike = { "kms:ViaService" = "*.${var.region}.amazonaws.com" } }) }),
    jsonencode({ Sid = "KeysGrant", Effect = "Allow", Action = "kms:CreateGrant", Resource = "arn:${local.partition}:kms:${var.region}:${local.account_id}:key/*", Condition = merge(local.is_ours, { Bool = { "kms:GrantIsForAWSResource" = "true" } }) }),

    # Roles live below /<name_prefix>/. With a boundary, each must carry it: what a role may do can then never exceed it.
    jsonencode(merge(
      { Sid = "RolesBounded", Effect = "Allow", Action = local.bounded_role_actions, Resource = "${local.iam_arn}:role/${local.p}/*" },
      { for name, condition in { Condition = local.boundary_condition } : name => condition if length(condition) > 0 },
    )),
    jsonencode({ Sid = "Roles", Effect = "Allow", Action = ["iam:DeleteRole", "iam:TagRole", "iam:UntagRole", "iam:UpdateAssumeRolePolicy", "iam:UpdateRole", "iam:UpdateRoleDescription"], Resource = "${local.iam_arn}:role/${local.p}/*" }),
    jsonencode({
      Sid      = "Attach"
      Effect   = "Allow"
      Action   = "iam:AttachRolePolicy"
      Resource = "${local.iam_arn}:role/${local.p}/*"
      Condition = merge(local.boundary_condition, {
        ArnLike = { "iam:PolicyARN" = local.attachable_policies }
      })
    }),
    jsonencode({ Sid = "Policies", Effect = "Allow", Action = ["iam:AddRoleToInstanceProfile", "iam:CreateInstanceProfile", "iam:CreatePolicy", "iam:CreatePolicyVersion", "iam:DeleteInstanceProfile", "iam:DeletePolicy", "iam:DeletePolicyVersion", "iam:RemoveRoleFromInstanceProfile", "iam:SetDefaultPolicyVersion", "iam:TagInstanceProfile", "iam:TagPolicy", "iam:UntagInstanceProfile", "iam:UntagPolicy"], Resource = ["${local.iam_arn}:policy/${local.p}/*", "${local.iam_arn}:instance-profile/${local.p}/*", "${local.iam_arn}:role/${local.p}/*"] }),
    jsonencode({ Sid = "Pass", Effect = "Allow", Action = "iam:PassRole", Resource = "${local.iam_arn}:role/${local.p}/*", Condition = { StringEquals = { "iam:PassedToService" = local.passable_services } } }),
    jsonencode({ Sid = "Linked", Effect = "Allow", Action = "iam:CreateServiceLinkedRole", Resource = "${local.iam_arn}:role/aws-service-role/*", Condition = { StringEquals = { "iam:AWSServiceName" = local.linked_services } } }),
    # The one linked role that Terraform itself keeps. IAM deletes none that its service still uses.
    jsonencode({ Sid = "LinkedConfig", Effect = "Allow", Action = ["iam:DeleteServiceLinkedRole", "iam:TagRole", "iam:UntagRole", "iam:UpdateRole"], Resource = local.config_role_arn }),
    jsonencode({ Sid = "ClusterIdentity", Effect = "Allow", Action = ["iam:CreateOpenIDConnectProvider", "iam:DeleteOpenIDConnectProvider", "iam:TagOpenIDConnectProvider", "iam:UntagOpenIDConnectProvider"], Resource = "${local.iam_arn}:oidc-provider/oidc.eks.${var.region}.amazonaws.com/*" }),
  ], local.handed_on_statements)

  # Roles outside of our path that are named to a service: AWS Config runs as its service-linked role, owners of an assessment are
  # roles of people.
  handed_on_statements = concat([
    jsonencode({ Sid = "PassConfig", Effect = "Allow", Action = "iam:PassRole", Resource = local.config_role_arn, Condition = { StringEquals = { "iam:PassedToService" = "config.amazonaws.com" } } })
    ], [
    for arns in [sort(tolist(var.process_owner_arns))] : jsonencode({ Sid = "PassOwners", Effect = "Allow", Action = "iam:PassRole", Resource = arns, Condition = { StringEquals = { "iam:PassedToService" = "auditmanager.amazonaws.com" } } }) if length(arns) > 0
  ])

  config_role_arn = "${local.iam_arn}:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig"

  # Denies win over every allow, also over extra_apply_policies and over what somebody attaches later.
  guard_statements = concat(
    [
      jsonencode({
        Sid      = "DenyOwnRights"
        Effect   = "Deny"
        Action   = ["iam:Attach*", "iam:Create*", "iam:Delete*", "iam:Detach*", "iam:Put*", "iam:Set*", "iam:Tag*", "iam:Untag*", "iam:Update*", "iam:PassRole"]
        Resource = concat(["${local.iam_arn}:role${local.ci_path}*", "${local.iam_arn}:policy${local.ci_path}*"], local.oidc_provider_arn[*])
      }),
      jsonencode({ Sid = "DenyUsersAndKeys", Effect = "Deny", Action = ["iam:CreateAccessKey", "iam:CreateLoginProfile", "iam:CreateUser", "iam:UpdateLoginProfile", "iam:AddUserToGroup", "sts:AssumeRole"], Resource = "*" }),
      jsonencode({ Sid = "DenyBoundaryRemoval", Effect = "Deny", Action = ["iam:DeleteRolePermissionsBoundary", "iam:DeleteUserPermissionsBoundary"], Resource = "*" }),
      jsonencode({
        Sid      = "DenyStateTampering"
        Effect   = "Deny"
        Action   = ["s3:DeleteBucket*", "s3:DeleteObjectVersion", "s3:PutBucket*", "s3:PutEncryptionConfiguration", "s3:PutLifecycleConfiguration", "s3:PutReplicationConfiguration"]
        Resource = flatten([for arn in values(local.bucket_arns) : [arn, "${arn}/*"]])
      }),
      jsonencode({ Sid = "DenyStateDeletion", Effect = "Deny", Action = "s3:DeleteObject", Resource = ["${local.state_bucket_arn}/*.tfstate", "${local.plan_bucket_arn}/*"] }),
      jsonencode({ Sid = "DenyPlanWriting", Effect = "Deny", Action = "s3:PutObject", Resource = "${local.plan_bucket_arn}/*" }),
      jsonencode({ Sid = "DenyStateKey", Effect = "Deny", Action = ["kms:CreateAlias", "kms:CreateGrant", "kms:DeleteAlias", "kms:Disable*", "kms:PutKeyPolicy", "kms:ScheduleKeyDeletion", "kms:*tagResource", "kms:Update*"], Resource = [aws_kms_key.state.arn, "arn:${local.partition}:kms:${var.region}:${local.account_id}:${local.key_alias}"] }),
      jsonencode({ Sid = "DenyLockRemoval", Effect = "Deny", Action = ["s3:BypassGovernanceRetention", "s3:PutObjectLegalHold", "s3:PutObjectRetention"], Resource = "*" }),
      jsonencode({
        # Global services, and Identity Center, which lives in one region of the organisation.
        Sid       = "DenyOtherRegions"
        Effect    = "Deny"
        NotAction = ["account:*", "budgets:*", "ce:*", "cloudwatch:*Dashboard*", "iam:*", "organizations:*", "route53:*", "s3:GetBucket*", "s3:ListAllMyBuckets", "servicequotas:*", "sso:ListInstances", "sts:*", "tag:*"]
        Resource  = "*"
        Condition = { StringNotEquals = { "aws:RequestedRegion" = sort(distinct(concat([var.region], tolist(var.extra_regions)))) } }
      }),
      # Who deploys needs no look into the data.
      jsonencode({ Sid = "DenyRecords", Effect = "Deny", Action = ["athena:GetQueryResults*", "dynamodb:*Item", "dynamodb:Query", "dynamodb:Scan", "logs:FilterLogEvents", "logs:GetLogEvents", "logs:StartQuery", "rds-data:*", "sagemaker:InvokeEndpoint*", "sagemaker:*Record"], Resource = "*" }),
    ],
    [
      for statement in [
        jsonencode({
          Sid      = "DenyTrailTampering"
          Effect   = "Deny"
          Action   = ["access-analyzer:DeleteAnalyzer", "auditmanager:DeregisterAccount", "cloudtrail:DeleteTrail", "cloudtrail:StopLogging", "config:DeleteConfigurationRecorder", "config:DeleteDeliveryChannel", "config:StopConfigurationRecorder", "ec2:DeleteFlowLogs", "ec2:DisableEbsEncryptionByDefault", "guardduty:DeleteDetector", "inspector2:Disable", "macie2:DisableMacie", "kms:DisableKey", "kms:ScheduleKeyDeletion", "logs:DeleteLogDelivery", "securityhub:DisableSecurityHub"]
          Resource = "*"
        }),
        jsonencode({
          Sid      = "DenyEvidenceTampering"
          Effect   = "Deny"
          Action   = ["s3:DeleteBucket*", "s3:DeleteObject*", "s3:PutObject*"]
          Resource = flatten([for name in ["access-logs", "config", "evidence", "trail"] : ["arn:${local.partition}:s3:::${local.p}-${name}-*"]])
        }),
        jsonencode({ Sid = "DenyLogDeletion", Effect = "Deny", Action = ["logs:DeleteLogGroup", "logs:PutLogGroupDeletionProtection"], Resource = "arn:${local.partition}:logs:${var.region}:${local.account_id}:log-group:/aws/cloudtrail/${local.p}-*" }),
      ] : statement if local.is_protected
    ],
  )
}
