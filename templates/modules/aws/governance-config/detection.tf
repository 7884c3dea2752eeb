locals {
  # No Security Hub standard exists for HIPAA, GDPR, SOC 2, the AI Act or ISO 42001: the nearest one that adds something.
  standards = {
    fsbp    = { path = "aws-foundational-security-best-practices/v/1.0.0", regimes = null }
    cis     = { path = "cis-aws-foundations-benchmark/v/3.0.0", regimes = ["gdpr", "soc2", "sr_26_2"] }
    nist    = { path = "nist-800-53/v/5.0.0", regimes = ["hipaa", "nist_800_53"] }
    tagging = { path = "aws-resource-tagging-standard/v/1.0.0", regimes = ["eu_ai_act", "iso_42001"] }
  }
  wanted_standards = {
    for name, standard in local.standards : name => "arn:${local.partition}:securityhub:${var.region}::standards/${standard.path}"
    if var.services.security_hub != "off" && (standard.regimes == null ? true : length(setintersection(local.regimes, standard.regimes)) > 0)
  }

  # Every feature that is on by default is named, so that leaving one out of the input switches it off.
  default_features = ["EBS_MALWARE_PROTECTION", "EKS_AUDIT_LOGS", "LAMBDA_NETWORK_LOGS", "RDS_LOGIN_EVENTS", "S3_DATA_EVENTS"]
  detector_features = {
    for name in setunion(local.default_features, var.guardduty_features) :
    name => contains(var.guardduty_features, name) ? "ENABLED" : "DISABLED"
  }

  # What is worth a message. Patterns as JSON text: their shapes differ, a map must have one type.
  finding_routes = {
    access-analyzer = {
      service = var.services.access_analyzer
      text    = "A resource can be reached from outside the account."
      pattern = jsonencode({
        source        = ["aws.access-analyzer"]
        "detail-type" = ["Access Analyzer Finding"]
        detail        = { status = ["ACTIVE"] }
      })
    }
    config-sagemaker = {
      service = var.services.config_recorder
      text    = "A SageMaker resource broke a rule."
      pattern = jsonencode({
        source        = ["aws.config"]
        "detail-type" = ["Config Rules Compliance Change"]
        detail = {
          messageType         = ["ComplianceChangeNotification"]
          configRuleName      = [{ prefix = "sagemaker-" }]
          newEvaluationResult = { complianceType = ["NON_COMPLIANT"] }
        }
      })
    }
    guardduty = {
      service = var.services.guardduty
      text    = "GuardDuty found a threat of medium severity or worse."
      pattern = jsonencode({
        source        = ["aws.guardduty"]
        "detail-type" = ["GuardDuty Finding"]
        detail        = { severity = [{ numeric = [">=", 4] }] }
      })
    }
    macie = {
      service = var.services.macie
      text    = "Macie found sensitive data or a bucket that exposes it."
      pattern = jsonencode({
        source        = ["aws.macie"]
        "detail-type" = ["Macie Finding"]
        detail        = { severity = { description = ["High"] } }
      })
    }
    security-hub = {
      service = var.services.security_hub
      text    = "Security Hub has a new finding of high or critical severity."
      pattern = jsonencode({
        source        = ["aws.securityhub"]
        "detail-type" = ["Security Hub Findings - Imported"]
        detail = {
          findings = {
            # These three have a route of their own and would arrive twice.
            ProductName = [{ "anything-but" = ["GuardDuty", "IAM Access Analyzer", "Macie"] }]
            RecordState = ["ACTIVE"]
            Severity    = { Label = ["CRITICAL", "HIGH"] }
            Workflow    = { Status = ["NEW"] }
          }
        }
      })
    }
  }
  active_routes = { for name, route in local.finding_routes : name => route if route.service != "off" }
}

resource "aws_securityhub_account" "this" {
  count = var.services.security_hub == "create" ? 1 : 0

  # The default standards include a CIS version of 2018; the ones wanted are subscribed below.
  enable_default_standards  = false
  control_finding_generator = "SECURITY_CONTROL"
  auto_enable_controls      = true
}

resource "aws_securityhub_standards_subscription" "this" {
  for_each = local.wanted_standards

  standards_arn = each.value

  # Most Security Hub controls are Config rules: without a recorder they stay without data.
  depends_on = [aws_securityhub_account.this, aws_config_configuration_recorder_status.this]
}

resource "aws_guardduty_detector" "this" {
  #checkov:skip=CKV2_AWS_3:the check wants an organisation configuration, which only the delegated administrator account can have; owner=platform-team; expires=2027-06-30
  count = var.services.guardduty == "create" ? 1 : 0

  enable                       = true
  finding_publishing_frequency = "FIFTEEN_MINUTES"
  tags                         = var.tags
}

resource "aws_guardduty_detector_feature" "this" {
  for_each = var.services.guardduty == "create" ? local.detector_features : {}

  detector_id = aws_guardduty_detector.this[0].id
  name        = each.key
  status      = each.value
}

resource "aws_accessanalyzer_analyzer" "external" {
  count = var.services.access_analyzer == "create" ? 1 : 0

  analyzer_name = "${var.name_prefix}-external-access"
  type          = "ACCOUNT"
  tags          = var.tags
}

resource "aws_accessanalyzer_analyzer" "unused" {
  count = var.services.access_analyzer == "create" && var.unused_access_analyzer ? 1 : 0

  analyzer_name = "${var.name_prefix}-unused-access"
  type          = "ACCOUNT_UNUSED_ACCESS"
  tags          = var.tags

  configuration {
    unused_access {
      unused_access_age = 90
    }
  }
}

# Images of the registry, the instances behind EKS nodes, and functions. Findings go to Security Hub and from there to the topic.
resource "aws_inspector2_enabler" "this" {
  count = var.services.inspector == "create" ? 1 : 0

  account_ids    = [local.account_id]
  resource_types = ["EC2", "ECR", "LAMBDA"]
}

resource "aws_macie2_account" "this" {
  count = var.services.macie == "create" ? 1 : 0

  finding_publishing_frequency = "FIFTEEN_MINUTES"
  status                       = "ENABLED"
}

resource "aws_s3_account_public_access_block" "this" {
  count = var.services.s3_public_access_block == "create" ? 1 : 0

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

# With the AWS-managed key as default: a customer key would also be used by other teams' instances, and Auto Scaling's
# service-linked role needs a grant on it first. The platform's own volumes name their key.
resource "aws_ebs_encryption_by_default" "this" {
  count = var.services.ebs_default_encryption == "create" ? 1 : 0

  enabled = true
}

resource "aws_cloudwatch_event_rule" "finding" {
  for_each = local.active_routes

  name          = "${var.name_prefix}-finding-${each.key}"
  description   = each.value.text
  event_pattern = each.value.pattern
  tags          = var.tags
}

# No role_arn: with one, EventBridge fails to publish to an encrypted topic (EventBridge User Guide, resource-based policies).
resource "aws_cloudwatch_event_target" "finding" {
  for_each = local.active_routes

  rule      = aws_cloudwatch_event_rule.finding[each.key].name
  target_id = "alerts-topic"
  arn       = var.alerts_topic_arn
}

# A wrong topic or key policy loses findings without an error anywhere but in this metric.
resource "aws_cloudwatch_metric_alarm" "undelivered_findings" {
  for_each = local.active_routes

  alarm_name          = "${var.name_prefix}-finding-${each.key}-undelivered"
  alarm_description   = "EventBridge could not hand over a finding: ${each.value.text}"
  namespace           = "AWS/Events"
  metric_name         = "FailedInvocations"
  dimensions          = { RuleName = aws_cloudwatch_event_rule.finding[each.key].name }
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = 1
  threshold           = 1
  comparison_operator = "GreaterThanOrEqualToThreshold"
  treat_missing_data  = "notBreaching"
  actions_enabled     = true
  alarm_actions       = [var.alerts_topic_arn]
  tags                = var.tags
}
