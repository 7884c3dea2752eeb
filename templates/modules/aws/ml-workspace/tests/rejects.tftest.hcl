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

run "rejects_short_key_references" {
  command         = plan
  expect_failures = [var.data_key_arn, var.logs_key_arn, var.ml_key_arn]

  variables {
    data_key_arn = "alias/data"
    logs_key_arn = "alias/logs"
    ml_key_arn   = "alias/ml"
  }
}

run "rejects_bad_names" {
  command         = plan
  expect_failures = [var.access_log_bucket, var.environment, var.name_prefix, var.region, var.vpc_id]

  variables {
    access_log_bucket = "Logs"
    environment       = "production"
    name_prefix       = "Acme"
    region            = "Frankfurt"
    vpc_id            = "acme"
  }
}

run "rejects_trailing_hyphen" {
  command         = plan
  expect_failures = [var.name_prefix]

  variables {
    name_prefix = "acme-"
  }
}

run "rejects_one_subnet" {
  command         = plan
  expect_failures = [var.subnet_ids]

  variables {
    subnet_ids = { app = ["subnet-0aaaaaaaaaaaaaaaa"] }
  }
}

run "rejects_one_subnet_named_twice" {
  command         = plan
  expect_failures = [var.subnet_ids]

  variables {
    subnet_ids = { app = ["subnet-0aaaaaaaaaaaaaaaa", "subnet-0aaaaaaaaaaaaaaaa"] }
  }
}

run "rejects_unknown_tier" {
  command         = plan
  expect_failures = [var.subnet_ids]

  variables {
    subnet_tier = "apps"
  }
}

run "rejects_missing_security_group" {
  command         = plan
  expect_failures = [var.security_group_ids]

  variables {
    security_group_ids = { studio = "sg-0aaaaaaaaaaaaaaaa" }
  }
}

run "rejects_network_without_sagemaker_endpoint" {
  command         = plan
  expect_failures = [var.vpc_endpoint_ids]

  variables {
    vpc_endpoint_ids = { sts = "vpce-0aaaaaaaaaaaaaaaa" }
  }
}

run "rejects_unknown_auth_mode" {
  command         = plan
  expect_failures = [var.auth_mode]

  variables {
    auth_mode = "OIDC"
  }
}

run "rejects_sso_profile_without_user" {
  command         = plan
  expect_failures = [aws_sagemaker_user_profile.this]

  variables {
    auth_mode = "SSO"
  }
}

run "rejects_iam_profile_with_sso_user" {
  command         = plan
  expect_failures = [aws_sagemaker_user_profile.this]

  variables {
    user_profiles = { "ada-l" = { persona = "scientist", sso_username = "ada@example.org" } }
  }
}

run "rejects_profile_with_unknown_persona" {
  command         = plan
  expect_failures = [aws_sagemaker_user_profile.this]

  variables {
    user_profiles = { "ada-l" = { persona = "wizard" } }
  }
}

run "rejects_bad_profile_name" {
  command         = plan
  expect_failures = [var.user_profiles]

  variables {
    user_profiles = { "ada_l" = { persona = "scientist" } }
  }
}

run "rejects_unknown_shared_persona" {
  command         = plan
  expect_failures = [aws_sagemaker_domain.this]

  variables {
    shared_space_persona = "wizard"
  }
}

run "rejects_idle_below_the_services_minimum" {
  command         = plan
  expect_failures = [var.idle_minutes]

  variables {
    idle_minutes = 30
  }
}

run "rejects_idle_range_below_default" {
  command         = plan
  expect_failures = [var.idle_max_minutes]

  variables {
    idle_max_minutes = 90
  }
}

run "rejects_default_instance_outside_the_list" {
  command         = plan
  expect_failures = [var.app_default_instance_type]

  variables {
    app_default_instance_type = "ml.g5.48xlarge"
  }
}

run "rejects_every_app_instance" {
  command         = plan
  expect_failures = [var.app_instance_types]

  variables {
    app_instance_types = ["*", "system", "ml.t3.medium"]
  }
}

run "rejects_app_instances_without_system" {
  command         = plan
  expect_failures = [var.app_instance_types]

  variables {
    app_instance_types = ["ml.t3.medium"]
  }
}

run "rejects_every_job_instance" {
  command         = plan
  expect_failures = [var.job_instance_types]

  variables {
    job_instance_types = ["ml.*"]
  }
}

run "rejects_no_job_instance" {
  command         = plan
  expect_failures = [var.job_instance_types]

  variables {
    job_instance_types = []
  }
}

run "rejects_endless_jobs" {
  command         = plan
  expect_failures = [var.max_job_hours]

  variables {
    max_job_hours = 1000
  }
}

run "rejects_long_warm_pools" {
  command         = plan
  expect_failures = [var.max_warm_pool_minutes]

  variables {
    max_warm_pool_minutes = 120
  }
}

run "rejects_docker_in_prod" {
  command         = plan
  expect_failures = [var.docker_access]

  variables {
    environment             = "prod"
    docker_access           = true
    docker_trusted_accounts = ["111122223333"]
  }
}

run "rejects_docker_without_accounts" {
  command         = plan
  expect_failures = [var.docker_trusted_accounts]

  variables {
    docker_access = true
  }
}

run "rejects_docker_account_name" {
  command         = plan
  expect_failures = [var.docker_trusted_accounts]

  variables {
    docker_trusted_accounts = ["acme"]
  }
}

run "rejects_unknown_app_type" {
  command         = plan
  expect_failures = [var.hidden_app_types]

  variables {
    hidden_app_types = ["Notebook"]
  }
}

run "rejects_unknown_tool" {
  command         = plan
  expect_failures = [var.hidden_ml_tools]

  variables {
    hidden_ml_tools = ["Everything"]
  }
}

run "rejects_script_for_unknown_app" {
  command         = plan
  expect_failures = [var.lifecycle_scripts]

  variables {
    lifecycle_scripts = { KernelGateway = "true" }
  }
}

run "rejects_long_script" {
  command         = plan
  expect_failures = [var.lifecycle_scripts]

  variables {
    lifecycle_scripts = { JupyterLab = join("", [for i in range(1000) : "# twelve chars"]) }
  }
}

run "rejects_releasing_reviewer" {
  command         = plan
  expect_failures = [var.personas]

  variables {
    personas = { reviewer = { permission_sets = ["read", "release", "review"] } }
  }
}

run "rejects_unknown_permission_set" {
  command         = plan
  expect_failures = [var.personas]

  variables {
    personas = { reviewer = { permission_sets = ["admin"] } }
  }
}

run "rejects_long_session" {
  command         = plan
  expect_failures = [var.personas]

  variables {
    personas = { scientist = { max_session_hours = 24 } }
  }
}

run "rejects_full_access_policy" {
  command         = plan
  expect_failures = [var.personas]

  variables {
    personas = { scientist = { policy_arns = { all = "arn:aws:iam::aws:policy/AmazonSageMakerFullAccess" } } }
  }
}

run "rejects_bad_persona_name" {
  command         = plan
  expect_failures = [var.personas]

  variables {
    personas = { "Data Scientist" = {} }
  }
}

run "rejects_whole_bucket_as_data" {
  command         = plan
  expect_failures = [var.data_locations]

  variables {
    data_locations = ["acme-dev-curated-111122223333"]
  }
}

run "rejects_wildcard_as_data" {
  command         = plan
  expect_failures = [var.data_locations]

  variables {
    data_locations = ["acme-dev-curated-111122223333/*"]
  }
}

run "rejects_perimeter_without_endpoint" {
  command         = plan
  expect_failures = [var.bucket_perimeter]

  variables {
    bucket_perimeter = true
  }
}

run "rejects_perimeter_exemption_for_everybody" {
  command         = plan
  expect_failures = [var.perimeter_exempt_principal_arns]

  variables {
    perimeter_exempt_principal_arns = ["*"]
  }
}

run "rejects_scp_exemption_for_everybody" {
  command         = plan
  expect_failures = [var.scp_exempt_principal_arns]

  variables {
    scp_exempt_principal_arns = ["*"]
  }
}

run "rejects_force_destroy_in_prod" {
  command         = plan
  expect_failures = [var.force_destroy]

  variables {
    environment   = "prod"
    force_destroy = true
  }
}

run "rejects_boundary_name_for_arn" {
  command         = plan
  expect_failures = [var.permissions_boundary_arn]

  variables {
    permissions_boundary_arn = "org-boundary"
  }
}

run "rejects_short_log_retention" {
  command         = plan
  expect_failures = [var.log_retention_days]

  variables {
    log_retention_days = 90
  }
}

run "rejects_unknown_log_group" {
  command         = plan
  expect_failures = [var.existing_log_groups]

  variables {
    existing_log_groups = ["Endpoints"]
  }
}

run "rejects_bad_repository_name" {
  command         = plan
  expect_failures = [var.image_repositories]

  variables {
    image_repositories = ["Training"]
  }
}

run "rejects_few_images" {
  command         = plan
  expect_failures = [var.images_kept]

  variables {
    images_kept = 1
  }
}

run "rejects_small_volume" {
  command         = plan
  expect_failures = [var.space_storage_gb]

  variables {
    space_storage_gb = 1
  }
}

run "rejects_small_maximum_volume" {
  command         = plan
  expect_failures = [var.space_storage_max_gb]

  variables {
    space_storage_max_gb = 4
  }
}

run "rejects_too_many_instance_types_for_the_boundary" {
  command         = plan
  expect_failures = [aws_iam_policy.boundary]

  variables {
    job_instance_types = [for i in range(200) : "ml.m5.${i}xlarge"]
  }
}

run "rejects_too_many_data_locations_for_a_role" {
  command         = plan
  expect_failures = [aws_iam_policy.job]

  variables {
    data_locations = [for i in range(60) : "acme-dev-curated-111122223333/dataset-${i}"]
  }
}

run "rejects_too_many_scp_exemptions" {
  command         = plan
  expect_failures = [output.scp_document]

  variables {
    scp_exempt_principal_arns = [for i in range(30) : "arn:aws:iam::*:role/break-glass-${i}"]
  }
}

run "rejects_sso_without_identity_center" {
  command         = plan
  expect_failures = [aws_sagemaker_domain.this]

  override_data {
    target = data.aws_ssoadmin_instances.current
    values = { arns = [] }
  }

  variables {
    auth_mode     = "SSO"
    user_profiles = {}
  }
}
