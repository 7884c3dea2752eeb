data "aws_caller_identity" "current" {}

locals {
  account_id    = data.aws_caller_identity.current.account_id
  report_bucket = "${var.name_prefix}-assessments-${local.account_id}"

  # Which assessment gives evidence for a regime. None exists for the AI Act and ISO 42001: AWS's best practices for generative AI
  # are the nearest; SR 26-2 has nothing near.
  assessments_of = {
    eu_ai_act   = "generative_ai"
    gdpr        = "gdpr"
    hipaa       = "hipaa"
    iso_42001   = "generative_ai"
    nist_800_53 = "nist_800_53"
    soc2        = "soc2"
  }
  missing_assessments = sort(distinct([
    for regime, framework in local.assessments_of : framework
    if contains(var.regimes == null ? [] : tolist(var.regimes), regime) && !contains(keys(var.framework_ids), framework)
  ]))
}

# Audit Manager collects evidence; rules, recorder and detectors are still those of the flavour conformance.
module "conformance" {
  source = "../governance-config"

  access_log_bucket           = var.access_log_bucket
  alerts_topic_arn            = var.alerts_topic_arn
  audit_key_arn               = var.audit_key_arn
  copy_to_evidence            = var.copy_to_evidence
  daily_recording_types       = var.daily_recording_types
  environment                 = var.environment
  evidence_bucket_arn         = var.evidence_bucket_arn
  existing_config_bucket_name = var.existing_config_bucket_name
  extra_rules                 = var.extra_rules
  force_destroy               = var.force_destroy
  guardduty_features          = var.guardduty_features
  name_prefix                 = var.name_prefix
  permissions_boundary_arn    = var.permissions_boundary_arn
  record_global_resources     = var.record_global_resources
  recording_frequency         = var.recording_frequency
  regimes                     = var.regimes
  region                      = var.region
  required_tags               = var.required_tags
  retention_years             = var.retention_years
  services                    = var.services
  tags                        = var.tags
  tier                        = var.tier
  unavailable_rules           = var.unavailable_rules
  unused_access_analyzer      = var.unused_access_analyzer
}

# Without Object Lock: reports are regenerated, and Audit Manager documents no delivery to a locked bucket. The evidence they rest on
# is locked by audit-trail.
module "reports" {
  source = "../_secure-bucket"

  name              = local.report_bucket
  purpose           = "assessments"
  kms_key_arn       = var.audit_key_arn
  access_log_bucket = var.access_log_bucket
  force_destroy     = var.force_destroy
  lifecycle_rules   = { transition_ia_days = 90, expire_days = ceil(var.retention_years * 365.25) }
  tags              = var.tags
}

resource "aws_auditmanager_account_registration" "this" {
  count = var.existing_audit_manager && var.manage_registration ? 1 : 0

  kms_key               = var.audit_key_arn
  deregister_on_destroy = false
}

resource "aws_auditmanager_assessment" "this" {
  for_each = { for name, id in var.framework_ids : name => id if var.existing_audit_manager }

  name         = "${var.name_prefix}-${replace(each.key, "_", "-")}"
  description  = "Continuous evidence of ${var.name_prefix} for ${each.key}."
  framework_id = each.value
  tags         = var.tags

  assessment_reports_destination {
    destination      = "s3://${module.reports.name}"
    destination_type = "S3"
  }

  dynamic "roles" {
    for_each = var.process_owner_arns

    content {
      role_arn  = roles.value
      role_type = "PROCESS_OWNER"
    }
  }

  # No aws_services: Audit Manager infers them from the framework and ignores what is named here.
  scope {
    aws_accounts {
      id = local.account_id
    }
  }

  # Evidence comes from Config rules and Security Hub: without them an assessment stays empty.
  depends_on = [aws_auditmanager_account_registration.this, module.conformance]
}

check "regimes_have_assessments" {
  assert {
    condition     = length(local.missing_assessments) == 0
    error_message = "Chosen regimes have no assessment: add ${join(", ", local.missing_assessments)} to framework_ids."
  }
}
