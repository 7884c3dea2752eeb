# Built-in policies of the AI initiative, by id (azure-policy repository, release 3.2026.0417.1). Only such are listed as either hold
# for every selection or come with a regime or a risk tier:
#
#   effect     strongest effect the definition allows; `enforce` decides whether it acts, `effect_overrides` weakens one
#   parameter  name of the effect's parameter where it is not `effect`
#   values     further parameters
#   regimes    empty: always; otherwise with any of these regimes
#   tier       also from this risk tier on
#
# Left out on purpose: e413671a (asks for V1 legacy mode, which blocks online endpoints), 7f40cee6 (duplicate of ba769a63), a6f9a2d0
# and cd3aa116 (their Modify wants Contributor; definitions.tf has both with narrow roles), 359a48a3 (defender.tf sets the plan).
locals {
  machine_learning_policies = {
    workspace_public_access  = { id = "438c38d2-3772-465a-a9cc-7a6666a275ce", effect = "Deny", controls = ["ZTA-03"] }
    workspace_private_link   = { id = "45e05259-1eb5-4f70-9574-baf73e9d219b", effect = "Audit", controls = ["ZTA-03"] }
    workspace_cmk            = { id = "ba769a63-b8cc-4b2d-abf6-ac33c7204be8", effect = "Deny", controls = ["CRY-01"] }
    workspace_isolation      = { id = "6ddb1705-c8cf-450e-aa4b-19ad6703c440", effect = "Deny", controls = ["ZTA-03"], values = { isolationMode = var.workspace_isolation_mode } }
    workspace_identity       = { id = "5f0c7d88-c7de-45b8-ac49-db49e72eaa78", effect = "Deny", controls = ["ZTA-02"] }
    workspace_logs           = { id = "afe0c3be-ba3b-4544-ba52-0c99672a8ad6", effect = "AuditIfNotExists", controls = ["LOG-01"], values = { requiredRetentionDays = tostring(var.log_retention_days) } }
    compute_local_auth       = { id = "e96a9a5f-07ca-471b-9bc5-6a0f33cbd68f", effect = "Deny", controls = ["ZTA-02"] }
    instance_idle_shutdown   = { id = "679ddf89-ab8f-48a5-9029-e76054077449", effect = "Deny", controls = ["RES-01"] }
    instance_updates         = { id = "f110a506-2dcb-422e-bcea-d533fc8c35e2", effect = "Audit", controls = ["SUP-02"], parameter = "effects", regimes = ["nist_800_53", "soc2"], tier = 2 }
    approved_models          = { id = "12e5dd16-d201-47ff-849b-8454061c293d", effect = "Audit", controls = ["MOD-01", "SUP-03"], values = local.approved_models, regimes = ["eu_ai_act", "sr_26_2"], tier = 3 }
    approved_ai_models       = { id = "aafe3651-cb78-4f68-9f81-e7e41509110f", effect = "Deny", controls = ["MOD-01", "SUP-03"], values = local.approved_models, regimes = ["eu_ai_act", "sr_26_2"], tier = 3 }
    ai_services_local_auth   = { id = "71ef260a-8f18-47b7-abcb-62d0673d94dc", effect = "Deny", controls = ["ZTA-02"] }
    ai_services_network      = { id = "037eea7a-bd0a-46c5-9a66-03aea78705d3", effect = "Deny", controls = ["ZTA-03"] }
    ai_services_private_link = { id = "d6759c02-b87f-42b7-892e-71b3f471d782", effect = "Audit", controls = ["ZTA-03"] }
    ai_services_cmk          = { id = "67121cc7-ff39-4ab8-b7e3-95b84dab487d", effect = "Deny", controls = ["CRY-01"] }
    ai_services_logs         = { id = "1b4d1c4e-934c-4703-944c-27c82c06bebb", effect = "AuditIfNotExists", controls = ["LOG-02"], regimes = ["eu_ai_act", "gdpr", "hipaa", "sr_26_2"], tier = 2 }
    search_public_access     = { id = "ee980b6d-0eca-4501-8d54-f6290fd512c3", effect = "Deny", controls = ["ZTA-03"] }
    search_local_auth        = { id = "6300012e-e9a4-4649-b41f-a85f5c43be91", effect = "Deny", controls = ["ZTA-02"] }
    defender_for_ai          = { id = "c2c0c6d8-007b-4a48-8d9b-3539bddd8e87", effect = "AuditIfNotExists", controls = ["LOG-05"] }
  }

  # Deployed by the assignment's identity where somebody makes a resource outside this repository.
  log_policies = {
    workspace_diagnostics = { id = "f59276f0-5740-4aaf-821d-45d185aa210e", effect = "DeployIfNotExists", controls = ["LOG-01"], values = { logAnalytics = var.log_analytics.id } }
    endpoint_diagnostics  = { id = "5cfb9e8a-2f13-40bd-a527-c89bc596d299", effect = "DeployIfNotExists", controls = ["LOG-02"], values = { logAnalytics = var.log_analytics.id, categoryGroup = "allLogs" }, regimes = ["eu_ai_act", "hipaa", "sr_26_2"], tier = 3 }
    registry_diagnostics  = { id = "33835ef6-bc67-4bde-bf5f-5a857f195a57", effect = "DeployIfNotExists", controls = ["LOG-01", "MOD-01"], values = { logAnalytics = var.log_analytics.id, categoryGroup = "allLogs" }, regimes = ["eu_ai_act", "iso_42001", "sr_26_2"], tier = 3 }
  }

  data_policies = {
    vault_public_access         = { id = "405c5871-3e91-4644-8a63-58e19d68ff5b", effect = "Deny", controls = ["ZTA-03"] }
    vault_rbac                  = { id = "12d4fa5e-1f9f-4c21-97a9-b99b3c6611b5", effect = "Deny", controls = ["ZTA-02"] }
    vault_deletion_protection   = { id = "0b60c0b2-2dc2-4e1c-b5c9-abbed971de53", effect = "Deny", controls = ["CRY-01"] }
    vault_private_link          = { id = "a6abeaec-4d90-4a02-805f-6b26c4d3fbe9", effect = "Audit", controls = ["ZTA-03"], parameter = "audit_effect" }
    vault_logs                  = { id = "cf820ca0-f99e-4f3e-84fb-66e913812d21", effect = "AuditIfNotExists", controls = ["LOG-01"], values = { requiredRetentionDays = tostring(var.log_retention_days) } }
    key_rotation                = { id = "d8cf8476-a2ec-4916-896e-992351803c44", effect = "Audit", controls = ["CRY-01"], values = { maximumDaysToRotate = var.key_rotation_days } }
    key_in_hardware             = { id = "587c79fe-dd04-4a5e-9d0b-f89598c7261b", effect = "Deny", controls = ["CRY-01"], regimes = ["hipaa", "nist_800_53"], tier = 3 }
    secret_expiry               = { id = "98728c90-32c7-4049-8429-847dc0f4fe37", effect = "Deny", controls = ["ZTA-05"], regimes = ["hipaa", "nist_800_53", "soc2"], tier = 3 }
    hsm_purge_protection        = { id = "c39ba22d-4428-4149-b981-70acb31fc383", effect = "Deny", controls = ["CRY-01"] }
    storage_public_access       = { id = "b2982f36-99f2-4db5-8eff-283140c09693", effect = "Deny", controls = ["ZTA-03"] }
    storage_shared_key          = { id = "8c6a50c6-9ffd-4ae7-986f-5fa6111f9a54", effect = "Deny", controls = ["ZTA-02"] }
    storage_cmk                 = { id = "6fac406b-40ca-413b-bf8e-0bf964659c25", effect = "Audit", controls = ["CRY-01"] }
    storage_private_link        = { id = "6edd7eda-6dd8-40f7-810d-67160c639cd9", effect = "AuditIfNotExists", controls = ["ZTA-03"] }
    storage_anonymous_access    = { id = "4fa4b6c0-31ca-4c0d-b10d-24b96f62a751", effect = "deny", controls = ["ZTA-03"] } # lower case in the definition
    storage_tls                 = { id = "fe83a0eb-a853-422d-aac2-1bffd182c5d0", effect = "Deny", controls = ["CRY-02"], values = { minimumTlsVersion = "TLS1_2" } }
    storage_double_encryption   = { id = "4733ea7b-a883-42fe-8cac-97454c2a9e4a", effect = "Deny", controls = ["CRY-01"], regimes = ["gdpr", "hipaa", "nist_800_53"], tier = 3 }
    registry_images_cmk         = { id = "5b9159ae-1701-4a6f-9a7a-aa9c8ddd0580", effect = "Deny", controls = ["CRY-01"] }
    registry_images_public      = { id = "0fdf0491-d080-4575-b627-ad0e843cba0f", effect = "Deny", controls = ["ZTA-03"] }
    registry_images_local_admin = { id = "dc921057-6b28-4fbe-9b83-f7bec05db6c2", effect = "Deny", controls = ["ZTA-02"] }
    events_local_auth           = { id = "5d4e3c65-4873-47be-94f3-6f8b953a3598", effect = "Deny", controls = ["ZTA-02"] }
    events_public_access        = { id = "0602787f-9896-402a-a6e1-39ee63ee435e", effect = "Deny", controls = ["ZTA-03"] }
    events_cmk                  = { id = "a1ad735a-e96f-45d2-a7b2-9a4932cab7ec", effect = "Audit", controls = ["CRY-01"], regimes = ["gdpr", "hipaa", "nist_800_53"], tier = 3 }
    network_flow_logs           = { id = "4c3c6c5f-0d47-4402-99b8-aa543dd8bcee", effect = "Audit", controls = ["LOG-05"], regimes = ["hipaa", "nist_800_53", "soc2"], tier = 2 }
  }

  kubernetes_policies = {
    cluster_private         = { id = "040732e8-d947-40b8-95d6-854c95024bf8", effect = "Deny", controls = ["ZTA-03"] }
    cluster_local_auth      = { id = "993c2fcd-2b29-49d2-9eb0-df2c3a730c32", effect = "Deny", controls = ["ZTA-02"] }
    cluster_policy_addon    = { id = "0a15ec92-a229-4763-bb14-0ea34a568f8d", effect = "Audit", controls = ["ZTA-06"] }
    cluster_disk_cmk        = { id = "7d7be79c-23ba-4033-84dd-45e2a5ccdd67", effect = "Deny", controls = ["CRY-01"] }
    cluster_host_encryption = { id = "41425d9f-d1a5-499a-9932-f8ed8453932c", effect = "Deny", controls = ["CRY-01"], regimes = ["hipaa", "nist_800_53"], tier = 3 }
    cluster_defender        = { id = "a1840de2-8088-4ea8-b153-b4c723e9cb01", effect = "Audit", controls = ["LOG-05"] }
    cluster_images          = { id = "febd0533-8e55-448f-b837-bd0e06f16469", effect = "Deny", controls = ["SUP-03"], values = { allowedContainerImagesRegex = var.allowed_image_regex } }
    cluster_privileged      = { id = "95edb821-ddaf-4404-9732-666045e056b4", effect = "Deny", controls = ["ZTA-06"] }
  }

  builtin_policies = merge(local.machine_learning_policies, local.log_policies, local.data_policies, local.kubernetes_policies)

  approved_models = {
    allowedPublishers = sort(tolist(var.approved_model_publishers))
    allowedAssetIds   = sort(tolist(var.approved_model_asset_ids))
  }

  # Regulatory initiatives of the platform. They are long and nearly blind to machine learning: HITRUST/HIPAA has 589 references,
  # 496 of them attestations, and none about a workspace; the EU AI Act has six, NIST AI RMF one. They feed the compliance
  # dashboard; the AI initiative does the work. `needs_identity`: holds DeployIfNotExists or Modify, so an assignment without identity fails.
  #
  # Left out: SOC 2 Type 2 (4054785f, three mandatory parameters), ISO 27001:2013 and NIST R5 (superseded by the ones here). There is
  # none for ISO 42001 (its security controls rest on 27001) and none for SR 26-2.
  regime_initiatives = {
    hipaa = {
      hipaa-hitrust = { id = "a169a624-5599-4385-a696-c8d643089fab", title = "HITRUST/HIPAA", needs_identity = true }
      hitrust-csf   = { id = "e0d47b75-5d99-442a-9d60-07f2595ab095", title = "HITRUST CSF v11.3", needs_identity = false }
    }
    gdpr = {
      gdpr = { id = "7326812a-86a4-40c8-af7c-8945de9c4913", title = "EU GDPR 2016/679", needs_identity = false }
    }
    eu_ai_act = {
      eu-ai-act = { id = "1308bccf-446a-4283-a4e0-0c983fe7a572", title = "EU AI Act 2024/1689", needs_identity = false }
    }
    nist_800_53 = {
      nist-800-53 = { id = "60205a79-6280-4e20-a147-e2011e09dc78", title = "NIST SP 800-53 R5.1.1", needs_identity = false }
    }
    soc2 = {
      soc2 = { id = "53ad89f5-8542-49e9-ba81-1cbd686e0d52", title = "SOC 2023", needs_identity = false }
    }
    iso_42001 = {
      iso-27001   = { id = "5e4ff661-23bf-42fa-8e3a-309a55091cc7", title = "ISO/IEC 27001:2022", needs_identity = false }
      nist-ai-rmf = { id = "f58a876c-ec25-417e-9634-58d2a93e3fe2", title = "NIST AI RMF v1.0", needs_identity = false }
    }
    sr_26_2 = {
      nist-ai-rmf = { id = "f58a876c-ec25-417e-9634-58d2a93e3fe2", title = "NIST AI RMF v1.0", needs_identity = false }
    }
  }
}
