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
}

variables {
  name_prefix         = "acme-dev"
  environment         = "dev"
  region              = "eu-central-1"
  retention_years     = 10
  audit_key_arn       = "arn:aws:kms:eu-central-1:111122223333:key/aaaaaaaa-2222-3333-4444-555555555555"
  access_log_bucket   = "acme-dev-access-logs-111122223333"
  alerts_topic_arn    = "arn:aws:sns:eu-central-1:111122223333:acme-dev-alerts"
  evidence_bucket_arn = "arn:aws:s3:::acme-dev-evidence-111122223333"
}

run "base_packs_without_a_regime" {
  assert {
    condition     = output.conformance_pack_names == ["acme-dev-infrastructure", "acme-dev-sagemaker"]
    error_message = "Without a regime there are the two base packs."
  }

  assert {
    condition = alltrue([
      for resource in yamldecode(aws_config_conformance_pack.this["sagemaker"].template_body).Resources :
      resource.Type == "AWS::Config::ConfigRule" && resource.Properties.Source.Owner == "AWS" && startswith(resource.Properties.Source.SourceIdentifier, "SAGEMAKER_")
    ])
    error_message = "The sagemaker pack must be a CloudFormation template of SageMaker managed rules."
  }

  assert {
    condition = alltrue([
      for id in ["SAGEMAKER_DOMAIN_IN_VPC", "SAGEMAKER_MODEL_IN_VPC", "SAGEMAKER_MODEL_ISOLATION_ENABLED", "SAGEMAKER_ENDPOINT_CONFIGURATION_KMS_KEY_CONFIGURED", "SAGEMAKER_NOTEBOOK_NO_DIRECT_INTERNET_ACCESS", "SAGEMAKER_FEATUREGROUP_ONLINE_STORE_ENCRYPTION"] :
      contains([for resource in yamldecode(aws_config_conformance_pack.this["sagemaker"].template_body).Resources : resource.Properties.Source.SourceIdentifier], id)
    ])
    error_message = "Isolation and encryption of SageMaker must be checked in every selection."
  }

  assert {
    condition     = yamldecode(aws_config_conformance_pack.this["infrastructure"].template_body).Resources.AccessKeysRotated.Properties.InputParameters.maxAccessKeyAge == "90"
    error_message = "Parameters of a rule must reach the template."
  }

  assert {
    condition     = !can(yamldecode(aws_config_conformance_pack.this["sagemaker"].template_body).Resources.SagemakerDomainInVpc.Properties.InputParameters)
    error_message = "A rule without parameters must have no empty InputParameters."
  }
}

run "all_regimes_fit_the_limits" {
  variables {
    regimes = ["eu_ai_act", "gdpr", "hipaa", "iso_42001", "nist_800_53", "soc2", "sr_26_2"]
  }

  assert {
    condition     = length(output.conformance_pack_names) == 9
    error_message = "Two base packs and one per regime."
  }

  assert {
    condition     = alltrue([for pack in aws_config_conformance_pack.this : length(pack.template_body) < 51200 && length(yamldecode(pack.template_body).Resources) <= 130 && length(pack.name) <= 51])
    error_message = "Each pack must fit AWS Config's limits for template, rules and name."
  }

  assert {
    condition = alltrue([
      for regime in var.regimes :
      length(setintersection(output.pack_rules[regime], concat(output.pack_rules["sagemaker"], output.pack_rules["infrastructure"]))) == 0
    ])
    error_message = "A regime must not repeat a rule of the base packs: it would be evaluated and paid twice."
  }

  assert {
    condition     = toset(flatten(values(output.control_rules))) == toset(flatten(values(output.pack_rules)))
    error_message = "Every deployed rule must give evidence for a control, and no control may name a rule that is not deployed."
  }

  assert {
    condition     = alltrue([for id in keys(output.control_rules) : can(regex("^[A-Z]{3}-[0-9]{2}$", id))])
    error_message = "The keys of control_rules must be control ids."
  }
}

run "hipaa_and_ai_act" {
  variables {
    regimes = ["hipaa", "eu_ai_act"]
  }

  assert {
    condition     = output.conformance_pack_names == ["acme-dev-eu-ai-act", "acme-dev-hipaa", "acme-dev-infrastructure", "acme-dev-sagemaker"]
    error_message = "The chosen regimes must have a pack each."
  }

  assert {
    condition     = contains(output.pack_rules["hipaa"], "backup-recovery-point-manual-deletion-disabled") && contains(output.pack_rules["hipaa"], "rds-storage-encrypted")
    error_message = "HIPAA asks for contingency (164.308(a)(7)) and encryption at rest (164.312(a)(2)(iv))."
  }

  assert {
    condition     = contains(output.pack_rules["eu_ai_act"], "sagemaker-endpoint-data-capture") && contains(output.pack_rules["eu_ai_act"], "s3-bucket-tagged")
    error_message = "The AI Act asks for records of operation (Art. 12, 26(6)) and documented data."
  }

  assert {
    condition = (
      yamldecode(aws_config_conformance_pack.this["eu_ai_act"].template_body).Resources.SagemakerEndpointDataCapture.Properties.Source.Owner == "CUSTOM_POLICY"
      && strcontains(yamldecode(aws_config_conformance_pack.this["eu_ai_act"].template_body).Resources.SagemakerEndpointDataCapture.Properties.Source.CustomPolicyDetails.PolicyText, "EnableCapture == true")
    )
    error_message = "Data capture has no managed rule; the Guard policy must be in the template."
  }

  assert {
    condition     = contains(output.control_rules["LOG-02"], "sagemaker-endpoint-data-capture") && contains(output.control_rules["RES-01"], "efs-in-backup-plan")
    error_message = "LOG-02 and RES-01 must name the rules that these regimes brought."
  }

  assert {
    condition     = !contains(flatten(values(output.control_rules)), "acm-certificate-expiration-check") && !contains(keys(output.pack_rules), "soc2")
    error_message = "Rules of regimes that were not chosen must not be deployed."
  }

  assert {
    condition     = keys(output.security_standards) == ["fsbp", "nist", "tagging"]
    error_message = "HIPAA goes with NIST 800-53, the AI Act with the tagging standard, FSBP always."
  }
}

run "soc2_only" {
  variables {
    regimes = ["soc2"]
  }

  assert {
    condition     = output.conformance_pack_names == ["acme-dev-infrastructure", "acme-dev-sagemaker", "acme-dev-soc2"]
    error_message = "SOC 2 must have its own pack and nobody else's."
  }

  assert {
    condition     = contains(output.pack_rules["soc2"], "acm-certificate-expiration-check") && contains(output.control_rules["LOG-05"], "guardduty-non-archived-findings")
    error_message = "SOC 2 asks for transmission security (CC6.7) and for following up on detections (CC7.3)."
  }

  # The counterpart of hipaa_and_ai_act: the two selections deploy different rules.
  assert {
    condition     = alltrue([for name in ["backup-recovery-point-manual-deletion-disabled", "rds-storage-encrypted", "sagemaker-endpoint-data-capture", "s3-bucket-tagged", "efs-in-backup-plan"] : !contains(flatten(values(output.control_rules)), name)])
    error_message = "SOC 2 alone must not deploy the rules of HIPAA and the AI Act."
  }

  assert {
    condition     = keys(output.security_standards) == ["cis", "fsbp"] && output.security_standards["cis"] == "arn:aws:securityhub:eu-central-1::standards/cis-aws-foundations-benchmark/v/3.0.0"
    error_message = "SOC 2 goes with CIS 3.0."
  }
}

run "none_is_no_regime" {
  variables {
    regimes = ["none"]
  }

  assert {
    condition     = output.conformance_pack_names == ["acme-dev-infrastructure", "acme-dev-sagemaker"] && keys(output.security_standards) == ["fsbp"]
    error_message = "The questionnaire's word for no regime must give the two base packs."
  }
}

run "high_risk_adds_what_the_regimes_do_not" {
  variables {
    tier    = 3
    regimes = ["eu_ai_act"]
  }

  assert {
    condition     = output.conformance_pack_names == ["acme-dev-eu-ai-act", "acme-dev-high-risk", "acme-dev-infrastructure", "acme-dev-sagemaker"]
    error_message = "Tier 3 must add its pack."
  }

  assert {
    condition     = length(setintersection(output.pack_rules["high_risk"], flatten([for pack, rules in output.pack_rules : rules if pack != "high_risk"]))) == 0 && contains(output.pack_rules["high_risk"], "dynamodb-pitr-enabled") && contains(output.pack_rules["eu_ai_act"], "inspector-ecr-scan-enabled")
    error_message = "A rule that a chosen regime brings must not be paid for again."
  }

  assert {
    condition     = strcontains(yamldecode(aws_config_conformance_pack.this["high_risk"].template_body).Resources.SagemakerEndpointFullCapture.Properties.Source.CustomPolicyDetails.PolicyText, "InitialSamplingPercentage == 100") && contains(output.control_rules["LOG-02"], "sagemaker-endpoint-full-capture")
    error_message = "From tier 3 on every inference must be captured."
  }
}

run "high_risk_without_a_regime_stands_alone" {
  variables {
    tier = 4
  }

  assert {
    condition     = contains(output.pack_rules["high_risk"], "inspector-ecr-scan-enabled") && contains(output.pack_rules["high_risk"], "guardduty-non-archived-findings") && !contains(keys(output.pack_rules), "eu_ai_act")
    error_message = "Without a regime the pack must bring the rules itself."
  }
}

run "rules_get_their_parameters" {
  variables {
    regimes       = ["nist_800_53"]
    required_tags = ["Team", "Environment"]
  }

  assert {
    condition     = yamldecode(aws_config_conformance_pack.this["sagemaker"].template_body).Resources.SagemakerDomainTagged.Properties.InputParameters.requiredKeyTags == "Environment,Team"
    error_message = "Without keys a tag rule is content with any tag."
  }

  assert {
    condition     = yamldecode(aws_config_conformance_pack.this["nist_800_53"].template_body).Resources.IamPasswordPolicy.Properties.InputParameters.MinimumPasswordLength == "14" && yamldecode(aws_config_conformance_pack.this["infrastructure"].template_body).Resources.S3AccountLevelPublicAccessBlocksPeriodic.Properties.InputParameters.RestrictPublicBuckets == "true"
    error_message = "AWS Config applies documented defaults in the console only: the template must say them."
  }
}

run "unavailable_rules_are_left_out" {
  variables {
    regimes           = ["eu_ai_act"]
    unavailable_rules = ["SAGEMAKER_DOMAIN_IN_VPC", "SAGEMAKER_MODEL_IN_VPC"]
  }

  assert {
    condition     = !strcontains(aws_config_conformance_pack.this["sagemaker"].template_body, "SAGEMAKER_DOMAIN_IN_VPC") && !contains(output.control_rules["ZTA-03"], "sagemaker-model-in-vpc")
    error_message = "One rule a region does not have fails the whole pack, so it must be gone from the template and the map."
  }

  assert {
    condition     = contains(output.control_rules["ZTA-03"], "sagemaker-model-isolation-enabled")
    error_message = "The other rules must stay."
  }
}

run "regional_gaps_are_known" {
  assert {
    condition     = one(output.unavailable_rules) == "SAGEMAKER_MODEL_PRIVATE_REGISTRY_REQUIRED" && !strcontains(aws_config_conformance_pack.this["sagemaker"].template_body, "SAGEMAKER_MODEL_PRIVATE_REGISTRY_REQUIRED")
    error_message = "Frankfurt does not have SAGEMAKER_MODEL_PRIVATE_REGISTRY_REQUIRED: the pack must do without."
  }

  assert {
    condition     = length(setsubtract(keys(jsondecode(file("./rule_regions.json"))), keys(local.managed_rules))) == 0
    error_message = "The table of gaps must be about rules of the map."
  }
}

run "young_regions_get_smaller_packs" {
  variables {
    region = "eu-central-2"
  }

  assert {
    condition     = !contains(output.control_rules["ZTA-03"], "sagemaker-domain-in-vpc") && contains(output.control_rules["ZTA-03"], "vpc-flow-logs-enabled") && length(output.conformance_pack_names) == 2
    error_message = "Zurich lacks many rules and must still get its packs."
  }
}

run "own_rules_form_a_pack" {
  variables {
    extra_rules = { EIP_ATTACHED = { controls = ["MON-03"] }, DESIRED_INSTANCE_TENANCY = { controls = ["ZTA-06"], parameters = { tenancy = "DEDICATED" } } }
  }

  assert {
    condition     = yamldecode(aws_config_conformance_pack.this["extra"].template_body).Resources.DesiredInstanceTenancy.Properties.InputParameters.tenancy == "DEDICATED" && contains(output.control_rules["MON-03"], "eip-attached")
    error_message = "Extra rules must be deployed with their parameters and be mapped to their controls."
  }
}

run "recorder_covers_everything_and_delivers_encrypted" {
  assert {
    condition     = one(aws_config_configuration_recorder.this[0].recording_group).all_supported && one(aws_config_configuration_recorder.this[0].recording_group).include_global_resource_types && aws_config_configuration_recorder_status.this[0].is_enabled
    error_message = "The recorder must record everything and run."
  }

  assert {
    condition     = aws_config_configuration_recorder.this[0].role_arn == "arn:aws:iam::111122223333:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig"
    error_message = "The recorder must use the service-linked role, which nobody can widen."
  }

  assert {
    condition     = one(one(aws_config_configuration_recorder.this[0].recording_mode).recording_mode_override).recording_frequency == "DAILY"
    error_message = "Noisy types must be recorded daily to save cost."
  }

  assert {
    condition     = aws_config_delivery_channel.this[0].s3_kms_key_arn == var.audit_key_arn && aws_config_delivery_channel.this[0].s3_bucket_name == "acme-dev-config-111122223333" && output.config_bucket_name == "acme-dev-config-111122223333"
    error_message = "History must go to the own bucket, encrypted with the audit key."
  }

  assert {
    condition     = aws_config_retention_configuration.this[0].retention_period_in_days == 2557
    error_message = "Ten years are cut to the seven AWS Config keeps."
  }

  assert {
    condition     = one(one(aws_s3_bucket_replication_configuration.config[0].rule).destination).bucket == var.evidence_bucket_arn
    error_message = "The locked copy is made by replication: AWS Config cannot deliver to a locked bucket."
  }

  assert {
    condition     = jsondecode(aws_iam_role.replication[0].assume_role_policy).Statement[0].Condition.ArnLike["aws:SourceArn"] == "arn:aws:s3:::acme-dev-config-111122223333" && !anytrue([for s in jsondecode(aws_iam_role_policy.replication[0].policy).Statement : jsonencode(s.Resource) == jsonencode("*")])
    error_message = "Only the delivery bucket may use the role, and only on the two buckets and the key."
  }
}

run "daily_recording_needs_no_override" {
  variables {
    recording_frequency = "DAILY"
    copy_to_evidence    = false
  }

  assert {
    condition     = length(one(aws_config_configuration_recorder.this[0].recording_mode).recording_mode_override) == 0
    error_message = "An override to DAILY of a DAILY recorder is refused by AWS."
  }

  assert {
    condition     = length(aws_s3_bucket_replication_configuration.config) == 0 && length(aws_iam_role.replication) == 0
    error_message = "Without copy_to_evidence nothing is replicated."
  }
}

run "detection_is_on_by_default_and_reaches_the_topic" {
  assert {
    condition     = !aws_securityhub_account.this[0].enable_default_standards && aws_securityhub_account.this[0].control_finding_generator == "SECURITY_CONTROL"
    error_message = "Only chosen standards, and one finding per control."
  }

  assert {
    condition     = alltrue([for feature in aws_guardduty_detector_feature.this : feature.status == "ENABLED"]) && length(aws_guardduty_detector_feature.this) == 5 && aws_guardduty_detector.this[0].finding_publishing_frequency == "FIFTEEN_MINUTES"
    error_message = "The five default features must be on and findings come within a quarter of an hour."
  }

  assert {
    condition     = aws_accessanalyzer_analyzer.external[0].type == "ACCOUNT" && length(aws_accessanalyzer_analyzer.unused) == 0 && length(aws_macie2_account.this) == 0
    error_message = "External access is looked for; what costs by the role or by the gigabyte is opt-in."
  }

  assert {
    condition     = aws_inspector2_enabler.this[0].resource_types == toset(["EC2", "ECR", "LAMBDA"]) && one(aws_inspector2_enabler.this[0].account_ids) == "111122223333"
    error_message = "Images, instances and functions of this account must be scanned."
  }

  assert {
    condition = alltrue([
      aws_s3_account_public_access_block.this[0].block_public_acls,
      aws_s3_account_public_access_block.this[0].block_public_policy,
      aws_s3_account_public_access_block.this[0].ignore_public_acls,
      aws_s3_account_public_access_block.this[0].restrict_public_buckets,
      aws_ebs_encryption_by_default.this[0].enabled,
    ])
    error_message = "Public access must be blocked and volumes encrypted for the whole account."
  }

  assert {
    condition     = keys(aws_cloudwatch_event_rule.finding) == ["access-analyzer", "config-sagemaker", "guardduty", "security-hub"] && alltrue([for target in aws_cloudwatch_event_target.finding : target.arn == var.alerts_topic_arn && target.role_arn == null])
    error_message = "Findings of every active service must go to the alerts topic, without a role."
  }

  assert {
    condition     = !contains(jsondecode(aws_cloudwatch_event_rule.finding["security-hub"].event_pattern).detail.findings.Severity.Label, "LOW") && contains(jsondecode(aws_cloudwatch_event_rule.finding["security-hub"].event_pattern).detail.findings.ProductName[0]["anything-but"], "GuardDuty")
    error_message = "Security Hub must alert on high and critical findings only, and not repeat GuardDuty's."
  }

  assert {
    condition     = keys(aws_cloudwatch_metric_alarm.undelivered_findings) == keys(aws_cloudwatch_event_rule.finding)
    error_message = "Each route must have an alarm for findings it loses."
  }
}

run "features_left_out_are_switched_off" {
  variables {
    guardduty_features = ["S3_DATA_EVENTS", "AI_PROTECTION"]
  }

  assert {
    condition     = { for name, feature in aws_guardduty_detector_feature.this : name => feature.status if feature.status == "ENABLED" } == { AI_PROTECTION = "ENABLED", S3_DATA_EVENTS = "ENABLED" } && aws_guardduty_detector_feature.this["RDS_LOGIN_EVENTS"].status == "DISABLED"
    error_message = "A new detector has features on by itself: what was not asked for must be disabled."
  }
}

run "central_security_account" {
  variables {
    existing_config_bucket_name = "central-config-999988887777"
    services = {
      access_analyzer        = "adopt"
      config_recorder        = "adopt"
      ebs_default_encryption = "adopt"
      guardduty              = "adopt"
      inspector              = "adopt"
      macie                  = "adopt"
      s3_public_access_block = "adopt"
      security_hub           = "adopt"
    }
  }

  assert {
    condition = length(concat(
      aws_accessanalyzer_analyzer.external[*].id, aws_config_configuration_recorder.this[*].id, aws_config_delivery_channel.this[*].id,
      aws_config_retention_configuration.this[*].id, aws_iam_service_linked_role.config[*].id, aws_ebs_encryption_by_default.this[*].id,
      aws_guardduty_detector.this[*].id, values(aws_guardduty_detector_feature.this)[*].id, aws_macie2_account.this[*].id,
      aws_inspector2_enabler.this[*].id, aws_s3_account_public_access_block.this[*].id, aws_securityhub_account.this[*].id,
    )) == 0
    error_message = "Nothing an account has only one of may be created when it is adopted."
  }

  assert {
    condition     = output.config_bucket_name == "central-config-999988887777" && length(output.conformance_pack_names) == 2 && keys(output.security_standards) == ["fsbp"]
    error_message = "Packs and standards are still ours."
  }

  assert {
    condition     = contains(keys(aws_cloudwatch_event_rule.finding), "macie") && contains(keys(aws_cloudwatch_event_rule.finding), "guardduty")
    error_message = "Findings of adopted services must still be routed."
  }
}

run "services_that_are_off_leave_nothing" {
  variables {
    services = { access_analyzer = "off", guardduty = "off", inspector = "off", macie = "create", security_hub = "off", config_service_role = "adopt" }
  }

  assert {
    condition     = length(output.security_standards) == 0 && keys(aws_cloudwatch_event_rule.finding) == ["config-sagemaker", "macie"] && output.guardduty_detector_id == null
    error_message = "No standard and no route for a service that is off."
  }

  assert {
    condition     = length(aws_iam_service_linked_role.config) == 0 && length(aws_config_configuration_recorder.this) == 1 && aws_macie2_account.this[0].status == "ENABLED" && length(aws_inspector2_enabler.this) == 0
    error_message = "An existing service-linked role must be used, and Macie be on when asked."
  }
}

run "rejects_pack_with_too_many_rules" {
  command         = plan
  expect_failures = [aws_config_conformance_pack.this["extra"]]

  variables {
    extra_rules = { for number in range(131) : "RULE_${number}" => { controls = ["MON-03"] } }
  }
}

run "rejects_pack_that_is_too_long" {
  command         = plan
  expect_failures = [aws_config_conformance_pack.this["extra"]]

  variables {
    extra_rules = { RULE_LONG = { controls = ["MON-03"], parameters = { list = join(",", [for number in range(1000) : format("%060d", number)]) } } }
  }
}

run "rejects_repeated_rule" {
  command         = plan
  expect_failures = [var.extra_rules]

  variables {
    extra_rules = { SAGEMAKER_DOMAIN_IN_VPC = { controls = ["ZTA-03"] } }
  }
}

run "rejects_rule_name_for_identifier" {
  command         = plan
  expect_failures = [var.extra_rules]

  variables {
    extra_rules = { "eip-attached" = { controls = ["MON-03"] } }
  }
}

run "rejects_mistyped_exclusion" {
  command         = plan
  expect_failures = [var.unavailable_rules]

  variables {
    unavailable_rules = ["SAGEMAKER_DOMAIN_IN_VPCS"]
  }
}

run "rejects_unknown_regime" {
  command         = plan
  expect_failures = [var.regimes]

  variables {
    regimes = ["pci"]
  }
}

run "rejects_regime_beside_none" {
  command         = plan
  expect_failures = [var.regimes]

  variables {
    regimes = ["none", "gdpr"]
  }
}

run "rejects_unknown_tier" {
  command         = plan
  expect_failures = [var.tier]

  variables {
    tier = 5
  }
}

run "rejects_high_risk_without_detection" {
  command         = plan
  expect_failures = [var.services]

  variables {
    tier     = 3
    services = { guardduty = "off" }
  }
}

run "rejects_high_risk_with_daily_recording" {
  command         = plan
  expect_failures = [var.recording_frequency]

  variables {
    tier                = 4
    recording_frequency = "DAILY"
  }
}

run "rejects_reserved_tag_key" {
  command         = plan
  expect_failures = [var.required_tags]

  variables {
    required_tags = ["aws:createdBy"]
  }
}

run "rejects_unknown_service_mode" {
  command         = plan
  expect_failures = [var.services]

  variables {
    services = { guardduty = "yes" }
  }
}

run "rejects_packs_without_recorder" {
  command         = plan
  expect_failures = [var.services]

  variables {
    services = { config_recorder = "off" }
  }
}

run "rejects_adopted_recorder_without_bucket" {
  command         = plan
  expect_failures = [var.services]

  variables {
    services = { config_recorder = "adopt" }
  }
}

run "rejects_runtime_monitoring" {
  command         = plan
  expect_failures = [var.guardduty_features]

  variables {
    guardduty_features = ["RUNTIME_MONITORING"]
  }
}

run "rejects_unknown_frequency" {
  command         = plan
  expect_failures = [var.recording_frequency]

  variables {
    recording_frequency = "HOURLY"
  }
}

run "rejects_config_types_daily" {
  command         = plan
  expect_failures = [var.daily_recording_types]

  variables {
    daily_recording_types = ["AWS::Config::ResourceCompliance"]
  }
}

run "rejects_malformed_type" {
  command         = plan
  expect_failures = [var.daily_recording_types]

  variables {
    daily_recording_types = ["eni"]
  }
}

run "rejects_endless_retention" {
  command         = plan
  expect_failures = [var.retention_years]

  variables {
    retention_years = 0
  }
}

run "rejects_emptying_the_history_of_prod" {
  command         = plan
  expect_failures = [var.force_destroy]

  variables {
    environment   = "prod"
    force_destroy = true
  }
}

run "rejects_bad_names" {
  command         = plan
  expect_failures = [var.environment, var.name_prefix, var.region, var.audit_key_arn, var.alerts_topic_arn, var.evidence_bucket_arn]

  variables {
    environment         = "production"
    name_prefix         = "Acme"
    region              = "Frankfurt"
    audit_key_arn       = "alias/audit"
    alerts_topic_arn    = "alerts"
    evidence_bucket_arn = "evidence"
  }
}
