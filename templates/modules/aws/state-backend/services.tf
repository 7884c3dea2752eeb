# What the pipeline may do per service. `read` goes to both roles on every resource (most List and Describe calls take no
# resource), and leaves out calls that return data or secrets. `write` goes to the apply role on `names` only: ARN suffixes after
# arn:<partition>:<service>:<region>:<account>: of resources that carry our prefix. Verbs are spelled out per service, since
# Put or Get alone means configuration in one service and records in the next.
locals {
  p = var.name_prefix
  u = replace(var.name_prefix, "-", "_") # Glue databases and signing profiles take no hyphen

  services = {
    # Data
    athena = {
      topic = "data", read = "List* GetWorkGroup GetDataCatalog GetNamedQuery GetPreparedStatement"
      write = "Create* Delete* Update* TagResource UntagResource"
      names = ["workgroup/${local.p}-*", "datacatalog/${local.p}-*"]
    }
    dynamodb = {
      topic = "data", read = "Describe* List* GetResourcePolicy"
      write = "CreateTable DeleteTable UpdateTable UpdateTimeToLive UpdateContinuousBackups PutResourcePolicy DeleteResourcePolicy TagResource UntagResource"
      names = ["table/${local.p}-*"]
    }
    firehose = {
      topic = "data", read = "Describe* List*", write = "Create* Delete* Update* Start* Stop* Tag* Untag*"
      names = ["deliverystream/${local.p}-*"]
    }
    glue = {
      topic = "data", read = "Get* List* BatchGet*", write = "Create* Delete* Update* Start* Stop* Put* Tag* Untag*"
      names = ["catalog", "database/${local.u}_*", "table/${local.u}_*", "job/${local.p}-*", "crawler/${local.p}-*", "connection/${local.p}-*", "trigger/${local.p}-*", "workflow/${local.p}-*", "registry/${local.p}-*", "schema/${local.p}-*", "dataQualityRuleset/${local.p}-*"]
    }
    kafka = {
      topic = "data", read = "Describe* Get* List*", write = "Create* Delete* Update* Put* Tag* Untag* BatchAssociate* BatchDisassociate*"
      names = ["cluster/${local.p}-*", "configuration/${local.p}-*", "topic/${local.p}-*"]
    }
    kinesis = {
      topic = "data", read = "Describe* List*", write = "CreateStream DeleteStream Update* *RetentionPeriod *StreamEncryption *Tags* TagResource UntagResource"
      names = ["stream/${local.p}-*"]
    }
    kinesisanalytics = {
      topic = "data", read = "Describe* List*", write = "Create* Delete* Update* Add* Start* Stop* Tag* Untag*"
      names = ["application/${local.p}-*"]
    }
    rds = {
      topic = "data", read = "Describe* List*", write = "Create* Delete* Modify* AddTags* RemoveTags* AddRoleTo* RemoveRoleFrom* EnableHttp*"
      names = ["cluster:${local.p}-*", "db:${local.p}-*", "subgrp:${local.p}-*", "cluster-pg:${local.p}-*", "pg:${local.p}-*", "cluster-snapshot:${local.p}-*"]
    }
    s3tables = {
      topic = "data", read = "GetTableBucket* GetTableMetadataLocation GetTablePolicy GetTableEncryption GetTableMaintenance* GetTable GetNamespace List*"
      write = "Create* Delete* Put* Rename* UpdateTableMetadataLocation TagResource UntagResource"
      names = ["bucket/${local.p}-*"]
    }
    s3vectors = {
      topic = "data", read = "GetVectorBucket* GetIndex ListVectorBuckets ListIndexes ListTagsForResource"
      write = "CreateVectorBucket DeleteVectorBucket* PutVectorBucketPolicy CreateIndex DeleteIndex TagResource UntagResource"
      names = ["bucket/${local.p}-*"]
    }

    # Models, compute and their triggers
    codebuild = {
      topic = "compute", read = "List* BatchGetProjects GetResourcePolicy", write = "CreateProject DeleteProject UpdateProject CreateWebhook DeleteWebhook UpdateWebhook"
      names = ["project/${local.p}-*"]
    }
    ecr = {
      topic = "compute", read = "Describe* List* GetLifecyclePolicy GetRepositoryPolicy GetRegistryPolicy GetRegistryScanningConfiguration"
      write = "CreateRepository DeleteRepository PutImageScanning* PutImageTagMutability PutLifecyclePolicy DeleteLifecyclePolicy SetRepositoryPolicy DeleteRepositoryPolicy TagResource UntagResource"
      names = ["repository/${local.p}-*", "repository/${local.p}/*"]
    }
    eks = {
      topic = "compute", read = "Describe* List*", write = "Create* Delete* Update* Associate* Disassociate* Tag* Untag*"
      names = ["cluster/${local.p}-*", "nodegroup/${local.p}-*", "addon/${local.p}-*", "access-entry/${local.p}-*", "podidentityassociation/${local.p}-*", "fargateprofile/${local.p}-*", "identityproviderconfig/${local.p}-*"]
    }
    elasticloadbalancing = {
      topic = "compute", read = "Describe*", write = "Create* Delete* Modify* Set* RegisterTargets DeregisterTargets AddTags RemoveTags"
      names = ["loadbalancer/app/${local.p}-*", "loadbalancer/net/${local.p}-*", "targetgroup/${local.p}-*", "listener/app/${local.p}-*", "listener/net/${local.p}-*"]
    }
    events = {
      topic = "compute", read = "Describe* List*", write = "Create* Delete* Update* PutRule PutTargets RemoveTargets EnableRule DisableRule Tag* Untag*"
      names = ["rule/${local.p}-*", "event-bus/${local.p}-*", "archive/${local.p}-*"]
    }
    iot = {
      topic = "compute", read = "Describe* Get* List*", write = "Create* Delete* Update* Attach* Detach* SetDefaultPolicyVersion AddThingTo* RemoveThingFrom* Tag* Untag*"
      names = ["thing/${local.p}-*", "thinggroup/${local.p}-*", "thingtype/${local.p}-*", "policy/${local.p}-*", "rolealias/${local.p}-*", "rule/${local.u}_*"]
    }
    lambda = {
      topic = "compute", read = "Get* List*", write = "Create* Delete* Update* Put* Publish* AddPermission RemovePermission Tag* Untag*"
      names = ["function:${local.p}-*", "layer:${local.p}-*"]
    }
    sagemaker = {
      topic = "compute", read = "Describe* List* GetModelPackageGroupPolicy GetSagemakerServicecatalogPortfolioStatus"
      write = "Create* Delete* Update* Put* Start* Stop* Register* Associate* Disassociate* AddTags DeleteTags"
      names = ["*/${local.p}-*"]
    }
    scheduler = {
      topic = "compute", read = "Get* List*", write = "Create* Delete* Update* Tag* Untag*"
      names = ["schedule/${local.p}-*", "schedule-group/${local.p}-*", "schedule/default/${local.p}-*"]
    }
    signer = {
      topic = "compute", read = "Get* List*", write = "PutSigningProfile CancelSigningProfile AddProfilePermission RemoveProfilePermission TagResource UntagResource"
      names = ["/signing-profiles/${local.u}_*"]
    }
    states = {
      topic = "compute", read = "Describe* List* ValidateStateMachineDefinition", write = "Create* Delete* Update* Tag* Untag* PublishStateMachineVersion"
      names = ["stateMachine:${local.p}-*"]
    }

    # Network: there is one firewall with one policy, called as the platform itself.
    network-firewall = {
      topic = "network", read = "Describe* List*", write = "Create* Delete* Update* Associate* Disassociate* TagResource UntagResource"
      names = ["firewall/${local.p}", "firewall-policy/${local.p}", "stateful-rulegroup/${local.p}-*", "stateless-rulegroup/${local.p}-*", "tls-configuration/${local.p}-*"]
    }

    # Audit, alerts, edge
    backup = {
      topic = "operations", read = "Describe* Get* List*", write = "CreateBackupVault DeleteBackupVault Put* DeleteBackupVault* Tag* Untag*"
      names = ["backup-vault:${local.p}-*"]
    }
    cloudtrail = {
      topic = "operations", read = "Describe* Get* List*", write = "CreateTrail UpdateTrail DeleteTrail StartLogging StopLogging Put* AddTags RemoveTags"
      names = ["trail/${local.p}-*"]
    }
    cloudwatch = {
      topic = "operations", read = "Describe* GetDashboard GetMetricData GetMetricStream GetInsightRuleReport List*", write = "PutMetricAlarm PutCompositeAlarm DeleteAlarms PutInsightRule DeleteInsightRules PutAnomalyDetector DeleteAnomalyDetector TagResource UntagResource"
      names = ["alarm:${local.p}-*", "insight-rule/${local.p}-*"]
    }
    logs = {
      topic = "operations", read = "Describe* List*", write = "CreateLogGroup DeleteLogGroup PutRetentionPolicy DeleteRetentionPolicy PutMetricFilter DeleteMetricFilter PutSubscriptionFilter DeleteSubscriptionFilter AssociateKmsKey DisassociateKmsKey PutLogGroupDeletionProtection PutDataProtectionPolicy DeleteDataProtectionPolicy TagResource UntagResource"
      # Vended logs end in the prefix itself, once with the :* of the ARN; SageMaker writes its own into four groups of the account.
      names = concat(
        ["log-group:${local.p}-*", "log-group:/${local.p}/*", "log-group:/aws/*/${local.p}", "log-group:/aws/*/${local.p}:*", "log-group:/aws/*/${local.p}-*", "log-group:/aws/*/${local.p}/*"],
        [for name in ["ProcessingJobs", "TrainingJobs", "TransformJobs", "studio"] : "log-group:/aws/sagemaker/${name}*"],
      )
    }
    secretsmanager = {
      topic = "operations", read = "DescribeSecret GetResourcePolicy List*", write = "CreateSecret DeleteSecret UpdateSecret PutSecretValue RotateSecret CancelRotateSecret PutResourcePolicy DeleteResourcePolicy GetSecretValue TagResource UntagResource"
      names = ["secret:${local.p}-*", "secret:${local.p}/*"]
    }
    sns = {
      topic = "operations", read = "Get* List*", write = "CreateTopic DeleteTopic SetTopicAttributes Subscribe Unsubscribe SetSubscriptionAttributes TagResource UntagResource"
      names = ["${local.p}-*"]
    }
    sqs = {
      topic = "operations", read = "GetQueueAttributes GetQueueUrl List*", write = "CreateQueue DeleteQueue SetQueueAttributes TagQueue UntagQueue"
      names = ["${local.p}-*"]
    }
    ssm = {
      topic = "operations", read = "Describe* List* GetDocument", write = "PutParameter DeleteParameter GetParameter GetParameters CreateDocument DeleteDocument UpdateDocument* AddTagsToResource RemoveTagsFromResource"
      names = ["parameter/${local.p}/*", "parameter/${local.p}-*", "document/${local.p}-*"]
    }
    wafv2 = {
      topic = "operations", read = "Describe* Get* List*", write = "Create* Delete* Update* Put* Associate* Disassociate* TagResource UntagResource"
      # A web ACL with managed rules is authorised against the rule set too, which belongs to the vendor.
      names = ["regional/webacl/${local.p}-*", "regional/ipset/${local.p}-*", "regional/rulegroup/${local.p}-*", "regional/regexpatternset/${local.p}-*", "regional/managedruleset/*/*"]
    }
  }

  # Read only: what is written below by tag or singleton, or never by a pipeline.
  more_reads = {
    access-analyzer         = "Get* List*"
    account                 = "GetContactInformation GetAlternateContact GetRegionOptStatus"
    acm                     = "Describe* List*"
    aoss                    = "BatchGet* Get* List*"
    application-autoscaling = "Describe* List*"
    aps                     = "Describe* GetRuleGroupsNamespace List*"
    apigateway              = "GET"
    auditmanager            = "GetAccountStatus GetSettings GetAssessment GetAssessmentFramework GetControl List*"
    autoscaling             = "Describe*"
    bedrock                 = "GetGuardrail GetModelInvocationLoggingConfiguration List*"
    budgets                 = "Describe* View* List*"
    ce                      = "GetAnomalyMonitors GetAnomalySubscriptions ListTagsForResource"
    cognito-idp             = "DescribeUserPool DescribeUserPoolDomain DescribeResourceServer GetUserPoolMfaConfig ListTagsForResource ListUserPools"
    config                  = "Describe* Get* List*"
    ec2                     = "Describe* GetEbsEncryptionByDefault GetEbsDefaultKmsKeyId GetManagedPrefixListEntries GetVpnConnectionDeviceTypes List*"
    elasticfilesystem       = "Describe* List*"
    grafana                 = "Describe* List*"
    guardduty               = "Get* List* Describe*"
    iam                     = "Get* List* SimulatePrincipalPolicy"
    inspector2              = "BatchGetAccountStatus GetConfiguration List*"
    kms                     = "DescribeKey GetKeyPolicy GetKeyRotationStatus List*"
    lakeformation           = "GetDataLakeSettings GetLFTag GetResourceLFTags ListLFTags ListPermissions ListResources DescribeResource GetEffectivePermissionsForPath GetDataCellsFilter ListDataCellsFilter"
    macie2                  = "GetMacieSession GetClassificationExportConfiguration GetAutomatedDiscoveryConfiguration List*"
    organizations           = "DescribeOrganization"
    route53                 = "GetHostedZone ListHostedZones* ListTagsForResource* ListResourceRecordSets GetChange"
    route53resolver         = "Get* List*"
    s3                      = "GetBucket* GetEncryptionConfiguration GetLifecycleConfiguration GetReplicationConfiguration GetAccelerateConfiguration GetIntelligentTieringConfiguration GetInventoryConfiguration GetMetricsConfiguration GetAnalyticsConfiguration GetAccountPublicAccessBlock ListAllMyBuckets ListBucket ListTagsForResource"
    securityhub             = "Describe* GetEnabledStandards List*"
    servicequotas           = "Get* List*"
    sso                     = "ListInstances"
    sts                     = "GetCallerIdentity"
    tag                     = "GetResources GetTagKeys GetTagValues"
  }
}
