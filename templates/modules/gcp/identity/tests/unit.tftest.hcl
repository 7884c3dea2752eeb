mock_provider "google" {
  mock_resource "google_service_account" {
    defaults = {
      name   = "projects/acme-dev-0a1b2c3d/serviceAccounts/mock@acme-dev-0a1b2c3d.iam.gserviceaccount.com"
      email  = "mock@acme-dev-0a1b2c3d.iam.gserviceaccount.com"
      member = "serviceAccount:mock@acme-dev-0a1b2c3d.iam.gserviceaccount.com"
    }
  }

  mock_resource "google_project_iam_custom_role" {
    defaults = { id = "projects/acme-dev-0a1b2c3d/roles/mock" }
  }

  mock_resource "google_iam_workload_identity_pool" {
    defaults = { name = "projects/123456789012/locations/global/workloadIdentityPools/workloads" }
  }
}

variables {
  name_prefix = "acme-dev"
  environment = "dev"
  project_id  = "acme-dev-0a1b2c3d"
}

run "accounts_without_people" {
  assert {
    condition     = keys(google_service_account.this) == ["featuresync", "monitoring", "notebook", "pipeline", "release", "serving", "training"] && google_service_account.this["notebook"].account_id == "acme-dev-notebook"
    error_message = "There is one account per workload."
  }

  assert {
    condition     = length(google_project_iam_member.persona) == 0 && keys(google_service_account_iam_member.act_as) == ["pipeline/training"]
    error_message = "Without groups nobody is granted anything; the pipeline starts training."
  }

  assert {
    condition     = alltrue([for grant in google_project_iam_member.account : !can(regex("(?i)admin|owner|editor|serviceAccountUser|TokenCreator|serviceAgent|aiplatform.user", grant.role))])
    error_message = "No workload may have a broad role on the project."
  }

  assert {
    condition     = alltrue([for permission in ["aiplatform.endpoints.deploy", "aiplatform.models.delete", "aiplatform.endpoints.undeploy"] : !contains(google_project_iam_custom_role.this["ml_developer"].permissions, permission)])
    error_message = "Who trains does not deploy and does not delete."
  }

  assert {
    condition     = contains(google_project_iam_custom_role.this["model_promoter"].permissions, "aiplatform.endpoints.deploy") && !contains(google_project_iam_custom_role.this["model_promoter"].permissions, "aiplatform.customJobs.create")
    error_message = "Who deploys does not train."
  }

  assert {
    condition     = google_project_iam_custom_role.this["evidence_writer"].permissions == toset(["storage.objects.create"])
    error_message = "Evidence is added, never read, replaced or deleted."
  }

  assert {
    condition     = alltrue([for role in google_project_iam_custom_role.this : alltrue([for permission in role.permissions : !strcontains(permission, "*")])]) && google_project_iam_custom_role.this["ml_auditor"].role_id == "acme_dev_ml_auditor"
    error_message = "Roles name each permission."
  }

  assert {
    condition     = google_iam_deny_policy.this[0].parent == "cloudresourcemanager.googleapis.com%2Fprojects%2Facme-dev-0a1b2c3d"
    error_message = "The attachment point of a deny policy is URL-encoded."
  }

  assert {
    condition     = contains(flatten(google_iam_deny_policy.this[0].rules[*].deny_rule[0].denied_permissions), "iam.googleapis.com/serviceAccountKeys.create") && contains(flatten(google_iam_deny_policy.this[0].rules[*].deny_rule[0].denied_permissions), "cloudkms.googleapis.com/cryptoKeyVersions.destroy")
    error_message = "Keys of service accounts and destruction of key versions are denied."
  }

  assert {
    condition     = alltrue([for rule in google_iam_deny_policy.this[0].rules : rule.deny_rule[0].denied_principals == tolist(["principalSet://goog/public:all"])])
    error_message = "Denies hold for everybody."
  }

  assert {
    condition     = output.workload_pool_name == null
    error_message = "No pool is made for nobody."
  }

  assert {
    condition     = alltrue([for role in google_project_iam_custom_role.this : role.stage == "GA" && role.description != ""])
    error_message = "Roles are in force and say what they are for."
  }

  assert {
    condition     = alltrue([for permission in ["logging.googleapis.com/buckets.delete", "logging.googleapis.com/sinks.delete", "iam.googleapis.com/serviceAccountKeys.upload"] : contains(flatten(google_iam_deny_policy.this[0].rules[*].deny_rule[0].denied_permissions), permission)])
    error_message = "The trail and its routes cannot be removed, keys not brought along."
  }

  assert {
    condition     = alltrue([for permission in flatten(google_iam_deny_policy.this[0].rules[*].deny_rule[0].denied_permissions) : can(regex("^[a-z]+\\.googleapis\\.com/[A-Za-z]+\\.[A-Za-z]+$", permission))])
    error_message = "A denied permission is service, resource and verb; the form of roles is refused by the API."
  }
}

run "developers_in_dev" {
  variables {
    grant_deployer     = true
    deployer           = "serviceAccount:acme-dev-tf-apply@acme-dev-0a1b2c3d.iam.gserviceaccount.com"
    break_glass_groups = ["break-glass@example.com"]
    access_until       = { data_scientist = "2027-06-30T00:00:00Z" }
    personas = {
      data_scientist = ["group:ds@example.com"]
      ml_engineer    = ["group:mle@example.com"]
      model_approver = ["principalSet://iam.googleapis.com/locations/global/workforcePools/acme/group/approvers"]
    }
  }

  assert {
    condition     = contains(keys(google_project_iam_member.persona), "data_scientist/ml_developer/group:ds@example.com") && google_project_iam_member.persona["data_scientist/ml_developer/group:ds@example.com"].condition[0].expression == "request.time < timestamp(\"2027-06-30T00:00:00Z\")"
    error_message = "Access of a persona can be made to end by itself."
  }

  assert {
    condition     = length(google_project_iam_member.persona["model_approver/roles/monitoring.viewer/principalSet://iam.googleapis.com/locations/global/workforcePools/acme/group/approvers"].condition) == 0
    error_message = "Others have no end."
  }

  assert {
    condition     = contains(keys(google_service_account_iam_member.act_as), "group:ds@example.com/training") && !contains(keys(google_service_account_iam_member.act_as), "group:ds@example.com/release") && contains(keys(google_service_account_iam_member.act_as), "deployer/serving")
    error_message = "Data scientists run as training and notebook, the apply account attaches all."
  }

  assert {
    condition     = anytrue([for rule in google_iam_deny_policy.this[0].rules : try(rule.deny_rule[0].exception_principals == tolist(["principalSet://goog/group/break-glass@example.com"]), false)])
    error_message = "Break-glass groups are excepted from the deny of evidence removal."
  }
}

run "developers_read_in_prod" {
  variables {
    name_prefix = "acme-prod"
    environment = "prod"
    personas    = { data_scientist = ["group:ds@example.com"], ml_engineer = ["group:mle@example.com"] }
    entitlements = {
      operate = { roles = ["roles/aiplatform.admin"], eligible = ["group:mle@example.com"], approvers = ["group:leads@example.com"], hours = 4 }
    }
  }

  assert {
    condition     = contains(keys(google_project_iam_member.persona), "data_scientist/ml_auditor/group:ds@example.com") && !contains(keys(google_project_iam_member.persona), "data_scientist/ml_developer/group:ds@example.com")
    error_message = "Where models are released, developers read."
  }

  assert {
    condition     = keys(google_service_account_iam_member.act_as) == ["pipeline/training"]
    error_message = "In prod no person acts as a service account."
  }

  assert {
    condition     = google_privileged_access_manager_entitlement.this["operate"].max_request_duration == "14400s" && length(google_privileged_access_manager_entitlement.this["operate"].approval_workflow) == 1
    error_message = "Privileges are lent for hours, after an approval."
  }

  assert {
    condition     = length(google_privileged_access_manager_entitlement.this["operate"].eligible_users) == 1 && length(google_privileged_access_manager_entitlement.this["operate"].requester_justification_config[0].unstructured) == 1 && google_privileged_access_manager_entitlement.this["operate"].approval_workflow[0].manual_approvals[0].require_approver_justification
    error_message = "One entry of who may ask, and both sides say why."
  }
}

run "federated_workloads" {
  variables {
    extra_accounts      = { ingest = { why = "Ingests from site.", roles = ["roles/bigquery.jobUser"] } }
    federated_issuers   = { dgx-site = { issuer_uri = "https://oidc.site.example.com", audiences = ["aiplatform"] } }
    federated_workloads = { trainer = { issuer = "dgx-site", subject = "system:serviceaccount:ml:trainer", account = "ingest" } }
  }

  assert {
    condition     = google_iam_workload_identity_pool_provider.workloads["dgx-site"].attribute_condition == "assertion.sub == 'system:serviceaccount:ml:trainer'"
    error_message = "The provider accepts exact subjects."
  }

  assert {
    condition     = google_service_account_iam_member.federated["trainer"].member == "principal://iam.googleapis.com/projects/123456789012/locations/global/workloadIdentityPools/workloads/subject/system:serviceaccount:ml:trainer"
    error_message = "An account is lent to one principal, not to a set."
  }
}

run "long_prefix_fits_account_ids" {
  command = plan

  variables {
    name_prefix = "a-very-long-project-name-dev"
  }

  assert {
    condition     = alltrue([for account in google_service_account.this : length(account.account_id) <= 30])
    error_message = "Account ids end at 30 characters."
  }
}

run "unprotected_sandbox" {
  command = plan

  variables {
    environment      = "sandbox"
    protect_evidence = false
  }

  assert {
    condition     = length(google_iam_deny_policy.this[0].rules) == 1
    error_message = "A sandbox can be destroyed, keys are denied even so."
  }
}

run "rejects_user" {
  command         = plan
  expect_failures = [var.personas]

  variables {
    personas = { auditor = ["user:someone@example.com"] }
  }
}

run "rejects_whole_pool" {
  command         = plan
  expect_failures = [var.personas]

  variables {
    personas = { auditor = ["principalSet://iam.googleapis.com/locations/global/workforcePools/acme/*"] }
  }
}

run "rejects_approver_who_trains" {
  command         = plan
  expect_failures = [var.personas]

  variables {
    personas = { model_approver = ["group:ml@example.com"], data_scientist = ["group:ml@example.com"] }
  }
}

run "rejects_unknown_persona" {
  command         = plan
  expect_failures = [var.personas]

  variables {
    personas = { owner = ["group:ml@example.com"] }
  }
}

run "rejects_prod_without_deny" {
  command         = plan
  expect_failures = [var.deny_policy]

  variables {
    environment = "prod"
    deny_policy = false
  }
}

run "rejects_unprotected_prod" {
  command         = plan
  expect_failures = [var.protect_evidence]

  variables {
    environment      = "prod"
    protect_evidence = false
  }
}

run "rejects_self_approval" {
  command         = plan
  expect_failures = [var.entitlements]

  variables {
    entitlements = { a = { roles = ["roles/aiplatform.admin"], eligible = ["group:a@example.com"], approvers = ["group:a@example.com"] } }
  }
}

run "rejects_prod_without_approval" {
  command         = plan
  expect_failures = [var.entitlements]

  variables {
    environment  = "prod"
    entitlements = { a = { roles = ["roles/aiplatform.admin"], eligible = ["group:a@example.com"] } }
  }
}

run "rejects_basic_role_lent" {
  command         = plan
  expect_failures = [var.entitlements]

  variables {
    entitlements = { a = { roles = ["roles/owner"], eligible = ["group:a@example.com"] } }
  }
}

run "rejects_user_eligible" {
  command         = plan
  expect_failures = [var.entitlements]

  variables {
    entitlements = { a = { roles = ["roles/aiplatform.admin"], eligible = ["user:a@example.com"] } }
  }
}

run "rejects_endless_privilege" {
  command         = plan
  expect_failures = [var.entitlements]

  variables {
    entitlements = { a = { roles = ["roles/aiplatform.admin"], eligible = ["group:a@example.com"], hours = 72 } }
  }
}

run "rejects_wildcard_subject" {
  command         = plan
  expect_failures = [var.federated_workloads]

  variables {
    federated_issuers   = { dgx-site = { issuer_uri = "https://oidc.site.example.com" } }
    federated_workloads = { a = { issuer = "dgx-site", subject = "system:serviceaccount:*", account = "training" } }
  }
}

run "rejects_unknown_issuer" {
  command         = plan
  expect_failures = [var.federated_workloads]

  variables {
    federated_workloads = { a = { issuer = "nowhere", subject = "system:x", account = "training" } }
  }
}

run "rejects_unknown_account" {
  command         = plan
  expect_failures = [var.federated_workloads]

  variables {
    federated_issuers   = { dgx-site = { issuer_uri = "https://oidc.site.example.com" } }
    federated_workloads = { a = { issuer = "dgx-site", subject = "system:x", account = "root" } }
  }
}

run "rejects_issuer_without_workload" {
  command         = plan
  expect_failures = [google_iam_workload_identity_pool_provider.workloads]

  variables {
    federated_issuers = { dgx-site = { issuer_uri = "https://oidc.site.example.com" } }
  }
}

run "rejects_plain_http_issuer" {
  command         = plan
  expect_failures = [var.federated_issuers]

  variables {
    federated_issuers = { dgx-site = { issuer_uri = "http://oidc.site.example.com" } }
  }
}

run "rejects_reserved_issuer_name" {
  command         = plan
  expect_failures = [var.federated_issuers]

  variables {
    federated_issuers = { gcp-site = { issuer_uri = "https://oidc.site.example.com" } }
  }
}

run "rejects_broad_extra_role" {
  command         = plan
  expect_failures = [var.extra_accounts]

  variables {
    extra_accounts = { ingest = { why = "x", roles = ["roles/storage.admin"] } }
  }
}

run "rejects_act_as_on_project" {
  command         = plan
  expect_failures = [var.extra_accounts]

  variables {
    extra_accounts = { ingest = { why = "x", roles = ["roles/iam.serviceAccountUser"] } }
  }
}

run "rejects_repeated_account" {
  command         = plan
  expect_failures = [var.extra_accounts]

  variables {
    extra_accounts = { training = { why = "x" } }
  }
}

run "rejects_long_account" {
  command         = plan
  expect_failures = [var.extra_accounts]

  variables {
    extra_accounts = { a-name-too-long = { why = "x" } }
  }
}

run "rejects_deployer_missing" {
  command         = plan
  expect_failures = [var.grant_deployer]

  variables {
    grant_deployer = true
  }
}

run "rejects_unknown_persona_end" {
  command         = plan
  expect_failures = [var.access_until]

  variables {
    access_until = { everybody = "2027-06-30T00:00:00Z" }
  }
}

run "rejects_bad_values" {
  command         = plan
  expect_failures = [var.access_until, var.break_glass_groups, var.deployer, var.environment, var.name_prefix, var.workload_pool_id]

  variables {
    access_until       = { auditor = "next year" }
    break_glass_groups = ["everybody"]
    deployer           = "allUsers"
    environment        = "qa"
    name_prefix        = "A"
    workload_pool_id   = "gcp-pool"
  }
}
