"""What holds for all Google Cloud modules together, read from their files; what holds in a plan is in their own tests.

The rules are those of shared/reference/gcp.md; tests/reference/gcp.yaml says which test holds which line.
"""

from __future__ import annotations

import re

import pytest
from gcpmodules import GCP, MODULES, found, named, top, values
from hclmodules import inside

FORBIDDEN = {
    r"google_(project|folder)_organization_policy|google_organization_policy": "legacy organisation policy",
    r"google_service_account_key|google_storage_hmac_key|google_apikeys_key": "a secret that does not expire",
    r"google_notebooks_\w+": "leaves with provider 8.0, use google_workbench_instance",
    r"google_vertex_ai_schedule": "entered by mistake, use google_colab_schedule",
    r"google_vertex_ai_featurestore\w*": "legacy feature store",
    r"google_biglake_(catalog|database|table)": "the old Hive-style metastore",
    r"google_iap_(brand|client)|google_tpu_node|google_beyondcorp_application": "removed",
    r"google_kms_secret_ciphertext": "keeps the plaintext in the state",
    r"google_compute_project_metadata": "owns, and empties, all metadata of the project",
    r"google_\w+_iam_(policy|binding)": "authoritative: removes what others granted",
}

# About 60 pages of the provider's documentation offer deletion_policy where its schema has none.
NO_DELETION_POLICY = {
    "google_apigee_environment_addons_config",
    "google_cloud_quotas_quota_preference",
    "google_kms_key_handle",
    "google_kms_key_ring",
    "google_kms_secret_ciphertext",
    "google_logging_folder_settings",
    "google_logging_organization_settings",
    "google_model_armor_floorsetting",
    "google_scc_v2_organization_source",
    "google_service_networking_vpc_service_controls",
    "google_vertex_ai_cache_config",
    "google_workload_identity_service_agent",
}

# What can carry a key, and by which argument.
KEY_ARGUMENTS = {
    "google_artifact_registry_repository": "kms_key_name",
    "google_bigquery_dataset": "kms_key_name",
    "google_bigquery_table": "kms_key_name",
    "google_colab_runtime_template": "kms_key_name",
    "google_colab_schedule": "kms_key_name",
    "google_logging_project_bucket_config": "kms_key_name",
    "google_pubsub_topic": "kms_key_name",
    "google_storage_bucket": "default_kms_key_name",
    "google_vertex_ai_endpoint": "kms_key_name",
    "google_vertex_ai_feature_online_store": "kms_key_name",
    "google_vertex_ai_index": "kms_key_name",
    "google_vertex_ai_index_endpoint": "kms_key_name",
    "google_vertex_ai_metadata_store": "kms_key_name",
    "google_vertex_ai_persistent_resource": "kms_key_name",
    "google_vertex_ai_tensorboard": "kms_key_name",
    "google_workbench_instance": "kms_key",
}

# Grants on the project: only what has no resource to lie on.
PROJECT_GRANTS = {
    "audit-logs.org_writer",  # log buckets have no IAM; a condition names the one bucket
    "identity.account",  # telemetry, jobs of BigQuery, custom roles on Vertex AI
    "identity.persona",  # the same, for groups
    "network-existing.gke_host",  # the role exists on host projects only
    "network-managed.attachment",  # attachments have no IAM
    "registry-models.approver",  # models have no IAM
    "state-backend.ci",  # the pipeline makes the resources
    "state-backend.computed",  # the same, with computed rights
    "state-backend.grants",
    "state-backend.plan",  # reads a setting of the project
}


CLAIM = re.compile(r"HIPAA|complian|anonymi|k-anonymity|differential privacy", re.IGNORECASE)

DENIAL = re.compile(r"\bnot\b|\bno\b|manual|by hand|\bnobody\b", re.IGNORECASE)


def test_scan_sees_every_module_and_what_it_makes() -> None:
    types = {f.type for f in found("resource")}
    assert {"google_vertex_ai_endpoint", "google_workbench_instance", "google_project"} <= types
    assert {"_secure-bucket", "kms-hsm", "state-backend"} <= set(MODULES)


@pytest.mark.parametrize("pattern", FORBIDDEN)
def test_no_module_makes_a_forbidden_resource(pattern: str) -> None:
    assert [f.name for f in found("resource", pattern)] == [], FORBIDDEN[pattern]


def test_default_compute_account_is_named_only_to_be_refused() -> None:
    words = re.compile(r"developer\.gserviceaccount\.com|google_compute_default_service_account")
    assert [
        f"{m}:{b.name}"
        for m in MODULES
        for b in top(m)
        if b.name != "variable" and words.search(b.text)
    ] == []


def test_every_place_comes_from_the_caller() -> None:
    places = {
        f.name: text
        for f in found("resource")
        for name in ("location", "region")
        if (text := f.block.attribute(name)) is not None
    }
    assert places["mlops.google_bigquery_dataset.requests"] == "var.region"
    good = re.compile(r'(var|each\.value|google_\w+)\.|"global"$')
    assert {name: text for name, text in places.items() if not good.match(text)} == {}


def test_datasets_and_buckets_never_fall_back_to_us() -> None:
    kinds = "google_bigquery_dataset|google_storage_bucket"
    assert [f.name for f in found("resource", kinds) if not f.block.attribute("location")] == []


def test_whatever_can_carry_a_key_carries_the_callers() -> None:
    key = re.compile(r"var\.(\w+_)?(kms_)?key_id|google_kms_crypto_key\.\w+\.id")
    without = []
    for kind, argument in KEY_ARGUMENTS.items():
        for f in found("resource", kind):
            keys = values(f.block, argument)
            if not keys or not all(key.fullmatch(k) for k in keys):
                without.append(f.name)
    assert without == []


def test_only_key_modules_make_keys_and_none_is_destroyed() -> None:
    keys = list(found("resource", "google_kms_crypto_key"))
    assert {f.module for f in keys} == {"kms", "state-backend"}
    assert [f.name for f in keys if values(f.block, "prevent_destroy") != ["true"]] == []


def test_contents_are_dropped_only_where_somebody_asked() -> None:
    wrong = [
        f.name
        for f in found("resource")
        for name in ("force_destroy", "delete_contents_on_destroy")
        for text in values(f.block, name)
        if text not in {"false", "var.force_destroy"}
    ]
    assert wrong == []
    defaults = {f.module: f.block.attribute("default") for f in found("variable", "force_destroy")}
    assert set(defaults.values()) == {"false"}


def test_protection_is_on_unless_switched_off() -> None:
    defaults = {f.module: f.block.attribute("default") for f in found("variable", "protect")}
    assert {"mlops", "serving", "project-managed"} <= set(defaults)
    assert set(defaults.values()) == {"true"}


@pytest.mark.parametrize("module", [m for m in MODULES if m != "_google-apis"])
def test_readme_says_how_the_module_is_destroyed(module: str) -> None:
    text = (GCP / module / "README.md").read_text(encoding="utf-8")
    section = re.search(r"^## Destroy.*?\n+(.+?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    assert section is not None
    assert len(section[1].split()) >= 15


def test_readme_of_the_network_names_the_peering_that_stays() -> None:
    text = (GCP / "network-managed" / "README.md").read_text(encoding="utf-8")
    assert "gcloud compute networks peerings delete" in text


def test_readmes_claim_nothing_that_nobody_checks() -> None:
    claims = [
        f"{module}: {paragraph[:80]}"
        for module in MODULES
        for paragraph in (GCP / module / "README.md").read_text(encoding="utf-8").split("\n\n")
        if not paragraph.startswith("|")
        and CLAIM.search(paragraph)
        and not DENIAL.search(paragraph)
    ]
    assert claims == []


def test_grants_on_the_project_are_those_without_a_resource() -> None:
    assert {
        f"{f.module}.{f.block.labels[1]}" for f in found("resource", "google_project_iam_member")
    } == PROJECT_GRANTS


def test_audit_configuration_exempts_nobody() -> None:
    configs = list(found("resource", "google_project_iam_audit_config"))
    assert {f.module for f in configs} == {"project-existing", "project-managed"}
    assert [f.name for f in configs if values(f.block, "exempted_members")] == []


def test_created_project_takes_editor_from_its_default_accounts() -> None:
    assert (
        named("module", "project-managed", "ready").attribute("deprivilege_default_accounts")
        == "true"
    )


def test_deletion_policy_is_set_only_where_the_schema_has_it() -> None:
    assert [
        f.name
        for f in found("resource")
        if f.type in NO_DELETION_POLICY and f.block.attribute("deletion_policy")
    ] == []


def test_forwarding_rules_say_their_scheme() -> None:
    rules = list(found("resource", "google_compute_(global_)?forwarding_rule"))
    assert {f.module: f.block.attribute("load_balancing_scheme") for f in rules} == {
        "_google-apis": '""',
        "serving": '""',
    }


def test_alerts_use_no_query_language_of_yesterday() -> None:
    parts = {
        p.name for f in found("resource", "google_monitoring_alert_policy") for p in inside(f.block)
    }
    assert "condition_prometheus_query_language" in parts
    assert "condition_monitoring_query_language" not in parts


def test_dashboards_are_encoded_from_data() -> None:
    boards = [
        f.block.attribute("dashboard_json") or ""
        for f in found("resource", "google_monitoring_dashboard")
    ]
    assert boards
    assert all(text.startswith("jsonencode(") for text in boards)


def test_no_module_uses_what_mocks_cannot_stand_in_for() -> None:
    assert [f.name for f in found("ephemeral")] == []
