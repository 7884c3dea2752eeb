"""Dated facts: the ones the field trips over are there with source and day, and no module of ours ignores them."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

import pytest

from aiarch.catalog.catalog import Catalog
from aiarch.model.control import LifecycleEntry

CATALOG = Catalog.of()
ENTRIES = CATALOG.lifecycle
MODULES = Path(__file__).resolve().parents[3] / "templates" / "modules"
DECLARATION = re.compile(r'^\s*(?:resource|data)\s+"([a-z0-9_]+)"', re.MULTILINE)


def matches(name: str, pattern: str) -> bool:
    return name.startswith(pattern[:-1]) if pattern.endswith("*") else name == pattern


def ended(*severities: str) -> list[LifecycleEntry]:
    return [e for e in ENTRIES.values() if e.severity in severities]


@pytest.mark.parametrize(
    ("mark", "state", "since"),
    [
        ("aws_auditmanager_assessment", "closed_to_new", "2026-04-30"),
        ("aws_cloudtrail_event_data_store", "closed_to_new", "2026-05-31"),
        ("aws_qldb_ledger", "retired", "2025-07-31"),
        ("aws_sagemaker_device_fleet", "retired", "2024-04-26"),
        ("google_notebooks_instance", "closed_to_new", "2025-04-14"),
        ("google_notebooks_runtime", "closed_to_new", "2025-04-14"),
    ],
)
def test_lifecycle_names_what_must_not_be_generated(mark: str, state: str, since: str) -> None:
    found = [e for e in ENTRIES.values() if any(matches(mark, t) for t in e.resource_types)]
    assert [(e.state, e.since, e.severity) for e in found] == [(state, since, "error")]


def test_lifecycle_names_the_lock_table_of_the_s3_backend() -> None:
    [entry] = [e for e in ENTRIES.values() if "backend.s3.dynamodb_table" in e.arguments]
    assert (entry.state, entry.instead) == ("deprecated", "use_lockfile = true")


def test_lifecycle_names_sr_11_7_with_its_successor() -> None:
    [entry] = [e for e in ENTRIES.values() if e.framework == "sr_11_7"]
    assert (entry.state, entry.since) == ("superseded", "2026-04-17")
    assert CATALOG.frameworks["sr_11_7"].superseded_by == "sr_26_2"


@pytest.mark.parametrize(
    "date",
    ["2027-12-02", "2028-08-02", "2026-08-02", "2026-12-02"],
    ids=["annex III", "annex I", "article 50", "article 5 and marking"],
)
def test_lifecycle_knows_the_dates_of_the_ai_act(date: str) -> None:
    assert date in {e.since for e in ENTRIES.values() if e.framework == "eu_ai_act"}


@pytest.mark.parametrize("entry", ENTRIES.values(), ids=lambda e: e.id)
def test_lifecycle_entry_has_source_days_and_a_way_out(entry: LifecycleEntry) -> None:
    assert entry.source.strip()
    assert entry.instead.strip()
    since = datetime.date.fromisoformat(entry.since)
    checked = datetime.date.fromisoformat(entry.checked_on)
    if entry.state not in {"announced", "removed_in_next_major", "retired"}:
        assert since <= checked, "what has happened happened before it was read"
    if entry.platform:
        assert entry.platform in {"aws", "azure", "gcp", "onprem"}
    if entry.framework:
        assert entry.framework in CATALOG.frameworks
    if entry.allowed_when:
        capability, _, flavour = entry.allowed_when.partition("=")
        assert flavour in {f.name for f in CATALOG.capabilities[capability].flavours}


def test_lifecycle_error_can_be_found_by_a_machine_or_is_a_service_without_a_mark() -> None:
    unmarked = [
        e.subject
        for e in ended("error")
        if not (e.resource_types or e.values or e.arguments or e.framework)
    ]
    assert unmarked == ["Classic dataset drift monitors of Azure ML v1"]


def test_modules_declare_no_resource_type_that_has_ended() -> None:
    hits = []
    for path in sorted(MODULES.rglob("*.tf")):
        flavour = _flavour(path)
        for name in DECLARATION.findall(path.read_text(encoding="utf-8")):
            hits += [
                f"{path.relative_to(MODULES)}: {name} ({entry.id})"
                for entry in ended("error", "warning")
                if entry.allowed_when != flavour
                and any(matches(name, t) for t in entry.resource_types)
            ]
    assert hits == []


def _flavour(path: Path) -> str:
    """Return `<capability>=<flavour>` of the module a file lies in ("" for internal modules)."""
    key = "/".join(path.relative_to(MODULES).parts[:2])
    module = CATALOG.modules.get(key)
    return (
        f"{module.manifest.provides.capability}={module.manifest.provides.flavour}"
        if module
        else ""
    )


def test_modules_scan_would_see_a_forbidden_declaration() -> None:
    text = 'resource "aws_qldb_ledger" "this" {\n  name = "x"\n}\n'
    names = DECLARATION.findall(text)
    assert [e.id for e in ended("error") for t in e.resource_types for n in names if matches(n, t)] == ["LC003"]  # fmt: skip


def test_modules_are_there_to_be_scanned() -> None:
    assert list(MODULES.glob("aws/*/*.tf")), "an empty folder would make the scan meaningless"
