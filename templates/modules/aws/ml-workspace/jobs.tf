locals {
  # reads and writes are prefixes of the artifact bucket. scratch/ is where the SageMaker SDK puts code and unnamed output.
  job_roles = {
    endpoint = {
      reads      = ["models", "training"]
      writes     = ["capture"]
      statements = []
    }
    pipeline = {
      reads      = ["config", "datasets", "processing", "training"]
      writes     = ["pipelines", "scratch"]
      statements = ["create_jobs", "stop_jobs", "follow_jobs", "create_models", "register", "tag_on_create", "track", "pass_all_job_roles"]
    }
    processing = {
      reads      = ["capture", "config", "models", "pipelines", "training"]
      writes     = ["datasets", "processing", "scratch"]
      statements = concat(["read_data_key"], local.data_statements)
    }
    training = {
      reads      = ["config", "datasets", "pipelines", "processing"]
      writes     = ["models", "scratch", "training"]
      statements = concat(["read_data_key", "track"], local.data_statements)
    }
  }

  # Three statements per role about its prefixes, then others by name. Key, images, logs and network are the same for
  # every job: the permission set runtime.
  job_policies = {
    for job, role in local.job_roles : job => jsonencode({
      Version = "2012-10-17"
      Statement = concat(
        [
          {
            Sid       = "ListPrefixes"
            Effect    = "Allow"
            Action    = ["s3:ListBucket"]
            Resource  = local.artifact_bucket_arn
            Condition = { StringLike = { "s3:prefix" = [for prefix in concat(role.reads, role.writes) : "${prefix}/*"] } }
          },
          {
            Sid      = "ReadPrefixes"
            Effect   = "Allow"
            Action   = ["s3:GetObject", "s3:GetObjectVersion"]
            Resource = [for prefix in concat(role.reads, role.writes) : "${local.artifact_bucket_arn}/${prefix}/*"]
          },
          {
            Sid      = "WritePrefixes"
            Effect   = "Allow"
            Action   = ["s3:AbortMultipartUpload", "s3:PutObject"]
            Resource = [for prefix in role.writes : "${local.artifact_bucket_arn}/${prefix}/*"]
          },
        ],
        [for key in role.statements : merge(jsondecode(local.statements[key]), { Sid = replace(title(replace(key, "/[_-]/", " ")), " ", ""), Effect = "Allow" })],
      )
    })
  }
}

resource "aws_iam_role" "job" {
  for_each = local.job_roles

  name                  = "${var.name_prefix}-job-${each.key}"
  path                  = "/${var.name_prefix}/"
  description           = "Execution role of SageMaker ${each.key} workloads."
  assume_role_policy    = local.trust_policy
  permissions_boundary  = local.boundary_arn
  max_session_duration  = 3600
  force_detach_policies = true
  tags                  = merge(var.tags, { Workload = each.key })
}

resource "aws_iam_policy" "job" {
  for_each = local.job_roles

  name        = "${var.name_prefix}-job-${each.key}"
  path        = "/${var.name_prefix}/"
  description = "What SageMaker ${each.key} workloads may do beyond the permission set runtime."
  policy      = local.job_policies[each.key]
  tags        = var.tags

  lifecycle {
    precondition {
      condition     = length(local.job_policies[each.key]) <= 6144
      error_message = "The policy of the ${each.key} role exceeds IAM's 6144 characters: list fewer, shorter data_locations."
    }
  }
}

resource "aws_iam_role_policy_attachment" "job" {
  for_each = local.job_roles

  role       = aws_iam_role.job[each.key].name
  policy_arn = aws_iam_policy.job[each.key].arn
}

resource "aws_iam_role_policy_attachment" "job_runtime" {
  for_each = local.job_roles

  role       = aws_iam_role.job[each.key].name
  policy_arn = aws_iam_policy.permission_set["runtime"].arn
}

resource "aws_iam_role_policy_attachment" "job_guardrails" {
  for_each = local.own_boundary ? {} : local.job_roles

  role       = aws_iam_role.job[each.key].name
  policy_arn = aws_iam_policy.guardrails[0].arn
}

# IAM is eventually consistent: a domain or job that assumes a role seconds after its policies were attached fails with
# "role cannot be assumed". The wait runs again only when a role is replaced.
resource "time_sleep" "roles" {
  create_duration = "20s"

  triggers = {
    roles = join(",", sort(concat(
      [for role in aws_iam_role.persona : role.unique_id],
      [for role in aws_iam_role.job : role.unique_id],
    )))
  }

  depends_on = [
    aws_iam_role_policy_attachment.job,
    aws_iam_role_policy_attachment.job_guardrails,
    aws_iam_role_policy_attachment.job_runtime,
    aws_iam_role_policy_attachment.persona,
    aws_iam_role_policy_attachment.persona_extra,
    aws_iam_role_policy_attachment.persona_guardrails,
  ]
}
