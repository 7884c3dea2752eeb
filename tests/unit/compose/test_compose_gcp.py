"""The composer over the real Google Cloud foundation modules."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from aiarch.catalog.catalog import Catalog
from aiarch.compose.compose import compose
from aiarch.model.assessment import Metadata
from aiarch.model.blueprint import Blueprint, Delivery, EnvironmentRecord, Selection, Stack
from aiarch.model.composition import Composition, Expr, Root

CATALOG = Catalog.of()
PLATFORM = CATALOG.platforms["gcp"]
FOUNDATION = {
    "audit.trail": "audit-logs",
    "encryption.keys": "cmk",
    "governance.policy": "org-policy",
    "identity.access": "managed",
    "network.private": "managed",
    "observability.platform": "managed",
    "platform.project": "existing",
    "state.backend": "gcs",
}


def composition(account: str = "", **flavours: str) -> Composition:
    """Return the foundation composed for two environments, dev in `account`."""
    wanted = FOUNDATION | {key.replace("__", "."): value for key, value in flavours.items()}
    blueprint = Blueprint(
        metadata=Metadata(name="demo-one", repository="acme/demo", owner="ML team"),
        choices={
            "governance": {
                "retention_years": 7,
                "regimes": ["hipaa", "eu_ai_act"],
                "tier": 3,
                "stage": "pilot",
                "residency": "eu",
            },
            "data": {"personal": "phi"},
            "delivery": {"ci": "github"},
        },
        stacks=(
            Stack(
                platform="gcp",
                region="europe-west4",
                capabilities={k: Selection(flavour=f) for k, f in wanted.items()},
            ),
        ),
        environments={"dev": EnvironmentRecord(account=account), "prod": EnvironmentRecord()},
        delivery=Delivery.model_validate({"state_backend": "gcs"}),
    )
    return compose(blueprint, CATALOG)


def root(layer: str, plan: Composition) -> Root:
    return next(r for r in plan.stacks[0].roots if r.layer == layer)


def test_compose_gcp_foundation_calls_the_modules_in_order_of_need() -> None:
    keys = [c.key for c in root("foundation", composition()).calls]
    assert keys[0] == "gcp/project-existing"
    assert keys.index("gcp/kms") < keys.index("gcp/audit-logs")
    assert keys.index("gcp/network-managed") < keys.index("gcp/guardrails")


def test_compose_gcp_consumers_take_the_project_from_its_module() -> None:
    for call in root("foundation", composition()).calls:
        if call.key != "gcp/project-existing":
            assert call.arguments["project_id"] == Expr("module.platform_project.project_id")


def test_compose_gcp_policies_get_regimes_residency_and_tier() -> None:
    calls = {c.key: c.arguments for c in root("foundation", composition()).calls}
    policies = calls["gcp/guardrails"]
    assert policies["regimes"] == ["hipaa", "eu_ai_act"]
    assert (policies["residency"], policies["tier"]) == ("eu", 3)
    assert policies["key_project_id"] == Expr("module.encryption_keys.key_project_id")


def test_compose_gcp_alerts_of_the_trail_reach_the_channels() -> None:
    calls = {c.key: c.arguments for c in root("foundation", composition()).calls}
    channels = Expr("module.observability_platform.notification_channel_ids")
    assert calls["gcp/audit-logs"]["notification_channels"] == channels


def test_compose_gcp_state_bucket_is_the_same_in_bootstrap_and_backend() -> None:
    plan = composition()
    backend = root("foundation", plan).backend_config["dev"]
    bucket = root("bootstrap", plan).tfvars["dev"]["state_bucket"]
    assert backend == {"bucket": bucket, "prefix": "foundation"}
    assert re.fullmatch(r"demo-one-dev-tfstate-[0-9a-f]{8}", str(bucket))


def test_compose_gcp_account_of_an_environment_is_its_project() -> None:
    variables = root("foundation", composition("acme-ml-dev")).tfvars
    assert variables["dev"]["account"] == "acme-ml-dev"
    assert variables["prod"]["account"] == ""


def test_compose_gcp_created_project_and_hsm_keys_bring_the_modules_they_call() -> None:
    plan = composition(platform__project="managed", encryption__keys="hsm")
    folders = {m.key for m in plan.modules}
    assert {"gcp/project-managed", "gcp/project-existing", "gcp/kms-hsm", "gcp/kms"} <= folders


def test_gcp_providers_bill_and_label_alike() -> None:
    google, beta = PLATFORM.providers["google"], PLATFORM.providers["google-beta"]
    assert (google.version, google.config) == (beta.version, beta.config)
    assert google.version == ">= 7.42.0, < 8.0.0"
    assert re.search(r"user_project_override\s*= true", google.config)
    assert re.search(r"default_labels\s*= local.labels", google.config)


@pytest.mark.parametrize("residency", CATALOG.scoring.tables["residency"].serves["gcp"])
def test_gcp_has_a_region_for_every_residency_it_is_scored_for(residency: str) -> None:
    assert PLATFORM.regions[residency]


@pytest.mark.parametrize("country", [r for r in PLATFORM.regions if r not in {"none", "eu", "us"}])
def test_gcp_location_policy_allows_the_regions_of_a_country(country: str) -> None:
    folder: Path = CATALOG.modules["gcp/guardrails"].folder
    line = re.search(
        rf"^ +{country} += \[(.*)\]$", (folder / "catalog.tf").read_text(), re.MULTILINE
    )
    assert line is not None
    allowed = set(re.findall(r'"in:([a-z0-9-]+)-locations"', line.group(1)))
    assert set(PLATFORM.regions[country]) == allowed
