from __future__ import annotations

from collections.abc import Callable

import pytest

from aiarch.catalog.catalog import Catalog
from aiarch.catalog.lint.facts import Facts
from aiarch.catalog.lint.report import Report
from aiarch.catalog.lint.scoring import lint_scoring

MakeCatalog = Callable[[dict[str, str]], Catalog]

QUESTIONS = """
questions:
  - {id: q.cloud, number: 1, stage: S1, type: choice, prompt: p, why: w, choices: [{value: aws, label: a}, {value: none, label: n}]}
  - {id: q.skills, number: 2, stage: S1, type: multi, prompt: p, why: w, choices: [{value: k8s, label: k}, {value: ops, label: o}]}
"""
DECISIONS = """
decisions:
  - id: deployment.core
    title: t
    stage: S3
    inputs: [q.cloud]
    output: {domain: [cloud_first, on_prem, infeasible]}
    hit: unique
    rules:
      - {id: D-1, when: {fact: q.cloud, eq: aws}, then: cloud_first, because: b}
      - {id: D-2, when: {fact: q.cloud, eq: none}, then: on_prem, because: b}
"""
SOUND = """
candidates: [{id: aws, title: t, kind: cloud}, {id: onprem, title: t, kind: onprem}]
pools: [{core: cloud_first, kinds: [cloud]}, {core: on_prem, kinds: [onprem]}]
exclusions:
  - {id: X01, title: t, when: {fact: q.cloud, eq: none}, removes: [aws], because: b}
  - {id: X02, title: t, unless_listed: {table: clouds, fact: q.cloud}, because: b}
tables:
  clouds: {verified_on: "2026-01-01", source: s, scope: [aws], serves: {aws: [aws]}}
criteria:
  - id: C1
    title: t
    weight: 5
    inputs: [q.cloud]
    rows:
      - {when: {fact: q.cloud, eq: aws}, points: {aws: 4}}
      - {when: {fact: q.cloud, eq: none}, points: {onprem: 2}}
  - id: C2
    title: t
    weight: 1
    hit: sum
    inputs: [q.skills]
    rows:
      - {when: {fact: q.skills, has: k8s}, points: {onprem: 2}}
      - {when: {fact: q.skills, has: ops}, points: {onprem: 2}}
"""


@pytest.fixture
def lint(make_catalog: MakeCatalog) -> Callable[[str], list[str]]:
    def run(scoring: str) -> list[str]:
        catalog = make_catalog(
            {
                "blueprints/questions/q.yaml": QUESTIONS,
                "blueprints/decisions/d.yaml": DECISIONS,
                "blueprints/scoring.yaml": scoring,
            }
        )
        report = Report(catalog)
        lint_scoring(Facts.of(catalog), report)
        return [f"{d.code} {d.at.line if d.at else 0} {d.message}" for d in report.found]

    return run


def test_lint_scoring_sound_file_is_silent(lint: Callable[[str], list[str]]) -> None:
    assert lint(SOUND) == []


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("points: {onprem: 2}}\n  - id: C2", "points: {aws: 1, onprem: 2}}\n  - id: C2", "L09 16 C1 gives points to aws where X01 excludes it"),
        ("{aws: 4}", "{aws: 5}", "L09 15 C1: 5 points are outside 0 to 4"),
        ("{aws: 4}", "{awz: 4}", "L09 15 unknown candidate 'awz'"),
        ("removes: [aws]", "removes: [azure]", "L09 5 unknown candidate 'azure'"),
        ("{aws: 4}}\n      - {when: {fact: q.cloud, eq: none}, points: {onprem: 2}}", "{aws: 4}}", "L01 14 C1: no row for q.cloud=none"),
        ("{fact: q.cloud, eq: none}, points", "{fact: q.cloud, in: [none, aws]}, points", "L02 16 C1: this row and an earlier one both hold for q.cloud=aws"),
        ("{fact: q.skills, has: k8s}", "{all: [{fact: q.skills, has: k8s}, {not: {fact: q.skills, has: k8s}}]}", "L03 23 C2: the row never holds (q.skills includes k8s and not (q.skills includes k8s))"),
        ("points: {onprem: 2}}\n      - {when: {fact: q.skills, has: ops}", "points: {onprem: 3}}\n      - {when: {fact: q.skills, has: ops}", "L09 17 C2: rows add up to 5 for onprem, above max_points 4"),
        ("inputs: [q.skills]", "inputs: [q.skills, q.cloud]", "L09 21 C2 names but never reads q.cloud"),
        ("{core: on_prem, kinds", "{core: on_premise, kinds", "L09 3 no pool for deployment.core=on_prem"),
        ("{core: on_prem, kinds", "{core: on_premise, kinds", "L09 3 deployment.core is never 'on_premise'"),
        ("{table: clouds,", "{table: cloud,", "L09 6 X02: unknown table 'cloud'"),
        ("fact: q.cloud}, because", "fact: q.clod}, because", "L09 6 X02: no question or table yields 'q.clod'"),
        ("scope: [aws]", "scope: [aws, mars]", "L09 8 q.cloud is never 'mars'"),
        ("serves: {aws: [aws]}", "serves: {aws: [mars]}", "L09 8 q.cloud is never 'mars'"),
        ("when: {fact: q.cloud, eq: none}, removes: [aws], ", "", "L09 5 X01 never removes a candidate"),
        ("criteria:", "medium_margin: 14\ncriteria:", "L09 9 the medium margin 14 is not below the high one 14"),
    ],
)  # fmt: skip
def test_lint_scoring_fault_is_found_at_its_place(
    lint: Callable[[str], list[str]], old: str, new: str, found: str
) -> None:
    assert SOUND.count(old) == 1
    assert found in lint(SOUND.replace(old, new))


def test_lint_scoring_equal_points_everywhere_decide_nothing(
    lint: Callable[[str], list[str]],
) -> None:
    text = SOUND.replace("points: {aws: 4}", "points: {aws: 2, onprem: 2}").replace(
        "points: {onprem: 2}}\n  - id: C2", "points: {aws: 2, onprem: 2}}\n  - id: C2"
    )
    assert "L09 10 C1 gives every candidate equal points in every row: it decides nothing" in lint(
        text
    )
