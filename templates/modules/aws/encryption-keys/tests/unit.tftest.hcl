mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "111122223333" }
  }

  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }

  mock_resource "aws_kms_key" {
    defaults = {
      arn    = "arn:aws:kms:eu-central-1:111122223333:key/aaaaaaaa-2222-3333-4444-555555555555"
      key_id = "aaaaaaaa-2222-3333-4444-555555555555"
    }
  }
}

variables {
  name_prefix = "acme-prod"
  region      = "eu-central-1"
  environment = "prod"
}

run "one_rotated_key_per_blast_radius" {
  assert {
    condition     = toset(keys(aws_kms_key.this)) == toset(["alerts", "audit", "data", "logs", "ml"])
    error_message = "Each blast radius has a key; the confidential one only with enclave images."
  }

  assert {
    condition = alltrue([
      for key in aws_kms_key.this :
      key.enable_key_rotation && key.rotation_period_in_days == 365 && key.deletion_window_in_days == 30 && !key.multi_region
    ])
    error_message = "Keys must rotate yearly and survive a mistaken deletion for 30 days."
  }

  assert {
    condition     = aws_kms_key.signing.key_usage == "SIGN_VERIFY" && aws_kms_key.signing.customer_master_key_spec == "ECC_NIST_P256" && aws_kms_key.signing.enable_key_rotation != true
    error_message = "The signing key is asymmetric, and KMS does not rotate those."
  }

  assert {
    condition     = output.alias_names["audit"] == "alias/acme-prod-audit" && output.alias_names["signing"] == "alias/acme-prod-signing"
    error_message = "Aliases must follow from the prefix."
  }

  assert {
    condition     = output.confidential_key_arn == null && output.key_arns["signing"] == output.signing_key_arn
    error_message = "No enclave image, no confidential key."
  }
}

run "administration_is_held_to_the_deploy_role" {
  assert {
    condition = alltrue([
      for policy in concat([for key in aws_kms_key.this : key.policy], [aws_kms_key.signing.policy]) :
      one([for s in jsondecode(policy).Statement : s if s.Sid == "AllowAdministration"]).Condition.ArnLike["aws:PrincipalArn"] == [
        "arn:aws:iam::111122223333:root",
        "arn:aws:iam::111122223333:role/*acme-prod-*apply",
      ]
    ])
    error_message = "Only the deploy role and the root user may administer."
  }

  assert {
    condition = !anytrue([
      for s in flatten([for key in aws_kms_key.this : jsondecode(key.policy).Statement]) :
      s.Sid != "AllowAdministration" && length(setintersection(toset(flatten([s.Action])), toset(["kms:PutKeyPolicy", "kms:ScheduleKeyDeletion", "kms:*"]))) > 0
    ])
    error_message = "No other statement may change a policy or delete a key."
  }
}

run "services_are_trusted_under_the_conditions_they_document" {
  assert {
    condition     = one([for s in jsondecode(aws_kms_key.this["logs"].policy).Statement : s if s.Sid == "AllowLogGroups"]).Condition.ArnLike["kms:EncryptionContext:aws:logs:arn"] == "arn:aws:logs:eu-central-1:111122223333:log-group:*"
    error_message = "CloudWatch Logs may use the key for log groups of this account only."
  }

  assert {
    condition     = one([for s in jsondecode(aws_kms_key.this["logs"].policy).Statement : s if s.Sid == "AllowLogGroups"]).Principal.Service == "logs.eu-central-1.amazonaws.com"
    error_message = "CloudWatch Logs uses KMS under its regional name."
  }

  assert {
    condition = one([for s in jsondecode(aws_kms_key.this["audit"].policy).Statement : s if s.Sid == "AllowCloudTrail"]) == {
      Sid       = "AllowCloudTrail"
      Effect    = "Allow"
      Principal = { Service = "cloudtrail.amazonaws.com" }
      Action    = ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey*"]
      Resource  = "*"
      Condition = { StringEquals = { "aws:SourceArn" = "arn:aws:cloudtrail:eu-central-1:111122223333:trail/acme-prod-trail" } }
    }
    error_message = "Only the platform's trail may use the audit key."
  }

  assert {
    condition     = one([for s in jsondecode(aws_kms_key.this["audit"].policy).Statement : s if s.Sid == "AllowConfig"]).Condition.StringEquals["aws:SourceAccount"] == "111122223333"
    error_message = "Config may deliver for this account only."
  }

  assert {
    condition     = one([for s in jsondecode(aws_kms_key.this["data"].policy).Statement : s if s.Sid == "AllowTableMaintenance"]).Condition.StringLike["kms:EncryptionContext:aws:s3:arn"] == "arn:aws:s3tables:eu-central-1:111122223333:bucket/acme-prod-*/*"
    error_message = "Table maintenance needs the key for the platform's table buckets, or compaction stops silently."
  }

  assert {
    condition     = one([for s in jsondecode(aws_kms_key.this["data"].policy).Statement : s if s.Sid == "AllowVectorIndexing"]).Condition.StringEquals["aws:SourceAccount"] == "111122223333"
    error_message = "Vector indexing is asynchronous and needs the key for this account."
  }

  assert {
    condition = toset([
      for s in jsondecode(aws_kms_key.this["alerts"].policy).Statement : s.Principal.Service if can(s.Principal.Service)
    ]) == toset(["budgets.amazonaws.com", "cloudwatch.amazonaws.com", "costalerts.amazonaws.com", "events.amazonaws.com", "sns.amazonaws.com"])
    error_message = "Alarms, budgets, cost anomalies and events must be able to publish to an encrypted topic."
  }

  assert {
    condition = alltrue([
      for s in flatten([for key in aws_kms_key.this : jsondecode(key.policy).Statement]) :
      can(s.Condition) == (s.Sid != "AllowEvents") if can(s.Principal.Service)
    ])
    error_message = "Every service must be held by a condition, except EventBridge, which supports none."
  }
}

run "grants_are_for_aws_resources_of_listed_services" {
  assert {
    condition = one([for s in jsondecode(aws_kms_key.this["ml"].policy).Statement : s if s.Sid == "AllowGrantsForAwsResources"]).Condition == {
      Bool         = { "kms:GrantIsForAWSResource" = "true" }
      StringEquals = { "kms:ViaService" = ["ec2.eu-central-1.amazonaws.com", "ecr.eu-central-1.amazonaws.com", "elasticfilesystem.eu-central-1.amazonaws.com", "sagemaker.eu-central-1.amazonaws.com"] }
    }
    error_message = "SageMaker, EC2 and EFS hold the ml key by grant, nobody else."
  }

  assert {
    condition     = !strcontains(aws_kms_key.this["audit"].policy, "kms:CreateGrant") && !strcontains(aws_kms_key.this["alerts"].policy, "kms:CreateGrant")
    error_message = "Nothing holds the audit or alerts key open by grant."
  }
}

run "signing_is_separated_from_use" {
  assert {
    condition     = one([for s in jsondecode(aws_kms_key.signing.policy).Statement : s if contains(flatten([s.Action]), "kms:Sign")]).Condition.ArnLike["aws:PrincipalArn"] == ["arn:aws:iam::111122223333:role/*acme-prod-*signer"]
    error_message = "Only signers may sign."
  }

  assert {
    condition     = anytrue([for s in jsondecode(aws_kms_key.signing.policy).Statement : contains(flatten([s.Action]), "kms:Verify") && !can(s.Condition)])
    error_message = "Everybody in the account may verify, if IAM allows it."
  }
}

run "confidential_key_decrypts_in_listed_enclaves_only" {
  variables {
    enclave_image_hashes = ["3f2a9d41c5b07e6688aa1b2c3d4e5f60718293a4b5c6d7e8f9010203040506070809a0b0c0d0e0f0112233445566778a"]
  }

  assert {
    condition = [
      for s in jsondecode(aws_kms_key.this["confidential"].policy).Statement : s.Condition.StringEqualsIgnoreCase["kms:RecipientAttestation:ImageSha384"]
      if length(setintersection(toset(flatten([s.Action])), toset(["kms:Decrypt", "kms:GenerateDataKey", "kms:ReEncryptFrom"]))) > 0
    ] == [["3f2a9d41c5b07e6688aa1b2c3d4e5f60718293a4b5c6d7e8f9010203040506070809a0b0c0d0e0f0112233445566778a"]]
    error_message = "Every action that yields plaintext must be bound to the image."
  }

  assert {
    condition     = output.confidential_key_arn != null
    error_message = "The key must be handed on."
  }
}

run "dev_can_be_destroyed_soon_and_deployed_by_any_role" {
  variables {
    environment                 = "dev"
    deletion_window_days        = 7
    administrator_role_patterns = ["*"]
  }

  assert {
    condition     = aws_kms_key.this["data"].deletion_window_in_days == 7
    error_message = "A dev key should not linger for a month."
  }

  assert {
    condition     = contains(one([for s in jsondecode(aws_kms_key.this["data"].policy).Statement : s if s.Sid == "AllowAdministration"]).Condition.ArnLike["aws:PrincipalArn"], "arn:aws:iam::111122223333:role/*")
    error_message = "Any role that IAM lets may administer in dev."
  }
}

run "extra_statements_are_added_to_their_key_only" {
  variables {
    extra_statements = {
      data = ["{\"Sid\":\"AllowBackup\",\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"backup.amazonaws.com\"},\"Action\":\"kms:Decrypt\",\"Resource\":\"*\",\"Condition\":{\"StringEquals\":{\"aws:SourceAccount\":\"111122223333\"}}}"]
    }
  }

  assert {
    condition     = strcontains(aws_kms_key.this["data"].policy, "AllowBackup") && !strcontains(aws_kms_key.this["ml"].policy, "AllowBackup")
    error_message = "A statement belongs to one key."
  }
}

run "rejects_everybody_as_administrator_in_prod" {
  command         = plan
  expect_failures = [var.administrator_role_patterns]

  variables {
    administrator_role_patterns = ["*"]
  }
}

run "rejects_no_administrator" {
  command         = plan
  expect_failures = [var.administrator_role_patterns]

  variables {
    administrator_role_patterns = []
  }
}

run "rejects_administrator_arn" {
  command         = plan
  expect_failures = [var.administrator_role_patterns]

  variables {
    administrator_role_patterns = ["arn:aws:iam::111122223333:role/admin"]
  }
}

run "rejects_everybody_as_signer" {
  command         = plan
  expect_failures = [var.signer_role_patterns]

  variables {
    signer_role_patterns = ["*"]
  }
}

run "rejects_signer_arn" {
  command         = plan
  expect_failures = [var.signer_role_patterns]

  variables {
    signer_role_patterns = ["arn:aws:iam::111122223333:role/signer"]
  }
}

run "rejects_short_deletion_window_in_prod" {
  command         = plan
  expect_failures = [var.deletion_window_days]

  variables {
    deletion_window_days = 7
  }
}

run "rejects_impossible_deletion_window" {
  command         = plan
  expect_failures = [var.deletion_window_days]

  variables {
    environment          = "dev"
    deletion_window_days = 3
  }
}

run "rejects_rare_rotation" {
  command         = plan
  expect_failures = [var.rotation_days]

  variables {
    rotation_days = 730
  }
}

run "rejects_debug_enclaves" {
  command         = plan
  expect_failures = [var.enclave_image_hashes]

  variables {
    enclave_image_hashes = ["000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"]
  }
}

run "rejects_malformed_enclave_hash" {
  command         = plan
  expect_failures = [var.enclave_image_hashes]

  variables {
    enclave_image_hashes = ["sha384:abc"]
  }
}

run "rejects_statement_for_unknown_key" {
  command         = plan
  expect_failures = [var.extra_statements]

  variables {
    extra_statements = { state = [] }
  }
}

run "rejects_unconditional_statement" {
  command         = plan
  expect_failures = [var.extra_statements]

  variables {
    extra_statements = {
      data = ["{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"*\"},\"Action\":\"kms:Decrypt\",\"Resource\":\"*\"}"]
    }
  }
}

run "rejects_statement_that_is_no_json" {
  command         = plan
  expect_failures = [var.extra_statements]

  variables {
    extra_statements = { data = ["allow everything"] }
  }
}

run "rejects_policy_beyond_the_limit" {
  command         = plan
  expect_failures = [aws_kms_key.this]

  variables {
    extra_statements = {
      data = [
        for number in range(200) :
        "{\"Sid\":\"AllowPartner${number}\",\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"arn:aws:iam::111122223333:root\"},\"Action\":\"kms:Decrypt\",\"Resource\":\"*\",\"Condition\":{\"StringEquals\":{\"aws:PrincipalArn\":\"arn:aws:iam::111122223333:role/partner-${number}\"}}}"
      ]
    }
  }
}

run "rejects_unknown_curve" {
  command         = plan
  expect_failures = [var.signing_key_spec]

  variables {
    signing_key_spec = "RSA_2048"
  }
}

run "rejects_bad_names" {
  command         = plan
  expect_failures = [var.environment, var.name_prefix, var.region]

  variables {
    environment = "production"
    name_prefix = "Acme"
    region      = "Frankfurt"
  }
}
