mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "111122223333" }
  }

  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }

  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws:logs:eu-central-1:111122223333:log-group:/aws/events/acme-dev-model-registry" }
  }

  mock_resource "aws_iam_policy" {
    defaults = { arn = "arn:aws:iam::111122223333:policy/acme-dev/mock" }
  }

  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::111122223333:role/acme-dev/acme-dev-model-approver" }
  }

  mock_resource "aws_sqs_queue" {
    defaults = {
      arn = "arn:aws:sqs:eu-central-1:111122223333:acme-dev-model-registry-undelivered"
      id  = "https://sqs.eu-central-1.amazonaws.com/111122223333/acme-dev-model-registry-undelivered"
    }
  }
}

variables {
  name_prefix      = "acme-dev"
  region           = "eu-central-1"
  environment      = "dev"
  retention_years  = 5
  ml_key_arn       = "arn:aws:kms:eu-central-1:111122223333:key/aaaaaaaa-2222-3333-4444-555555555555"
  logs_key_arn     = "arn:aws:kms:eu-central-1:111122223333:key/bbbbbbbb-2222-3333-4444-555555555555"
  alerts_key_arn   = "arn:aws:kms:eu-central-1:111122223333:key/cccccccc-2222-3333-4444-555555555555"
  alerts_topic_arn = "arn:aws:sns:eu-central-1:111122223333:acme-dev-alerts"
  risk_tier        = 3
  regimes          = ["gdpr", "eu_ai_act"]

  groups = {
    credit-risk = {
      owner                = "Credit risk"
      purpose              = "Estimates the probability of default within a year."
      custom_details       = { dataset = "loans-2026" }
      reader_account_ids   = ["444455556666"]
      deployer_account_ids = ["777788889999"]
    }
    churn = { risk_rating = "Low" }
  }
}

run "rejects_short_key_references" {
  command         = plan
  expect_failures = [var.alerts_key_arn, var.logs_key_arn, var.ml_key_arn]

  variables {
    alerts_key_arn = "alias/alerts"
    logs_key_arn   = "alias/logs"
    ml_key_arn     = "alias/ml"
  }
}

run "rejects_bad_names" {
  command         = plan
  expect_failures = [var.alerts_topic_arn, var.environment, var.name_prefix, var.region]

  variables {
    alerts_topic_arn = "acme-alerts"
    environment      = "production"
    name_prefix      = "Acme"
    region           = "Frankfurt"
  }
}

run "rejects_doubled_hyphen" {
  command         = plan
  expect_failures = [var.name_prefix]

  variables {
    name_prefix = "acme--dev"
  }
}

run "rejects_empty_registry" {
  command         = plan
  expect_failures = [var.groups]

  variables {
    groups = {}
  }
}

run "rejects_bad_group_name" {
  command         = plan
  expect_failures = [var.groups]

  variables {
    groups = { "Credit_Risk" = {} }
  }
}

run "rejects_unknown_rating" {
  command         = plan
  expect_failures = [var.groups]

  variables {
    groups = { churn = { risk_rating = "Severe" } }
  }
}

run "rejects_account_names" {
  command         = plan
  expect_failures = [var.groups]

  variables {
    groups = { churn = { reader_account_ids = ["acme"] } }
  }
}

run "rejects_long_text" {
  command         = plan
  expect_failures = [var.groups]

  variables {
    groups = { churn = { purpose = join("", [for i in range(300) : "ten chars."]) } }
  }
}

run "rejects_long_owner" {
  command         = plan
  expect_failures = [var.groups]

  variables {
    groups = { churn = { owner = join("", [for i in range(30) : "ten chars."]) } }
  }
}

run "rejects_long_group_name" {
  command         = plan
  expect_failures = [aws_sagemaker_model_package_group.this]

  variables {
    groups = { "a-very-long-name-for-a-model-that-nobody-will-ever-type-in-full" = {} }
  }
}

run "rejects_huge_card" {
  command         = plan
  expect_failures = [aws_sagemaker_model_card.this]

  variables {
    groups = { churn = { custom_details = { for i in range(60) : "detail-${i}" => join("", [for j in range(200) : "ten chars."]) } } }
  }
}

run "rejects_wildcard_permission_set" {
  command         = plan
  expect_failures = [var.approver_permission_set]

  variables {
    approver_permission_set = "*"
  }
}

run "rejects_nobody_as_approver" {
  command         = plan
  expect_failures = [aws_iam_role.approver]

  variables {
    approver_permission_set = null
  }
}

run "rejects_everybody_as_approver" {
  command         = plan
  expect_failures = [var.approver_principal_arns]

  variables {
    approver_principal_arns = ["arn:aws:iam::111122223333:role/*"]
  }
}

run "rejects_builders_as_approvers" {
  command         = plan
  expect_failures = [var.approver_principal_arns]

  variables {
    approver_principal_arns = ["arn:aws:iam::111122223333:role/acme-dev/acme-dev-studio-scientist"]
  }
}

run "rejects_workload_boundary" {
  command         = plan
  expect_failures = [var.permissions_boundary_arn]

  variables {
    permissions_boundary_arn = "arn:aws:iam::111122223333:policy/acme-dev/acme-dev-workload-boundary"
  }
}

run "rejects_boundary_name_for_arn" {
  command         = plan
  expect_failures = [var.permissions_boundary_arn]

  variables {
    permissions_boundary_arn = "org-boundary"
  }
}

run "rejects_bucket_name_for_arn" {
  command         = plan
  expect_failures = [var.artifact_bucket_arn]

  variables {
    artifact_bucket_arn = "acme-dev-ml-artifacts"
  }
}

run "rejects_whole_bucket_as_report" {
  command         = plan
  expect_failures = [var.report_prefixes]

  variables {
    report_prefixes = ["*"]
  }
}

run "rejects_malformed_organization_id" {
  command         = plan
  expect_failures = [var.organization_id]

  variables {
    organization_id = "acme"
  }
}

run "rejects_retention_of_none" {
  command         = plan
  expect_failures = [var.retention_years]

  variables {
    retention_years = 0
  }
}

run "rejects_tier_five" {
  command         = plan
  expect_failures = [var.risk_tier]

  variables {
    risk_tier = 5
  }
}
