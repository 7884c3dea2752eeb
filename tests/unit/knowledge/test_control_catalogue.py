"""The shipped control catalogue: complete, mapped to real clauses, carried by real resource types and real checks."""

from __future__ import annotations

import gzip
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from aiarch.catalog.catalog import Catalog
from aiarch.model.condition import facts_of
from aiarch.model.control import BUILT, PLATFORMS, STAGES, Control

CATALOG = Catalog.of()
CONTROLS = CATALOG.controls
ROOT = Path(__file__).resolve().parents[3]
SCHEMAS = ROOT.parent / "shared" / "tfcheck" / "schemas"

FAMILIES = {
    "GOV": 9, "RSK": 5, "DAT": 5, "PRV": 7, "ZTA": 6, "CRY": 3, "LOG": 5, "MOD": 5, "XAI": 3, "HUM": 2, "MON": 3, "INC": 1,
    "SUP": 3, "RES": 2,
}  # fmt: skip
FIRST_STAGE = {
    "poc": {
        "GOV-01", "GOV-02", "GOV-04", "RSK-01", "RSK-03", "DAT-03", "DAT-04", "PRV-01", "PRV-05", "PRV-07", "ZTA-01", "ZTA-02",
        "ZTA-05", "CRY-01", "CRY-02", "LOG-01", "MOD-02",
    },
    "production": {
        "GOV-08", "GOV-09", "RSK-04", "RSK-05", "PRV-06", "CRY-03", "MOD-04", "MOD-05", "XAI-03", "HUM-02", "MON-02", "MON-03",
        "SUP-03", "RES-01",
    },
}  # fmt: skip
PREFIX = {
    "aws": ("aws_",),
    "azure": ("azurerm_", "azuread_", "azapi_"),
    "gcp": ("google_",),
    "onprem": ("helm_release", "kubernetes_"),
}
CHECK = {"aws": "CKV2?_AWS_", "azure": "CKV2?_AZURE_", "gcp": "CKV2?_GCP_", "onprem": "CKV2?_K8S_"}


def resource_types() -> Iterator[tuple[str, str, str]]:
    for control in CONTROLS.values():
        for platform, ways in control.implementations.items():
            for way in ways:
                for name in way.types:
                    yield control.id, platform, name


def checkov_ids() -> Iterator[tuple[str, str, str]]:
    for control in CONTROLS.values():
        for item in control.evidence:
            for platform, ids in item.checks.items():
                for name in ids:
                    yield control.id, platform, name


def test_catalogue_holds_every_family_without_holes() -> None:
    expected = {f"{f}-{n:02d}" for f, count in FAMILIES.items() for n in range(1, count + 1)}
    assert set(CONTROLS) == expected
    assert len(expected) == 59


def test_catalogue_gates_are_those_of_the_reference() -> None:
    first = {
        stage: {
            c.id
            for c in CONTROLS.values()
            if c.gates.required_at(stage)
            and not any(c.gates.required_at(s) for s in STAGES[: STAGES.index(stage)])
        }
        for stage in STAGES
    }
    assert first["poc"] == FIRST_STAGE["poc"]
    assert first["production"] == FIRST_STAGE["production"]
    assert first["pilot"] == set(CONTROLS) - FIRST_STAGE["poc"] - FIRST_STAGE["production"]


@pytest.mark.parametrize("control", CONTROLS.values(), ids=lambda c: c.id)
def test_catalogue_control_is_complete(control: Control) -> None:
    assert control.objective.endswith(".")
    assert control.limits.endswith(".")
    assert control.references
    assert control.residual, "something is always left to people"
    assert [r.id for r in control.residual] == [
        f"{control.id}.R{n}" for n in range(1, len(control.residual) + 1)
    ]
    assert [e.id for e in control.evidence] == [
        f"{control.id}.E{n}" for n in range(1, len(control.evidence) + 1)
    ]
    assert control.responsibility.customer or control.responsibility.platform_team
    assert set(control.implementations) == set(PLATFORMS)
    for platform, ways in control.implementations.items():
        assert ways, platform
        for way in ways:
            assert bool(way.types) == (way.kind == "terraform"), (platform, way)
            assert way.types or way.text, (platform, way)
            assert all("type" in m and "path" in m for m in way.must), (platform, way)
            assert all(m["type"] in way.types for m in way.must), (platform, way)


@pytest.mark.parametrize("control", CONTROLS.values(), ids=lambda c: c.id)
def test_catalogue_evidence_says_where_it_comes_from(control: Control) -> None:
    for item in control.evidence:
        assert item.query, item.id
        match item.type:
            case "checkov":
                assert item.checks, item.id
            case "live":
                assert set(item.probes) == set(item.permissions) == set(PLATFORMS), item.id
                assert item.confidence == "asserted", f"{item.id}: no call was tried yet"
            case "tool":
                assert item.probe, item.id
            case _:
                assert item.type in {"plan", "attestation", "document"}


def test_catalogue_manual_control_has_no_evidence_that_a_scan_could_turn_green() -> None:
    for control in CONTROLS.values():
        if all(control.manual_on(p) for p in PLATFORMS):
            kinds = {e.type for e in control.evidence}
            assert not kinds & {"checkov", "live"}, control.id


def test_catalogue_mappings_point_at_clauses_of_the_register() -> None:
    wrong = [
        (c.id, m.fw, m.ref)
        for c in CONTROLS.values()
        for m in c.mappings
        if m.fw not in CATALOG.frameworks or m.ref not in CATALOG.frameworks[m.fw].clauses
    ]
    assert wrong == []


def test_catalogue_mapping_is_listed_once() -> None:
    for control in CONTROLS.values():
        pairs = [(m.fw, m.ref) for m in control.mappings]
        assert len(pairs) == len(set(pairs)), control.id


def test_catalogue_covers_the_whole_of_annex_a() -> None:
    mapped = {m.ref for c in CONTROLS.values() for m in c.mappings if m.fw == "iso_42001"}
    assert {r for r in CATALOG.frameworks["iso_42001"].clauses if r.startswith("A.")} <= mapped


def test_catalogue_leaves_only_the_organisational_part_of_the_ai_rmf_open() -> None:
    mapped = {m.ref for c in CONTROLS.values() for m in c.mappings if m.fw == "nist_ai_rmf"}
    assert CATALOG.frameworks["nist_ai_rmf"].clauses - mapped == {
        "GOVERN 4.1", "GOVERN 4.2", "GOVERN 4.3", "MAP 1.2", "MAP 1.3", "MAP 1.4", "MAP 1.6", "MAP 3.1", "MAP 3.3", "MAP 5.2",
        "MEASURE 1.1", "MEASURE 1.2", "MEASURE 2.2", "MEASURE 2.12", "MEASURE 3.2", "MEASURE 4.1", "MANAGE 2.1",
    }  # fmt: skip


def test_catalogue_confidence_is_what_was_read() -> None:
    unread = {"gdpr", "hipaa_security", "eu_ai_act", "iso_42001", "soc2"}
    from_memory = {"AC-16", "AC-24", "IA-9", "CM-12", "CM-14", "CA-8", "SA-5", "SA-9(5)"}
    for control in CONTROLS.values():
        for mapping in control.mappings:
            recalled = mapping.ref in from_memory or mapping.ref.startswith("PM-")
            if mapping.fw in unread or (mapping.fw == "nist_800_53" and recalled):
                assert mapping.confidence == "asserted", (control.id, mapping)
            elif mapping.fw in {"nist_ai_rmf", "nist_800_53"}:
                assert mapping.confidence == "verified", (control.id, mapping)


def test_catalogue_capabilities_exist() -> None:
    named = {w.capability for c in CONTROLS.values() for ws in c.implementations.values() for w in ws}  # fmt: skip
    assert named - {""} <= set(CATALOG.capabilities)


def test_catalogue_types_carry_the_prefix_of_their_platform() -> None:
    wrong = [x for x in resource_types() if not x[2].startswith(PREFIX[x[1]])]
    assert wrong == []


def test_catalogue_types_are_not_on_the_lifecycle_table() -> None:
    ended = [t for e in CATALOG.lifecycle.values() if not e.allowed_when for t in e.resource_types]
    hits = [
        (control, name, pattern)
        for control, _, name in resource_types()
        for pattern in ended
        if name == pattern or (pattern.endswith("*") and name.startswith(pattern[:-1]))
    ]
    assert hits == []


def test_catalogue_types_exist_in_the_provider_schemas() -> None:
    if not SCHEMAS.is_dir():
        pytest.skip(
            f"{SCHEMAS} is not here; the schemas of the providers are kept outside the repository"
        )
    known: set[str] = set()
    for wanted in ("hashicorp-aws@6", "hashicorp-azurerm@4.80", "hashicorp-azuread@", "azure-azapi@", "hashicorp-google@7", "hashicorp-helm@3", "hashicorp-kubernetes@3"):  # fmt: skip
        for path in SCHEMAS.glob(f"{wanted}*.json.gz"):
            known |= set(json.loads(gzip.decompress(path.read_bytes()))["resource_schemas"])
    beta = {"google_vertex_ai_metadata_store", "google_api_gateway_gateway"}
    for path in SCHEMAS.glob("hashicorp-google-beta@7*.json.gz"):
        known |= beta & set(json.loads(gzip.decompress(path.read_bytes()))["resource_schemas"])
    assert {name for _, _, name in resource_types()} - known == set()


def test_catalogue_checks_are_named_for_their_platform() -> None:
    assert [x for x in checkov_ids() if not re.match(CHECK[x[1]], x[2])] == []


@pytest.mark.checkov
def test_catalogue_checks_exist_in_checkov() -> None:
    code = "from checkov.main import Checkov; Checkov(argv=['--list']).run(banner='')"
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True, check=True
    )
    known = set(re.findall(r"\| (CKV2?_[A-Z0-9]+_\d+) ", done.stdout))
    assert {name for _, _, name in checkov_ids()} - known == set()


def test_catalogue_barriers_read_questions_or_decided_facts() -> None:
    read = set().union(
        *(facts_of(w) for c in CONTROLS.values() for w in (c.applies_when, c.selected_when) if w)
    )
    decided = {"risk.tier", "deployment.core"}
    assert {name for name in read - decided if name not in CATALOG.questions} == set()


def test_catalogue_barrier_never_falls_with_a_higher_tier() -> None:
    """Tiers and regimes may only open a barrier; `lt`, `nin` or `not` on them would close it again."""
    for control in CONTROLS.values():
        for condition in (control.applies_when, control.selected_when):
            if condition is None:
                continue
            held = [condition.holds({"risk.tier": tier}) for tier in (1, 2, 3, 4)]
            assert held == sorted(held), control.id


def test_catalogue_built_kinds_are_the_ones_a_scan_can_see() -> None:
    assert {"terraform", "policy", "pipeline"} == BUILT
    assert CONTROLS["GOV-05"].manual_on("aws")
    assert not CONTROLS["LOG-01"].manual_on("aws")
