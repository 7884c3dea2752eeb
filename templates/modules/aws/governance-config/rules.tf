# The rule map: AWS Config managed rule identifier => the packs it belongs to and the controls it gives evidence for.
# Packs are `sagemaker` and `infrastructure` (always), the regimes (when chosen) and `high_risk` (from tier 3 on). A regime holds
# only what the two base packs do not; high_risk only what no chosen regime brings. Identifiers: AWS Config Developer Guide, "List of AWS
# Config Managed Rules"; SAGEMAKER_*_JOB_* and *_FEATUREGROUP_* came with the 191 rules of 2026-07-10 and are missing in some regions.
#
# Left out on purpose: CLOUDTRAIL_S3_DATAEVENTS_ENABLED wants object events of every bucket of the account, our trail records the
# platform's; S3_BUCKET_DEFAULT_LOCK_ENABLED and S3_BUCKET_REPLICATION_ENABLED want every bucket locked or replicated;
# ECS_TASK_DEFINITION_MEMORY_HARD_LIMIT is deprecated.
locals {
  managed_rules = {
    # SageMaker: private networking and isolation
    SAGEMAKER_DATA_QUALITY_JOB_ISOLATION                 = { packs = ["sagemaker"], controls = ["ZTA-03"] }
    SAGEMAKER_DOMAIN_IN_VPC                              = { packs = ["sagemaker"], controls = ["ZTA-03"] }
    SAGEMAKER_MODEL_BIAS_JOB_ISOLATION                   = { packs = ["sagemaker"], controls = ["ZTA-03"] }
    SAGEMAKER_MODEL_EXPLAINABILITY_JOB_NETWORK_ISOLATION = { packs = ["sagemaker"], controls = ["ZTA-03"] }
    SAGEMAKER_MODEL_IN_VPC                               = { packs = ["sagemaker"], controls = ["ZTA-03"] }
    SAGEMAKER_MODEL_ISOLATION_ENABLED                    = { packs = ["sagemaker"], controls = ["ZTA-03"] }
    SAGEMAKER_MODEL_QUALITY_JOB_DEFINITION_ISOLATION     = { packs = ["sagemaker"], controls = ["ZTA-03"] }
    SAGEMAKER_MONITORING_SCHEDULE_ISOLATION              = { packs = ["sagemaker"], controls = ["ZTA-03", "MON-01"] }
    SAGEMAKER_NOTEBOOK_INSTANCE_INSIDE_VPC               = { packs = ["sagemaker"], controls = ["ZTA-03"] }
    SAGEMAKER_NOTEBOOK_NO_DIRECT_INTERNET_ACCESS         = { packs = ["sagemaker"], controls = ["ZTA-03"] }

    # SageMaker: encryption at rest and in transit
    SAGEMAKER_DATA_QUALITY_JOB_ENCRYPT_IN_TRANSIT         = { packs = ["sagemaker"], controls = ["CRY-02"] }
    SAGEMAKER_ENDPOINT_CONFIGURATION_KMS_KEY_CONFIGURED   = { packs = ["sagemaker"], controls = ["CRY-01"] }
    SAGEMAKER_FEATUREGROUP_ENCRYPTION_AT_REST             = { packs = ["sagemaker"], controls = ["CRY-01"] }
    SAGEMAKER_FEATUREGROUP_ONLINE_STORE_ENCRYPTION        = { packs = ["sagemaker"], controls = ["CRY-01"] }
    SAGEMAKER_MODEL_BIAS_JOB_ENCRYPT_IN_TRANSIT           = { packs = ["sagemaker"], controls = ["CRY-02"] }
    SAGEMAKER_MODEL_EXPLAINABILITY_JOB_ENCRYPT_IN_TRANSIT = { packs = ["sagemaker"], controls = ["CRY-02"] }
    SAGEMAKER_MODEL_QUALITY_JOB_ENCRYPT_IN_TRANSIT        = { packs = ["sagemaker"], controls = ["CRY-02"] }
    SAGEMAKER_MONITORING_SCHEDULE_TRAFFIC_ENCRYPTION      = { packs = ["sagemaker"], controls = ["CRY-02", "MON-01"] }
    SAGEMAKER_NOTEBOOK_INSTANCE_KMS_KEY_CONFIGURED        = { packs = ["sagemaker"], controls = ["CRY-01"] }

    # SageMaker: supply chain, privilege, availability, inventory
    SAGEMAKER_APP_IMAGE_CONFIG_TAGGED               = { packs = ["sagemaker"], controls = ["DAT-03", "GOV-02"] }
    SAGEMAKER_DOMAIN_TAGGED                         = { packs = ["sagemaker"], controls = ["DAT-03", "GOV-02"] }
    SAGEMAKER_ENDPOINT_CONFIG_PROD_INSTANCE_COUNT   = { packs = ["sagemaker"], controls = ["RES-01"] }
    SAGEMAKER_FEATURE_GROUP_TAGGED                  = { packs = ["sagemaker"], controls = ["DAT-03", "GOV-02"] }
    SAGEMAKER_IMAGE_DESCRIPTION                     = { packs = ["sagemaker"], controls = ["GOV-02"] }
    SAGEMAKER_IMAGE_TAGGED                          = { packs = ["sagemaker"], controls = ["DAT-03", "GOV-02"] }
    SAGEMAKER_MODEL_MULTICONTAINER_PRIVATE_REGISTRY = { packs = ["sagemaker"], controls = ["SUP-03"] }
    SAGEMAKER_MODEL_PRIVATE_REGISTRY_REQUIRED       = { packs = ["sagemaker"], controls = ["SUP-03"] }
    SAGEMAKER_NOTEBOOK_INSTANCE_PLATFORM_VERSION    = { packs = ["sagemaker"], controls = ["SUP-02"] }
    SAGEMAKER_NOTEBOOK_INSTANCE_ROOT_ACCESS_CHECK   = { packs = ["sagemaker"], controls = ["ZTA-02"] }

    # Supporting infrastructure: audit trail and detection
    CLOUDTRAIL_S3_BUCKET_ACCESS_LOGGING           = { packs = ["infrastructure"], controls = ["LOG-01"] }
    CLOUDTRAIL_S3_BUCKET_PUBLIC_ACCESS_PROHIBITED = { packs = ["infrastructure"], controls = ["LOG-03"] }
    CLOUD_TRAIL_CLOUD_WATCH_LOGS_ENABLED          = { packs = ["infrastructure"], controls = ["LOG-01", "LOG-05"] }
    CLOUD_TRAIL_ENCRYPTION_ENABLED                = { packs = ["infrastructure"], controls = ["CRY-01", "LOG-01"] }
    CLOUD_TRAIL_LOG_FILE_VALIDATION_ENABLED       = { packs = ["infrastructure"], controls = ["LOG-03"] }
    CLOUDWATCH_ALARM_ACTION_ENABLED_CHECK         = { packs = ["infrastructure"], controls = ["LOG-05"] }
    CLOUDWATCH_LOG_GROUP_ENCRYPTED                = { packs = ["infrastructure"], controls = ["CRY-01"] }
    CW_LOGGROUP_RETENTION_PERIOD_CHECK            = { packs = ["infrastructure"], controls = ["LOG-03"] }
    GUARDDUTY_ENABLED_CENTRALIZED                 = { packs = ["infrastructure"], controls = ["LOG-05"] }
    GUARDDUTY_S3_PROTECTION_ENABLED               = { packs = ["infrastructure"], controls = ["LOG-05"] }
    MULTI_REGION_CLOUD_TRAIL_ENABLED              = { packs = ["infrastructure"], controls = ["LOG-01"] }
    S3_BUCKET_LOGGING_ENABLED                     = { packs = ["infrastructure"], controls = ["LOG-01"] }
    SECURITYHUB_ENABLED                           = { packs = ["infrastructure"], controls = ["LOG-05", "MON-03"] }
    VPC_FLOW_LOGS_ENABLED                         = { packs = ["infrastructure"], controls = ["LOG-01", "ZTA-03"] }

    # Supporting infrastructure: identity
    ACCESS_KEYS_ROTATED                        = { packs = ["infrastructure"], controls = ["ZTA-05"] }
    EC2_IMDSV2_CHECK                           = { packs = ["infrastructure"], controls = ["ZTA-02"] }
    IAM_EXTERNAL_ACCESS_ANALYZER_ENABLED       = { packs = ["infrastructure"], controls = ["ZTA-02"] }
    IAM_POLICY_NO_STATEMENTS_WITH_ADMIN_ACCESS = { packs = ["infrastructure"], controls = ["ZTA-02"] }
    IAM_ROOT_ACCESS_KEY_CHECK                  = { packs = ["infrastructure"], controls = ["ZTA-01", "ZTA-02"] }
    IAM_USER_NO_POLICIES_CHECK                 = { packs = ["infrastructure"], controls = ["ZTA-02"] }
    IAM_USER_UNUSED_CREDENTIALS_CHECK          = { packs = ["infrastructure"], controls = ["ZTA-02"] }
    MFA_ENABLED_FOR_IAM_CONSOLE_ACCESS         = { packs = ["infrastructure"], controls = ["ZTA-01"] }
    ROOT_ACCOUNT_MFA_ENABLED                   = { packs = ["infrastructure"], controls = ["ZTA-01"] }
    SECRETSMANAGER_ROTATION_ENABLED_CHECK      = { packs = ["infrastructure"], controls = ["ZTA-05"] }
    SECRETSMANAGER_USING_CMK                   = { packs = ["infrastructure"], controls = ["CRY-01", "ZTA-05"] }

    # Supporting infrastructure: network and exposure
    EBS_SNAPSHOT_PUBLIC_RESTORABLE_CHECK           = { packs = ["infrastructure"], controls = ["ZTA-03"] }
    EC2_INSTANCE_NO_PUBLIC_IP                      = { packs = ["infrastructure"], controls = ["ZTA-03"] }
    INCOMING_SSH_DISABLED                          = { packs = ["infrastructure"], controls = ["ZTA-03"] }
    LAMBDA_FUNCTION_PUBLIC_ACCESS_PROHIBITED       = { packs = ["infrastructure"], controls = ["ZTA-03"] }
    NO_UNRESTRICTED_ROUTE_TO_IGW                   = { packs = ["infrastructure"], controls = ["ZTA-03"] }
    S3_ACCOUNT_LEVEL_PUBLIC_ACCESS_BLOCKS_PERIODIC = { packs = ["infrastructure"], controls = ["ZTA-06"] }
    S3_BUCKET_ACL_PROHIBITED                       = { packs = ["infrastructure"], controls = ["ZTA-02"] }
    S3_BUCKET_LEVEL_PUBLIC_ACCESS_PROHIBITED       = { packs = ["infrastructure"], controls = ["ZTA-03"] }
    SNS_TOPIC_NO_PUBLIC_ACCESS                     = { packs = ["infrastructure"], controls = ["ZTA-03"] }
    SSM_DOCUMENT_NOT_PUBLIC                        = { packs = ["infrastructure"], controls = ["ZTA-03"] }
    SUBNET_AUTO_ASSIGN_PUBLIC_IP_DISABLED          = { packs = ["infrastructure"], controls = ["ZTA-03"] }
    VPC_DEFAULT_SECURITY_GROUP_CLOSED              = { packs = ["infrastructure"], controls = ["ZTA-03"] }

    # Supporting infrastructure: encryption, supply chain, resilience
    CMK_BACKING_KEY_ROTATION_ENABLED         = { packs = ["infrastructure"], controls = ["CRY-01"] }
    EC2_EBS_ENCRYPTION_BY_DEFAULT            = { packs = ["infrastructure"], controls = ["CRY-01", "ZTA-06"] }
    ECR_PRIVATE_IMAGE_SCANNING_ENABLED       = { packs = ["infrastructure"], controls = ["SUP-02"] }
    ECR_PRIVATE_TAG_IMMUTABILITY_ENABLED     = { packs = ["infrastructure"], controls = ["SUP-03"] }
    EFS_ENCRYPTED_CHECK                      = { packs = ["infrastructure"], controls = ["CRY-01"] }
    KMS_CMK_NOT_SCHEDULED_FOR_DELETION       = { packs = ["infrastructure"], controls = ["CRY-01"] }
    KMS_KEY_POLICY_NO_PUBLIC_ACCESS          = { packs = ["infrastructure"], controls = ["CRY-01"] }
    S3_BUCKET_SERVER_SIDE_ENCRYPTION_ENABLED = { packs = ["infrastructure"], controls = ["CRY-01"] }
    S3_BUCKET_SSL_REQUESTS_ONLY              = { packs = ["infrastructure"], controls = ["CRY-02"] }
    S3_BUCKET_VERSIONING_ENABLED             = { packs = ["infrastructure"], controls = ["LOG-03", "RES-01"] }
    SNS_ENCRYPTED_KMS                        = { packs = ["infrastructure"], controls = ["CRY-01"] }

    # Regimes: personal and health data at rest (GDPR 32(1)(a), 45 CFR 164.312(a)(2)(iv), SC-28)
    ATHENA_WORKGROUP_ENCRYPTED_AT_REST = { packs = ["gdpr", "hipaa"], controls = ["CRY-01"] }
    DYNAMODB_TABLE_ENCRYPTED_KMS       = { packs = ["gdpr", "hipaa", "nist_800_53"], controls = ["CRY-01"] }
    KINESIS_STREAM_ENCRYPTED           = { packs = ["gdpr", "hipaa", "nist_800_53"], controls = ["CRY-01"] }
    OPENSEARCH_ENCRYPTED_AT_REST       = { packs = ["gdpr", "hipaa", "nist_800_53"], controls = ["CRY-01"] }
    RDS_SNAPSHOT_ENCRYPTED             = { packs = ["gdpr", "hipaa", "nist_800_53"], controls = ["CRY-01"] }
    RDS_STORAGE_ENCRYPTED              = { packs = ["gdpr", "hipaa", "nist_800_53"], controls = ["CRY-01"] }
    S3_DEFAULT_ENCRYPTION_KMS          = { packs = ["gdpr", "hipaa", "nist_800_53"], controls = ["CRY-01"] }
    BACKUP_RECOVERY_POINT_ENCRYPTED    = { packs = ["gdpr", "hipaa", "nist_800_53"], controls = ["CRY-01", "RES-01"] }

    # Regimes: personal data found, classified, deleted (GDPR 5(1)(e), 9, 17, 30)
    MACIE_AUTO_SENSITIVE_DATA_DISCOVERY_CHECK = { packs = ["gdpr"], controls = ["DAT-03"] }
    MACIE_STATUS_CHECK                        = { packs = ["gdpr", "hipaa"], controls = ["DAT-03"] }
    S3_LIFECYCLE_POLICY_CHECK                 = { packs = ["gdpr"], controls = ["DAT-05"] }
    S3_VERSION_LIFECYCLE_POLICY_CHECK         = { packs = ["gdpr"], controls = ["DAT-05"] }
    SECURITY_ACCOUNT_INFORMATION_PROVIDED     = { packs = ["gdpr", "high_risk", "iso_42001", "nist_800_53"], controls = ["INC-01"] }

    # Regimes: data stores out of the public (GDPR 32, 164.312(e)(1), SC-7)
    OPENSEARCH_IN_VPC_ONLY               = { packs = ["gdpr", "hipaa", "nist_800_53"], controls = ["ZTA-03"] }
    RDS_INSTANCE_PUBLIC_ACCESS_CHECK     = { packs = ["gdpr", "hipaa", "nist_800_53"], controls = ["ZTA-03"] }
    RDS_SNAPSHOTS_PUBLIC_PROHIBITED      = { packs = ["gdpr", "hipaa", "nist_800_53"], controls = ["ZTA-03"] }
    REDSHIFT_CLUSTER_PUBLIC_ACCESS_CHECK = { packs = ["gdpr", "hipaa", "nist_800_53"], controls = ["ZTA-03"] }
    NACL_NO_UNRESTRICTED_SSH_RDP         = { packs = ["nist_800_53"], controls = ["ZTA-03"] }
    NETFW_LOGGING_ENABLED                = { packs = ["nist_800_53"], controls = ["LOG-01", "ZTA-03"] }
    RESTRICTED_INCOMING_TRAFFIC          = { packs = ["nist_800_53", "soc2"], controls = ["ZTA-03"] }

    # Regimes: encryption in transit (164.312(e)(2)(ii), SC-8(1), CC6.7)
    ACM_CERTIFICATE_EXPIRATION_CHECK         = { packs = ["nist_800_53", "soc2"], controls = ["CRY-02"] }
    ALB_HTTP_TO_HTTPS_REDIRECTION_CHECK      = { packs = ["hipaa", "nist_800_53", "soc2"], controls = ["CRY-02"] }
    MSK_IN_CLUSTER_NODE_REQUIRE_TLS          = { packs = ["hipaa", "nist_800_53"], controls = ["CRY-02"] }
    OPENSEARCH_NODE_TO_NODE_ENCRYPTION_CHECK = { packs = ["hipaa", "nist_800_53"], controls = ["CRY-02"] }
    REDSHIFT_REQUIRE_TLS_SSL                 = { packs = ["hipaa", "nist_800_53"], controls = ["CRY-02"] }

    # Regimes: contingency and availability (164.308(a)(7), CP-9, A1.2, SR 26-2 development and use)
    BACKUP_RECOVERY_POINT_MANUAL_DELETION_DISABLED = { packs = ["hipaa", "nist_800_53"], controls = ["RES-01"] }
    DB_INSTANCE_BACKUP_ENABLED                     = { packs = ["hipaa", "nist_800_53", "soc2"], controls = ["RES-01"] }
    DYNAMODB_PITR_ENABLED                          = { packs = ["high_risk", "hipaa", "nist_800_53", "soc2", "sr_26_2"], controls = ["RES-01"] }
    EBS_IN_BACKUP_PLAN                             = { packs = ["hipaa", "nist_800_53"], controls = ["RES-01"] }
    EFS_IN_BACKUP_PLAN                             = { packs = ["hipaa", "nist_800_53"], controls = ["RES-01"] }
    RDS_IN_BACKUP_PLAN                             = { packs = ["hipaa", "nist_800_53"], controls = ["RES-01"] }
    RDS_MULTI_AZ_SUPPORT                           = { packs = ["nist_800_53", "soc2"], controls = ["RES-01"] }

    # Regimes: identity and workstation discipline (164.308(a)(3)-(5), AC-2, AC-6, CC6.1-6.3)
    ACCOUNT_PART_OF_ORGANIZATIONS                           = { packs = ["nist_800_53", "soc2"], controls = ["ZTA-06"] }
    CODEBUILD_PROJECT_ENVVAR_AWSCRED_CHECK                  = { packs = ["nist_800_53", "soc2"], controls = ["ZTA-05"] }
    EC2_INSTANCE_MANAGED_BY_SSM                             = { packs = ["nist_800_53", "soc2"], controls = ["MON-03"] }
    EC2_MANAGEDINSTANCE_ASSOCIATION_COMPLIANCE_STATUS_CHECK = { packs = ["nist_800_53"], controls = ["MON-03"] }
    EC2_MANAGEDINSTANCE_PATCH_COMPLIANCE_STATUS_CHECK       = { packs = ["hipaa", "nist_800_53", "soc2"], controls = ["SUP-02"] }
    IAM_NO_INLINE_POLICY_CHECK                              = { packs = ["hipaa", "nist_800_53"], controls = ["ZTA-02"] }
    IAM_PASSWORD_POLICY                                     = { packs = ["hipaa", "nist_800_53", "soc2"], controls = ["ZTA-01"] }
    IAM_USER_GROUP_MEMBERSHIP_CHECK                         = { packs = ["hipaa", "nist_800_53", "soc2"], controls = ["ZTA-02"] }
    ROOT_ACCOUNT_HARDWARE_MFA_ENABLED                       = { packs = ["nist_800_53"], controls = ["ZTA-01"] }
    SECRETSMANAGER_SCHEDULED_ROTATION_SUCCESS_CHECK         = { packs = ["nist_800_53"], controls = ["ZTA-05"] }

    # Regimes: records of processing and of inference (AI Act 12, 19, 26(6); 164.312(b); AU-12; SR 26-2 validation)
    API_GWV2_ACCESS_LOGS_ENABLED                 = { packs = ["eu_ai_act", "high_risk", "hipaa", "nist_800_53"], controls = ["LOG-02"] }
    API_GW_EXECUTION_LOGGING_ENABLED             = { packs = ["eu_ai_act", "high_risk", "hipaa", "nist_800_53"], controls = ["LOG-02"] }
    ATHENA_WORKGROUP_LOGGING_ENABLED             = { packs = ["eu_ai_act", "gdpr"], controls = ["LOG-01"] }
    CODEBUILD_PROJECT_LOGGING_ENABLED            = { packs = ["soc2", "sr_26_2"], controls = ["LOG-01", "MOD-01"] }
    GLUE_JOB_LOGGING_ENABLED                     = { packs = ["eu_ai_act", "high_risk", "iso_42001", "sr_26_2"], controls = ["DAT-02", "LOG-01"] }
    RDS_LOGGING_ENABLED                          = { packs = ["gdpr", "hipaa", "nist_800_53"], controls = ["LOG-01"] }
    STEP_FUNCTIONS_STATE_MACHINE_LOGGING_ENABLED = { packs = ["eu_ai_act", "high_risk", "sr_26_2"], controls = ["LOG-01", "MOD-01"] }
    WAFV2_LOGGING_ENABLED                        = { packs = ["eu_ai_act", "nist_800_53", "soc2"], controls = ["LOG-02"] }

    # Regimes: AI inventory, documentation, robustness (AI Act 11, 15, 49; ISO 42001 A.4.2-A.4.4; SR 26-2 governance)
    ALB_WAF_ENABLED                                         = { packs = ["eu_ai_act", "high_risk", "soc2"], controls = ["ZTA-04"] }
    API_GW_ASSOCIATED_WITH_WAF                              = { packs = ["eu_ai_act", "high_risk", "soc2"], controls = ["ZTA-04"] }
    ECR_REPOSITORY_TAGGED                                   = { packs = ["eu_ai_act", "high_risk", "iso_42001", "sr_26_2"], controls = ["GOV-02"] }
    EFS_FILE_SYSTEM_TAGGED                                  = { packs = ["iso_42001"], controls = ["GOV-02"] }
    GUARDDUTY_NON_ARCHIVED_FINDINGS                         = { packs = ["high_risk", "nist_800_53", "soc2"], controls = ["INC-01", "LOG-05"] }
    INSPECTOR_ECR_SCAN_ENABLED                              = { packs = ["eu_ai_act", "high_risk", "iso_42001", "nist_800_53", "soc2"], controls = ["SUP-02"] }
    KMS_KEY_TAGGED                                          = { packs = ["iso_42001"], controls = ["GOV-02"] }
    LAMBDA_FUNCTION_TAGGED                                  = { packs = ["iso_42001"], controls = ["GOV-02"] }
    MSK_CLUSTER_TAGGED                                      = { packs = ["iso_42001"], controls = ["GOV-02"] }
    S3_BUCKET_TAGGED                                        = { packs = ["eu_ai_act", "gdpr", "iso_42001", "sr_26_2"], controls = ["DAT-03"] }
    SAGEMAKER_FEATUREGROUP_DESCRIPTION                      = { packs = ["eu_ai_act", "high_risk", "iso_42001", "sr_26_2"], controls = ["DAT-02"] }
    SAGEMAKER_INFERENCEEXPERIMENT_TAGGED                    = { packs = ["eu_ai_act", "iso_42001", "sr_26_2"], controls = ["GOV-02"] }
    SAGEMAKER_INF_EXPERIMENT_DATA_STORAGE_KMS_ENCRYPTED     = { packs = ["eu_ai_act", "high_risk", "hipaa"], controls = ["CRY-01", "LOG-02"] }
    SAGEMAKER_INF_EXPERIMENT_INSTANCE_STORAGE_KMS_ENCRYPTED = { packs = ["hipaa"], controls = ["CRY-01"] }
    STEPFUNCTIONS_STATE_MACHINE_TAGGED                      = { packs = ["iso_42001"], controls = ["GOV-02"] }
  }

  # AWS Config gives its documented defaults in the console only, never through the API (Developer Guide, "List of AWS Config
  # Managed Rules", considerations): what a rule needs is said here, also where it is the documented value.
  fixed_parameters = {
    ACCESS_KEYS_ROTATED              = { maxAccessKeyAge = "90" }
    ACM_CERTIFICATE_EXPIRATION_CHECK = { daysToExpiration = "30" }
    CW_LOGGROUP_RETENTION_PERIOD_CHECK = {
      MinRetentionTime = "365"
    }
    GUARDDUTY_NON_ARCHIVED_FINDINGS = { daysHighSev = "1", daysLowSev = "30", daysMediumSev = "7" }
    IAM_PASSWORD_POLICY = {
      MaxPasswordAge             = "90"
      MinimumPasswordLength      = "14"
      PasswordReusePrevention    = "24"
      RequireLowercaseCharacters = "true"
      RequireNumbers             = "true"
      RequireSymbols             = "true"
      RequireUppercaseCharacters = "true"
    }
    IAM_USER_UNUSED_CREDENTIALS_CHECK = { maxCredentialUsageAge = "45" }
    RESTRICTED_INCOMING_TRAFFIC       = { blockedPort1 = "20", blockedPort2 = "21", blockedPort3 = "3389", blockedPort4 = "3306", blockedPort5 = "4333" }
    S3_ACCOUNT_LEVEL_PUBLIC_ACCESS_BLOCKS_PERIODIC = {
      BlockPublicAcls       = "true"
      BlockPublicPolicy     = "true"
      IgnorePublicAcls      = "true"
      RestrictPublicBuckets = "true"
    }
    SAGEMAKER_NOTEBOOK_INSTANCE_PLATFORM_VERSION = { supportedPlatformIdentifierVersions = "notebook-al2-v3,notebook-al2023-v1" }
  }

  # Without keys a *_TAGGED rule is content with any tag at all.
  rule_parameters = merge(
    local.fixed_parameters,
    { for id in keys(local.managed_rules) : id => { requiredKeyTags = join(",", sort(tolist(var.required_tags))) } if endswith(id, "_TAGGED") },
  )

  # Rules no managed rule covers, in Guard (AWS Config custom policy rules).
  custom_rules = {
    sagemaker-endpoint-data-capture = {
      packs         = ["eu_ai_act", "hipaa", "sr_26_2"]
      controls      = ["LOG-02"]
      resource_type = "AWS::SageMaker::EndpointConfig"
      policy        = <<-GUARD
        rule endpoint_captures_inference_data {
          configuration.DataCaptureConfig exists
          configuration.DataCaptureConfig.EnableCapture == true
        }
      GUARD
    }
    sagemaker-endpoint-full-capture = {
      packs         = ["high_risk"]
      controls      = ["LOG-02"]
      resource_type = "AWS::SageMaker::EndpointConfig"
      # A sample is no event log: from tier 3 on every inference is kept (AI Act 12 and 26(6)).
      policy = <<-GUARD
        rule endpoint_captures_every_inference {
          configuration.DataCaptureConfig exists
          configuration.DataCaptureConfig.EnableCapture == true
          configuration.DataCaptureConfig.InitialSamplingPercentage == 100
        }
      GUARD
    }
  }
}
