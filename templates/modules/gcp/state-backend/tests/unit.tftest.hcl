# The key carries prevent_destroy: with command = apply the teardown would fail, so every run plans.
mock_provider "google" {
  override_during = plan

  mock_data "google_storage_project_service_account" {
    defaults = { email_address = "service-123456789012@gs-project-accounts.iam.gserviceaccount.com" }
  }

  mock_resource "google_kms_key_ring" {
    defaults = { id = "projects/acme-dev-0a1b2c3d/locations/europe-west4/keyRings/acme-dev-tfstate-abcdef" }
  }

  mock_resource "google_kms_crypto_key" {
    defaults = { id = "projects/acme-dev-0a1b2c3d/locations/europe-west4/keyRings/acme-dev-tfstate-abcdef/cryptoKeys/tfstate" }
  }

  mock_resource "google_service_account" {
    defaults = {
      name   = "projects/acme-dev-0a1b2c3d/serviceAccounts/mock@acme-dev-0a1b2c3d.iam.gserviceaccount.com"
      email  = "mock@acme-dev-0a1b2c3d.iam.gserviceaccount.com"
      member = "serviceAccount:mock@acme-dev-0a1b2c3d.iam.gserviceaccount.com"
    }
  }

  mock_resource "google_iam_workload_identity_pool" {
    defaults = { name = "projects/123456789012/locations/global/workloadIdentityPools/acme-dev-ci" }
  }
}

mock_provider "random" {
  override_during = plan

  mock_resource "random_id" {
    defaults = { hex = "abcdef" }
  }
}

mock_provider "time" {}

override_resource {
  target          = google_project_iam_custom_role.computed["apply_grants"]
  override_during = plan
  values          = { name = "projects/acme-dev-0a1b2c3d/roles/acme_dev_ci_apply_grants" }
}

override_resource {
  target          = google_project_iam_custom_role.computed["apply_project"]
  override_during = plan
  values          = { name = "projects/acme-dev-0a1b2c3d/roles/acme_dev_ci_apply_project" }
}

override_resource {
  target          = google_project_iam_custom_role.computed["plan_project"]
  override_during = plan
  values          = { name = "projects/acme-dev-0a1b2c3d/roles/acme_dev_ci_plan_project" }
}

override_resource {
  target          = google_organization_iam_custom_role.computed["apply_grants"]
  override_during = plan
  values          = { name = "organizations/987654321098/roles/acme_dev_ci_apply_grants_abcdef" }
}

override_resource {
  target          = google_organization_iam_custom_role.computed["apply_project"]
  override_during = plan
  values          = { name = "organizations/987654321098/roles/acme_dev_ci_apply_project_abcdef" }
}

override_resource {
  target          = google_organization_iam_custom_role.computed["plan_project"]
  override_during = plan
  values          = { name = "organizations/987654321098/roles/acme_dev_ci_plan_project_abcdef" }
}

variables {
  name_prefix     = "acme-dev"
  environment     = "dev"
  region          = "europe-west4"
  project_id      = "acme-dev-0a1b2c3d"
  seed_project_id = "acme-dev-0a1b2c3d"
  state_bucket    = "acme-dev-tfstate-0a1b2c3d"
  repository      = "acme-corp/ml-platform"
}

run "state_is_encrypted_and_versioned" {
  command = plan

  assert {
    condition     = google_storage_bucket.state.name == "acme-dev-tfstate-0a1b2c3d" && google_storage_bucket.state.uniform_bucket_level_access && google_storage_bucket.state.public_access_prevention == "enforced" && google_storage_bucket.state.versioning[0].enabled
    error_message = "The bucket is private, by IAM only, and keeps versions."
  }

  assert {
    condition     = google_storage_bucket.state.encryption[0].default_kms_key_name == google_kms_crypto_key.state.id && google_storage_bucket.state.encryption[0].google_managed_encryption_enforcement_config[0].restriction_mode == "FullyRestricted"
    error_message = "State is written under our key only."
  }

  assert {
    condition     = google_storage_bucket.state.soft_delete_policy[0].retention_duration_seconds == 2592000 && length(google_storage_bucket.state.retention_policy) == 0 && google_storage_bucket.state.force_destroy == false
    error_message = "A lost state comes back; no retention policy keeps a lock."
  }

  assert {
    condition     = google_kms_crypto_key_iam_member.state.role == "roles/cloudkms.cryptoKeyEncrypterDecrypter" && google_kms_crypto_key_iam_member.state.crypto_key_id == google_kms_crypto_key.state.id && google_kms_crypto_key.state.rotation_period == "7776000s"
    error_message = "Storage's agent may use the key, which rotates."
  }

  assert {
    condition     = google_storage_bucket_iam_member.plan.role == "roles/storage.objectViewer" && google_storage_bucket_iam_member.apply.role == "roles/storage.objectUser"
    error_message = "Plan reads state, apply writes it."
  }

  assert {
    condition     = alltrue([for service in google_project_service.this : service.disable_on_destroy == false])
    error_message = "APIs stay on."
  }
}

run "state_is_rewritten_and_comes_back" {
  command = plan

  assert {
    condition     = one(google_storage_bucket.state.lifecycle_rule[0].condition).num_newer_versions == 100 && one(google_storage_bucket.state.lifecycle_rule[0].condition).with_state == "ARCHIVED" && one(google_storage_bucket.state.lifecycle_rule[0].action).type == "Delete"
    error_message = "Only versions long superseded go, never the live one."
  }

  assert {
    condition     = google_storage_bucket.state.encryption[0].customer_supplied_encryption_enforcement_config[0].restriction_mode == "FullyRestricted"
    error_message = "Nobody writes state under a key of their own."
  }

  assert {
    condition     = google_kms_crypto_key.state.destroy_scheduled_duration == "2592000s" && google_kms_key_ring.state.name == "acme-dev-tfstate-abcdef"
    error_message = "The key can be rescued for 30 days, and its ring, which never goes away, has a suffix."
  }

  assert {
    condition     = time_sleep.services.create_duration == "60s" && time_sleep.key.create_duration == "60s"
    error_message = "APIs and the grant on the key take effect before the bucket needs them."
  }

  assert {
    condition     = toset(keys(google_project_service.this)) == toset([for name in ["billingbudgets", "cloudbilling", "cloudkms", "cloudresourcemanager", "iam", "iamcredentials", "orgpolicy", "serviceusage", "storage", "sts"] : "${name}.googleapis.com"])
    error_message = "What the pipeline calls before any project is ready is on in the project of its accounts."
  }
}

run "pool_deleted_by_somebody_gets_another_name" {
  command = plan

  variables {
    pool_id = "acme-dev-ci-2"
  }

  assert {
    condition     = google_iam_workload_identity_pool.ci[0].workload_identity_pool_id == "acme-dev-ci-2" && { for role, provider in google_iam_workload_identity_pool_provider.ci : role => provider.workload_identity_pool_provider_id } == { apply = "dev-apply", plan = "dev-plan" }
    error_message = "A pool keeps its id for 30 days after deletion, so it can be given; each environment and role has a provider of its own."
  }
}

run "github_by_name" {
  command = plan

  assert {
    condition     = google_iam_workload_identity_pool_provider.ci["apply"].attribute_condition == "(assertion.sub == 'repo:acme-corp/ml-platform:environment:dev')"
    error_message = "Apply accepts the subject of the reviewed environment and nothing else."
  }

  assert {
    condition     = google_iam_workload_identity_pool_provider.ci["plan"].attribute_condition == "(assertion.sub == 'repo:acme-corp/ml-platform:pull_request' || assertion.sub == 'repo:acme-corp/ml-platform:ref:refs/heads/main')"
    error_message = "Plan accepts pull requests and the default branch."
  }

  assert {
    condition     = google_iam_workload_identity_pool_provider.ci["apply"].oidc[0].issuer_uri == "https://token.actions.githubusercontent.com" && google_iam_workload_identity_pool_provider.ci["apply"].attribute_mapping["google.subject"] == "assertion.sub"
    error_message = "GitHub is the issuer."
  }

  assert {
    condition     = google_service_account_iam_member.ci["apply/repo:acme-corp/ml-platform:environment:dev"].member == "principal://iam.googleapis.com/projects/123456789012/locations/global/workloadIdentityPools/acme-dev-ci/subject/repo:acme-corp/ml-platform:environment:dev"
    error_message = "The account is lent to one principal."
  }

  assert {
    condition     = alltrue([for binding in google_service_account_iam_member.ci : !strcontains(binding.member, "*") && startswith(binding.member, "principal://")])
    error_message = "No binding may be a whole pool."
  }

  assert {
    condition     = google_service_account.ci["apply"].account_id == "acme-dev-tf-apply" && google_service_account.ci["plan"].account_id == "acme-dev-tf-plan"
    error_message = "The stack derives the apply account's address from these names."
  }
}

run "github_immutable_subjects" {
  command = plan

  variables {
    environment         = "prod"
    name_prefix         = "acme-prod"
    state_bucket        = "acme-prod-tfstate-0a1b2c3d"
    repository_id       = "987654321"
    repository_owner_id = "123456"
  }

  assert {
    condition     = google_iam_workload_identity_pool_provider.ci["apply"].attribute_condition == "assertion.repository_owner_id == '123456' && (assertion.sub == 'repo:acme-corp/ml-platform:environment:prod' || assertion.sub == 'repo:acme-corp@123456/ml-platform@987654321:environment:prod')"
    error_message = "With ids both forms of the subject are trusted, of this owner only."
  }

  assert {
    condition     = contains(keys(google_service_account_iam_member.ci), "apply/repo:acme-corp@123456/ml-platform@987654321:environment:prod")
    error_message = "The immutable subject is bound too."
  }
}

run "gitlab_plans_by_project" {
  command = plan

  variables {
    ci         = "gitlab"
    repository = "acme/ml/platform"
  }

  assert {
    condition     = google_iam_workload_identity_pool_provider.ci["plan"].attribute_condition == "assertion.project_path == 'acme/ml/platform'" && google_service_account_iam_member.ci["plan/project"].member == "principalSet://iam.googleapis.com/projects/123456789012/locations/global/workloadIdentityPools/acme-dev-ci/attribute.project_path/acme/ml/platform"
    error_message = "Any branch of the one project may plan."
  }

  assert {
    condition     = google_iam_workload_identity_pool_provider.ci["apply"].attribute_condition == "(assertion.sub == 'project_path:acme/ml/platform:ref_type:branch:ref:main')"
    error_message = "Only the default branch applies."
  }
}

run "runners_without_oidc" {
  command = plan

  variables {
    ci              = "jenkins"
    repository      = ""
    trusted_members = { plan = ["serviceAccount:plan@ci.iam.gserviceaccount.com"], apply = ["serviceAccount:apply@ci.iam.gserviceaccount.com"] }
  }

  assert {
    condition     = length(google_iam_workload_identity_pool.ci) == 0 && google_service_account_iam_member.runner["apply/serviceAccount:apply@ci.iam.gserviceaccount.com"].role == "roles/iam.serviceAccountTokenCreator"
    error_message = "Runners inside Google Cloud impersonate, on the account."
  }
}

run "limits_of_the_pipeline" {
  command = plan

  assert {
    condition     = alltrue([for grant in google_project_iam_member.ci : !contains(["roles/owner", "roles/editor", "roles/viewer", "roles/iam.securityAdmin", "roles/iam.serviceAccountUser", "roles/iam.serviceAccountTokenCreator", "roles/iam.serviceAccountKeyAdmin"], grant.role)])
    error_message = "Neither account may have a basic role or act as every account."
  }

  assert {
    condition     = strcontains(google_project_iam_member.grants[0].condition[0].expression, "modifiedGrantsByRole") && !strcontains(google_project_iam_member.grants[0].condition[0].expression, "roles/owner") && strcontains(google_project_iam_member.grants[0].condition[0].expression, "'projects/acme-dev-0a1b2c3d/roles/acme_dev_ml_developer'")
    error_message = "The pipeline grants what the modules grant, nothing else."
  }

  assert {
    condition     = alltrue([for part in split(" || ", google_project_iam_member.grants[0].condition[0].expression) : length(split(", '", part)) <= 10])
    error_message = "hasOnly takes ten roles."
  }

  assert {
    condition     = alltrue([for name, grant in google_project_iam_member.ci : !startswith(name, "plan/") || can(regex("(viewer|reader|Viewer|Reviewer|browser|Consumer)$", grant.role))])
    error_message = "Plan reads."
  }

  assert {
    condition     = length(google_organization_iam_member.apply) + length(google_organization_iam_member.plan) + length(google_organization_iam_member.sink) == 0 && length(google_folder_iam_member.ci) == 0 && length(google_billing_account_iam_member.apply) + length(google_billing_account_iam_member.plan) == 0
    error_message = "Nothing is granted above the project unless asked."
  }

  assert {
    condition     = strcontains(google_project_iam_member.grants[0].condition[0].expression, "'projects/acme-dev-0a1b2c3d/roles/acme_dev_model_approver'") && contains(keys(google_project_iam_member.ci), "apply/roles/dataplex.catalogAdmin") && contains(keys(google_project_iam_member.ci), "plan/roles/dataplex.catalogViewer")
    error_message = "The registry of models can be built by the pipeline."
  }

  assert {
    condition     = toset(google_project_iam_custom_role.plan[0].permissions) == toset(["logging.cmekSettings.get"]) && google_project_iam_member.plan[0].member == google_service_account.ci["plan"].member
    error_message = "What no viewer role holds is one permission in a role of its own."
  }

  assert {
    condition     = contains(keys(google_project_iam_member.ci), "plan/roles/cloudkms.publicKeyViewer") && contains(keys(google_project_iam_member.ci), "apply/roles/cloudkms.publicKeyViewer")
    error_message = "Attestors name the public signing key, which neither the viewer nor the administrator of keys may see."
  }
}

run "organisation_sink" {
  command = plan

  variables {
    org_id                  = "987654321098"
    grant_organization_sink = true
  }

  assert {
    condition = { for name, role in google_organization_iam_custom_role.sink : name => toset(role.permissions) } == {
      apply = toset(["logging.sinks.create", "logging.sinks.delete", "logging.sinks.get", "logging.sinks.update"])
      plan  = toset(["logging.sinks.get"])
    }
    error_message = "Sinks of the organisation, no log bucket and no view."
  }

  assert {
    condition     = keys(google_organization_iam_member.sink) == ["apply", "plan"] && length(google_organization_iam_member.apply) == 0 && google_organization_iam_custom_role.sink["apply"].role_id == "acme_dev_sink_apply_abcdef"
    error_message = "Each account has its own role, and no other right there."
  }
}

run "seed_project_and_organisation" {
  command = plan

  variables {
    seed_project_id          = "acme-seed"
    folder_id                = "345678901234"
    org_id                   = "987654321098"
    billing_account          = "012345-6789AB-CDEF01"
    grant_organization_roles = true
    access_log_bucket        = "acme-access"
    oidc_audiences           = ["https://iam.acme.example.com"]
    key_protection_level     = "HSM"
  }

  assert {
    condition     = contains(keys(google_folder_iam_member.ci), "apply/roles/resourcemanager.projectCreator") && google_folder_iam_member.grants[0].folder == "folders/345678901234" && length(google_project_iam_member.ci) == 0
    error_message = "Where the project is made later, roles lie on its folder."
  }

  assert {
    condition     = keys(google_organization_iam_member.apply) == ["roles/iam.denyAdmin", "roles/orgpolicy.policyAdmin"] && keys(google_billing_account_iam_member.apply) == ["roles/billing.costsManager", "roles/billing.user"]
    error_message = "Organisation and billing roles are the two of each."
  }

  assert {
    condition     = keys(google_organization_iam_member.plan) == ["roles/iam.denyReviewer", "roles/orgpolicy.policyViewer"] && keys(google_billing_account_iam_member.plan) == ["roles/billing.viewer"] && length(google_project_iam_custom_role.plan) == 0
    error_message = "A plan reads what an apply keeps, also above the project."
  }

  assert {
    condition     = google_storage_bucket.state.logging[0].log_bucket == "acme-access" && google_storage_bucket.state.project == "acme-seed" && google_kms_crypto_key.state.version_template[0].protection_level == "HSM"
    error_message = "State lies in the seed project and logs its accesses."
  }
}

run "computed_rights_replace_the_roles_per_service" {
  command = plan

  variables {
    extra_apply_roles = ["roles/redis.admin"]
    deployer_rights = {
      plan = {
        project = { permissions = ["compute.networks.get", "storage.buckets.getIamPolicy"] }
      }
      apply = {
        project = { permissions = ["compute.networks.create", "iam.roles.update", "resourcemanager.projects.getIamPolicy", "resourcemanager.projects.setIamPolicy", "storage.buckets.setIamPolicy"], roles = ["roles/run.viewer"] }
      }
    }
  }

  assert {
    condition = { for name, role in google_project_iam_custom_role.computed : name => role.permissions } == {
      apply_grants  = toset(["resourcemanager.projects.setIamPolicy"])
      apply_project = toset(["compute.networks.create", "iam.roles.update", "resourcemanager.projects.getIamPolicy", "serviceusage.services.use", "storage.buckets.setIamPolicy"])
      plan_project  = toset(["compute.networks.get", "serviceusage.services.use", "storage.buckets.getIamPolicy"])
    }
    error_message = "Each account has what was computed, and the use of the project that its calls count against."
  }

  assert {
    condition = { for name, grant in google_project_iam_member.computed : name => [grant.project, grant.role == google_project_iam_custom_role.computed[name].name] } == {
      apply_project = ["acme-dev-0a1b2c3d", true]
      plan_project  = ["acme-dev-0a1b2c3d", true]
    }
    error_message = "Both roles lie on the project; handing on is no part of them."
  }

  assert {
    condition     = keys(google_project_iam_member.ci) == ["apply/roles/redis.admin", "apply/roles/run.viewer"] && length(google_project_iam_custom_role.plan) + length(google_project_iam_member.plan) == 0
    error_message = "No role per service stays: only what the file and extra_apply_roles name."
  }

  assert {
    condition     = google_project_iam_member.grants[0].role == google_project_iam_custom_role.computed["apply_grants"].name && strcontains(google_project_iam_member.grants[0].condition[0].expression, "modifiedGrantsByRole") && strcontains(google_project_iam_member.grants[0].condition[0].expression, "'projects/acme-dev-0a1b2c3d/roles/acme_dev_ml_developer'") && !strcontains(google_project_iam_member.grants[0].condition[0].expression, "_ci_")
    error_message = "Roles of the project are handed on under the same condition as before, and none of the pipeline's own."
  }

  assert {
    condition     = google_storage_bucket_iam_member.plan.role == "roles/storage.objectViewer" && google_storage_bucket_iam_member.apply.role == "roles/storage.objectUser"
    error_message = "Access to state is this module's own."
  }

  assert {
    condition     = { for name, role in google_project_iam_custom_role.computed : name => role.role_id } == { apply_grants = "acme_dev_ci_apply_grants", apply_project = "acme_dev_ci_apply_project", plan_project = "acme_dev_ci_plan_project" } && length(google_organization_iam_custom_role.computed) == 0
    error_message = "Without leave to make roles in the organisation they are the project's."
  }

  assert {
    condition     = length(output.rights_left_out) == 0
    error_message = "Nothing is left out that lies on the project."
  }
}

run "computed_rights_that_grant_nothing_have_no_delegation" {
  command = plan

  variables {
    deployer_rights = {
      plan  = { project = { permissions = ["pubsub.topics.get"] } }
      apply = { project = { permissions = ["pubsub.topics.create"] } }
    }
  }

  assert {
    condition     = length(google_project_iam_member.grants) == 0 && keys(google_project_iam_custom_role.computed) == ["apply_project", "plan_project"]
    error_message = "Who grants no role may not grant any."
  }
}

run "computed_rights_out_of_reach_are_said" {
  command = plan

  variables {
    org_id = "987654321098"
    deployer_rights = {
      plan = {
        project         = { permissions = ["pubsub.topics.get"] }
        organization    = { permissions = ["logging.sinks.get"], roles = ["roles/orgpolicy.policyViewer"] }
        billing_account = { roles = ["roles/billing.viewer"] }
      }
      apply = {
        project      = { permissions = ["iam.serviceAccounts.actAs", "pubsub.topics.create"] }
        organization = { permissions = ["logging.sinks.create"], roles = ["roles/iam.denyAdmin"] }
        folder       = { permissions = ["resourcemanager.projects.updateLiens"] }
        host_project = { permissions = ["compute.subnetworks.setIamPolicy"] }
      }
    }
  }

  assert {
    condition = [for sentence in output.rights_left_out : split(" (", sentence)[0]] == [
      "apply: folder: resourcemanager.projects.updateLiens",
      "apply: host_project: compute.subnetworks.setIamPolicy",
      "apply: organization: logging.sinks.create, roles/iam.denyAdmin",
      "apply: project: iam.serviceAccounts.actAs",
      "plan: billing_account: roles/billing.viewer",
      "plan: organization: logging.sinks.get, roles/orgpolicy.policyViewer",
    ]
    error_message = "Whatever is not granted is named, with account and scope."
  }

  assert {
    condition     = length(google_organization_iam_member.apply) + length(google_organization_iam_member.plan) + length(google_organization_iam_member.sink) + length(google_organization_iam_custom_role.sink) + length(google_organization_iam_custom_role.computed) == 0 && length(google_folder_iam_member.computed) + length(google_folder_iam_member.ci) == 0 && length(google_billing_account_iam_member.apply) + length(google_billing_account_iam_member.plan) == 0
    error_message = "Nothing above the project is granted without its switch."
  }

  assert {
    condition     = google_project_iam_custom_role.computed["apply_project"].permissions == toset(["pubsub.topics.create", "serviceusage.services.use"])
    error_message = "Acting as an account is granted on that account, never on the project; rights of another scope do not land here."
  }
}

run "computed_rights_above_the_project_where_allowed" {
  command = plan

  variables {
    org_id                   = "987654321098"
    billing_account          = "012345-6789AB-CDEF01"
    grant_organization_roles = true
    grant_organization_sink  = true
    deployer_rights = {
      plan = {
        project         = { permissions = ["iam.roles.get"] }
        organization    = { permissions = ["logging.sinks.get"], roles = ["roles/iam.denyReviewer"] }
        billing_account = { roles = ["roles/billing.viewer"] }
      }
      apply = {
        project         = { permissions = ["iam.roles.update", "resourcemanager.projects.setIamPolicy"] }
        organization    = { permissions = ["iam.roles.create", "logging.sinks.create", "logging.sinks.get", "resourcemanager.organizations.setIamPolicy"], roles = ["roles/iam.denyAdmin"] }
        billing_account = { permissions = ["billing.budgets.create"], roles = ["roles/billing.costsManager"] }
      }
    }
  }

  assert {
    condition     = keys(google_organization_iam_member.apply) == ["roles/iam.denyAdmin"] && keys(google_organization_iam_member.plan) == ["roles/iam.denyReviewer"] && keys(google_billing_account_iam_member.apply) == ["roles/billing.costsManager"] && keys(google_billing_account_iam_member.plan) == ["roles/billing.viewer"]
    error_message = "The file's roles, not this module's, lie on organisation and billing account."
  }

  assert {
    condition     = { for account, role in google_organization_iam_custom_role.sink : account => role.permissions } == { apply = toset(["logging.sinks.create", "logging.sinks.get"]), plan = toset(["logging.sinks.get"]) }
    error_message = "The sink's roles hold what was computed."
  }

  assert {
    condition     = [for sentence in output.rights_left_out : split(" (", sentence)[0]] == ["apply: billing_account: billing.budgets.create", "apply: organization: iam.roles.create, resourcemanager.organizations.setIamPolicy"]
    error_message = "The switch for the sink is no leave for anything else of the organisation."
  }

  assert {
    condition     = length(google_project_iam_custom_role.computed) == 0 && { for name, role in google_organization_iam_custom_role.computed : name => role.role_id } == { apply_grants = "acme_dev_ci_apply_grants_abcdef", apply_project = "acme_dev_ci_apply_project_abcdef", plan_project = "acme_dev_ci_plan_project_abcdef" }
    error_message = "Where roles may be made in the organisation, those of the pipeline lie there: it changes roles of its project and could widen them."
  }

  assert {
    condition     = google_project_iam_member.computed["apply_project"].project == "acme-dev-0a1b2c3d" && google_project_iam_member.computed["apply_project"].role == google_organization_iam_custom_role.computed["apply_project"].name && length(google_project_iam_member.grants[0].condition) == 1
    error_message = "A role of the organisation is granted on the project only."
  }
}

run "computed_rights_on_the_folder" {
  command = plan

  variables {
    grant_organization_sink = true
    name_prefix             = "a-project-of-a-long-name-stagin"
    state_bucket            = "a-project-of-a-long-name-stagin-tfstate-0a1b2c3d"
    seed_project_id         = "acme-seed"
    folder_id               = "345678901234"
    org_id                  = "987654321098"
    billing_account         = "012345-6789AB-CDEF01"
    deployer_rights = {
      plan = { project = { permissions = ["pubsub.topics.get"] } }
      apply = {
        project         = { permissions = ["pubsub.topics.create", "resourcemanager.projects.setIamPolicy"] }
        folder          = { permissions = ["resourcemanager.folders.setIamPolicy", "resourcemanager.projects.create", "resourcemanager.projects.updateLiens"] }
        billing_account = { roles = ["roles/billing.costsManager"] }
      }
    }
  }

  assert {
    condition = { for name, role in google_organization_iam_custom_role.computed : name => role.permissions } == {
      apply_folder  = toset(["resourcemanager.projects.create", "resourcemanager.projects.updateLiens"])
      apply_grants  = toset(["resourcemanager.projects.setIamPolicy"])
      apply_project = toset(["pubsub.topics.create", "serviceusage.services.use"])
      plan_project  = toset(["pubsub.topics.get", "serviceusage.services.use"])
    }
    error_message = "A role of a project cannot be granted on a folder, so all are the organisation's."
  }

  assert {
    condition     = { for name, grant in google_folder_iam_member.computed : name => grant.folder } == { apply_folder = "folders/345678901234", apply_project = "folders/345678901234", plan_project = "folders/345678901234" } && length(google_folder_iam_member.ci) == 0 && length(google_project_iam_member.computed) + length(google_project_iam_member.grants) == 0
    error_message = "They lie on the folder of the project that is made later, as the roles per service would."
  }

  assert {
    condition     = google_folder_iam_member.grants[0].role == google_organization_iam_custom_role.computed["apply_grants"].name && strcontains(google_folder_iam_member.grants[0].condition[0].expression, "modifiedGrantsByRole")
    error_message = "Handing on is bounded on the folder too."
  }

  assert {
    condition     = [for sentence in output.rights_left_out : split(" (", sentence)[0]] == ["apply: folder: resourcemanager.folders.setIamPolicy"] && length(google_organization_iam_custom_role.sink) == 0
    error_message = "The folder's own policy is nobody's of the pipeline, and no empty role is made for a sink nobody asked for."
  }

  assert {
    condition     = keys(google_billing_account_iam_member.apply) == ["roles/billing.costsManager", "roles/billing.user"]
    error_message = "A project that is made is linked to its billing account, which only that account can grant."
  }

  assert {
    condition     = alltrue([for role in google_organization_iam_custom_role.computed : can(regex("^[A-Za-z0-9_.]{3,64}$", role.role_id)) && length(role.title) <= 100 && length(role.description) <= 300])
    error_message = "The longest names are within what a role takes."
  }
}

run "without_computed_rights_nothing_is_left_out" {
  command = plan

  assert {
    condition     = length(output.rights_left_out) == 0 && length(google_project_iam_custom_role.computed) + length(google_project_iam_member.computed) == 0 && google_project_iam_member.grants[0].role == "roles/resourcemanager.projectIamAdmin" && contains(keys(google_project_iam_member.ci), "apply/roles/storage.admin")
    error_message = "Without the file the roles per service stay."
  }
}

run "rejects_computed_rights_on_a_folder_without_organisation" {
  command         = plan
  expect_failures = [google_organization_iam_custom_role.computed]

  variables {
    seed_project_id = "acme-seed"
    folder_id       = "345678901234"
    deployer_rights = {
      plan  = { project = { permissions = ["pubsub.topics.get"] } }
      apply = { project = { permissions = ["pubsub.topics.create"] } }
    }
  }
}

run "rejects_computed_rights_without_folder" {
  command         = plan
  expect_failures = [google_organization_iam_custom_role.computed]

  variables {
    seed_project_id = "acme-seed"
    org_id          = "987654321098"
    deployer_rights = {
      plan  = { project = { permissions = ["pubsub.topics.get"] } }
      apply = { project = { permissions = ["pubsub.topics.create"] } }
    }
  }
}

run "rejects_wildcard_in_computed_rights" {
  command         = plan
  expect_failures = [var.deployer_rights]

  variables {
    deployer_rights = {
      plan  = { project = { permissions = ["pubsub.topics.get"] } }
      apply = { project = { permissions = ["pubsub.topics.*"] } }
    }
  }
}

run "rejects_unknown_scope_in_computed_rights" {
  command         = plan
  expect_failures = [var.deployer_rights]

  variables {
    deployer_rights = {
      plan  = { project = { permissions = ["pubsub.topics.get"] } }
      apply = { project = { permissions = ["pubsub.topics.create"] }, organisation = { roles = ["roles/iam.denyAdmin"] } }
    }
  }
}

run "rejects_computed_rights_without_plan" {
  command         = plan
  expect_failures = [var.deployer_rights]

  variables {
    deployer_rights = { apply = { project = { permissions = ["pubsub.topics.create"] } } }
  }
}

run "rejects_computed_plan_that_writes" {
  command         = plan
  expect_failures = [var.deployer_rights]

  variables {
    deployer_rights = {
      plan  = { project = { permissions = ["pubsub.topics.get", "pubsub.topics.setIamPolicy"] } }
      apply = { project = { permissions = ["pubsub.topics.create"] } }
    }
  }
}

run "rejects_computed_plan_that_reads_content" {
  command         = plan
  expect_failures = [var.deployer_rights]

  variables {
    deployer_rights = {
      plan  = { project = { permissions = ["bigquery.tables.getData"] } }
      apply = { project = { permissions = ["pubsub.topics.create"] } }
    }
  }
}

run "rejects_lending_accounts_in_computed_rights" {
  command         = plan
  expect_failures = [var.deployer_rights]

  variables {
    deployer_rights = {
      plan  = { project = { permissions = ["pubsub.topics.get"] } }
      apply = { project = { permissions = ["iam.serviceAccounts.getAccessToken"] } }
    }
  }
}

run "rejects_role_without_limits_in_computed_rights" {
  command         = plan
  expect_failures = [var.deployer_rights]

  variables {
    deployer_rights = {
      plan  = { project = { permissions = ["pubsub.topics.get"] } }
      apply = { project = { permissions = ["pubsub.topics.create"], roles = ["roles/resourcemanager.projectIamAdmin"] } }
    }
  }
}

run "rejects_more_permissions_than_a_role_takes" {
  command         = plan
  expect_failures = [var.deployer_rights]

  variables {
    deployer_rights = {
      plan  = { project = { permissions = ["pubsub.topics.get"] } }
      apply = { project = { permissions = [for pair in setproduct(range(60), range(50)) : "a.b.c${pair[0]}x${pair[1]}"] } }
    }
  }
}

run "rejects_longer_permissions_than_a_role_takes" {
  command         = plan
  expect_failures = [var.deployer_rights]

  variables {
    deployer_rights = {
      plan  = { project = { permissions = ["pubsub.topics.get"] } }
      apply = { project = { permissions = [for pair in setproduct(range(50), range(40)) : "service.someResourceOfALongName.create${pair[0]}x${pair[1]}"] } }
    }
  }
}

run "warns_of_names_in_prod" {
  command         = plan
  expect_failures = [check.repository_ids]

  variables {
    environment = "prod"
  }
}

run "rejects_folder_missing" {
  command         = plan
  expect_failures = [google_folder_iam_member.ci]

  variables {
    seed_project_id = "acme-seed"
  }
}

run "rejects_organisation_missing_for_sink" {
  command         = plan
  expect_failures = [google_organization_iam_custom_role.sink]

  variables {
    grant_organization_sink = true
  }
}

run "rejects_organisation_missing" {
  command         = plan
  expect_failures = [google_organization_iam_member.apply]

  variables {
    grant_organization_roles = true
  }
}

run "rejects_nobody_trusted" {
  command         = plan
  expect_failures = [google_service_account.ci]

  variables {
    repository = ""
  }
}

run "rejects_one_subject_for_both" {
  command         = plan
  expect_failures = [google_service_account.ci]

  variables {
    plan_subjects  = ["repo:acme-corp/ml-platform:environment:dev"]
    apply_subjects = ["repo:acme-corp/ml-platform:environment:dev"]
  }
}

run "rejects_wildcard_subject" {
  command         = plan
  expect_failures = [var.apply_subjects]

  variables {
    apply_subjects = ["repo:acme-corp/ml-platform:*"]
  }
}

run "rejects_quoted_subject" {
  command         = plan
  expect_failures = [var.plan_subjects]

  variables {
    plan_subjects = ["repo:acme' || true || '"]
  }
}

run "rejects_jenkins_without_subjects" {
  command         = plan
  expect_failures = [var.ci]

  variables {
    ci              = "jenkins"
    oidc_issuer_uri = "https://jenkins.example.com/oidc"
  }
}

run "rejects_unknown_ci" {
  command         = plan
  expect_failures = [var.ci]

  variables {
    ci = "travis"
  }
}

run "rejects_nested_github_repository" {
  command         = plan
  expect_failures = [var.repository]

  variables {
    repository = "acme/ml/platform"
  }
}

run "rejects_repository_url" {
  command         = plan
  expect_failures = [var.repository]

  variables {
    repository = "https://github.com/acme/x"
  }
}

run "rejects_half_an_identity" {
  command         = plan
  expect_failures = [var.repository_owner_id]

  variables {
    repository_id = "1"
  }
}

run "rejects_force_destroy_in_prod" {
  command         = plan
  expect_failures = [var.force_destroy]

  variables {
    environment         = "prod"
    force_destroy       = true
    repository_id       = "1"
    repository_owner_id = "1"
  }
}

run "rejects_foreign_bucket" {
  command         = plan
  expect_failures = [var.state_bucket]

  variables {
    state_bucket = "terraform-state"
  }
}

run "rejects_long_bucket" {
  command         = plan
  expect_failures = [var.state_bucket]

  variables {
    state_bucket = "acme-dev-tfstate-0a1b2c3d0a1b2c3d0a1b2c3d0a1b2c3d0a1b2c3d0a1b2c3d"
  }
}

run "rejects_owner_for_the_pipeline" {
  command         = plan
  expect_failures = [var.extra_apply_roles]

  variables {
    extra_apply_roles = ["roles/owner"]
  }
}

run "rejects_granting_owner" {
  command         = plan
  expect_failures = [var.extra_granted_roles]

  variables {
    extra_granted_roles = ["roles/owner"]
  }
}

run "rejects_shared_runner" {
  command         = plan
  expect_failures = [var.trusted_members]

  variables {
    trusted_members = { plan = ["serviceAccount:a@ci.iam.gserviceaccount.com"], apply = ["serviceAccount:a@ci.iam.gserviceaccount.com"] }
  }
}

run "rejects_runner_that_is_a_person" {
  command         = plan
  expect_failures = [var.trusted_members]

  variables {
    trusted_members = { apply = ["user:someone@example.com"] }
  }
}

run "rejects_bad_values" {
  command         = plan
  expect_failures = [var.ci_environment, var.default_branch, var.environment, var.key_protection_level, var.oidc_audiences, var.oidc_jwks_json, var.pool_id, var.region, var.repository_id, var.seed_project_id, var.soft_delete_days, var.state_versions]

  variables {
    ci_environment       = "prod:*"
    default_branch       = "*"
    environment          = "qa"
    key_protection_level = "EXTERNAL"
    oidc_audiences       = ["*"]
    oidc_jwks_json       = "{}"
    pool_id              = "gcp-pool"
    region               = "eu"
    repository_id        = "x"
    repository_owner_id  = "1"
    seed_project_id      = "Seed"
    soft_delete_days     = 1
    state_versions       = 1
  }
}

run "rejects_plain_http_issuer" {
  command         = plan
  expect_failures = [var.oidc_issuer_uri]

  variables {
    oidc_issuer_uri = "http://x"
  }
}

run "rejects_bad_prefix" {
  command         = plan
  expect_failures = [var.name_prefix]

  variables {
    name_prefix  = "acme_dev"
    state_bucket = "acme_dev-tfstate-1"
  }
}
