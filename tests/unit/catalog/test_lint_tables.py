from __future__ import annotations

from collections.abc import Callable

import pytest

from aiarch.catalog.catalog import Catalog
from aiarch.catalog.lint.facts import Facts
from aiarch.catalog.lint.report import Report
from aiarch.catalog.lint.tables import lint_tables
from aiarch.catalog.lint.world import LIMIT

MakeCatalog = Callable[[dict[str, str]], Catalog]

QUESTIONS = """
questions:
  - {id: q.color, number: 1, stage: S1, type: choice, prompt: p, why: w, choices: [{value: red, label: r}, {value: blue, label: b}, {value: unsure, label: u, resolves_to: red}]}
  - {id: q.size, number: 2, stage: S1, type: int, prompt: p, why: w, bins: [{label: small, low: 0, high: 10}, {label: large, low: 10}]}
  - id: q.shade
    number: 3
    stage: S1
    type: choice
    prompt: p
    why: w
    when: {fact: q.color, eq: blue}
    choices: [{value: light, label: l}, {value: dark, label: d}]
  - {id: q.tags, number: 4, stage: S1, type: multi, prompt: p, why: w, choices: [{value: a, label: a}, {value: b, label: b}, {value: c, label: c}]}
"""


@pytest.fixture
def lint(make_catalog: MakeCatalog) -> Callable[..., list[str]]:
    """Lint tables written as YAML; return `code place message` of what is found."""

    def run(decisions: str, questions: str = QUESTIONS, limit: int = LIMIT) -> list[str]:
        catalog = make_catalog(
            {"blueprints/questions/q.yaml": questions, "blueprints/decisions/d.yaml": decisions}
        )
        report = Report(catalog)
        lint_tables(Facts.of(catalog), report, limit)
        return [f"{d.code} {d.at.line if d.at else 0} {d.message}" for d in report.found]

    return run


def table(
    rules: str, *, inputs: str, domain: str = "[x, y]", extra: str = "", id_: str = "t.one"
) -> str:
    return f"""
  - id: {id_}
    title: t
    stage: S1
    inputs: {inputs}
    output: {{domain: {domain}}}
    hit: unique
    {extra}
    rules:
{rules}"""  # fmt: skip


def rule(id_: str, when: str, then: str) -> str:
    return f"      - {{id: {id_}, when: {when}, then: {then}, because: b}}\n"


def test_lint_tables_total_and_disjoint_says_nothing(lint: Callable[..., list[str]]) -> None:
    rules = rule("R-1", "{fact: q.color, eq: red}", "x") + rule(
        "R-2", "{fact: q.color, eq: blue}", "y"
    )
    assert lint("decisions:" + table(rules, inputs="[q.color]")) == []


def test_lint_tables_missing_cell_is_named_with_values(lint: Callable[..., list[str]]) -> None:
    rules = rule("R-1", "{fact: q.shade, eq: light}", "x") + rule(
        "R-2", "{fact: q.shade, eq: dark}", "y"
    )
    assert lint("decisions:" + table(rules, inputs="[q.shade]")) == [
        "L01 9 t.one: no rule for q.shade=NA"
    ]


def test_lint_tables_missing_cells_beyond_three_are_summed_up(
    lint: Callable[..., list[str]],
) -> None:
    rules = rule(
        "R-1",
        "{all: [{fact: q.color, eq: red}, {fact: q.size, eq: small}, {fact: q.tags, has: a}]}",
        "x",
    )
    rules += rule(
        "R-2",
        "{all: [{fact: q.color, eq: blue}, {fact: q.size, eq: large}, {fact: q.tags, has: a}]}",
        "y",
    )
    (found,) = lint("decisions:" + table(rules, inputs="[q.color, q.size, q.tags]"))
    assert found.startswith("L01")
    assert found.count(";") == 2
    assert found.endswith("and more")


def test_lint_tables_otherwise_closes_holes_and_must_be_reachable(
    lint: Callable[..., list[str]],
) -> None:
    half = rule("R-1", "{fact: q.color, eq: red}", "x")
    otherwise = "otherwise: {then: y, because: b}"
    assert lint("decisions:" + table(half, inputs="[q.color]", extra=otherwise)) == []
    full = half + rule("R-2", "{fact: q.color, eq: blue}", "y")
    assert lint("decisions:" + table(full, inputs="[q.color]", extra=otherwise)) == [
        "L03 8 t.one: `otherwise` never holds, the rules cover every case"
    ]


def test_lint_tables_overlap_names_both_rules_and_a_cell(lint: Callable[..., list[str]]) -> None:
    rules = rule("R-1", "{fact: q.color, in: [red, blue]}", "x") + rule(
        "R-2", "{fact: q.size, eq: large}", "y"
    )
    found = lint("decisions:" + table(rules, inputs="[q.color, q.size]"))
    assert found == [
        "L02 11 t.one: rules R-1 and R-2 both hold for q.color=blue, q.size=large"
    ] or found == ["L02 11 t.one: rules R-1 and R-2 both hold for q.color=red, q.size=large"]


def test_lint_tables_unreachable_cells_are_not_missing(lint: Callable[..., list[str]]) -> None:
    upstream = table(
        rule("U-1", "{fact: q.color, eq: red}", "true") + rule("U-2", "{fact: q.color, ne: red}", "false"),
        inputs="[q.color]", domain="[true, false]", id_="t.warm",
    )  # fmt: skip
    rules = rule("R-1", "{all: [{fact: t.warm, eq: true}, {fact: q.color, eq: red}]}", "x")
    rules += rule("R-2", "{all: [{fact: t.warm, eq: false}, {fact: q.color, eq: blue}]}", "y")
    assert lint("decisions:" + upstream + table(rules, inputs="[t.warm, q.color]")) == []


def test_lint_tables_dead_rule_and_dead_alternative_follow_from_upstream(
    lint: Callable[..., list[str]],
) -> None:
    upstream = table(
        rule("U-1", "{fact: q.color, eq: red}", "true") + rule("U-2", "{fact: q.color, ne: red}", "false"),
        inputs="[q.color]", domain="[true, false]", id_="t.warm",
    )  # fmt: skip
    rules = rule("R-1", "{all: [{fact: t.warm, eq: true}, {fact: q.color, in: [red, blue]}]}", "x")
    rules += rule("R-2", "{fact: t.warm, eq: false}", "y")
    rules += rule("R-3", "{all: [{fact: t.warm, eq: true}, {fact: q.color, eq: blue}]}", "y")
    found = lint("decisions:" + upstream + table(rules, inputs="[t.warm, q.color]"))
    assert [f.partition(" ")[0] for f in found] == ["L03", "L03"]
    assert "rule R-1: the alternative 'blue' never holds where the rest does" in found[0]
    assert "rule R-3 never holds (t.warm is yes and q.color is blue)" in found[1]


def test_lint_tables_question_not_asked_is_na_only_then(lint: Callable[..., list[str]]) -> None:
    rules = rule("R-1", "{all: [{fact: q.color, eq: red}, {fact: q.shade, is_na: false}]}", "x")
    rules += rule("R-2", "{any: [{fact: q.color, eq: blue}, {fact: q.shade, is_na: true}]}", "y")
    (found,) = lint("decisions:" + table(rules, inputs="[q.color, q.shade]"))
    assert found.startswith("L03")
    assert "R-1 never holds" in found


def test_lint_tables_validate_and_disabled_choices_bound_what_can_happen(
    lint: Callable[..., list[str]],
) -> None:
    questions = QUESTIONS + """
  - id: q.mark
    number: 5
    stage: S1
    type: choice
    prompt: p
    why: w
    choices: [{value: on, label: o, disabled_when: {fact: q.color, eq: red}, disabled_reason: never}, {value: off, label: f}]
    validate: [{rule: {not: {all: [{fact: q.mark, eq: off}, {fact: q.size, eq: large}]}}, message: m}]
"""  # fmt: skip
    rules = rule("R-1", "{all: [{fact: q.mark, eq: on}, {fact: q.color, eq: red}]}", "x")
    rules += rule(
        "R-2",
        "{all: [{fact: q.mark, eq: off}, {fact: q.color, eq: red}, {fact: q.size, eq: large}]}",
        "x",
    )
    rules += rule("R-3", "{any: [{fact: q.mark, eq: off}, {fact: q.color, eq: blue}]}", "y")
    found = lint("decisions:" + table(rules, inputs="[q.mark, q.color, q.size]"), questions)
    assert [f.split(" never")[0].rpartition(" ")[2] for f in found] == ["R-1", "R-2"]


def test_lint_tables_set_facts_are_enumerated_by_membership(lint: Callable[..., list[str]]) -> None:
    rules = rule("R-1", "{fact: q.tags, has: a}", "x") + rule("R-2", "{fact: q.tags, has: b}", "y")
    found = lint("decisions:" + table(rules, inputs="[q.tags]"))
    assert "L02 11 t.one: rules R-1 and R-2 both hold for q.tags={a,b}" in found
    assert "L01 9 t.one: no rule for q.tags={}" in found


def test_lint_tables_outputs_outside_domain_and_never_produced(
    lint: Callable[..., list[str]],
) -> None:
    rules = rule("R-1", "{fact: q.color, eq: red}", "x") + rule(
        "R-2", "{fact: q.color, eq: blue}", "z"
    )
    assert lint("decisions:" + table(rules, inputs="[q.color]")) == [
        "L05 11 t.one: rule R-2 yields 'z', which is not in the output domain",
        "L05 6 t.one: no rule yields 'y'",
    ]


def test_lint_tables_collect_conflict_is_found_where_members_meet(
    lint: Callable[..., list[str]],
) -> None:
    text = """
decisions:
  - id: t.set
    title: t
    stage: S1
    inputs: [q.color, q.tags]
    output: {domain: [x, y, z]}
    hit: collect
    conflicts: [[x, y], [x, z], [x, q.color=blue], [x, nobody]]
    rules:
      - {id: R-1, when: {all: [{fact: q.color, eq: red}, {fact: q.tags, has: a}]}, then: x, because: b}
      - {id: R-2, when: {fact: q.color, eq: blue}, then: y, because: b}
      - {id: R-3, when: {fact: q.tags, has: b}, then: z, because: b}
"""
    assert lint(text) == [
        "L06 9 t.set: x and z meet for q.color=red, q.tags={a,b}",
        "L06 9 t.set: cannot read the conflict 'x' with 'nobody'",
    ]


def test_lint_tables_sum_is_read_downstream_as_numbers(lint: Callable[..., list[str]]) -> None:
    total = """
  - id: t.points
    title: t
    stage: S1
    inputs: [q.tags]
    output: {domain: []}
    hit: sum
    rules:
      - {id: P-1, when: {fact: q.tags, has: a}, then: 1, because: b}
      - {id: P-2, when: {fact: q.tags, has: b}, then: 2, because: b}
"""
    rules = rule("R-1", "{fact: t.points, gte: 3}", "x") + rule(
        "R-2", "{fact: t.points, lt: 3}", "y"
    )
    assert lint("decisions:" + total + table(rules, inputs="[t.points]")) == []
    dead = rule("R-1", "{fact: t.points, gte: 4}", "x") + rule(
        "R-2", "{fact: t.points, lt: 4}", "y"
    )
    (found,) = lint("decisions:" + total + table(dead, inputs="[t.points]"))
    assert "R-1 never holds" in found


def test_lint_tables_too_large_says_that_nothing_is_proved(lint: Callable[..., list[str]]) -> None:
    rules = rule("R-1", "{all: [{fact: q.color, eq: red}, {fact: q.size, eq: small}]}", "x")
    rules += rule("R-2", "{not: {all: [{fact: q.color, eq: red}, {fact: q.size, eq: small}]}}", "y")
    (found,) = lint("decisions:" + table(rules, inputs="[q.color, q.size]"), limit=3)
    assert (
        found == "L01 5 t.one has 4 combinations of inputs, more than 3; nothing is proved about it"
    )


def test_lint_tables_over_the_limit_looks_through_no_table_and_says_so(
    lint: Callable[..., list[str]],
) -> None:
    upstream = table(
        rule("U-1", "{all: [{fact: q.color, eq: red}, {fact: q.size, eq: small}, {fact: q.tags, has: a}]}", "true")
        + rule("U-2", "{not: {all: [{fact: q.color, eq: red}, {fact: q.size, eq: small}, {fact: q.tags, has: a}]}}", "false"),
        inputs="[q.color, q.size, q.tags]", domain="[true, false]", id_="t.up",
    )  # fmt: skip
    rules = rule("R-1", "{all: [{fact: t.up, eq: true}, {fact: q.color, eq: red}]}", "x") + rule(
        "R-2", "{fact: t.up, eq: false}", "y"
    )
    decisions = "decisions:" + upstream + table(rules, inputs="[t.up, q.color]")
    assert lint(decisions) == []
    found = [f for f in lint(decisions, limit=4) if "t.one" in f]
    assert found == [
        "L01 20 t.one: no rule for t.up=yes, q.color=blue (upstream tables taken as free: it may be unreachable)"
    ]
