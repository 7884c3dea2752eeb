"""Columns of a comparison: decided as if, composed, counted; and the three ways to print them."""

from __future__ import annotations

import dataclasses
from functools import cache
from pathlib import Path

import pytest

from aiarch.assess.document import load_assessment
from aiarch.catalog.catalog import Catalog
from aiarch.decide.engine import Outcome, decide
from aiarch.decide.knowledge import Knowledge
from aiarch.errors import Location, Severity
from aiarch.model.scoring import Confidence
from aiarch.render.matrix import ControlRow
from aiarch.report.compare import (
    STATES,
    Column,
    Comparison,
    checks_of,
    column,
    control_state,
    notes_of,
    order,
    rows_of,
    to_json,
    to_markdown,
    verdict,
)
from aiarch.validate.finding import CheckerReport, Finding, Report

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"


@cache
def catalog() -> Catalog:
    return Catalog.of()


@cache
def outcome_of(slug: str) -> Outcome:
    knowledge = Knowledge.of(catalog())
    path = EXAMPLES / slug / "assessment.yaml"
    return decide(knowledge, load_assessment(path, knowledge, str(path)))


@cache
def column_of(slug: str, platform: str) -> Column:
    return column(platform, outcome_of(slug), catalog())


def comparison(slug: str, *platforms: str) -> Comparison:
    columns = tuple(column_of(slug, p) for p in platforms)
    return Comparison(slug, outcome_of(slug), columns)


def cells(found: Comparison) -> dict[str, tuple[str, ...]]:
    return {row[0]: row[1:] for row in rows_of(found)}


def control(state: str, *left: str) -> ControlRow:
    return ControlRow("LOG-01", "t", "aws", state, (), "ciso", (), open=left)


@pytest.mark.parametrize(
    ("row", "state"),
    [
        (control("rendered"), "met"),
        (control("rendered", "audit.trail (x)"), "partial"),
        (control("missing"), "gap"),
        (control("designed"), "by people"),
        (control("inherited"), "inherited"),
    ],
)
def test_control_state_partial_is_rendered_with_something_open(row: ControlRow, state: str) -> None:
    assert control_state(row) == state


def test_order_is_the_ranking_and_then_the_others_by_score() -> None:
    assert order(outcome_of("retail-forecasting-aws"))[:2] == ("aws", "azure")
    assert order(outcome_of("defence-airgapped"))[0] == "onprem"


def test_column_of_the_chosen_platform_is_the_design_assess_derives() -> None:
    one = column_of("retail-forecasting-aws", "aws")
    assert (one.state, one.score, one.place, one.hypothetical) == ("chosen", 111, 1, False)
    assert "network.private (aws)" in one.built
    assert one.design is not None
    assert "aws/network-managed" in one.design.modules
    assert "aws/_secure-bucket" in one.design.modules
    assert one.design.blueprint.delivery.state_backend == "s3"


def test_column_of_another_platform_decides_what_follows_from_it() -> None:
    one = column_of("retail-forecasting-aws", "azure")
    assert (one.state, one.place) == ("eligible", 2)
    assert one.design is not None
    assert one.design.blueprint.delivery.state_backend == "azurerm"
    assert {s.platform for s in one.design.composition.stacks} == {"azure"}


def test_column_controls_stand_in_exactly_one_state_each() -> None:
    design = column_of("retail-forecasting-aws", "aws").design
    assert design is not None
    listed = [name for state in STATES for name in design.controls[state]]
    assert sorted(listed) == [f"{name} aws" for name in sorted(design.blueprint.controls)]


def test_column_resource_blocks_are_those_written_in_the_folders_reached() -> None:
    design = column_of("retail-forecasting-aws", "aws").design
    assert design is not None
    written = sum(
        line.startswith('resource "')
        for module in design.composition.modules
        for path in module.folder.glob("*.tf")
        for line in path.read_text(encoding="utf-8").splitlines()
    )
    assert design.resource_blocks == written > 0


def test_column_excluded_platform_is_hypothetical_and_says_why() -> None:
    one = column_of("agency-infeasible", "aws")
    assert (one.state, one.hypothetical, one.place) == ("excluded", True, 0)
    assert one.exclusions == (("X01", "The organisation's policy prohibits public clouds."),)
    assert one.design is not None


def test_column_with_a_state_backend_of_another_world_says_what_stands_in_the_way(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bare = Catalog.of()
    azure = bare.platforms["azure"].model_copy(update={"backends": {}})
    monkeypatch.setitem(bare.__dict__, "platforms", {**bare.platforms, "azure": azure})
    one = column("azure", outcome_of("defence-airgapped"), bare)
    assert one.design is None
    assert one.obstacle == "stack azure cannot keep its state in 'http_gitlab'"
    found = Comparison(
        "defence-airgapped",
        outcome_of("defence-airgapped"),
        (column_of("defence-airgapped", "onprem"), one),
    )
    assert cells(found)["modules"][1] == "–"
    assert f"azure: no design: {one.obstacle}" in notes_of(found)


def test_column_of_a_hybrid_has_both_stacks_and_its_leg_alone_has_one() -> None:
    assert column_of("hospital-consortium", "aws").legs == ("onprem",)
    alone = column_of("hospital-consortium", "onprem")
    assert (alone.legs, alone.state, alone.hypothetical) == ((), "not competing", True)
    found = comparison("hospital-consortium", "gcp", "onprem")
    assert cells(found)["stacks"] == ("gcp + onprem", "onprem")
    assert "onprem: does not compete: deployment.core is hybrid" in notes_of(found)


def test_column_platform_without_modules_is_shown_without_a_design(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bare = Catalog.of()
    monkeypatch.setitem(
        bare.__dict__,
        "modules",
        {k: m for k, m in bare.modules.items() if not k.startswith("gcp/")},
    )
    one = column("gcp", outcome_of("retail-forecasting-aws"), bare)
    assert (one.obstacle, one.design, one.built) == ("no module for gcp exists yet", None, ())
    assert "network.private (gcp)" in one.gaps


def test_place_is_shared_by_equal_scores() -> None:
    found = comparison("startup-undecided", "aws", "azure", "gcp", "onprem")
    assert cells(found)["place"] == ("1", "1", "1", "–")
    assert verdict(found) == "No platform is chosen: tie."


def test_verdict_names_platform_legs_confidence_and_margin() -> None:
    found = comparison("hospital-consortium", "gcp")
    assert verdict(found) == "Chosen: gcp + onprem, confidence high, 36 points ahead."


def test_rows_never_print_a_percentage() -> None:
    found = comparison("retail-forecasting-aws", "aws", "azure")
    assert "%" not in to_markdown(found)
    assert cells(found)["score"] == ("111 of 140", "60 of 140")
    assert cells(found)["findings"] == ("not checked", "not checked")


def checked(one: Column) -> Column:
    finding = Finding("WIR002", "wiring", Severity.ERROR, "m", Location("main.tf", 1))
    report = Report(
        "p",
        (
            CheckerReport.ran("wiring", [finding]),
            CheckerReport.skipped("terraform", "no plugins"),
        ),
    )
    return dataclasses.replace(one, checks=checks_of(report))


def test_checks_are_counted_by_severity_and_what_did_not_look_is_said() -> None:
    one = checked(column_of("retail-forecasting-aws", "aws"))
    found = Comparison("retail", outcome_of("retail-forecasting-aws"), (one,))
    assert cells(found)["findings"] == ("1 error, 0 warning, 0 info",)
    assert "aws: terraform skipped: no plugins" in notes_of(found)
    data = to_json(found)["platforms"][0]
    assert data["findings"] == {"error": 1, "warning": 0, "info": 0}
    assert data["checkers"] == {
        "ran": ["wiring"],
        "not_looked": {"terraform": "skipped: no plugins"},
    }


def test_markdown_is_one_table_with_a_column_per_platform() -> None:
    text = to_markdown(comparison("retail-forecasting-aws", "aws", "azure"))
    assert "|   | aws | azure |\n| --- | --- | --- |\n| state | chosen | eligible |\n" in text
    assert "- azure: controls gap: " in text


def test_decide_as_if_keeps_scores_and_ranking_and_goes_on_with_the_platform() -> None:
    real = outcome_of("retail-forecasting-aws")
    supposed = decide(real.knowledge, real.assessment, as_if="gcp")
    assert supposed.platform == "gcp"
    assert supposed.confidence is Confidence.HIGH
    assert supposed.facts["deployment.platform"] == "gcp"
    assert supposed.facts["design.state_backend"] == "gcs"
    assert {p: s.total for p, s in supposed.scores.items()} == {
        p: s.total for p, s in real.scores.items()
    }
