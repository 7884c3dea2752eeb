mock_provider "aws" {
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }
}

variables {
  name        = "acme-artifacts-111122223333"
  purpose     = "artifacts"
  kms_key_arn = "arn:aws:kms:eu-central-1:111122223333:key/11111111-2222-3333-4444-555555555555"
  tags        = { Project = "acme" }
}

run "closed_by_default" {
  command = plan

  assert {
    condition     = aws_s3_bucket.this.force_destroy == false && aws_s3_bucket.this.object_lock_enabled == false
    error_message = "A bucket must neither empty itself on destroy nor be locked unless asked."
  }

  assert {
    condition = alltrue([
      aws_s3_bucket_public_access_block.this.block_public_acls,
      aws_s3_bucket_public_access_block.this.block_public_policy,
      aws_s3_bucket_public_access_block.this.ignore_public_acls,
      aws_s3_bucket_public_access_block.this.restrict_public_buckets,
    ])
    error_message = "All four public access switches must be on."
  }

  assert {
    condition     = one(aws_s3_bucket_ownership_controls.this.rule).object_ownership == "BucketOwnerEnforced"
    error_message = "ACLs must be off."
  }

  assert {
    condition = (
      one(one(aws_s3_bucket_server_side_encryption_configuration.this.rule).apply_server_side_encryption_by_default).sse_algorithm == "aws:kms"
      && one(aws_s3_bucket_server_side_encryption_configuration.this.rule).bucket_key_enabled
      && one(aws_s3_bucket_server_side_encryption_configuration.this.rule).blocked_encryption_types[0] == "SSE-C"
    )
    error_message = "Default encryption must be SSE-KMS with a bucket key and SSE-C blocked."
  }

  assert {
    condition     = one(aws_s3_bucket_versioning.this.versioning_configuration).status == "Enabled" && aws_s3_bucket_notification.this.eventbridge
    error_message = "Versioning and EventBridge notifications must be on."
  }

  assert {
    condition     = length(aws_s3_bucket_logging.this) == 0 && length(aws_s3_bucket_object_lock_configuration.this) == 0
    error_message = "No logging without a target, no lock without object_lock."
  }

  assert {
    condition     = aws_s3_bucket.this.tags == tomap({ Project = "acme", Purpose = "artifacts" })
    error_message = "The bucket must carry the caller's tags and its purpose."
  }
}

run "policy_denies_http_old_tls_and_other_keys" {
  command = plan

  assert {
    condition     = [for s in jsondecode(aws_s3_bucket_policy.this.policy).Statement : s.Sid] == ["DenyPlainHttp", "DenyOldTls", "DenyOtherAlgorithm", "DenyOtherKey"]
    error_message = "The built-in statements must be there, in this order."
  }

  assert {
    condition     = alltrue([for s in jsondecode(aws_s3_bucket_policy.this.policy).Statement : s.Effect == "Deny"])
    error_message = "The built-in statements must only deny: access comes from IAM."
  }

  assert {
    condition = alltrue([
      for s in slice(jsondecode(aws_s3_bucket_policy.this.policy).Statement, 0, 2) :
      tolist(s.Resource) == tolist(["arn:aws:s3:::acme-artifacts-111122223333", "arn:aws:s3:::acme-artifacts-111122223333/*"])
    ])
    error_message = "The transport statements must cover the bucket and its objects."
  }

  assert {
    condition     = jsondecode(aws_s3_bucket_policy.this.policy).Statement[0].Condition == { Bool = { "aws:SecureTransport" = "false" } } && jsondecode(aws_s3_bucket_policy.this.policy).Statement[1].Condition == { NumericLessThan = { "s3:TlsVersion" = "1.2" } }
    error_message = "Plain HTTP and TLS below 1.2 must be what is denied."
  }

  assert {
    condition     = jsondecode(aws_s3_bucket_policy.this.policy).Statement[2].Condition.Null["s3:x-amz-server-side-encryption"] == "false" && jsondecode(aws_s3_bucket_policy.this.policy).Statement[3].Condition.Null["s3:x-amz-server-side-encryption-aws-kms-key-id"] == "false"
    error_message = "A request without encryption headers must pass: the default encryption applies to it."
  }

  assert {
    condition     = jsondecode(aws_s3_bucket_policy.this.policy).Statement[3].Condition.ArnNotEquals["s3:x-amz-server-side-encryption-aws-kms-key-id"] == var.kms_key_arn
    error_message = "Only the bucket's own key may be named in a request."
  }
}

run "services_may_encrypt_their_way" {
  command = plan

  variables {
    allow_service_encryption = true
    policy_statements        = ["{\"Sid\":\"Delivery\",\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"config.amazonaws.com\"},\"Action\":\"s3:PutObject\",\"Resource\":\"arn:aws:s3:::acme-artifacts-111122223333/*\"}"]
  }

  assert {
    condition     = [for s in jsondecode(aws_s3_bucket_policy.this.policy).Statement : s.Sid] == ["DenyPlainHttp", "DenyOldTls", "Delivery"]
    error_message = "The key statements must go, the transport statements stay, the caller's come last."
  }
}

run "empties_itself_when_asked" {
  command = plan

  variables {
    force_destroy = true
  }

  assert {
    condition     = aws_s3_bucket.this.force_destroy && !aws_s3_bucket.this.object_lock_enabled
    error_message = "An environment that comes and goes must not leave its buckets behind."
  }
}

run "locked_and_logged" {
  command = plan

  variables {
    access_log_bucket = "acme-access-logs-111122223333"
    object_lock       = { mode = "COMPLIANCE", days = 3650 }
    lifecycle_rules   = { transition_ia_days = 90 }
  }

  assert {
    condition     = aws_s3_bucket.this.object_lock_enabled && one(one(aws_s3_bucket_object_lock_configuration.this[0].rule).default_retention).mode == "COMPLIANCE" && one(one(aws_s3_bucket_object_lock_configuration.this[0].rule).default_retention).days == 3650
    error_message = "Object Lock must be on at creation and carry the retention asked for."
  }

  assert {
    condition     = aws_s3_bucket_logging.this[0].target_bucket == "acme-access-logs-111122223333" && aws_s3_bucket_logging.this[0].target_prefix == "acme-artifacts-111122223333/"
    error_message = "Access logs must go to the log bucket under this bucket's name."
  }

  assert {
    condition     = one(one(aws_s3_bucket_lifecycle_configuration.this.rule).transition).days == 90 && length(one(aws_s3_bucket_lifecycle_configuration.this.rule).expiration) == 0
    error_message = "Objects must move after 90 days and never expire."
  }
}

run "access_log_destination_uses_sse_s3" {
  command = plan

  variables {
    name            = "acme-access-logs-111122223333"
    purpose         = "access-logs"
    kms_key_arn     = null
    lifecycle_rules = { expire_days = 400 }
  }

  assert {
    condition     = one(one(aws_s3_bucket_server_side_encryption_configuration.this.rule).apply_server_side_encryption_by_default).sse_algorithm == "AES256"
    error_message = "S3 delivers access logs only to SSE-S3 buckets."
  }

  assert {
    condition     = length(jsondecode(aws_s3_bucket_policy.this.policy).Statement) == 2
    error_message = "Without a key there is no key to insist on, but TLS is still required."
  }

  assert {
    condition     = one(one(aws_s3_bucket_lifecycle_configuration.this.rule).expiration).days == 400
    error_message = "Access logs must expire when asked."
  }
}

run "rejects_bucket_without_key" {
  command         = plan
  expect_failures = [var.kms_key_arn]

  variables {
    kms_key_arn = null
  }
}

run "rejects_key_on_access_log_bucket" {
  command         = plan
  expect_failures = [var.kms_key_arn]

  variables {
    purpose = "access-logs"
  }
}

run "rejects_key_alias" {
  command         = plan
  expect_failures = [var.kms_key_arn]

  variables {
    kms_key_arn = "alias/aws/s3"
  }
}

run "rejects_logging_of_the_log_bucket" {
  command         = plan
  expect_failures = [var.access_log_bucket]

  variables {
    purpose           = "access-logs"
    kms_key_arn       = null
    access_log_bucket = "acme-access-logs-111122223333"
  }
}

run "rejects_lock_on_the_log_bucket" {
  command         = plan
  expect_failures = [var.object_lock]

  variables {
    purpose     = "access-logs"
    kms_key_arn = null
    object_lock = { mode = "GOVERNANCE", days = 1 }
  }
}

run "rejects_unknown_lock_mode" {
  command         = plan
  expect_failures = [var.object_lock]

  variables {
    object_lock = { mode = "LEGAL", days = 1 }
  }
}

run "rejects_lock_without_days" {
  command         = plan
  expect_failures = [var.object_lock]

  variables {
    object_lock = { mode = "GOVERNANCE", days = 0 }
  }
}

run "rejects_lock_with_force_destroy" {
  command         = plan
  expect_failures = [var.object_lock]

  variables {
    force_destroy = true
    object_lock   = { mode = "GOVERNANCE", days = 1 }
  }
}

run "rejects_dotted_name" {
  command         = plan
  expect_failures = [var.name]

  variables {
    name = "acme.artifacts"
  }
}

run "rejects_purpose_with_spaces" {
  command         = plan
  expect_failures = [var.purpose]

  variables {
    purpose = "Model artifacts"
  }
}

run "rejects_statement_that_is_no_statement" {
  command         = plan
  expect_failures = [var.policy_statements]

  variables {
    policy_statements = ["[]"]
  }
}

run "rejects_early_transition" {
  command         = plan
  expect_failures = [var.lifecycle_rules]

  variables {
    lifecycle_rules = { transition_ia_days = 7 }
  }
}

run "rejects_expiry_before_transition" {
  command         = plan
  expect_failures = [var.lifecycle_rules]

  variables {
    lifecycle_rules = { transition_ia_days = 60, expire_days = 30 }
  }
}

run "rejects_zero_noncurrent_days" {
  command         = plan
  expect_failures = [var.lifecycle_rules]

  variables {
    lifecycle_rules = { noncurrent_days = 0 }
  }
}
