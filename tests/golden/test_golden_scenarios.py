"""The golden scenarios G00–G11 of decisions-and-controls B10, with its exact scores.

`expected.yaml` beside this file says what the specification says; `decisions/<slug>.json` records everything else that
was decided, so that a change shows. `pytest tests/golden --update-golden` writes the records anew.
"""

from __future__ import annotations

import difflib
import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from aiarch.assess.document import load_assessment
from aiarch.catalog.catalog import Catalog
from aiarch.decide.engine import Outcome, decide
from aiarch.decide.knowledge import Knowledge
from aiarch.decide.sensitivity import relaxations, sensitivity
from aiarch.decide.trace import trace_data

HERE = Path(__file__).parent
EXAMPLES = HERE.parent.parent / "examples"
EXPECTED: dict[str, dict[str, Any]] = yaml.safe_load((HERE / "expected.yaml").read_text())


@cache
def knowledge() -> Knowledge:
    return Knowledge.of(Catalog.of())


@cache
def outcome_of(slug: str) -> Outcome:
    path = EXAMPLES / slug / "assessment.yaml"
    return decide(knowledge(), load_assessment(path, knowledge(), str(path)))


def test_every_example_is_a_golden_scenario() -> None:
    assert sorted(p.parent.name for p in EXAMPLES.glob("*/assessment.yaml")) == sorted(EXPECTED)


@pytest.mark.parametrize("slug", EXPECTED)
def test_scenario_platform_choice_is_what_the_specification_says(slug: str) -> None:
    expected, outcome = EXPECTED[slug], outcome_of(slug)
    assert str(outcome.confidence) == expected["confidence"]
    assert outcome.platform == expected.get("platform", "")
    assert list(outcome.legs) == expected.get("legs", [])
    assert outcome.margin == expected.get("margin")
    if "scores" in expected:
        totals = [outcome.scores[p].total for p in ("aws", "azure", "gcp", "onprem")]
        assert totals == expected["scores"]


@pytest.mark.parametrize("slug", EXPECTED)
def test_scenario_decisions_are_what_the_specification_says(slug: str) -> None:
    outcome = outcome_of(slug)
    for fact, value in EXPECTED[slug].get("facts", {}).items():
        found = outcome.facts[fact]
        assert (sorted(found) if isinstance(found, frozenset) else found) == value, fact
    for fact, members in EXPECTED[slug].get("includes", {}).items():
        assert set(members) <= set(outcome.facts[fact] or ()), fact
    for platform, ids in EXPECTED[slug].get("excluded", {}).items():
        assert set(ids) <= set(outcome.scores[platform].excluded_by), platform
    for decision, rule in EXPECTED[slug].get("rules", {}).items():
        node = outcome.node(decision)
        assert node is not None
        assert node.matched == (rule,)


@pytest.mark.parametrize("slug", [s for s, e in EXPECTED.items() if "flips" in e])
def test_scenario_single_answers_flip_it_as_the_specification_says(slug: str) -> None:
    found = {(f.question, f.answer): f.then for f in sensitivity(outcome_of(slug))}
    for flip in EXPECTED[slug]["flips"]:
        assert found[(flip["question"], flip["if"])] == flip["then"], flip


def test_reuse_of_accelerators_makes_the_bank_a_hybrid() -> None:
    from aiarch.decide.sensitivity import flips

    found = {
        (f.question, f.answer): f.then
        for f in flips(outcome_of("bank-credit-azure"), "deployment.core")
    }
    assert found[("estate.reuse_onprem", True)] == "hybrid"


def test_infeasible_agency_relaxations_are_minimal() -> None:
    found = {
        frozenset(q for q, _ in r.changes) for r in relaxations(outcome_of("agency-infeasible"))
    }
    assert found == {
        frozenset({"org.cloud_policy"}),
        frozenset({"estate.datacentre", "ops.finance"}),
        frozenset({"estate.datacentre", "estate.gpu"}),
    }


@pytest.mark.parametrize("slug", EXPECTED)
def test_scenario_record_is_unchanged(slug: str, *, update_golden: bool) -> None:
    data = trace_data(outcome_of(slug))
    for volatile in ("engine", "kb", "answers_sha256"):
        del data[volatile]
    for node in data["nodes"]:
        del node["not_matched"], node["inputs"]
    text = json.dumps(data, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    path = HERE / "decisions" / f"{slug}.json"
    if update_golden:
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    old = path.read_text(encoding="utf-8") if path.is_file() else ""
    diff = difflib.unified_diff(
        old.splitlines(), text.splitlines(), "golden", "now", lineterm="", n=1
    )
    shown = "\n".join(list(diff)[:60])
    assert not shown, f"{shown}\nregenerate: pytest tests/golden --update-golden"
