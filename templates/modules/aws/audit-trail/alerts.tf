locals {
  alerts_topic_name = "${var.name_prefix}-alerts"
  alerts_topic_arn  = "arn:${local.partition}:sns:${var.region}:${local.account_id}:${local.alerts_topic_name}"

  # Services that publish alerts, with the condition each of them supports.
  alert_publishers = {
    AllowCloudWatch = {
      service   = "cloudwatch.amazonaws.com"
      condition = { StringEquals = { "aws:SourceAccount" = local.account_id } }
    }
    AllowBudgets = {
      service = "budgets.amazonaws.com"
      condition = {
        StringEquals = { "aws:SourceAccount" = local.account_id }
        ArnLike      = { "aws:SourceArn" = "arn:${local.partition}:budgets::${local.account_id}:*" }
      }
    }
    AllowCostAnomalies = {
      service   = "costalerts.amazonaws.com"
      condition = { StringEquals = { "aws:SourceAccount" = local.account_id } }
    }
  }

  alerts_topic_policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [
        for sid, publisher in local.alert_publishers : {
          Sid       = sid
          Effect    = "Allow"
          Principal = { Service = publisher.service }
          Action    = "sns:Publish"
          Resource  = local.alerts_topic_arn
          Condition = publisher.condition
        }
      ],
      [
        {
          # No condition on purpose: EventBridge supports none in topic policies (EventBridge User Guide, troubleshooting)
          # and none in the topic's key policy either (SNS Developer Guide, key management); with one, events are lost silently.
          Sid       = "AllowEventBridge"
          Effect    = "Allow"
          Principal = { Service = "events.amazonaws.com" }
          Action    = "sns:Publish"
          Resource  = local.alerts_topic_arn
        },
        {
          Sid       = "DenyPlainHttp"
          Effect    = "Deny"
          Principal = "*"
          Action    = "sns:Publish"
          Resource  = local.alerts_topic_arn
          Condition = { Bool = { "aws:SecureTransport" = "false" } }
        },
      ],
    )
  })

  # The log metric alarms of the CIS AWS Foundations Benchmark (chapter Monitoring), each with its number there.
  trail_metrics = {
    unauthorized-calls = {
      text      = "CIS 4.1: many calls were refused; somebody probes or a role is misconfigured."
      threshold = 10
      pattern   = "{ ($.errorCode = \"*UnauthorizedOperation\") || ($.errorCode = \"AccessDenied*\") }"
    }
    console-login-without-mfa = {
      text      = "CIS 4.2: a console login without MFA succeeded."
      threshold = 1
      pattern   = "{ ($.eventName = \"ConsoleLogin\") && ($.additionalEventData.MFAUsed != \"Yes\") && ($.userIdentity.type = \"IAMUser\") && ($.responseElements.ConsoleLogin = \"Success\") }"
    }
    root-use = {
      text      = "CIS 4.3: the root user was used."
      threshold = 1
      pattern   = "{ ($.userIdentity.type = \"Root\") && ($.userIdentity.invokedBy NOT EXISTS) && ($.eventType != \"AwsServiceEvent\") }"
    }
    iam-policy-changes = {
      text      = "CIS 4.4: an IAM policy was created, changed, attached or removed."
      threshold = 1
      pattern   = "{ ($.eventSource = \"iam.amazonaws.com\") && (${join(" || ", [for name in ["DeleteGroupPolicy", "DeleteRolePolicy", "DeleteUserPolicy", "PutGroupPolicy", "PutRolePolicy", "PutUserPolicy", "CreatePolicy", "DeletePolicy", "CreatePolicyVersion", "DeletePolicyVersion", "AttachRolePolicy", "DetachRolePolicy", "AttachUserPolicy", "DetachUserPolicy", "AttachGroupPolicy", "DetachGroupPolicy"] : "($.eventName = \"${name}\")"])}) }"
    }
    trail-tampering = {
      text      = "CIS 4.5: a trail was changed, stopped or deleted."
      threshold = 1
      pattern   = "{ ($.eventSource = \"cloudtrail.amazonaws.com\") && (${join(" || ", [for name in ["CreateTrail", "UpdateTrail", "DeleteTrail", "StartLogging", "StopLogging", "PutEventSelectors"] : "($.eventName = \"${name}\")"])}) }"
    }
    console-login-failures = {
      text      = "CIS 4.6: console logins failed repeatedly."
      threshold = 5
      pattern   = "{ ($.eventName = \"ConsoleLogin\") && ($.errorMessage = \"Failed authentication\") }"
    }
    key-deletion = {
      text      = "CIS 4.7: a KMS key was disabled or scheduled for deletion; data encrypted with it is about to be lost."
      threshold = 1
      pattern   = "{ ($.eventSource = \"kms.amazonaws.com\") && (($.eventName = \"DisableKey\") || ($.eventName = \"ScheduleKeyDeletion\")) }"
    }
    bucket-policy-changes = {
      text      = "CIS 4.8: access, encryption, lifecycle or replication of a bucket was changed."
      threshold = 1
      pattern   = "{ ($.eventSource = \"s3.amazonaws.com\") && (${join(" || ", [for name in ["PutBucketAcl", "PutBucketPolicy", "DeleteBucketPolicy", "PutBucketCors", "DeleteBucketCors", "PutBucketLifecycle", "DeleteBucketLifecycle", "PutBucketReplication", "DeleteBucketReplication"] : "($.eventName = \"${name}\")"])}) }"
    }
    config-changes = {
      text      = "CIS 4.9: the AWS Config recorder or its channel was changed or stopped."
      threshold = 1
      pattern   = "{ ($.eventSource = \"config.amazonaws.com\") && (${join(" || ", [for name in ["StopConfigurationRecorder", "DeleteDeliveryChannel", "PutDeliveryChannel", "PutConfigurationRecorder"] : "($.eventName = \"${name}\")"])}) }"
    }
    security-group-changes = {
      text      = "CIS 4.10: a security group was changed."
      threshold = 1
      pattern   = "{ ${join(" || ", [for name in ["AuthorizeSecurityGroupIngress", "AuthorizeSecurityGroupEgress", "RevokeSecurityGroupIngress", "RevokeSecurityGroupEgress", "CreateSecurityGroup", "DeleteSecurityGroup"] : "($.eventName = \"${name}\")"])} }"
    }
    network-acl-changes = {
      text      = "CIS 4.11: a network ACL was changed."
      threshold = 1
      pattern   = "{ ${join(" || ", [for name in ["CreateNetworkAcl", "CreateNetworkAclEntry", "DeleteNetworkAcl", "DeleteNetworkAclEntry", "ReplaceNetworkAclEntry", "ReplaceNetworkAclAssociation"] : "($.eventName = \"${name}\")"])} }"
    }
    gateway-changes = {
      text      = "CIS 4.12: an internet, NAT or customer gateway was made, attached or removed; an isolated network has none."
      threshold = 1
      pattern   = "{ ${join(" || ", [for name in ["CreateInternetGateway", "AttachInternetGateway", "DetachInternetGateway", "DeleteInternetGateway", "CreateNatGateway", "CreateCustomerGateway", "DeleteCustomerGateway"] : "($.eventName = \"${name}\")"])} }"
    }
    route-changes = {
      text      = "CIS 4.13: a route or route table was changed."
      threshold = 1
      pattern   = "{ ($.eventSource = \"ec2.amazonaws.com\") && (${join(" || ", [for name in ["CreateRoute", "CreateRouteTable", "ReplaceRoute", "ReplaceRouteTableAssociation", "DeleteRoute", "DeleteRouteTable", "DisassociateRouteTable"] : "($.eventName = \"${name}\")"])}) }"
    }
    vpc-changes = {
      text      = "CIS 4.14: a VPC or a peering was made, changed or removed."
      threshold = 1
      pattern   = "{ ${join(" || ", [for name in ["CreateVpc", "DeleteVpc", "ModifyVpcAttribute", "AcceptVpcPeeringConnection", "CreateVpcPeeringConnection", "DeleteVpcPeeringConnection", "RejectVpcPeeringConnection", "AttachClassicLinkVpc", "DetachClassicLinkVpc", "DisableVpcClassicLink", "EnableVpcClassicLink"] : "($.eventName = \"${name}\")"])} }"
    }
    organization-changes = {
      text      = "CIS 4.15: the organisation, its units, its policies or its accounts were changed. Seen in the management account only."
      threshold = 1
      pattern   = "{ ($.eventSource = \"organizations.amazonaws.com\") && (${join(" || ", [for name in ["AcceptHandshake", "AttachPolicy", "CreateAccount", "CreateOrganizationalUnit", "CreatePolicy", "DeclineHandshake", "DeleteOrganization", "DeleteOrganizationalUnit", "DeletePolicy", "DetachPolicy", "DisablePolicyType", "EnablePolicyType", "InviteAccountToOrganization", "LeaveOrganization", "MoveAccount", "RemoveAccountFromOrganization", "UpdateOrganizationalUnit", "UpdatePolicy"] : "($.eventName = \"${name}\")"])}) }"
    }
  }

  # Events that must reach somebody within seconds; metric alarms need minutes and a trail of our own.
  event_rules = {
    trail-stop = {
      text = "A trail was stopped, deleted or made to record less."
      pattern = {
        source        = ["aws.cloudtrail"]
        "detail-type" = ["AWS API Call via CloudTrail"]
        detail = {
          eventSource = ["cloudtrail.amazonaws.com"]
          eventName   = ["StopLogging", "DeleteTrail", "UpdateTrail", "PutEventSelectors"]
        }
      }
    }
    model-approval = {
      text = "The approval of a model package changed."
      pattern = {
        source        = ["aws.sagemaker"]
        "detail-type" = ["SageMaker Model Package State Change"]
        detail        = { ModelApprovalStatus = ["Approved", "Rejected"] }
      }
    }
  }
}

resource "aws_sns_topic" "alerts" {
  name              = local.alerts_topic_name
  kms_master_key_id = var.alerts_key_arn
  tags              = var.tags
}

resource "aws_sns_topic_policy" "alerts" {
  arn    = aws_sns_topic.alerts.arn
  policy = local.alerts_topic_policy
}

resource "aws_sns_topic_subscription" "alert_emails" {
  for_each = var.alert_emails

  topic_arn = aws_sns_topic.alerts.arn
  protocol  = "email"
  endpoint  = each.value
}

resource "aws_cloudwatch_log_metric_filter" "trail" {
  for_each = local.create_trail ? local.trail_metrics : {}

  name           = "${var.name_prefix}-${each.key}"
  log_group_name = aws_cloudwatch_log_group.trail[0].name
  pattern        = each.value.pattern

  metric_transformation {
    namespace     = "${var.name_prefix}/audit"
    name          = each.key
    value         = "1"
    default_value = "0"
  }
}

resource "aws_cloudwatch_metric_alarm" "trail" {
  for_each = local.create_trail ? local.trail_metrics : {}

  alarm_name          = "${var.name_prefix}-${each.key}"
  alarm_description   = each.value.text
  namespace           = "${var.name_prefix}/audit"
  metric_name         = each.key
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = 1
  threshold           = each.value.threshold
  comparison_operator = "GreaterThanOrEqualToThreshold"
  treat_missing_data  = "notBreaching"
  actions_enabled     = true
  alarm_actions       = [aws_sns_topic.alerts.arn]
  tags                = var.tags

  depends_on = [aws_cloudwatch_log_metric_filter.trail]
}

resource "aws_cloudwatch_event_rule" "alert" {
  for_each = local.event_rules

  name          = "${var.name_prefix}-${each.key}"
  description   = each.value.text
  event_pattern = jsonencode(each.value.pattern)
  tags          = var.tags
}

resource "aws_cloudwatch_event_target" "alert" {
  for_each = local.event_rules

  rule      = aws_cloudwatch_event_rule.alert[each.key].name
  target_id = "alerts-topic"
  arn       = aws_sns_topic.alerts.arn

  depends_on = [aws_sns_topic_policy.alerts]
}

# A wrong topic or key policy loses events without an error anywhere but in this metric.
resource "aws_cloudwatch_metric_alarm" "undelivered_events" {
  for_each = local.event_rules

  alarm_name          = "${var.name_prefix}-${each.key}-undelivered"
  alarm_description   = "EventBridge could not hand over an event: ${each.value.text}"
  namespace           = "AWS/Events"
  metric_name         = "FailedInvocations"
  dimensions          = { RuleName = aws_cloudwatch_event_rule.alert[each.key].name }
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = 1
  threshold           = 1
  comparison_operator = "GreaterThanOrEqualToThreshold"
  treat_missing_data  = "notBreaching"
  actions_enabled     = true
  alarm_actions       = [aws_sns_topic.alerts.arn]
  tags                = var.tags
}
