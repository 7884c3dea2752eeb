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

run "groups_are_named_tagged_and_output" {
  assert {
    condition     = output.model_package_group_names == { churn = "acme-dev-churn", credit-risk = "acme-dev-credit-risk" }
    error_message = "Groups carry the prefix that rights and rules go by."
  }

  assert {
    condition     = aws_sagemaker_model_package_group.this["credit-risk"].tags == tomap({ ModelOwner = "Credit risk", RiskRating = "High" }) && aws_sagemaker_model_package_group.this["churn"].tags == tomap({ RiskRating = "Low" })
    error_message = "A group is tagged with owner and rating: its own, or the tier's."
  }
}

run "other_accounts_look_and_only_named_ones_deploy" {
  assert {
    condition     = keys(aws_sagemaker_model_package_group_policy.this) == ["credit-risk"]
    error_message = "A group nobody shares needs no policy, and SageMaker takes no empty one."
  }

  assert {
    condition = {
      for s in jsondecode(aws_sagemaker_model_package_group_policy.this["credit-risk"].resource_policy).Statement : s.Sid => s.Principal.AWS
      } == {
      DeployVersions = ["arn:aws:iam::777788889999:root"]
      ReadGroup      = ["arn:aws:iam::444455556666:root", "arn:aws:iam::777788889999:root"]
      ReadVersions   = ["arn:aws:iam::444455556666:root", "arn:aws:iam::777788889999:root"]
    }
    error_message = "Readers must not get what deployers get."
  }

  assert {
    condition     = !strcontains(aws_sagemaker_model_package_group_policy.this["credit-risk"].resource_policy, "UpdateModelPackage") && !strcontains(aws_sagemaker_model_package_group_policy.this["credit-risk"].resource_policy, "CreateModelPackage\"")
    error_message = "No other account may approve or register."
  }
}

run "sharing_stays_in_the_organisation" {
  variables {
    organization_id = "o-a1b2c3d4e5"
  }

  assert {
    condition     = alltrue([for s in jsondecode(aws_sagemaker_model_package_group_policy.this["credit-risk"].resource_policy).Statement : s.Condition == { StringEquals = { "aws:PrincipalOrgID" = "o-a1b2c3d4e5" } }])
    error_message = "Every grant must be held to the organisation."
  }
}

run "cards_are_seeded_encrypted_and_complete_json" {
  assert {
    condition = jsondecode(aws_sagemaker_model_card.this["credit-risk"].content) == {
      model_overview = { model_name = "acme-dev-credit-risk", model_owner = "Credit risk" }
      intended_uses  = { purpose_of_model = "Estimates the probability of default within a year.", risk_rating = "High" }
      additional_information = {
        custom_details = { dataset = "loans-2026", environment = "dev", model_package_group = "acme-dev-credit-risk", regimes = "gdpr, eu_ai_act", risk_tier = "3" }
      }
    }
    error_message = "The card must hold what is known, and no null, which its schema refuses."
  }

  assert {
    condition     = alltrue([for card in aws_sagemaker_model_card.this : one(card.security_config).kms_key_id == var.ml_key_arn && card.model_card_status == "Draft"])
    error_message = "Cards are encrypted with the key, and drafts until somebody judges them."
  }

  assert {
    condition     = output.missing_card_fields["credit-risk"] == ["business_problem", "caveats", "ethical_considerations", "intended_uses", "risk_explanation"]
    error_message = "What people still have to write must be reported."
  }
}

run "rating_is_unknown_without_a_tier" {
  variables {
    risk_tier = null
    groups    = { churn = {} }
  }

  # The card's content is ignored after seeding, so the text it would be seeded with is read.
  assert {
    condition     = jsondecode(local.card_contents["churn"]).intended_uses == { risk_rating = "Unknown" } && !can(jsondecode(local.card_contents["churn"]).business_details)
    error_message = "Nothing is claimed that was not said; empty sections stay away."
  }
}

run "approver_decides_and_builds_nothing" {
  assert {
    condition = one([for s in jsondecode(aws_iam_policy.approver.policy).Statement : s if s.Sid == "Decide"]) == {
      Sid       = "Decide"
      Effect    = "Allow"
      Action    = ["sagemaker:UpdateModelPackage"]
      Resource  = "arn:aws:sagemaker:eu-central-1:111122223333:model-package/acme-dev-*/*"
      Condition = { StringEquals = { "sagemaker:ModelApprovalStatus" = ["Approved", "PendingManualApproval", "Rejected"] } }
    }
    error_message = "The approver may change the status of this platform's versions, and nothing else about them."
  }

  assert {
    condition     = length(setsubtract(["sagemaker:CreateModelPackage", "sagemaker:CreateTrainingJob", "sagemaker:CreateEndpoint", "sagemaker:StartPipelineExecution"], one([for s in jsondecode(aws_iam_policy.approver.policy).Statement : s.Action if s.Effect == "Deny"]))) == 0
    error_message = "Whoever judges must not train, register, start or deploy."
  }

  assert {
    condition     = [for s in jsondecode(aws_iam_policy.approver.policy).Statement : s.Sid if s.Effect == "Allow" && jsonencode(s.Resource) == jsonencode("*")] == ["List"] && !anytrue(flatten([for s in jsondecode(aws_iam_policy.approver.policy).Statement : [for action in s.Action : strcontains(action, "*")]]))
    error_message = "Only list calls may name every resource, and no action may be a wildcard."
  }

  assert {
    condition     = !contains([for s in jsondecode(aws_iam_policy.approver.policy).Statement : s.Sid], "ReadReports")
    error_message = "Without a bucket there is nothing to read."
  }

  assert {
    condition     = output.approver_role_arn == "arn:aws:iam::111122223333:role/acme-dev/acme-dev-model-approver" && aws_iam_role.approver.path == "/acme-dev/" && aws_iam_role.approver.max_session_duration == 3600
    error_message = "The role must be where rules and policies look for it, for an hour at a time."
  }
}

run "only_named_people_become_approver" {
  assert {
    condition = jsondecode(aws_iam_role.approver.assume_role_policy).Statement[0].Condition == {
      ArnLike    = { "aws:PrincipalArn" = ["arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/*AWSReservedSSO_ModelApprover_*"] }
      ArnNotLike = { "aws:PrincipalArn" = "arn:aws:iam::111122223333:role/acme-dev/*" }
    }
    error_message = "People with the permission set may, the platform's own roles never."
  }
}

run "approvers_can_be_named_without_identity_center" {
  variables {
    approver_permission_set = null
    approver_principal_arns = ["arn:aws:iam::111122223333:role/federated/model-risk*"]
  }

  assert {
    condition     = jsondecode(aws_iam_role.approver.assume_role_policy).Statement[0].Condition.ArnLike["aws:PrincipalArn"] == ["arn:aws:iam::111122223333:role/federated/model-risk*"]
    error_message = "Named roles replace the permission set."
  }
}

run "approver_reads_the_reports" {
  variables {
    artifact_bucket_arn = "arn:aws:s3:::acme-dev-ml-artifacts-111122223333"
    report_prefixes     = ["processing"]
  }

  assert {
    condition     = one([for s in jsondecode(aws_iam_policy.approver.policy).Statement : s.Resource if s.Sid == "ReadReports"]) == ["arn:aws:s3:::acme-dev-ml-artifacts-111122223333/processing/*"]
    error_message = "Nobody can judge what he cannot read; and reads no more than that."
  }
}

run "history_keeps_every_state_for_the_statutory_period" {
  assert {
    condition     = aws_cloudwatch_log_group.history.retention_in_days == 1827 && aws_cloudwatch_log_group.history.kms_key_id == var.logs_key_arn && !aws_cloudwatch_log_group.history.deletion_protection_enabled
    error_message = "Five years with their leap days need 1827 days, encrypted, deletable in dev."
  }

  assert {
    condition     = jsondecode(aws_cloudwatch_event_rule.history.event_pattern) == { source = ["aws.sagemaker"], "detail-type" = ["SageMaker Model Card State Change", "SageMaker Model Package State Change"] }
    error_message = "All states of versions and cards belong to the history, not approvals only."
  }

  assert {
    condition     = one([for s in jsondecode(aws_cloudwatch_log_resource_policy.history.policy_document).Statement : s.Condition if s.Sid == "WriteEvents"]) == { ArnEquals = { "aws:SourceArn" = "arn:aws:events:eu-central-1:111122223333:rule/acme-dev-model-history" } }
    error_message = "Only this rule may write to the history."
  }
}

run "history_outlives_cloudwatch_periods" {
  variables {
    environment     = "prod"
    retention_years = 15
  }

  assert {
    condition     = aws_cloudwatch_log_group.history.retention_in_days == 0 && aws_cloudwatch_log_group.history.deletion_protection_enabled
    error_message = "Beyond ten years the only period that is long enough is for ever."
  }

  expect_failures = [check.model_cards_are_written]
}

run "broken_separation_of_duties_is_reported" {
  assert {
    condition = jsondecode(aws_cloudwatch_event_rule.alert["foreign-approver"].event_pattern).detail == {
      eventSource       = ["sagemaker.amazonaws.com"]
      eventName         = ["CreateModelPackage", "UpdateModelPackage"]
      errorCode         = [{ exists = false }]
      requestParameters = { modelApprovalStatus = ["Approved"] }
      userIdentity      = { sessionContext = { sessionIssuer = { arn = [{ "anything-but" = ["arn:aws:iam::111122223333:role/acme-dev/acme-dev-model-approver"] }, { exists = false }] } } }
    }
    error_message = "Approval by any other role, by a user or by root must raise an alert, at registration as well."
  }

  assert {
    condition     = jsondecode(aws_cloudwatch_event_rule.alert["shadow-approval"].event_pattern).detail.ModelPackageGroupName == [{ "anything-but" = { prefix = "acme-dev-" } }]
    error_message = "Approvals outside the inventory must be found."
  }

  assert {
    condition     = jsondecode(aws_cloudwatch_event_rule.alert["decision"].event_pattern).detail == { ModelPackageGroupName = [{ prefix = "acme-dev-" }], ModelApprovalStatus = ["Approved", "Rejected"] }
    error_message = "Decisions about the platform's own models must be told."
  }

  assert {
    condition     = alltrue([for rule in concat(values(aws_cloudwatch_event_rule.alert), [aws_cloudwatch_event_rule.history]) : length(rule.event_pattern) <= 2048])
    error_message = "EventBridge takes patterns of at most 2048 characters."
  }
}

run "decisions_can_be_kept_quiet" {
  variables {
    notify_decisions = false
  }

  assert {
    condition     = keys(aws_cloudwatch_event_rule.alert) == ["foreign-approver", "registry-tampering", "shadow-approval"] && keys(aws_cloudwatch_metric_alarm.failed_rule) == ["foreign-approver", "history", "registry-tampering", "shadow-approval"]
    error_message = "Only the plain announcement can be switched off."
  }
}

run "nothing_is_lost_silently" {
  assert {
    condition = alltrue([
      for target in concat(values(aws_cloudwatch_event_target.alert), [aws_cloudwatch_event_target.history]) :
      one(target.dead_letter_config).arn == aws_sqs_queue.undelivered.arn && target.role_arn == null
    ])
    error_message = "Every target needs the dead-letter queue, and no role."
  }

  assert {
    condition     = { for key, alarm in aws_cloudwatch_metric_alarm.failed_rule : key => alarm.dimensions.RuleName } == merge({ history = aws_cloudwatch_event_rule.history.name }, { for key, rule in aws_cloudwatch_event_rule.alert : key => rule.name })
    error_message = "Each rule needs an alarm on its own failures."
  }

  assert {
    condition     = aws_sqs_queue.undelivered.kms_master_key_id == var.alerts_key_arn && one([for s in jsondecode(aws_sqs_queue_policy.undelivered.policy).Statement : s.Condition if s.Sid == "AllowOwnRules"]) == { ArnLike = { "aws:SourceArn" = "arn:aws:events:eu-central-1:111122223333:rule/acme-dev-model-*" } }
    error_message = "The queue takes events of the registry's rules only, encrypted."
  }

  assert {
    condition     = alltrue([for key, target in aws_cloudwatch_event_target.alert : length(setsubtract(flatten(regexall("<([a-z]+)>", one(target.input_transformer).input_template)), keys(one(target.input_transformer).input_paths))) == 0])
    error_message = "A message must not name a placeholder that no path fills."
  }
}

run "scp_lets_only_the_approver_approve" {
  assert {
    condition     = jsondecode(output.approval_scp_document).Statement[0].Condition == { StringEquals = { "sagemaker:ModelApprovalStatus" = "Approved" }, ArnNotEquals = { "aws:PrincipalArn" = "arn:aws:iam::111122223333:role/acme-dev/acme-dev-model-approver" } }
    error_message = "Everybody else, administrators included, must be denied."
  }
}

run "written_cards_raise_no_warning_in_prod" {
  variables {
    environment = "prod"
    groups = {
      churn = {
        owner                  = "Marketing"
        purpose                = "Ranks customers by the chance that they leave."
        intended_uses          = "Choosing whom to call; not for prices."
        risk_explanation       = "A wrong rank costs a call."
        business_problem       = "Retention"
        ethical_considerations = "No protected attribute is used."
        caveats                = "Drifts with the season."
      }
    }
  }

  assert {
    condition     = output.missing_card_fields == { churn = [] }
    error_message = "A complete card misses nothing."
  }
}
