# The constraint map: constraint => the sets it belongs to and the controls it gives evidence for. `base` always holds, the regimes when chosen,
# `high_risk` from tier 3 on. Constraints and values: Google Cloud documentation, "Organization policy constraints", as of August 2026.
#
# Left out on purpose: gcp.restrictServiceUsage (fails closed on every API Google splits off; the project module enables a fixed list instead),
# dataplex in restrictNonCmekServices (it accepts no CMEK there), compute.restrictVpcPeering for everybody (private services access needs a peer).
locals {
  # Boolean constraints, enforced.
  switches = {
    "ainotebooks.disableRootAccess"                                    = { sets = ["base"], controls = ["ZTA-06"] }
    "ainotebooks.requireAutoUpgradeSchedule"                           = { sets = ["base"], controls = ["ZTA-06", "SUP-02"] }
    "ainotebooks.restrictPublicIp"                                     = { sets = ["base"], controls = ["ZTA-03"] }
    "compute.requireOsLogin"                                           = { sets = ["base"], controls = ["ZTA-01"] }
    "compute.requireShieldedVm"                                        = { sets = ["base"], controls = ["ZTA-06"] }
    "compute.skipDefaultNetworkCreation"                               = { sets = ["base"], controls = ["ZTA-03"] }
    "iam.automaticIamGrantsForDefaultServiceAccounts"                  = { sets = ["base"], controls = ["ZTA-02"] }
    "iam.disableAuditLoggingExemption"                                 = { sets = ["base"], controls = ["LOG-01"] }
    "iam.disableServiceAccountKeyCreation"                             = { sets = ["base"], controls = ["ZTA-02"] }
    "iam.disableServiceAccountKeyUpload"                               = { sets = ["base"], controls = ["ZTA-02"] }
    "iam.managed.disableServiceAccountApiKeyCreation"                  = { sets = ["base"], controls = ["ZTA-02"] }
    "iam.managed.preventPrivilegedBasicRolesForDefaultServiceAccounts" = { sets = ["base"], controls = ["ZTA-02"] }
    "run.managed.requireInvokerIam"                                    = { sets = ["base"], controls = ["ZTA-04"] }
    "storage.publicAccessPrevention"                                   = { sets = ["base"], controls = ["ZTA-03"] }
    "storage.secureHttpTransport"                                      = { sets = ["base"], controls = ["CRY-02"] }
    "storage.uniformBucketLevelAccess"                                 = { sets = ["base"], controls = ["ZTA-02"] }

    "ainotebooks.disableFileDownloads" = { sets = ["gdpr", "hipaa", "high_risk", "nist_800_53"], controls = ["DAT-04", "PRV-07"] }
    "ainotebooks.disableTerminal"      = { sets = ["hipaa", "nist_800_53"], controls = ["ZTA-02"] }
  }

  # Nothing of the kind is allowed.
  bans = {
    "compute.vmCanIpForward"     = { sets = ["base"], controls = ["ZTA-03"] }
    "compute.vmExternalIpAccess" = { sets = ["base"], controls = ["ZTA-03"] }

    "vertexai.allowedPartnerModelFeatures" = { sets = ["eu_ai_act", "hipaa", "high_risk"], controls = ["SUP-01", "ZTA-03"] }
  }

  # Only these values.
  allowed = merge(
    {
      "ainotebooks.environmentOptions"        = { sets = ["base"], controls = ["SUP-02"], values = sort(var.notebook_images) }
      "ainotebooks.restrictVpcNetworks"       = { sets = ["base"], controls = ["ZTA-03"], values = ["under:projects/${var.network_project_id}"] }
      "iam.serviceAccountKeyExposureResponse" = { sets = ["base"], controls = ["INC-01"], values = ["is:DISABLE_KEY"] }
      "run.allowedIngress"                    = { sets = ["base"], controls = ["ZTA-03"], values = ["is:internal", "is:internal-and-cloud-load-balancing"] }
      "run.allowedVPCEgress"                  = { sets = ["base"], controls = ["ZTA-03"], values = ["is:all-traffic"] }

      "ainotebooks.accessMode"                 = { sets = ["hipaa", "nist_800_53"], controls = ["ZTA-01"], values = ["single-user"] }
      "compute.requireVpcFlowLogs"             = { sets = ["hipaa", "nist_800_53", "soc2"], controls = ["LOG-01"], values = var.environment == "prod" ? ["COMPREHENSIVE"] : ["COMPREHENSIVE", "ESSENTIAL", "LIGHT"] }
      "gcp.restrictCmekCryptoKeyProjects"      = { sets = ["eu_ai_act", "gdpr", "hipaa", "high_risk", "nist_800_53"], controls = ["CRY-01"], values = ["under:projects/${var.key_project_id}"] }
      "run.allowedBinaryAuthorizationPolicies" = { sets = ["eu_ai_act", "high_risk", "nist_800_53"], controls = ["SUP-03"], values = ["is:default"] }
    },
    local.model_sets_chosen && length(var.allowed_models) > 0 ? {
      "vertexai.allowedModels" = { sets = local.model_sets, controls = ["GOV-02", "SUP-01"], values = sort(var.allowed_models) }
    } : {},
    var.residency == "none" ? {} : {
      "gcp.resourceLocations" = { sets = ["base"], controls = ["DAT-04"], values = local.locations }
    },
    length(var.allowed_oidc_issuers) == 0 ? {} : {
      "iam.workloadIdentityPoolProviders" = { sets = ["base"], controls = ["ZTA-02"], values = sort(var.allowed_oidc_issuers) }
    },
    length(var.member_customer_ids) == 0 ? {} : {
      "iam.allowedPolicyMemberDomains" = { sets = ["base"], controls = ["ZTA-01"], values = [for id in sort(var.member_customer_ids) : "is:${id}"] }
    },
  )

  # All but these values.
  denied = {
    "gcp.restrictTLSVersion"    = { sets = ["base"], controls = ["CRY-02"], values = ["is:TLS_VERSION_1", "is:TLS_VERSION_1_1"] }
    "storage.restrictAuthTypes" = { sets = ["base"], controls = ["ZTA-02"], values = ["in:ALL_HMAC_SIGNED_REQUESTS"] }

    "gcp.restrictNonCmekServices" = { sets = ["eu_ai_act", "gdpr", "hipaa", "high_risk", "nist_800_53"], controls = ["CRY-01"], values = [for service in sort(var.cmek_services) : "is:${service}.googleapis.com"] }
  }

  # Model Garden is what the constraint governs, not the Model Registry.
  model_sets        = ["eu_ai_act", "hipaa", "high_risk", "iso_42001", "sr_26_2"]
  model_sets_chosen = length(setintersection(local.model_sets, local.wanted_sets)) > 0
  no_models         = local.model_sets_chosen && length(var.allowed_models) == 0 ? { "vertexai.allowedModels" = { sets = local.model_sets, controls = ["GOV-02", "SUP-01"] } } : {}

  # Countries by their regions: a group per region is documented for all of them, a group per country is not.
  residency_locations = {
    none = []
    eu   = ["in:eu-locations"]
    us   = ["in:us-locations"]
    uk   = ["in:europe-west2-locations"]
    DE   = ["in:europe-west10-locations", "in:europe-west3-locations"]
    FR   = ["in:europe-west9-locations"]
    SE   = ["in:europe-north2-locations"]
    IT   = ["in:europe-west12-locations", "in:europe-west8-locations"]
    ES   = ["in:europe-southwest1-locations"]
    CH   = ["in:europe-west6-locations"]
    CA   = ["in:northamerica-northeast1-locations", "in:northamerica-northeast2-locations"]
    JP   = ["in:asia-northeast1-locations", "in:asia-northeast2-locations"]
    AU   = ["in:australia-southeast1-locations", "in:australia-southeast2-locations"]
    IN   = ["in:asia-south1-locations", "in:asia-south2-locations"]
    SG   = ["in:asia-southeast1-locations"]
    KR   = ["in:asia-northeast3-locations"]
    BR   = ["in:southamerica-east1-locations"]
    IL   = ["in:me-west1-locations"]
  }
  locations = lookup(local.residency_locations, var.residency, [])
}
