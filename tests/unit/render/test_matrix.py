"""The control matrix: states, evidence and clauses per row, gaps in plain words, cells that spreadsheets cannot run."""

from __future__ import annotations

import csv
import io

import pytest

from aiarch.catalog.catalog import Catalog
from aiarch.model.assessment import Metadata
from aiarch.model.blueprint import Blueprint, EnvironmentRecord, Stack
from aiarch.model.composition import Composition, ModuleCall, Root, StackPlan
from aiarch.render.matrix import (
    COLUMNS,
    ControlRow,
    control_rows,
    facts_of_blueprint,
    matrix_csv,
    neutral,
)

CATALOG = Catalog.of()


def _root(platform: str, *calls: ModuleCall) -> Root:
    return Root(
        platform=platform,
        layer="foundation",
        folder=f"stacks/{platform}/foundation",
        calls=calls,
        variables=(),
        locals={},
        remote_states={},
        outputs=(),
        required_version=">= 1.11",
        providers={},
        backend="local",
        backend_fixed={},
        backend_config={},
        tfvars={},
    )


def _call(capability: str, *controls: str) -> ModuleCall:
    label = capability.replace(".", "_")
    return ModuleCall(
        label, f"aws/{label}", capability, "managed", "", arguments={}, controls=controls
    )


TRAIL = _call("audit.trail", "LOG-01", "LOG-03")


def _composition(*stacks: StackPlan) -> Composition:
    return Composition("demo", "team", ("dev",), stacks, modules=())


AWS = StackPlan("aws", "AWS", "primary", (_root("aws", TRAIL),))
ONPREM = StackPlan("onprem", "On premises", "leg", (_root("onprem"),))


def _blueprint(*controls: str, regimes: tuple[str, ...] = ("gdpr",), stage: str = "pilot") -> Blueprint:  # fmt: skip
    return Blueprint(
        metadata=Metadata(name="demo", owner="team"),
        choices={"governance": {"stage": stage, "regimes": list(regimes)}},
        stacks=(Stack(platform="aws", role="primary", region="eu-central-1", capabilities={}),),
        environments={"dev": EnvironmentRecord()},
        controls=controls,
    )


def _rows(*controls: str, stacks: tuple[StackPlan, ...] = (AWS,), **more: object) -> dict[str, ControlRow]:  # fmt: skip
    rows = control_rows(_composition(*stacks), _blueprint(*controls, **more), CATALOG)  # type: ignore[arg-type]
    return {f"{r.control}/{r.platform}": r for r in rows}


def test_control_rows_module_that_carries_it_is_rendered_with_address_and_evidence() -> None:
    row = _rows("LOG-01")["LOG-01/aws"]
    assert row.state == "rendered"
    assert row.addresses == ("stacks/aws/foundation: module.audit_trail",)
    assert row.evidence == (
        "LOG-01.E1 checkov: CKV_AWS_35, CKV_AWS_36, CKV_AWS_67, CKV_AWS_158, CKV_AWS_338",
        "LOG-01.E2 live: cloudtrail:GetTrailStatus, cloudtrail:GetEventSelectors",
    )
    assert row.open == ()


def test_control_rows_without_module_is_missing_and_names_what_was_intended() -> None:
    row = _rows("CRY-01")["CRY-01/aws"]
    assert (row.state, row.gap, row.addresses) == ("missing", True, ())
    assert row.note.startswith("no rendered module implements it; intended: encryption.keys (aws_kms_key")  # fmt: skip


def test_control_rows_partly_built_names_what_is_still_open() -> None:
    carried = _call("data.lake", "DAT-05")
    stack = StackPlan("aws", "AWS", "primary", (_root("aws", carried),))
    row = _rows("DAT-05", stacks=(stack,))["DAT-05/aws"]
    assert row.state == "rendered"
    assert row.open == ("features.store (aws_dynamodb_table)",)


@pytest.mark.parametrize(
    ("control", "platform", "state"),
    [
        ("GOV-05", "aws", "designed"),
        ("RES-02", "aws", "inherited"),
        ("RES-02", "onprem", "designed"),
        ("MON-02", "aws", "missing"),
    ],
)
def test_control_rows_state_follows_the_kinds_of_implementation(
    control: str, platform: str, state: str
) -> None:
    assert _rows(control, stacks=(AWS, ONPREM))[f"{control}/{platform}"].state == state


def test_control_rows_checks_of_other_platforms_are_not_evidence_here() -> None:
    rows = _rows("LOG-03", stacks=(AWS, ONPREM))
    assert not any("CKV2_GCP_4" in e for r in rows.values() for e in r.evidence)


def test_control_rows_frameworks_are_those_of_the_regimes_plus_informative_ones() -> None:
    row = _rows("LOG-04", regimes=("gdpr", "soc2"))["LOG-04/aws"]
    assert row.frameworks == ("GDPR 5(1)(f), 5(2)", "SOC 2 PI1.5", "AI RMF MEASURE 2.8")


def test_control_rows_ai_act_clause_that_is_not_due_shows_its_date() -> None:
    row = _rows("LOG-04", regimes=("eu_ai_act",))["LOG-04/aws"]
    assert "EU AI Act 12 (from 2027-12-02)" in row.frameworks


@pytest.mark.parametrize(("stage", "wanted"), [("poc", False), ("pilot", True)])
def test_control_rows_required_follows_the_stage(stage: str, wanted: bool) -> None:
    assert _rows("LOG-03", stage=stage)["LOG-03/aws"].required is wanted


def test_control_rows_are_sorted_by_control_and_platform() -> None:
    rows = control_rows(_composition(ONPREM, AWS), _blueprint("LOG-03", "CRY-01"), CATALOG)
    assert [(r.control, r.platform) for r in rows] == [
        ("CRY-01", "aws"), ("CRY-01", "onprem"), ("LOG-03", "aws"), ("LOG-03", "onprem"),
    ]  # fmt: skip


def test_facts_of_blueprint_reads_what_questions_and_tables_wrote() -> None:
    facts = facts_of_blueprint(_blueprint(regimes=("gdpr", "soc2")), CATALOG)
    assert facts["org.regimes"] == frozenset({"gdpr", "soc2"})
    assert facts["needs.stage"] == "pilot"
    assert "org.ai_act_class" not in facts


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =HYPERLINK(1)", "\n=1"]
)
def test_neutral_formula_is_quoted(cell: str) -> None:
    assert neutral(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "AU-9(1)", "a=1", "'=1"])
def test_neutral_plain_text_is_kept(cell: str) -> None:
    assert neutral(cell) == cell


def test_matrix_csv_every_cell_survives_a_reader_and_none_is_a_formula() -> None:
    row = ControlRow(
        control="LOG-01",
        title='=cmd|" /C calc"!A0',
        platform="aws",
        state="missing",
        addresses=('a "quoted", address', "line\nbreak"),
        owner="@owner",
        residual=("-1 day",),
        note="+note",
    )
    head, cells = csv.reader(io.StringIO(matrix_csv((row,)), newline=""))
    assert tuple(head) == COLUMNS
    assert cells == [
        "LOG-01", "'=cmd|\" /C calc\"!A0", "aws", "missing", "yes", 'a "quoted", address; line\nbreak', "", "", "",
        "'@owner", "'-1 day", "'+note",
    ]  # fmt: skip


def test_matrix_csv_no_row_claims_more_than_a_render_can_know() -> None:
    rows = control_rows(_composition(AWS, ONPREM), _blueprint(*CATALOG.controls), CATALOG)
    assert {r.state for r in rows} <= {"rendered", "designed", "inherited", "missing"}
    assert {r.control for r in rows} == set(CATALOG.controls)
    manual = {c.id for c in CATALOG.controls.values() if c.manual_on("aws")}
    assert not {r.control for r in rows if r.platform == "aws" and r.state == "rendered"} & manual
