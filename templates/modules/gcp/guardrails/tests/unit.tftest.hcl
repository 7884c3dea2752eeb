mock_provider "google" {
  mock_resource "google_pubsub_topic" {
    defaults = { id = "projects/acme-dev-0a1b2c3d/topics/acme-dev-security-findings" }
  }

  mock_resource "google_scc_v2_project_notification_config" {
    defaults = { service_account = "service-org-1@gcp-sa-scc-notification.iam.gserviceaccount.com" }
  }
}

mock_provider "time" {}

variables {
  name_prefix        = "acme-dev"
  environment        = "dev"
  region             = "europe-west4"
  project_id         = "acme-dev-0a1b2c3d"
  project_number     = "123456789012"
  network_project_id = "acme-host"
  key_project_id     = "acme-keys"
  alerts_key_id      = "projects/acme-keys/locations/europe-west4/keyRings/r/cryptoKeys/alerts"
}

run "base_set" {
  assert {
    condition     = google_org_policy_policy.this["iam.disableServiceAccountKeyCreation"].name == "projects/123456789012/policies/iam.disableServiceAccountKeyCreation" && google_org_policy_policy.this["iam.disableServiceAccountKeyCreation"].spec[0].rules[0].enforce == "TRUE"
    error_message = "Policies are named by project number, switches are the string TRUE."
  }

  assert {
    condition     = google_org_policy_policy.this["compute.vmExternalIpAccess"].spec[0].rules[0].deny_all == "TRUE" && google_org_policy_policy.this["ainotebooks.restrictVpcNetworks"].spec[0].rules[0].values[0].allowed_values == tolist(["under:projects/acme-host"])
    error_message = "No machine gets an external address, notebooks stay in our network."
  }

  assert {
    condition     = google_org_policy_policy.this["storage.restrictAuthTypes"].spec[0].rules[0].values[0].denied_values == tolist(["in:ALL_HMAC_SIGNED_REQUESTS"]) && google_org_policy_policy.this["storage.restrictAuthTypes"].spec[0].inherit_from_parent
    error_message = "Denied values add to the organisation's."
  }

  assert {
    condition     = !contains(output.policy_names, "gcp.restrictNonCmekServices") && !contains(output.policy_names, "gcp.resourceLocations") && !contains(output.policy_names, "vertexai.allowedModels")
    error_message = "Without a regime and a residency their policies are not there."
  }

  assert {
    condition     = length(google_org_policy_custom_constraint.this) == 0 && length(output.dry_run_policies) == 0 && output.findings_topic_id == null
    error_message = "Without an organisation there are no custom constraints."
  }

  assert {
    condition     = contains(output.control_policies["ZTA-02"], "iam.disableServiceAccountKeyUpload")
    error_message = "Each control names its constraints."
  }
}

run "base_set_is_complete" {
  command = plan

  assert {
    condition = output.policy_names == tolist([
      "ainotebooks.disableRootAccess",
      "ainotebooks.environmentOptions",
      "ainotebooks.requireAutoUpgradeSchedule",
      "ainotebooks.restrictPublicIp",
      "ainotebooks.restrictVpcNetworks",
      "compute.requireOsLogin",
      "compute.requireShieldedVm",
      "compute.skipDefaultNetworkCreation",
      "compute.vmCanIpForward",
      "compute.vmExternalIpAccess",
      "gcp.restrictTLSVersion",
      "iam.automaticIamGrantsForDefaultServiceAccounts",
      "iam.disableAuditLoggingExemption",
      "iam.disableServiceAccountKeyCreation",
      "iam.disableServiceAccountKeyUpload",
      "iam.managed.disableServiceAccountApiKeyCreation",
      "iam.managed.preventPrivilegedBasicRolesForDefaultServiceAccounts",
      "iam.serviceAccountKeyExposureResponse",
      "run.allowedIngress",
      "run.allowedVPCEgress",
      "run.managed.requireInvokerIam",
      "storage.publicAccessPrevention",
      "storage.restrictAuthTypes",
      "storage.secureHttpTransport",
      "storage.uniformBucketLevelAccess",
    ])
    error_message = "The set that holds without any regime must be the documented one."
  }

  assert {
    condition     = alltrue([for policy in google_org_policy_policy.this : startswith(policy.name, "projects/123456789012/policies/") && policy.parent == "projects/123456789012"])
    error_message = "Named by the number of the project, all of them: the id gives a diff for ever."
  }

  assert {
    condition     = alltrue([for policy in google_org_policy_policy.this : try(policy.spec[0].rules[0].enforce, null) == null || policy.spec[0].rules[0].enforce == "TRUE"])
    error_message = "A switch is the string TRUE."
  }

  assert {
    condition     = google_org_policy_policy.this["ainotebooks.environmentOptions"].spec[0].rules[0].values[0].allowed_values == tolist(["ainotebooks-vm/cloud-notebooks-managed/image-family/workbench-instances"]) && google_org_policy_policy.this["iam.serviceAccountKeyExposureResponse"].spec[0].rules[0].values[0].allowed_values == tolist(["is:DISABLE_KEY"])
    error_message = "Notebooks are made from Google's image, which is what ml.workspace uses; a key that leaks is disabled."
  }

  assert {
    condition     = google_org_policy_policy.this["gcp.restrictTLSVersion"].spec[0].rules[0].values[0].denied_values == tolist(["is:TLS_VERSION_1", "is:TLS_VERSION_1_1"])
    error_message = "TLS before 1.2 is refused."
  }
}

run "hipaa_and_ai_act" {
  variables {
    regimes        = ["hipaa", "eu_ai_act"]
    residency      = "eu"
    org_id         = "987654321098"
    allowed_models = ["publishers/google/models/gemini-2.5-pro:predict"]
  }

  assert {
    condition = alltrue([
      for name in ["ainotebooks.disableTerminal", "ainotebooks.disableFileDownloads", "ainotebooks.accessMode", "gcp.restrictNonCmekServices", "gcp.restrictCmekCryptoKeyProjects", "vertexai.allowedPartnerModelFeatures", "run.allowedBinaryAuthorizationPolicies", "compute.requireVpcFlowLogs"] :
      contains(output.policy_names, name)
    ])
    error_message = "HIPAA and the AI Act bring their sets."
  }

  assert {
    condition     = google_org_policy_policy.this["vertexai.allowedModels"].spec[0].rules[0].values[0].allowed_values == tolist(["publishers/google/models/gemini-2.5-pro:predict"])
    error_message = "Only listed models may be used."
  }

  assert {
    condition     = google_org_policy_policy.this["gcp.resourceLocations"].spec[0].rules[0].values[0].allowed_values == tolist(["in:eu-locations"])
    error_message = "Resources stay in the European Union."
  }

  assert {
    condition     = contains(google_org_policy_policy.this["gcp.restrictNonCmekServices"].spec[0].rules[0].values[0].denied_values, "is:aiplatform.googleapis.com") && google_org_policy_policy.this["gcp.restrictCmekCryptoKeyProjects"].spec[0].rules[0].values[0].allowed_values == tolist(["under:projects/acme-keys"])
    error_message = "New resources need keys, and keys of ours."
  }

  assert {
    condition     = google_org_policy_custom_constraint.this["EndpointRequestLog"].name == "custom.AcmeDevEndpointRequestLog" && google_org_policy_custom_constraint.this["EndpointRequestLog"].parent == "organizations/987654321098"
    error_message = "Custom constraints live in the organisation under a name of ours."
  }

  assert {
    condition     = contains(output.policy_names, "custom.AcmeDevEndpointRequestLog") && contains(output.policy_names, "custom.AcmeDevEndpointPrivate") && contains(output.control_policies["LOG-02"], "custom.AcmeDevEndpointRequestLog")
    error_message = "A constraint without a policy does nothing."
  }

  assert {
    condition     = google_org_policy_policy.this["gcp.restrictNonCmekServices"].spec[0].rules[0].values[0].denied_values == tolist([for service in ["aiplatform", "artifactregistry", "bigquery", "compute", "dataflow", "logging", "notebooks", "pubsub", "run", "secretmanager", "storage"] : "is:${service}.googleapis.com"]) && google_org_policy_policy.this["gcp.restrictNonCmekServices"].spec[0].rules[0].values[0].allowed_values == null
    error_message = "The constraint takes denied values only, of services that take keys."
  }

  assert {
    condition     = google_org_policy_policy.this["ainotebooks.accessMode"].spec[0].rules[0].values[0].allowed_values == tolist(["single-user"])
    error_message = "A notebook has one person."
  }

  assert {
    condition     = time_sleep.constraints[0].create_duration == "60s"
    error_message = "A constraint can be used some time after it was made."
  }
}

run "soc2_differs" {
  variables {
    regimes = ["soc2"]
    org_id  = "987654321098"
  }

  assert {
    condition     = contains(output.policy_names, "compute.requireVpcFlowLogs")
    error_message = "SOC 2 asks for evidence of network monitoring."
  }

  assert {
    condition     = length(setintersection(output.policy_names, ["ainotebooks.disableTerminal", "gcp.restrictNonCmekServices", "vertexai.allowedModels", "custom.AcmeDevEndpointRequestLog", "custom.AcmeDevEndpointKey", "run.allowedBinaryAuthorizationPolicies"])) == 0
    error_message = "SOC 2 must not bring what HIPAA and the AI Act ask for."
  }
}

run "high_risk_without_models" {
  variables {
    tier      = 3
    residency = "DE"
    region    = "europe-west3"
  }

  assert {
    condition     = google_org_policy_policy.this["vertexai.allowedModels"].spec[0].rules[0].deny_all == "TRUE"
    error_message = "Where models are limited and none is listed, none is allowed."
  }

  assert {
    condition     = google_org_policy_policy.this["gcp.resourceLocations"].spec[0].rules[0].values[0].allowed_values == tolist(["in:europe-west10-locations", "in:europe-west3-locations"])
    error_message = "A country is the regions in it."
  }
}

run "flow_logs_in_prod" {
  command = plan

  variables {
    environment = "prod"
    regimes     = ["nist_800_53"]
  }

  assert {
    condition     = google_org_policy_policy.this["compute.requireVpcFlowLogs"].spec[0].rules[0].values[0].allowed_values == tolist(["COMPREHENSIVE"])
    error_message = "In prod every flow is logged."
  }
}

run "dry_run_and_folder" {
  variables {
    mode   = "dry_run"
    parent = "folders/345678901234"
  }

  assert {
    condition     = length(google_org_policy_policy.this["compute.requireOsLogin"].spec) == 0 && google_org_policy_policy.this["compute.requireOsLogin"].dry_run_spec[0].rules[0].enforce == "TRUE" && google_org_policy_policy.this["compute.requireOsLogin"].name == "folders/345678901234/policies/compute.requireOsLogin"
    error_message = "A dry run reports and refuses nothing, also on a folder."
  }

  assert {
    condition     = toset(output.dry_run_policies) == toset(output.policy_names)
    error_message = "All of them are dry."
  }
}

run "single_dry_policy_exceptions_and_extras" {
  variables {
    dry_run_policies       = ["compute.requireShieldedVm"]
    exceptions             = { "run.allowedVPCEgress" = { reason = "the scraper needs direct egress", until = "2999-12-31" } }
    extra_policies         = { "compute.requireSslPolicy" = { enforce = true } }
    allowed_oidc_issuers   = ["https://token.actions.githubusercontent.com"]
    member_customer_ids    = ["C01abc2de"]
    scc_notifications      = true
    access_approval_emails = ["approvers@example.com"]
  }

  assert {
    condition     = output.dry_run_policies == tolist(["compute.requireShieldedVm"]) && !contains(output.policy_names, "run.allowedVPCEgress") && contains(output.policy_names, "compute.requireSslPolicy")
    error_message = "One policy reports, one is excepted, one is added."
  }

  assert {
    condition     = google_org_policy_policy.this["iam.workloadIdentityPoolProviders"].spec[0].rules[0].values[0].allowed_values == tolist(["https://token.actions.githubusercontent.com"]) && google_org_policy_policy.this["iam.allowedPolicyMemberDomains"].spec[0].rules[0].values[0].allowed_values == tolist(["is:C01abc2de"])
    error_message = "Issuers and directories are limited to those given."
  }

  assert {
    condition     = google_pubsub_topic.findings[0].kms_key_name == var.alerts_key_id && google_pubsub_topic_iam_member.findings[0].role == "roles/pubsub.publisher" && google_pubsub_topic.findings[0].message_storage_policy[0].allowed_persistence_regions == toset(["europe-west4"])
    error_message = "Findings go to an encrypted topic that keeps them in the region."
  }

  assert {
    condition     = google_project_access_approval_settings.this[0].notification_emails == toset(["approvers@example.com"])
    error_message = "Access of Google's staff is asked for."
  }
}

run "warns_of_an_expired_exception" {
  command         = plan
  expect_failures = [check.exceptions_are_in_date]

  variables {
    exceptions = { "run.allowedVPCEgress" = { reason = "the scraper needs direct egress", until = "2020-12-31" } }
  }
}

run "rejects_dry_run_in_prod" {
  command         = plan
  expect_failures = [var.mode]

  variables {
    environment = "prod"
    mode        = "dry_run"
  }
}

run "rejects_region_outside_residency" {
  command         = plan
  expect_failures = [var.residency]

  variables {
    residency = "eu"
    region    = "us-central1"
  }
}

run "rejects_region_outside_country" {
  command         = plan
  expect_failures = [var.residency]

  variables {
    residency = "FR"
  }
}

run "rejects_london_as_eu" {
  command         = plan
  expect_failures = [var.residency]

  variables {
    residency = "eu"
    region    = "europe-west2"
  }
}

run "rejects_unknown_residency" {
  command         = plan
  expect_failures = [var.residency]

  variables {
    residency = "moon"
  }
}

run "rejects_constraint_without_organisation" {
  command         = plan
  expect_failures = [var.custom_constraints]

  variables {
    custom_constraints = { Mine = { title = "Mine", types = ["aiplatform.googleapis.com/Endpoint"], condition = "true" } }
  }
}

run "rejects_badly_named_constraint" {
  command         = plan
  expect_failures = [var.custom_constraints]

  variables {
    org_id             = "1"
    custom_constraints = { mine-too = { title = "Mine", types = ["aiplatform.googleapis.com/Endpoint"], condition = "true" } }
  }
}

run "rejects_exception_for_keys_in_prod" {
  command         = plan
  expect_failures = [var.exceptions]

  variables {
    environment = "prod"
    exceptions  = { "iam.disableServiceAccountKeyCreation" = { reason = "a legacy partner needs it", until = "2999-12-31" } }
  }
}

run "rejects_exception_without_reason" {
  command         = plan
  expect_failures = [var.exceptions]

  variables {
    exceptions = { "run.allowedVPCEgress" = { reason = "x", until = "2999-12-31" } }
  }
}

run "rejects_ambiguous_extra_policy" {
  command         = plan
  expect_failures = [var.extra_policies]

  variables {
    extra_policies = { "compute.x" = { enforce = true, deny_all = true } }
  }
}

run "rejects_model_pattern" {
  command         = plan
  expect_failures = [var.allowed_models]

  variables {
    allowed_models = ["publishers/*/models/*"]
  }
}

run "rejects_more_models_than_a_policy_holds" {
  command         = plan
  expect_failures = [var.allowed_models]

  variables {
    allowed_models = [for number in range(501) : "publishers/acme/models/model-${number}:predict"]
  }
}

run "rejects_dataplex_cmek" {
  command         = plan
  expect_failures = [var.cmek_services]

  variables {
    cmek_services = ["aiplatform", "bigquery", "storage", "dataplex"]
  }
}

run "rejects_cmek_without_data" {
  command         = plan
  expect_failures = [var.cmek_services]

  variables {
    cmek_services = ["aiplatform"]
  }
}

run "rejects_full_name_of_service" {
  command         = plan
  expect_failures = [var.cmek_services]

  variables {
    cmek_services = ["aiplatform", "bigquery", "storage", "pubsub.googleapis.com"]
  }
}

run "rejects_organisation_as_parent" {
  command         = plan
  expect_failures = [var.parent]

  variables {
    parent = "organizations/987654321098"
  }
}

run "rejects_project_id_as_parent" {
  command         = plan
  expect_failures = [var.parent]

  variables {
    parent = "projects/acme-dev-0a1b2c3d"
  }
}

run "rejects_bad_values" {
  command         = plan
  expect_failures = [var.access_approval_emails, var.allowed_oidc_issuers, var.member_customer_ids, var.notebook_images, var.regimes, var.tier]

  variables {
    access_approval_emails = ["nobody"]
    allowed_oidc_issuers   = ["http://x"]
    member_customer_ids    = ["example.com"]
    notebook_images        = ["pytorch"]
    regimes                = ["pci"]
    tier                   = 9
  }
}

run "rejects_bad_names" {
  command         = plan
  expect_failures = [var.environment, var.name_prefix, var.org_id]

  variables {
    environment = "qa"
    name_prefix = "A"
    org_id      = "example.com"
  }
}
