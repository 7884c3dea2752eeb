locals {
  sdk_defaults_key = "config/sagemaker-sdk/config.yaml"

  job_network = {
    SecurityGroupIds = [var.security_group_ids["training"]]
    Subnets          = sort(local.subnet_ids)
  }

  # Schema 1.0 of the SageMaker Python SDK's configuration file.
  sdk_defaults = yamlencode({
    SchemaVersion = "1.0"
    SageMaker = {
      PythonSDK = {
        Modules = { Session = { DefaultS3Bucket = local.artifact_bucket_name, DefaultS3ObjectKeyPrefix = "scratch" } }
      }
      TrainingJob = {
        EnableInterContainerTrafficEncryption = true
        EnableNetworkIsolation                = var.strict_isolation
        OutputDataConfig                      = { KmsKeyId = var.ml_key_arn }
        # The SDK leaves this one out for instance types with NVMe disks, which reject it.
        ResourceConfig = { VolumeKmsKeyId = var.ml_key_arn }
        RoleArn        = "${local.role_arn_prefix}/${var.name_prefix}-job-training"
        VpcConfig      = local.job_network
      }
      ProcessingJob = {
        NetworkConfig = {
          EnableInterContainerTrafficEncryption = true
          EnableNetworkIsolation                = var.strict_isolation
          VpcConfig                             = local.job_network
        }
        ProcessingOutputConfig = { KmsKeyId = var.ml_key_arn }
        ProcessingResources    = { ClusterConfig = { VolumeKmsKeyId = var.ml_key_arn } }
        RoleArn                = "${local.role_arn_prefix}/${var.name_prefix}-job-processing"
      }
      Model = {
        EnableNetworkIsolation = true
        ExecutionRoleArn       = "${local.role_arn_prefix}/${var.name_prefix}-job-endpoint"
        VpcConfig              = local.job_network
      }
      Pipeline = { RoleArn = "${local.role_arn_prefix}/${var.name_prefix}-job-pipeline" }
      TransformJob = {
        TransformOutput    = { KmsKeyId = var.ml_key_arn }
        TransformResources = { VolumeKmsKeyId = var.ml_key_arn }
      }
    }
  })

  # Object calls from outside the VPC, made by neither an AWS service nor on behalf of a caller, nor by an exempt role.
  # Only object actions: a rule on bucket actions would lock the pipeline out of its own plan.
  perimeter_statement = jsonencode({
    Sid       = "DenyObjectsFromOutsideTheNetwork"
    Effect    = "Deny"
    Principal = "*"
    Action    = ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"]
    Resource  = "${local.artifact_bucket_arn}/*"
    Condition = merge(
      {
        StringNotEquals = { "aws:SourceVpce" = var.s3_gateway_endpoint_id }
        Bool            = { "aws:PrincipalIsAWSService" = "false", "aws:ViaAWSService" = "false" }
      },
      length(var.perimeter_exempt_principal_arns) == 0 ? {} : { ArnNotLike = { "aws:PrincipalArn" = sort(var.perimeter_exempt_principal_arns) } },
    )
  })
}

module "artifacts" {
  source = "../_secure-bucket"

  name              = local.artifact_bucket_name
  purpose           = "ml-artifacts"
  kms_key_arn       = var.ml_key_arn
  access_log_bucket = var.access_log_bucket
  force_destroy     = var.force_destroy
  policy_statements = var.bucket_perimeter ? [local.perimeter_statement] : []
  tags              = var.tags
}

module "studio" {
  source = "../_secure-bucket"

  name              = local.studio_bucket_name
  purpose           = "studio-share"
  kms_key_arn       = var.ml_key_arn
  access_log_bucket = var.access_log_bucket
  force_destroy     = var.force_destroy
  tags              = var.tags
}

resource "aws_s3_object" "sdk_defaults" {
  bucket       = module.artifacts.name
  key          = local.sdk_defaults_key
  content      = local.sdk_defaults
  content_type = "application/yaml"
  kms_key_id   = var.ml_key_arn

  # S3 objects take ten tags, fewer than the provider's default tags may be.
  override_provider {
    default_tags {
      tags = {}
    }
  }
}

# Images of the workspace's own jobs and apps. VpcOnly apps and jobs can pull from ECR endpoints only.
resource "aws_ecr_repository" "images" {
  for_each = var.image_repositories

  name                 = "${var.name_prefix}/${each.value}"
  image_tag_mutability = "IMMUTABLE"
  force_delete         = var.force_destroy
  tags                 = var.tags

  encryption_configuration {
    encryption_type = "KMS"
    kms_key         = var.ml_key_arn
  }

  image_scanning_configuration {
    scan_on_push = true
  }
}

resource "aws_ecr_lifecycle_policy" "images" {
  for_each = aws_ecr_repository.images

  repository = each.value.name
  policy = jsonencode({
    rules = [
      {
        rulePriority = 1
        description  = "Untagged layers of failed or replaced pushes."
        selection    = { tagStatus = "untagged", countType = "sinceImagePushed", countUnit = "days", countNumber = 14 }
        action       = { type = "expire" }
      },
      {
        rulePriority = 2
        description  = "The newest ${var.images_kept} images; raise it when models older than that must stay reproducible."
        selection    = { tagStatus = "any", countType = "imageCountMoreThan", countNumber = var.images_kept }
        action       = { type = "expire" }
      },
    ]
  })
}

# Made before SageMaker does: the service would create them without key and expiry, and Terraform would then collide.
resource "aws_cloudwatch_log_group" "this" {
  for_each = setsubtract(["ProcessingJobs", "TrainingJobs", "TransformJobs", "studio"], var.existing_log_groups)

  name                        = "/aws/sagemaker/${each.value}"
  kms_key_id                  = var.logs_key_arn
  retention_in_days           = var.log_retention_days
  deletion_protection_enabled = var.environment == "prod"
  tags                        = var.tags
}
