mock_provider "aws" {}

variables {
  name_prefix  = "demo-dev"
  owner        = "platform-team"
  kms_key_arn  = "arn:aws:kms:eu-central-1:111122223333:key/11111111-2222-3333-4444-555555555555"
  service_tier = "gold"
}

run "record_is_encrypted" {
  command = plan

  assert {
    condition     = aws_ssm_parameter.record.type == "SecureString"
    error_message = "The record must be encrypted."
  }
}

run "unknown_tier_is_refused" {
  command = plan

  variables {
    service_tier = "bronze"
  }

  expect_failures = [var.service_tier]
}
