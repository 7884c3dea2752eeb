mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "111122223333" }
  }

  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }

  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::111122223333:role/acme-dev/mock" }
  }

  mock_resource "aws_auditmanager_assessment" {
    defaults = { arn = "arn:aws:auditmanager:eu-central-1:111122223333:assessment/11111111-2222-3333-4444-555555555555" }
  }
}

variables {
  name_prefix            = "acme-dev"
  environment            = "dev"
  region                 = "eu-central-1"
  retention_years        = 10
  audit_key_arn          = "arn:aws:kms:eu-central-1:111122223333:key/aaaaaaaa-2222-3333-4444-555555555555"
  access_log_bucket      = "acme-dev-access-logs-111122223333"
  alerts_topic_arn       = "arn:aws:sns:eu-central-1:111122223333:acme-dev-alerts"
  evidence_bucket_arn    = "arn:aws:s3:::acme-dev-evidence-111122223333"
  existing_audit_manager = true
  regimes                = ["hipaa", "eu_ai_act"]
  process_owner_arns     = ["arn:aws:iam::111122223333:role/audit/process-owner"]

  framework_ids = {
    generative_ai = "11111111-aaaa-bbbb-cccc-555555555555"
    hipaa         = "22222222-aaaa-bbbb-cccc-555555555555"
  }
}

run "assessments_collect_evidence_of_this_account" {
  assert {
    condition     = { for name, assessment in aws_auditmanager_assessment.this : assessment.name => assessment.framework_id } == { acme-dev-generative-ai = "11111111-aaaa-bbbb-cccc-555555555555", acme-dev-hipaa = "22222222-aaaa-bbbb-cccc-555555555555" }
    error_message = "One assessment per framework, by id."
  }

  assert {
    condition     = alltrue([for assessment in aws_auditmanager_assessment.this : one(one(assessment.scope).aws_accounts).id == "111122223333" && length(one(assessment.scope).aws_services) == 0])
    error_message = "The scope is this account; services are inferred."
  }

  assert {
    condition     = alltrue([for assessment in aws_auditmanager_assessment.this : one(assessment.roles) == { role_arn = "arn:aws:iam::111122223333:role/audit/process-owner", role_type = "PROCESS_OWNER" }])
    error_message = "The named people own the assessments."
  }

  assert {
    condition     = alltrue([for assessment in aws_auditmanager_assessment.this : one(assessment.assessment_reports_destination).destination == "s3://acme-dev-assessments-111122223333"]) && output.report_bucket_name == "acme-dev-assessments-111122223333"
    error_message = "Reports go to the module's own encrypted bucket."
  }

  assert {
    condition     = length(aws_auditmanager_account_registration.this) == 0
    error_message = "The existing registration is used, not managed."
  }
}

run "conformance_is_still_there" {
  variables {
    tier = 3
  }

  assert {
    condition     = output.conformance_pack_names == ["acme-dev-eu-ai-act", "acme-dev-high-risk", "acme-dev-hipaa", "acme-dev-infrastructure", "acme-dev-sagemaker"]
    error_message = "Audit Manager comes on top of the conformance packs."
  }

  assert {
    condition     = output.config_bucket_name == "acme-dev-config-111122223333" && contains(output.control_rules["LOG-02"], "sagemaker-endpoint-full-capture") && keys(output.security_standards) == ["fsbp", "nist", "tagging"]
    error_message = "Inputs must reach the inner module and null must mean its defaults."
  }

  # A new input of governance-config that is not passed on would silently keep its default here.
  assert {
    condition = length(output.pack_rules) > 0 && length(setsubtract(
      flatten(regexall("(?m)^variable \"([a-z_]+)\"", file("../governance-config/variables.tf"))),
      flatten(regexall("(?m)^  ([a-z_]+) += var\\.", file("./main.tf"))),
    )) == 0
    error_message = "Every variable of governance-config must be passed on."
  }

  assert {
    condition = length(output.pack_rules) > 0 && length(setsubtract(
      flatten(regexall("(?m)^output \"([a-z_]+)\"", file("../governance-config/outputs.tf"))),
      flatten(regexall("(?m)^output \"([a-z_]+)\"", file("./outputs.tf"))),
    )) == 0
    error_message = "Every output of governance-config must be passed on."
  }
}

run "registration_is_never_given_up" {
  variables {
    manage_registration = true
  }

  assert {
    condition     = aws_auditmanager_account_registration.this[0].kms_key == var.audit_key_arn && !aws_auditmanager_account_registration.this[0].deregister_on_destroy
    error_message = "Evidence is encrypted with the audit key, and a destroy must not deregister: the account could not come back."
  }
}

run "warns_about_a_regime_without_assessment" {
  command         = plan
  expect_failures = [check.regimes_have_assessments]

  variables {
    regimes = ["gdpr", "soc2"]
  }
}

run "rejects_account_without_audit_manager" {
  command         = plan
  expect_failures = [var.existing_audit_manager]

  variables {
    existing_audit_manager = false
  }
}

run "rejects_framework_by_title" {
  command         = plan
  expect_failures = [var.framework_ids]

  variables {
    framework_ids = { hipaa = "HIPAA Security Rule: Feb 2003", generative_ai = "11111111-aaaa-bbbb-cccc-555555555555" }
  }
}

run "rejects_no_framework" {
  command         = plan
  expect_failures = [var.framework_ids]

  variables {
    regimes       = []
    framework_ids = {}
  }
}

run "rejects_assessment_without_owner" {
  command         = plan
  expect_failures = [var.process_owner_arns]

  variables {
    process_owner_arns = []
  }
}

run "rejects_user_as_owner" {
  command         = plan
  expect_failures = [var.process_owner_arns]

  variables {
    process_owner_arns = ["arn:aws:iam::111122223333:user/auditor"]
  }
}
