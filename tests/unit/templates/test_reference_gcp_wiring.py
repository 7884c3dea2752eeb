"""How Google Cloud modules hang together: order, providers, and what the pipeline may do, read from their files.

The rules are those of shared/reference/gcp.md; tests/reference/gcp.yaml says which test holds which line.
"""

from __future__ import annotations

import re

import pytest
import yaml
from gcpmodules import GCP, MODULES, found, local, named, top, values
from hclmodules import STACK

from aiarch.catalog.declarations import scan

BETA_ONLY = {
    "google_project_service_identity",
    "google_vertex_ai_endpoint_iam_member",
    "google_vertex_ai_metadata_store",
}

# Reading at plan needs credentials, so it is asked for, waits for apply, or is what an adopted thing is.
DATA_SOURCES = {
    "network-existing.google_compute_network": "adopted",
    "network-existing.google_compute_subnetwork": "adopted",
    "project-existing.google_bigquery_default_service_account": "waits",
    "project-existing.google_logging_project_cmek_settings": "waits",
    "project-existing.google_project": "asked for",
    "project-existing.google_storage_project_service_account": "waits",
    "registry-models.google_kms_crypto_key_version": "asked for",
    "state-backend.google_storage_project_service_account": "waits",
}

# Start of a resource's type → API it calls, role with which the pipeline makes it (None: granted above the project).
SERVICES = {
    "google_artifact_registry": ("artifactregistry", "artifactregistry.admin"),
    "google_bigquery": ("bigquery", "bigquery.dataOwner"),
    "google_billing_account": ("cloudbilling", None),
    "google_billing_budget": ("billingbudgets", None),
    "google_binary_authorization": ("binaryauthorization", "binaryauthorization.attestorsAdmin"),
    "google_cloud_quotas": ("cloudquotas", "cloudquotas.admin"),
    "google_colab": ("aiplatform", "aiplatform.admin"),
    "google_compute": ("compute", "compute.networkAdmin"),
    "google_container_analysis": ("containeranalysis", "containeranalysis.admin"),
    "google_dataplex": ("dataplex", "dataplex.catalogAdmin"),
    "google_dns": ("dns", "dns.admin"),
    "google_essential_contacts": ("essentialcontacts", "essentialcontacts.admin"),
    "google_folder": ("cloudresourcemanager", None),
    "google_iam_deny_policy": ("iam", None),
    "google_iam_workload_identity": ("iam", "iam.workloadIdentityPoolAdmin"),
    "google_kms": ("cloudkms", "cloudkms.admin"),
    "google_logging": ("logging", "logging.configWriter"),
    "google_model_armor": ("modelarmor", "modelarmor.admin"),
    "google_monitoring": ("monitoring", "monitoring.editor"),
    "google_org_policy": ("orgpolicy", None),
    "google_organization": ("cloudresourcemanager", None),
    "google_privileged_access_manager": (
        "privilegedaccessmanager",
        "privilegedaccessmanager.admin",
    ),
    "google_project": ("cloudresourcemanager", None),
    "google_project_access_approval": ("accessapproval", "accessapproval.configEditor"),
    "google_project_iam_custom_role": ("iam", "iam.roleAdmin"),
    "google_project_service": ("serviceusage", "serviceusage.serviceUsageAdmin"),
    "google_pubsub": ("pubsub", "pubsub.admin"),
    "google_resource_manager_lien": ("cloudresourcemanager", None),
    "google_scc": ("securitycenter", "securitycenter.notificationConfigEditor"),
    "google_service_account": ("iam", "iam.serviceAccountAdmin"),
    "google_service_networking": ("servicenetworking", "compute.networkAdmin"),
    "google_storage": ("storage", "storage.admin"),
    "google_vertex_ai": ("aiplatform", "aiplatform.admin"),
    "google_workbench": ("notebooks", "notebooks.admin"),
    "google_workload_identity_service_agent": ("workloadidentity", None),
}


def service(kind: str) -> tuple[str, str | None]:
    return SERVICES[max((s for s in SERVICES if kind.startswith(s)), key=len)]


def test_every_api_the_modules_call_is_enabled() -> None:
    enabled = set(
        re.findall(r'"([a-z]+)\.googleapis\.com"', local("project-existing", "default_services"))
    )
    enabled |= set(
        re.findall(r'"([a-z]+)\.googleapis\.com"', local("project-existing", "core_services"))
    )
    bootstrap = set(re.findall(r'"([a-z]+)\.googleapis\.com"', local("state-backend", "services")))
    called = {
        (f.module == "state-backend", service(f.type)[0]) for f in found("resource", "google_.*")
    }
    assert {api for early, api in called if api not in (bootstrap if early else enabled)} == set()


def test_agents_are_minted_from_apis_that_are_known() -> None:
    catalog = yaml.safe_load((GCP / "project-existing" / "agents.yaml").read_text(encoding="utf-8"))
    used = {
        a
        for key in re.findall(r"agents = \[([^\]]*)\]", local("kms", "default_keys"))
        for a in re.findall(r'"([a-z-]+)"', key)
    }
    assert used - set(catalog) == set()
    assert {
        a for a, agent in catalog.items() if agent["mint"] == "lazy" and "aiplatform" not in a
    } == set()


def test_pipeline_may_make_what_the_modules_make() -> None:
    held = set(re.findall(r'"roles/([\w.]+)"', local("state-backend", "apply_roles")))
    needed = {
        role
        for f in found("resource", "google_.*")
        if f.module != "state-backend" and (role := service(f.type)[1])
    }
    assert needed - held == set()


def test_pipeline_may_grant_what_the_modules_grant_on_the_project() -> None:
    granted = local("state-backend", "granted_roles")
    needed = set()
    for name in ("writes_telemetry", "workloads", "persona_roles"):
        text = local("identity", name)
        needed |= set(re.findall(r'"(roles/[\w.]+)"', text))
        needed |= {
            f"_{n}"
            for names in re.findall(r"custom = \[([^\]]*)\]", text)
            for n in re.findall(r'"(\w+)"', names)
        }
    for f in found("resource", "google_project_iam_member"):
        role = f.block.attribute("role") or ""
        needed |= set(re.findall(r'"(roles/[\w.]+)"', role)) - {
            "roles/resourcemanager.projectIamAdmin"
        }
        if custom := re.match(r"google_project_iam_custom_role\.(\w+)\.id", role):
            role_id = named("resource", f.module, custom[1]).attribute("role_id") or ""
            needed.add(re.sub(r'^".*\}|"$', "", role_id))
    assert "_network_attachment" in needed
    assert {role for role in needed if f'{role}"' not in granted} == set()


def test_outputs_of_the_project_wait_for_agents_and_audit() -> None:
    for name in ("project_id", "project_number"):
        waits = named("output", "project-existing", name).attribute("depends_on") or ""
        assert "time_sleep.agents" in waits
        assert "google_project_iam_audit_config.all" in waits
        assert "google_project_iam_audit_config.all" in (
            named("output", "project-managed", name).attribute("depends_on") or ""
        )
    assert "time_sleep.agents" in (
        named("output", "project-existing", "service_agents").attribute("depends_on") or ""
    )


def test_key_ids_wait_for_the_grants_on_the_key() -> None:
    outputs = [
        b
        for b in top("kms")
        if b.name == "output" and "google_kms_crypto_key.this" in (b.attribute("value") or "")
    ]
    ids = {
        b.labels[0]: b.attribute("depends_on")
        for b in outputs
        if b.labels[0].endswith(("key_id", "key_ids"))
    }
    assert len(ids) == 9
    assert set(ids.values()) == {"[time_sleep.grants]"}


@pytest.mark.parametrize(
    ("module", "resource", "before"),
    [
        ("project-existing", "google_workload_identity_service_agent.this", "time_sleep.services"),
        ("project-existing", "time_sleep.services", "google_project_service.this"),
        ("project-existing", "google_project_service.this", "google_project_service.core"),
        ("kms", "time_sleep.grants", "google_kms_crypto_key_iam_member.agent"),
        ("guardrails", "google_org_policy_policy.this", "time_sleep.constraints"),
        (
            "network-managed",
            "google_compute_network_firewall_policy_association.this",
            "google_compute_network_firewall_policy_rule.this",
        ),
        ("mlops", "google_colab_schedule.pipeline", "google_vertex_ai_metadata_store.default"),
        ("mlops", "google_vertex_ai_tensorboard.this", "google_vertex_ai_metadata_store.default"),
        (
            "mlops",
            "google_vertex_ai_feature_online_store_featureview.this",
            "google_bigquery_dataset_iam_member.feature_source",
        ),
        ("state-backend", "google_storage_bucket.state", "time_sleep.key"),
        ("state-backend", "google_kms_key_ring.state", "time_sleep.services"),
    ],
)
def test_resource_waits_for_what_it_cannot_see(module: str, resource: str, before: str) -> None:
    block = named("resource", module, resource)
    assert before in (block.attribute("depends_on") or "")


def test_modules_are_ordered_by_values_and_not_by_depends_on() -> None:
    assert [f.name for f in found("module") if f.block.attribute("depends_on")] == []
    assert [
        p.name for p in STACK.glob("*.j2") if "depends_on" in p.read_text(encoding="utf-8")
    ] == []


@pytest.mark.parametrize(
    ("module", "resource", "attribute"),
    [
        ("serving", "google_vertex_ai_endpoint.this", "traffic_split"),
        ("network-managed", "google_compute_network_attachment.vertex", "producer_accept_lists"),
        ("network-existing", "google_compute_network_attachment.vertex", "producer_accept_lists"),
    ],
)
def test_what_others_write_is_ignored(module: str, resource: str, attribute: str) -> None:
    block = named("resource", module, resource)
    assert values(block, "ignore_changes") == [f"[{attribute}]"]


def test_beta_provider_is_for_what_only_it_has() -> None:
    assert {
        f.type for f in found("resource") if f.block.attribute("provider") == "google-beta"
    } == BETA_ONLY
    assert {
        f.type
        for f in found("resource")
        if f.type in BETA_ONLY and f.block.attribute("provider") is None
    } == set()


def test_both_google_providers_have_the_one_range() -> None:
    text = "\n".join((GCP / m / "versions.tf").read_text(encoding="utf-8") for m in MODULES)
    ranges = re.findall(
        r'source\s*=\s*"hashicorp/google(?:-beta)?"\s*version\s*=\s*"([^"]+)"', text
    )
    stack = yaml.safe_load((STACK / "gcp" / "platform.yaml").read_text(encoding="utf-8"))[
        "providers"
    ]
    assert (
        set(ranges)
        == {stack["google"]["version"], stack["google-beta"]["version"]}
        == {">= 7.42.0, < 8.0.0"}
    )


def test_calls_without_a_project_are_counted_to_one() -> None:
    stack = yaml.safe_load((STACK / "gcp" / "platform.yaml").read_text(encoding="utf-8"))[
        "providers"
    ]
    for name in ("google", "google-beta"):
        config = {b.name: b.text for b in scan(stack[name]["config"])}
        assert config["user_project_override"] == "true"
        assert config["billing_project"] == "var.quota_project_id"


def test_data_sources_are_adopted_asked_for_or_wait() -> None:
    sources = {f"{f.module}.{f.type}": f.block for f in found("data")}
    assert set(sources) == set(DATA_SOURCES)
    for name, why in DATA_SOURCES.items():
        needs = {"adopted": None, "asked for": "count", "waits": "depends_on"}[why]
        assert needs is None or sources[name].attribute(needs), name


def test_state_lies_apart_by_environment_and_layer() -> None:
    backend = yaml.safe_load((STACK / "gcp" / "platform.yaml").read_text(encoding="utf-8"))[
        "backend"
    ]
    assert backend["type"] == "gcs"
    assert backend["by_environment"] == {
        "bucket": "{project}-{environment}-tfstate-{suffix}",
        "prefix": "{layer}",
    }
