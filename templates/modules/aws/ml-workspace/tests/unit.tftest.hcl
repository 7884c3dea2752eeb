mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "111122223333" }
  }

  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }

  mock_data "aws_sagemaker_prebuilt_ecr_image" {
    defaults = { registry_id = "763104351884" }
  }

  mock_data "aws_ssoadmin_instances" {
    defaults = { arns = ["arn:aws:sso:::instance/ssoins-1111222233334444"] }
  }

  mock_resource "aws_iam_policy" {
    defaults = { arn = "arn:aws:iam::111122223333:policy/acme-dev/mock" }
  }

  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::111122223333:role/acme-dev/mock", unique_id = "AROAMOCK" }
  }

  mock_resource "aws_sagemaker_domain" {
    defaults = { id = "d-abc123", arn = "arn:aws:sagemaker:eu-central-1:111122223333:domain/d-abc123", url = "https://d-abc123.studio.eu-central-1.sagemaker.aws" }
  }

  mock_resource "aws_sagemaker_studio_lifecycle_config" {
    defaults = { arn = "arn:aws:sagemaker:eu-central-1:111122223333:studio-lifecycle-config/mock" }
  }
}

mock_provider "time" {}

variables {
  name_prefix        = "acme-dev"
  region             = "eu-central-1"
  environment        = "dev"
  access_log_bucket  = "acme-dev-access-logs-111122223333"
  ml_key_arn         = "arn:aws:kms:eu-central-1:111122223333:key/aaaaaaaa-2222-3333-4444-555555555555"
  data_key_arn       = "arn:aws:kms:eu-central-1:111122223333:key/bbbbbbbb-2222-3333-4444-555555555555"
  logs_key_arn       = "arn:aws:kms:eu-central-1:111122223333:key/cccccccc-2222-3333-4444-555555555555"
  vpc_id             = "vpc-0a1b2c3d4e5f60718"
  subnet_ids         = { app = ["subnet-0aaaaaaaaaaaaaaaa", "subnet-0bbbbbbbbbbbbbbbb"], data = ["subnet-0cccccccccccccccc"] }
  security_group_ids = { studio = "sg-0aaaaaaaaaaaaaaaa", training = "sg-0bbbbbbbbbbbbbbbb", endpoint = "sg-0cccccccccccccccc", vpce = "sg-0dddddddddddddddd" }
  vpc_endpoint_ids   = { "sagemaker-api" = "vpce-0aaaaaaaaaaaaaaaa", "sagemaker-runtime" = "vpce-0bbbbbbbbbbbbbbbb", "sagemaker-studio" = "vpce-0cccccccccccccccc", sts = "vpce-0dddddddddddddddd" }
  user_profiles      = { "ada-l" = { persona = "scientist" }, "grace-h" = { persona = "read-only" } }
  data_locations     = ["acme-dev-curated-111122223333/claims", "acme-dev-curated-111122223333/policies/2026", "acme-dev-raw-111122223333/mail"]
}

run "domain_is_closed_encrypted_and_traceable" {
  assert {
    condition = alltrue([
      aws_sagemaker_domain.this.app_network_access_type == "VpcOnly",
      aws_sagemaker_domain.this.kms_key_id == var.ml_key_arn,
      aws_sagemaker_domain.this.auth_mode == "IAM",
      aws_sagemaker_domain.this.tag_propagation == "ENABLED",
      aws_sagemaker_domain.this.subnet_ids == toset(["subnet-0aaaaaaaaaaaaaaaa", "subnet-0bbbbbbbbbbbbbbbb"]),
      aws_sagemaker_domain.this.app_security_group_management == null,
    ])
    error_message = "The domain must be VpcOnly in two subnets of the app tier, use the ml key and propagate tags; RStudio's argument must stay away."
  }

  assert {
    condition     = one(aws_sagemaker_domain.this.domain_settings).execution_role_identity_config == "USER_PROFILE_NAME" && one(one(aws_sagemaker_domain.this.domain_settings).docker_settings).enable_docker_access == "DISABLED"
    error_message = "Sessions must carry the profile's name and Docker must be off."
  }

  assert {
    condition     = one(aws_sagemaker_domain.this.default_user_settings).execution_role == aws_iam_role.persona["read-only"].arn && one(one(aws_sagemaker_domain.this.default_user_settings).sharing_settings).notebook_output_option == "Disabled"
    error_message = "A profile without a role gets the least, and notebook output is not shared."
  }

  assert {
    condition     = one(aws_sagemaker_domain.this.default_space_settings).security_groups == toset(["sg-0aaaaaaaaaaaaaaaa"]) && one(aws_sagemaker_domain.this.default_user_settings).security_groups == toset(["sg-0aaaaaaaaaaaaaaaa"])
    error_message = "User and space settings must both name the Studio group: shared spaces read only the latter."
  }

  assert {
    condition     = one(aws_sagemaker_domain.this.retention_policy).home_efs_file_system == "Delete"
    error_message = "A dev domain must leave no file system behind."
  }

  assert {
    condition     = output.workspace_id == "d-abc123" && output.sso_application_arn == null
    error_message = "Outputs must describe the domain."
  }
}

run "idle_apps_stop_and_nobody_may_change_it" {
  assert {
    condition = alltrue([
      for app in concat(
        one(aws_sagemaker_domain.this.default_user_settings).jupyter_lab_app_settings,
        one(aws_sagemaker_domain.this.default_user_settings).code_editor_app_settings,
        one(aws_sagemaker_domain.this.default_space_settings).jupyter_lab_app_settings,
      ) :
      one(one(app.app_lifecycle_management).idle_settings).lifecycle_management == "ENABLED"
      && one(one(app.app_lifecycle_management).idle_settings).idle_timeout_in_minutes == 120
      && one(one(app.app_lifecycle_management).idle_settings).min_idle_timeout_in_minutes == 120
      && one(one(app.app_lifecycle_management).idle_settings).max_idle_timeout_in_minutes == 120
    ])
    error_message = "JupyterLab and Code Editor of users and JupyterLab of shared spaces must stop after the enforced time."
  }

  assert {
    condition     = length(setsubtract(["Canvas", "JupyterServer", "KernelGateway"], one(one(aws_sagemaker_domain.this.default_user_settings).studio_web_portal_settings).hidden_app_types)) == 0
    error_message = "Apps without idle shutdown must not be offered."
  }
}

run "users_may_choose_within_a_range" {
  variables {
    idle_minutes     = 120
    idle_max_minutes = 480
  }

  assert {
    condition = {
      for key, value in one(one(one(one(aws_sagemaker_domain.this.default_user_settings).jupyter_lab_app_settings).app_lifecycle_management).idle_settings) : key => value
      if startswith(key, "m")
    } == { max_idle_timeout_in_minutes = 480, min_idle_timeout_in_minutes = 60 }
    error_message = "With idle_max_minutes the choice is from SageMaker's minimum to that."
  }
}

run "profiles_get_their_personas_role" {
  assert {
    condition     = aws_sagemaker_user_profile.this["ada-l"].tags == tomap({ Persona = "scientist", StudioUser = "ada-l" })
    error_message = "The StudioUser tag is what the entry policy compares with the caller."
  }

  assert {
    condition     = length(one(aws_sagemaker_user_profile.this["ada-l"].user_settings).studio_web_portal_settings) == 0 && contains(one(one(aws_sagemaker_user_profile.this["grace-h"].user_settings).studio_web_portal_settings).hidden_app_types, "JupyterLab")
    error_message = "A reader sees no apps; a scientist sees the domain's choice."
  }

  assert {
    condition     = aws_sagemaker_user_profile.this["ada-l"].single_sign_on_user_identifier == null
    error_message = "Identity Center users belong to SSO mode."
  }
}

run "roles_trust_sagemaker_of_this_account_only" {
  assert {
    condition = alltrue([
      for role in concat(values(aws_iam_role.persona), values(aws_iam_role.job)) :
      jsondecode(role.assume_role_policy).Statement[0].Condition == {
        StringEquals = { "aws:SourceAccount" = "111122223333" }
        ArnLike      = { "aws:SourceArn" = "arn:aws:sagemaker:eu-central-1:111122223333:*" }
      }
      && contains(jsondecode(role.assume_role_policy).Statement[0].Action, "sts:SetSourceIdentity")
      && role.path == "/acme-dev/" && role.permissions_boundary == aws_iam_policy.boundary[0].arn && role.force_detach_policies
    ])
    error_message = "Every role must be below the prefix, bounded, and usable by this account's SageMaker only, with the user's name."
  }

  assert {
    condition     = keys(output.execution_role_arns) == ["ml-engineer", "read-only", "reviewer", "scientist"] && keys(output.job_role_arns) == ["endpoint", "pipeline", "processing", "training"]
    error_message = "Four personas and four kinds of workload must have roles."
  }

  assert {
    condition     = aws_iam_role.persona["scientist"].max_session_duration == 28800 && aws_iam_role.persona["read-only"].max_session_duration == 14400
    error_message = "Sessions are as long as the persona's working day."
  }
}

run "personas_are_what_their_names_say" {
  assert {
    condition     = [for key in keys(aws_iam_role_policy_attachment.persona) : key if startswith(key, "read-only/")] == ["read-only/read"] && !contains(keys(aws_iam_role_policy_attachment.persona), "reviewer/develop") && !contains(keys(aws_iam_role_policy_attachment.persona), "scientist/release")
    error_message = "Readers read, reviewers start no job, scientists do not release."
  }

  assert {
    condition = alltrue(flatten([
      for statement in jsondecode(aws_iam_policy.permission_set["read"].policy).Statement : [
        for action in statement.Action : can(regex(":(BatchDescribe|Describe|Filter|Get|List|Query|Search)", action))
      ]
    ]))
    error_message = "The read set must hold nothing that changes anything."
  }

  assert {
    condition = one([for s in jsondecode(aws_iam_policy.permission_set["develop"].policy).Statement : s if s.Sid == "PassJobRoles"]) == {
      Sid       = "PassJobRoles"
      Effect    = "Allow"
      Action    = ["iam:PassRole"]
      Resource  = ["arn:aws:iam::111122223333:role/acme-dev/acme-dev-job-processing", "arn:aws:iam::111122223333:role/acme-dev/acme-dev-job-training"]
      Condition = { StringEquals = { "iam:PassedToService" = "sagemaker.amazonaws.com" } }
    }
    error_message = "A scientist may pass exactly the processing and training role, to SageMaker only."
  }

  assert {
    condition = alltrue([
      for s in jsondecode(aws_iam_policy.permission_set["workbench"].policy).Statement :
      s.Condition.ArnLike["sagemaker:OwnerUserProfileArn"] == "arn:aws:sagemaker:eu-central-1:111122223333:user-profile/$${sagemaker:DomainId}/$${sagemaker:UserProfileName}"
      if contains(["OwnApps", "OwnSpaces"], s.Sid)
    ])
    error_message = "Spaces and apps may be made and removed by their owner only."
  }

  assert {
    condition     = one([for s in jsondecode(aws_iam_policy.permission_set["workbench"].policy).Statement : s.Resource if s.Sid == "WriteHome"]) == ["arn:aws:s3:::acme-dev-ml-artifacts-111122223333/studio/$${aws:SourceIdentity}/*", "arn:aws:s3:::acme-dev-ml-artifacts-111122223333/scratch/*"]
    error_message = "People write below a prefix of their own name, and to scratch."
  }

  assert {
    condition     = one([for s in jsondecode(aws_iam_policy.permission_set["develop"].policy).Statement : s.Condition.StringEquals["sagemaker:ModelApprovalStatus"] if s.Sid == "Register"]) == "PendingManualApproval"
    error_message = "New model versions enter the registry unapproved."
  }

  assert {
    condition = one([for s in jsondecode(aws_iam_policy.permission_set["workbench"].policy).Statement : s.Condition if s.Sid == "GrantKey"]) == {
      Bool         = { "kms:GrantIsForAWSResource" = "true" }
      StringEquals = { "kms:ViaService" = [for name in ["ec2", "ecr", "elasticfilesystem", "s3", "sagemaker"] : "${name}.eu-central-1.amazonaws.com"] }
    }
    error_message = "Grants on the key must be for AWS resources, through the services that need them."
  }
}

run "no_role_has_wildcard_rights" {
  assert {
    condition = !anytrue(flatten([
      for policy in concat(values(aws_iam_policy.permission_set), values(aws_iam_policy.job)) : [
        for statement in jsondecode(policy.policy).Statement : [for action in statement.Action : strcontains(action, "*")]
      ]
    ]))
    error_message = "Roles must name every action."
  }

  assert {
    condition = toset(flatten([
      for policy in concat(values(aws_iam_policy.permission_set), values(aws_iam_policy.job)) : [
        for statement in jsondecode(policy.policy).Statement : statement.Sid if jsonencode(statement.Resource) == jsonencode("*")
      ]
    ])) == toset(["DescribeNetwork", "ImageToken", "List", "ReadMetrics", "WriteMetrics"])
    error_message = "Only calls without resource-level permissions may name every resource."
  }

  assert {
    condition     = alltrue([for policy in concat(values(aws_iam_policy.permission_set), values(aws_iam_policy.job), aws_iam_policy.boundary) : length(policy.policy) <= 6144])
    error_message = "IAM takes managed policies of at most 6144 characters."
  }
}

run "jobs_reach_their_own_prefixes_key_and_network" {
  assert {
    condition = {
      for job, policy in aws_iam_policy.job :
      job => one([for s in jsondecode(policy.policy).Statement : [for arn in s.Resource : trimsuffix(trimprefix(arn, "arn:aws:s3:::acme-dev-ml-artifacts-111122223333/"), "/*")] if s.Sid == "WritePrefixes"])
      } == {
      endpoint   = ["capture"]
      pipeline   = ["pipelines", "scratch"]
      processing = ["datasets", "processing", "scratch"]
      training   = ["models", "scratch", "training"]
    }
    error_message = "Each kind of workload writes to its own prefixes."
  }

  assert {
    condition     = one([for s in jsondecode(aws_iam_policy.permission_set["runtime"].policy).Statement : s.Resource if s.Sid == "CreateInterface"]) == concat(["arn:aws:ec2:eu-central-1:111122223333:network-interface/*"], [for id in ["a", "b"] : "arn:aws:ec2:eu-central-1:111122223333:subnet/subnet-0${join("", [for i in range(16) : id])}"], [for id in ["a", "b", "c"] : "arn:aws:ec2:eu-central-1:111122223333:security-group/sg-0${join("", [for i in range(16) : id])}"])
    error_message = "Interfaces may be made in the platform's subnets with its workload groups only."
  }

  assert {
    condition     = !contains([for s in jsondecode(aws_iam_policy.job["endpoint"].policy).Statement : s.Sid], "ReadData") && contains([for s in jsondecode(aws_iam_policy.job["training"].policy).Statement : s.Sid], "ReadData")
    error_message = "An endpoint has no business in the data zones."
  }

  assert {
    condition     = one([for s in jsondecode(aws_iam_policy.job["training"].policy).Statement : s.Condition.StringLike["s3:prefix"] if s.Sid == "ListDataAcmeDevCurated111122223333"]) == ["claims/*", "policies/2026/*"]
    error_message = "A bucket is listed by its own prefixes."
  }

  assert {
    condition     = !strcontains(aws_iam_policy.permission_set["runtime"].policy, "logs:CreateLogGroup") && keys(aws_iam_role_policy_attachment.job_runtime) == keys(aws_iam_role.job)
    error_message = "Every job logs, and none may create log groups, which would have neither key nor expiry."
  }
}

run "guardrails_deny_what_the_reference_lists" {
  assert {
    condition = length(setsubtract(
      ["Administration", "AppInstances", "JobInstances", "LongJobs", "NoNetwork", "OfflineKey", "OnlineKey", "OtherGroups", "OtherSubnets", "OutputKey", "PlainTraffic", "SelfApproval", "StudioEntry", "VolumeKey", "WarmPools"],
      [for s in jsondecode(aws_iam_policy.boundary[0].policy).Statement : s.Sid if s.Effect == "Deny"],
    )) == 0
    error_message = "A guardrail is missing from the boundary."
  }

  assert {
    condition = one([for s in jsondecode(aws_iam_policy.boundary[0].policy).Statement : s.Condition if s.Sid == "VolumeKey"]) == {
      ArnNotEquals                = { "sagemaker:VolumeKmsKey" = var.ml_key_arn }
      "ForAnyValue:StringNotLike" = { "sagemaker:InstanceTypes" = ["ml.*d.*", "ml.*dn.*", "ml.g5.*", "ml.g6*.*", "ml.p4de.*", "ml.p5*.*", "ml.trn*.*"] }
    }
    error_message = "A missing or foreign volume key is denied except on types with NVMe disks, which reject one."
  }

  assert {
    condition     = one([for s in jsondecode(aws_iam_policy.boundary[0].policy).Statement : s.Condition if s.Sid == "StudioEntry"]) == { StringNotEquals = { "aws:SourceVpce" = ["vpce-0aaaaaaaaaaaaaaaa", "vpce-0cccccccccccccccc"] } }
    error_message = "Studio opens through the endpoints of the SageMaker API and of Studio, not through others."
  }

  assert {
    condition     = one([for s in jsondecode(aws_iam_policy.boundary[0].policy).Statement : s.Condition if s.Sid == "PlainTraffic"]) == { BoolIfExists = { "sagemaker:InterContainerTrafficEncryption" = "false" } }
    error_message = "A job that does not mention traffic encryption must be denied as well."
  }

  assert {
    condition     = !contains(one([for s in jsondecode(aws_iam_policy.boundary[0].policy).Statement : s.Action if s.Sid == "NoNetwork"]), "sagemaker:CreateEndpointConfig")
    error_message = "Endpoint configurations carry no network of their own; denying its absence denies all of them."
  }

  assert {
    condition     = one([for s in jsondecode(aws_iam_policy.boundary[0].policy).Statement : s.Condition if s.Sid == "Ceiling"]) == { StringEquals = { "aws:RequestedRegion" = "eu-central-1" } } && !strcontains(aws_iam_policy.boundary[0].policy, "iam:*")
    error_message = "The ceiling must be pinned to the region and must not reach IAM."
  }

  assert {
    condition     = !contains([for s in jsondecode(aws_iam_policy.boundary[0].policy).Statement : s.Sid], "RemoteDebug") && length(aws_iam_policy.guardrails) == 0
    error_message = "In dev debugging is allowed; with the own boundary no second policy is needed."
  }

  assert {
    condition     = output.workload_boundary_arn == aws_iam_policy.boundary[0].arn
    error_message = "Other modules bound their workload roles with this."
  }
}

run "service_control_policy_holds_administrators_too" {
  variables {
    environment               = "prod"
    scp_exempt_principal_arns = ["arn:aws:iam::*:role/break-glass"]
  }

  assert {
    condition     = alltrue([for s in jsondecode(output.scp_document).Statement : s.Effect == "Deny" && s.Condition.ArnNotLike == { "aws:PrincipalArn" = ["arn:aws:iam::*:role/break-glass"] }])
    error_message = "Every statement must be a denial with the break-glass exemption."
  }

  assert {
    condition     = length(setsubtract(["DomainVpcOnly", "DomainStaysVpcOnly", "KeepDomain", "NoNetwork", "NoNotebookInstances", "StudioEntry"], [for s in jsondecode(output.scp_document).Statement : s.Sid])) == 0 && length(output.scp_document) <= 5120
    error_message = "The document must keep domains private and, in prod, alive, within the size Organizations takes."
  }

  assert {
    condition     = one([for s in jsondecode(output.scp_document).Statement : s.Condition.Null if s.Sid == "DomainStaysVpcOnly"]) == { "sagemaker:AppNetworkAccessType" = "false" }
    error_message = "An update that does not touch the access type must pass."
  }

  assert {
    condition     = !contains([for s in jsondecode(output.scp_document).Statement : s.Sid], "SelfApproval")
    error_message = "The approver is an account principal: the account's policy must not deny approval."
  }
}

run "the_organisations_boundary_is_used_and_guardrails_stay" {
  variables {
    permissions_boundary_arn = "arn:aws:iam::111122223333:policy/org-boundary"
  }

  assert {
    condition     = length(aws_iam_policy.boundary) == 0 && aws_iam_role.job["training"].permissions_boundary == var.permissions_boundary_arn && output.workload_boundary_arn == var.permissions_boundary_arn
    error_message = "The given boundary must be on the roles and be handed on."
  }

  assert {
    condition     = keys(aws_iam_role_policy_attachment.persona_guardrails) == keys(aws_iam_role.persona) && keys(aws_iam_role_policy_attachment.job_guardrails) == keys(aws_iam_role.job)
    error_message = "A foreign boundary knows no guardrails: every role must carry them as a policy."
  }

  assert {
    condition     = alltrue([for s in jsondecode(aws_iam_policy.guardrails[0].policy).Statement : s.Effect == "Deny"])
    error_message = "The guardrails grant nothing."
  }
}

run "strict_isolation_ends_serverless_and_open_containers" {
  variables {
    environment      = "prod"
    strict_isolation = true
    subnet_ids       = { app = [for zone in ["a", "b", "c"] : "subnet-0${zone}00000000000000"] }
  }

  assert {
    condition     = length(aws_iam_policy.boundary[0].policy) <= 5900
    error_message = "With everything on, three zones and default lists there must be room for more instance types."
  }

  assert {
    condition     = one([for s in jsondecode(aws_iam_policy.boundary[0].policy).Statement : s.Condition if s.Sid == "Serverless"]) == { Null = { "sagemaker:ServerlessMaxConcurrency" = "false" } } && contains([for s in jsondecode(aws_iam_policy.boundary[0].policy).Statement : s.Sid], "NoIsolation")
    error_message = "Strict means: isolated containers, and no serverless endpoint, which has no VPC."
  }

  assert {
    condition     = yamldecode(aws_s3_object.sdk_defaults.content).SageMaker.TrainingJob.EnableNetworkIsolation
    error_message = "The SDK must then ask for isolation by itself."
  }
}

run "sdk_defaults_pass_the_guardrails" {
  assert {
    condition = yamldecode(aws_s3_object.sdk_defaults.content).SageMaker.TrainingJob == {
      EnableInterContainerTrafficEncryption = true
      EnableNetworkIsolation                = false
      OutputDataConfig                      = { KmsKeyId = var.ml_key_arn }
      ResourceConfig                        = { VolumeKmsKeyId = var.ml_key_arn }
      RoleArn                               = "arn:aws:iam::111122223333:role/acme-dev/acme-dev-job-training"
      VpcConfig                             = { SecurityGroupIds = ["sg-0bbbbbbbbbbbbbbbb"], Subnets = ["subnet-0aaaaaaaaaaaaaaaa", "subnet-0bbbbbbbbbbbbbbbb"] }
    }
    error_message = "A training job with no settings of its own must pass every guardrail."
  }

  assert {
    condition     = aws_s3_object.sdk_defaults.key == "config/sagemaker-sdk/config.yaml" && strcontains(base64decode(aws_sagemaker_studio_lifecycle_config.this["JupyterLab"].studio_lifecycle_config_content), "s3://acme-dev-ml-artifacts-111122223333/config/sagemaker-sdk/config.yaml")
    error_message = "Apps must fetch the file that is written."
  }

  assert {
    condition     = one(aws_sagemaker_domain.this.default_user_settings).jupyter_lab_app_settings[0].default_resource_spec[0].lifecycle_config_arn == aws_sagemaker_studio_lifecycle_config.this["JupyterLab"].arn
    error_message = "A listed script runs only when it is the default."
  }
}

run "own_scripts_change_the_name" {
  variables {
    lifecycle_scripts = { JupyterLab = "echo hello" }
  }

  assert {
    condition     = endswith(base64decode(aws_sagemaker_studio_lifecycle_config.this["JupyterLab"].studio_lifecycle_config_content), "echo hello") && aws_sagemaker_studio_lifecycle_config.this["JupyterLab"].studio_lifecycle_config_name != "acme-dev-jupyterlab-${substr(sha256(base64decode(aws_sagemaker_studio_lifecycle_config.this["CodeEditor"].studio_lifecycle_config_content)), 0, 8)}"
    error_message = "The content is in the name, because the API cannot update it."
  }
}

run "storage_logs_and_images_are_encrypted" {
  assert {
    condition     = keys(aws_cloudwatch_log_group.this) == ["ProcessingJobs", "TrainingJobs", "TransformJobs", "studio"] && alltrue([for group in aws_cloudwatch_log_group.this : group.kms_key_id == var.logs_key_arn && group.retention_in_days == 365 && !group.deletion_protection_enabled])
    error_message = "The service's log groups must exist before it, with key and retention, deletable in dev."
  }

  assert {
    condition     = alltrue([for repository in aws_ecr_repository.images : repository.image_tag_mutability == "IMMUTABLE" && one(repository.encryption_configuration).kms_key == var.ml_key_arn && one(repository.image_scanning_configuration).scan_on_push])
    error_message = "Images must be immutable, encrypted with the key, and scanned."
  }

  assert {
    condition     = output.artifact_bucket_name == "acme-dev-ml-artifacts-111122223333" && output.studio_bucket_name == "acme-dev-ml-studio-111122223333"
    error_message = "Bucket names must be derived from the prefix and the account."
  }
}

run "existing_log_groups_are_left_alone" {
  variables {
    existing_log_groups = ["TrainingJobs", "studio"]
  }

  assert {
    condition     = keys(output.log_group_names) == ["ProcessingJobs", "TransformJobs"]
    error_message = "A group that exists must not be created again."
  }
}

run "prod_keeps_homes_logs_and_denies_debugging" {
  variables {
    environment = "prod"
  }

  assert {
    condition     = one(aws_sagemaker_domain.this.retention_policy).home_efs_file_system == "Retain" && alltrue([for group in aws_cloudwatch_log_group.this : group.deletion_protection_enabled])
    error_message = "Homes and logs must survive an accident."
  }

  assert {
    condition     = contains([for s in jsondecode(aws_iam_policy.boundary[0].policy).Statement : s.Sid], "RemoteDebug") && length(aws_iam_policy.boundary[0].policy) <= 6144
    error_message = "Nobody debugs into a production job, and the boundary still fits."
  }
}

run "sso_binds_profiles_to_identity_center" {
  variables {
    auth_mode     = "SSO"
    user_profiles = { "ada-l" = { persona = "scientist", sso_username = "ada@example.org" } }
  }

  assert {
    condition     = aws_sagemaker_user_profile.this["ada-l"].single_sign_on_user_identifier == "UserName" && aws_sagemaker_user_profile.this["ada-l"].single_sign_on_user_value == "ada@example.org"
    error_message = "A profile belongs to an Identity Center user."
  }

  assert {
    condition     = length(aws_iam_policy.studio_entry) == 0 && !contains([for s in jsondecode(aws_iam_policy.boundary[0].policy).Statement : s.Sid], "StudioEntry") && output.studio_entry_policy_arn == null
    error_message = "In SSO mode IAM is not asked; a policy that pretends otherwise must not exist."
  }
}

run "people_open_their_own_profile_from_inside_only" {
  assert {
    condition     = jsondecode(aws_iam_policy.studio_entry[0].policy).Statement[0].Resource == "arn:aws:sagemaker:eu-central-1:111122223333:user-profile/d-abc123/*" && jsondecode(aws_iam_policy.studio_entry[0].policy).Statement[0].Condition.StringEquals == { "sagemaker:ResourceTag/StudioUser" = "$${aws:PrincipalTag/StudioUser}" }
    error_message = "The session tag must equal the profile's tag."
  }

  assert {
    condition     = jsondecode(aws_iam_policy.studio_entry[0].policy).Statement[1].Effect == "Deny" && jsondecode(aws_iam_policy.studio_entry[0].policy).Statement[1].Condition == { StringNotEquals = { "aws:SourceVpce" = ["vpce-0aaaaaaaaaaaaaaaa", "vpce-0cccccccccccccccc"] } }
    error_message = "A URL requested from outside the network must be refused."
  }
}

run "perimeter_closes_artifacts_and_not_the_plan" {
  variables {
    bucket_perimeter                = true
    s3_gateway_endpoint_id          = "vpce-0eeeeeeeeeeeeeeee"
    perimeter_exempt_principal_arns = ["arn:aws:iam::111122223333:role/acme-dev-apply"]
  }

  assert {
    condition = jsondecode(local.perimeter_statement).Condition == {
      StringNotEquals = { "aws:SourceVpce" = "vpce-0eeeeeeeeeeeeeeee" }
      Bool            = { "aws:PrincipalIsAWSService" = "false", "aws:ViaAWSService" = "false" }
      ArnNotLike      = { "aws:PrincipalArn" = ["arn:aws:iam::111122223333:role/acme-dev-apply"] }
    }
    error_message = "Services, calls on behalf and the deploy role must pass."
  }

  assert {
    condition     = alltrue([for action in jsondecode(local.perimeter_statement).Action : endswith(action, "Object")])
    error_message = "Bucket actions must stay open, or the pipeline cannot plan."
  }
}

run "personas_can_be_changed_and_added" {
  variables {
    personas = {
      scientist = { max_session_hours = 12, policy_arns = { athena = "arn:aws:iam::111122223333:policy/acme-athena" } }
      auditor   = { permission_sets = ["read"] }
    }
  }

  assert {
    condition     = aws_iam_role.persona["scientist"].max_session_duration == 43200 && contains(keys(aws_iam_role_policy_attachment.persona), "scientist/develop") && keys(aws_iam_role_policy_attachment.persona_extra) == ["scientist/athena"]
    error_message = "A change keeps what it does not mention."
  }

  assert {
    condition     = contains(keys(output.execution_role_arns), "auditor") && aws_iam_role.persona["auditor"].name == "acme-dev-studio-auditor"
    error_message = "A new persona gets a role."
  }
}

run "docker_and_sharing_are_opt_in" {
  variables {
    docker_access           = true
    docker_trusted_accounts = ["111122223333"]
    notebook_sharing        = true
  }

  assert {
    condition     = one(one(aws_sagemaker_domain.this.domain_settings).docker_settings).vpc_only_trusted_accounts == toset(["111122223333"]) && one(one(aws_sagemaker_domain.this.default_user_settings).sharing_settings).s3_output_path == "s3://acme-dev-ml-studio-111122223333/shared-notebooks" && one(one(aws_sagemaker_domain.this.default_user_settings).sharing_settings).s3_kms_key_id == var.ml_key_arn
    error_message = "Docker is limited to named accounts, and shared output is encrypted in our bucket."
  }
}
