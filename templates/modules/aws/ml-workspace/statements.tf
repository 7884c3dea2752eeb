# Every permission that any role here can have, written once and named. personas.tf and jobs.tf only combine names.
locals {
  # Names behind Describe…; List… calls know no resource and are granted on "*".
  readable = [
    "App", "AppImageConfig", "Domain", "Endpoint", "EndpointConfig", "Experiment", "FeatureGroup", "FeatureMetadata",
    "HyperParameterTuningJob", "Image", "ImageVersion", "Model", "ModelCard", "ModelPackage", "ModelPackageGroup",
    "MonitoringSchedule", "Pipeline", "PipelineDefinitionForExecution", "PipelineExecution", "ProcessingJob", "Space",
    "TrainingJob", "TransformJob", "Trial", "TrialComponent", "UserProfile",
  ]
  listable = [
    "Apps", "Artifacts", "Associations", "Domains", "EndpointConfigs", "Endpoints", "Experiments", "FeatureGroups",
    "HyperParameterTuningJobs", "ModelCards", "ModelPackageGroups", "Models", "MonitoringExecutions",
    "MonitoringSchedules", "Pipelines", "ProcessingJobs", "Spaces",
    "TrainingJobs", "TransformJobs", "TrialComponents", "Trials", "UserProfiles",
  ]
  jobs = ["hyper-parameter-tuning-job", "processing-job", "training-job", "transform-job"]

  own_profile_arn = "${local.sagemaker_arn}:user-profile/$${sagemaker:DomainId}/$${sagemaker:UserProfileName}"
  key_services    = [for name in ["ec2", "ecr", "elasticfilesystem", "s3", "sagemaker"] : "${name}.${var.region}.${local.dns_suffix}"]

  # aws:SourceIdentity is the user profile's name (execution_role_identity_config), so one role serves a whole persona
  # and each person still writes below a prefix of their own.
  home_prefix = "studio/$${aws:SourceIdentity}"

  statements = merge(
    {
      describe = jsonencode({
        Action   = [for name in local.readable : "sagemaker:Describe${name}"]
        Resource = "${local.sagemaker_arn}:*"
      })

      # List and search calls have no resource to name.
      list = jsonencode({
        Action   = concat([for name in local.listable : "sagemaker:List${name}"], ["sagemaker:GetSearchSuggestions", "sagemaker:QueryLineage", "sagemaker:Search"])
        Resource = "*"
      })

      # The few list calls that do know one.
      list_within = jsonencode({
        Action   = [for name in ["BatchDescribeModelPackage", "ListModelPackages", "ListPipelineExecutionSteps", "ListPipelineExecutions", "ListTags"] : "sagemaker:${name}"]
        Resource = "${local.sagemaker_arn}:*"
      })

      read_logs = jsonencode({
        Action   = ["logs:DescribeLogStreams", "logs:FilterLogEvents", "logs:GetLogEvents"]
        Resource = ["${local.log_group_prefix}*", "${local.log_group_prefix}*:log-stream:*"]
      })

      # CloudWatch metrics have no resource ARNs.
      read_metrics = jsonencode({
        Action   = ["cloudwatch:GetMetricData", "cloudwatch:GetMetricStatistics", "cloudwatch:ListMetrics"]
        Resource = "*"
      })

      write_logs = jsonencode({
        # No CreateLogGroup: groups are made here with key and retention, never by the service without them.
        Action   = ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"]
        Resource = ["${local.log_group_prefix}*", "${local.log_group_prefix}*:log-stream:*"]
      })

      write_metrics = jsonencode({
        Action    = ["cloudwatch:PutMetricData"]
        Resource  = "*"
        Condition = { StringLike = { "cloudwatch:namespace" = ["/aws/sagemaker/*", "aws/sagemaker/*", "AWS/SageMaker", "${var.name_prefix}/*"] } }
      })

      # The token call knows no repository.
      image_token = jsonencode({
        Action   = ["ecr:GetAuthorizationToken"]
        Resource = "*"
      })

      pull_images = jsonencode({
        Action   = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
        Resource = local.image_repository_arns
      })

      use_key = jsonencode({
        Action    = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey", "kms:GenerateDataKeyWithoutPlaintext", "kms:ReEncryptFrom", "kms:ReEncryptTo"]
        Resource  = var.ml_key_arn
        Condition = { StringEquals = { "kms:ViaService" = local.key_services } }
      })

      # Volumes and file systems are attached by grants; without the condition a grant could hand the key to anybody.
      grant_key = jsonencode({
        Action   = ["kms:CreateGrant"]
        Resource = var.ml_key_arn
        Condition = {
          Bool         = { "kms:GrantIsForAWSResource" = "true" }
          StringEquals = { "kms:ViaService" = local.key_services }
        }
      })

      read_data_key = jsonencode({
        Action    = ["kms:Decrypt", "kms:DescribeKey"]
        Resource  = var.data_key_arn
        Condition = { StringEquals = { "kms:ViaService" = "s3.${var.region}.${local.dns_suffix}" } }
      })

      # Describe calls of EC2 know no resource; SageMaker looks up the network before it attaches an interface.
      describe_network = jsonencode({
        Action   = [for name in ["DhcpOptions", "NetworkInterfaces", "SecurityGroups", "Subnets", "VpcEndpoints", "Vpcs"] : "ec2:Describe${name}"]
        Resource = "*"
      })

      create_interface = jsonencode({
        Action   = ["ec2:CreateNetworkInterface"]
        Resource = concat(["arn:${local.partition}:ec2:${var.region}:${local.account_id}:network-interface/*"], local.subnet_arns, local.group_arns)
      })

      use_interface = jsonencode({
        Action    = ["ec2:CreateNetworkInterfacePermission", "ec2:DeleteNetworkInterface", "ec2:DeleteNetworkInterfacePermission"]
        Resource  = "arn:${local.partition}:ec2:${var.region}:${local.account_id}:network-interface/*"
        Condition = { ArnEquals = { "ec2:Subnet" = local.subnet_arns } }
      })

      own_spaces = jsonencode({
        Action    = ["sagemaker:CreateSpace", "sagemaker:DeleteSpace", "sagemaker:UpdateSpace"]
        Resource  = "${local.sagemaker_arn}:space/$${sagemaker:DomainId}/*"
        Condition = { ArnLike = { "sagemaker:OwnerUserProfileArn" = local.own_profile_arn } }
      })

      own_apps = jsonencode({
        Action   = ["sagemaker:CreateApp", "sagemaker:DeleteApp"]
        Resource = "${local.sagemaker_arn}:app/$${sagemaker:DomainId}/*"
        Condition = {
          ArnLike      = { "sagemaker:OwnerUserProfileArn" = local.own_profile_arn }
          StringEquals = { "sagemaker:SpaceSharingType" = ["Private"] }
        }
      })

      # Tags at creation only: retagging somebody else's resource would move it past tag conditions.
      tag_on_create = jsonencode({
        Action    = ["sagemaker:AddTags"]
        Resource  = "${local.sagemaker_arn}:*"
        Condition = { Null = { "sagemaker:TaggingAction" = "false" } }
      })

      list_workspace = jsonencode({
        Action    = ["s3:ListBucket"]
        Resource  = local.artifact_bucket_arn
        Condition = { StringLike = { "s3:prefix" = ["", "config/*", "models/*", "processing/*", "scratch/*", "training/*", "datasets/*", "pipelines/*", "${local.home_prefix}/*"] } }
      })

      read_results = jsonencode({
        Action   = ["s3:GetObject", "s3:GetObjectVersion"]
        Resource = [for prefix in ["config", "datasets", "models", "pipelines", "processing", "training"] : "${local.artifact_bucket_arn}/${prefix}/*"]
      })

      write_home = jsonencode({
        Action   = ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetObject", "s3:PutObject"]
        Resource = ["${local.artifact_bucket_arn}/${local.home_prefix}/*", "${local.artifact_bucket_arn}/scratch/*"]
      })

      create_jobs = jsonencode({
        Action   = [for name in ["HyperParameterTuningJob", "ProcessingJob", "TrainingJob", "TransformJob"] : "sagemaker:Create${name}"]
        Resource = concat([for kind in local.jobs : "${local.sagemaker_arn}:${kind}/*"], ["${local.sagemaker_arn}:experiment-trial-component/*"])
      })

      stop_jobs = jsonencode({
        Action   = [for name in ["HyperParameterTuningJob", "ProcessingJob", "TrainingJob", "TransformJob"] : "sagemaker:Stop${name}"]
        Resource = [for kind in local.jobs : "${local.sagemaker_arn}:${kind}/*"]
      })

      follow_jobs = jsonencode({
        Action   = [for name in ["HyperParameterTuningJob", "Model", "ModelPackage", "ModelPackageGroup", "PipelineExecution", "ProcessingJob", "TrainingJob", "TransformJob"] : "sagemaker:Describe${name}"]
        Resource = [for kind in concat(local.jobs, ["model", "model-package", "model-package-group", "pipeline"]) : "${local.sagemaker_arn}:${kind}/*"]
      })

      track = jsonencode({
        Action = [for name in [
          "AddAssociation", "AssociateTrialComponent", "BatchPutMetrics", "CreateAction", "CreateArtifact", "CreateContext", "CreateExperiment",
          "CreateTrial", "CreateTrialComponent", "DisassociateTrialComponent", "UpdateExperiment", "UpdateTrial", "UpdateTrialComponent",
        ] : "sagemaker:${name}"]
        Resource = [for kind in ["action", "artifact", "context", "experiment", "experiment-trial", "experiment-trial-component", "training-job"] : "${local.sagemaker_arn}:${kind}/*"]
      })

      run_pipelines = jsonencode({
        Action   = [for name in ["RetryPipelineExecution", "StartPipelineExecution", "StopPipelineExecution"] : "sagemaker:${name}"]
        Resource = "${local.sagemaker_arn}:pipeline/${var.name_prefix}-*"
      })

      write_pipelines = jsonencode({
        Action   = ["sagemaker:CreatePipeline", "sagemaker:UpdatePipeline"]
        Resource = "${local.sagemaker_arn}:pipeline/${var.name_prefix}-*"
      })

      create_models = jsonencode({
        Action   = ["sagemaker:CreateModel", "sagemaker:DeleteModel"]
        Resource = "${local.sagemaker_arn}:model/*"
      })

      # Versions enter the registry unapproved: the condition names the status, SelfApproval denies the other one.
      register = jsonencode({
        Action    = ["sagemaker:CreateModelPackage"]
        Resource  = ["${local.sagemaker_arn}:model-package-group/${var.name_prefix}-*", "${local.sagemaker_arn}:model-package/${var.name_prefix}-*"]
        Condition = { StringEquals = { "sagemaker:ModelApprovalStatus" = "PendingManualApproval" } }
      })

      write_cards = jsonencode({
        Action   = ["sagemaker:CreateModelCard", "sagemaker:CreateModelCardExportJob", "sagemaker:UpdateModelCard"]
        Resource = ["${local.sagemaker_arn}:model-card/${var.name_prefix}-*"]
      })
    },
    {
      for name, passed in {
        pass_job_roles      = ["processing", "training"]
        pass_pipeline_roles = ["endpoint", "pipeline"]
        pass_all_job_roles  = ["endpoint", "processing", "training"]
        } : name => jsonencode({
          Action    = ["iam:PassRole"]
          Resource  = [for job in passed : "${local.role_arn_prefix}/${var.name_prefix}-job-${job}"]
          Condition = { StringEquals = { "iam:PassedToService" = "sagemaker.amazonaws.com" } }
      })
    },
    { for bucket, prefixes in local.data_prefixes : "list_data_${bucket}" => jsonencode({
      Action    = ["s3:ListBucket"]
      Resource  = "arn:${local.partition}:s3:::${bucket}"
      Condition = { StringLike = { "s3:prefix" = [for prefix in prefixes : "${prefix}/*"] } }
    }) },
    length(var.data_locations) == 0 ? {} : {
      read_data = jsonencode({
        Action   = ["s3:GetObject", "s3:GetObjectVersion"]
        Resource = [for location in sort(var.data_locations) : "arn:${local.partition}:s3:::${location}/*"]
      })
    },
  )

  data_statements = concat([for bucket in keys(local.data_prefixes) : "list_data_${bucket}"], length(var.data_locations) == 0 ? [] : ["read_data"])
}
