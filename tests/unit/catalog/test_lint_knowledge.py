from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from aiarch.catalog.catalog import Catalog, digest_of
from aiarch.catalog.lint.run import lint_knowledge
from aiarch.catalog.packs import Pack
from aiarch.errors import Severity

MakeCatalog = Callable[[dict[str, str]], Catalog]

CHOICES = "choices: [{value: on, label: o}, {value: off, label: f}]"


def question(id_: str, number: int, more: str = CHOICES, kind: str = "choice") -> str:
    return f"  - {{id: {id_}, number: {number}, stage: S1, type: {kind}, prompt: p, why: w, path: blueprint.q.n{number}, {more}}}\n"


def table(rules: str, inputs: str, extra: str = "") -> str:
    return (
        "decisions:\n  - id: t.one\n    title: t\n    stage: S1\n"
        f"    inputs: {inputs}\n    output: {{domain: [x, y]}}\n    hit: unique\n{extra}    rules:\n{rules}"
    )


TOTAL = "      - {id: R-1, when: {fact: q.a, eq: on}, then: x, because: b}\n      - {id: R-2, when: {fact: q.a, eq: off}, then: y, because: b}\n"


@pytest.fixture
def lint(make_catalog: MakeCatalog) -> Callable[[dict[str, str]], list[str]]:
    """Return `code path:line message` of what the whole lint finds in a pack."""

    def run(files: dict[str, str]) -> list[str]:
        named = {f"blueprints/{k}": v for k, v in files.items()}
        found = lint_knowledge(make_catalog(named))
        assert all(len(d.lines()) <= 3 for d in found)
        return [f"{d.code} {d.at.path.removeprefix('blueprints/')}:{d.at.line} {d.message}" for d in found if d.at]  # fmt: skip

    return run


Lint = Callable[[dict[str, str]], list[str]]


def test_lint_knowledge_of_an_empty_pack_is_silent(lint: Lint) -> None:
    assert lint({}) == []


def test_lint_knowledge_of_sound_questions_and_tables_is_silent(lint: Lint) -> None:
    assert lint({"questions/q.yaml": "questions:\n" + question("q.a", 1), "decisions/d.yaml": table(TOTAL, "[q.a]")}) == []  # fmt: skip


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (question("q.b", 2, "choices: [{value: on, label: o}, {value: unsure, label: u}]"), "L08 q.yaml:3 q.b: `unsure` does not say what it resolves to"),
        (question("q.b", 2, "choices: [{value: on, label: o}, {value: unsure, label: u, resolves_to: onn}]"), "L08 q.yaml:3 q.b: 'unsure' resolves to 'onn', which is not a choice of its own"),
        (question("q.b", 2, "choices: [{value: on, label: o}, {value: on, label: o}]"), "L08 q.yaml:3 q.b: choice 'on' stands twice"),
        (question("q.b", 2, CHOICES + ", default: onn"), "L08 q.yaml:3 q.b: the default 'onn' is not an answer"),
        (question("q.b", 2, CHOICES + ", default: [on, of]", "multi"), "L08 q.yaml:3 q.b: the default ('on', 'of') is not an answer"),
        (question("q.b", 2, "default: maybe", "bool"), "L08 q.yaml:3 q.b: the default 'maybe' is not an answer"),
        (question("q.b", 2, "bins: [{label: a, low: 1, high: 5}, {label: b, low: 6}]", "int"), "L08 q.yaml:3 q.b: bin b starts at 6, but a ends at 5"),
        (question("q.b", 2, "bins: [{label: a, low: 1}, {label: b, low: 6}]", "int"), "L08 q.yaml:3 q.b: bin b starts at 6, but a is open"),
        (question("q.b", 2, "bins: [{label: a, low: 1, high: 5}]", "int"), "L08 q.yaml:3 q.b: no bin takes 5 and more"),
        (question("q.b", 2, "bins: [{label: a, low: 1, high: 1}, {label: b, low: 1}]", "int"), "L08 q.yaml:3 q.b: bin a is empty"),
        (question("q.b", 2, "default: 0, bins: [{label: a, low: 1}]", "int"), "L08 q.yaml:3 q.b: the default 0 is not an answer"),
        (question("q.b", 1), "L04 q.yaml:3 q.b has number 1, as q.a has"),
        (question("q.b", 2, CHOICES + ", when: {fact: q.c, eq: on}") + question("q.c", 3), "L04 q.yaml:3 q.b reads q.c, which is not asked before it"),
        (question("q.b", 2, CHOICES + ", when: {fact: q.aa, eq: on}"), "L04 q.yaml:3 no question or table yields 'q.aa'"),
        (question("q.b", 2, CHOICES + ", when: {fact: q.a, eq: onn}"), "L03 q.yaml:3 q.a: is never 'onn'"),
        (question("q.b", 2, CHOICES + ", when: {fact: q.a, has: on}"), "L03 q.yaml:3 q.a: `has` never fits, it is one value"),
        (question("q.b", 2, CHOICES + ", when: {fact: q.a, gte: 2}"), "L03 q.yaml:3 q.a: `gte` needs numbers, the values are on, off"),
        (question("q.b", 2, CHOICES + ", when: {fact: q.a, is_na: true}"), "L03 q.yaml:3 q.a: always applies, so `is_na` tells nothing"),
        (question("q.b", 2, CHOICES + ", when: {all: [{fact: q.a, eq: on}, {fact: q.a, eq: off}]}"), "L04 q.yaml:3 q.b is never asked (q.a is on and q.a is off)"),
        (
            question("q.b", 2, "choices: [{value: on, label: o, disabled_when: {fact: q.a, in: [on, off]}, disabled_reason: r}, {value: off, label: f}]"),
            "L04 q.yaml:3 q.b: 'on' can never be picked (q.a is on or off)",
        ),
        (question("q.b", 2, CHOICES + ", controls: [LOG-99]"), "L07 q.yaml:3 unknown control 'LOG-99'"),
        (question("q.b", 2, CHOICES + ", refs: ['gdbr:44']"), "L07 q.yaml:3 unknown framework 'gdbr'"),
        (question("q.b", 2, CHOICES + ", refs: [nonsense]"), "L07 q.yaml:3 cannot read the reference 'nonsense'"),
    ],
)  # fmt: skip
def test_lint_knowledge_fault_in_a_question_is_found_at_its_place(
    lint: Lint, text: str, found: str
) -> None:
    code, _, rest = found.partition(" ")
    assert f"{code} questions/{rest}" in lint(
        {"questions/q.yaml": "questions:\n" + question("q.a", 1) + text}
    )


def test_lint_knowledge_question_nobody_reads_is_found(lint: Lint) -> None:
    text = "questions:\n" + question("q.a", 1).replace("path: blueprint.q.n1, ", "")
    assert lint({"questions/q.yaml": text}) == [
        "L04 questions/q.yaml:2 nothing reads q.a: no table, score, control, flavour or blueprint path"
    ]
    assert lint({"decisions/d.yaml": table(TOTAL, "[q.a]")}) == []


def test_lint_knowledge_circle_of_when_is_named(lint: Lint) -> None:
    text = "questions:\n" + question("q.a", 1, CHOICES + ", when: {fact: q.b, eq: on}") + question("q.b", 2, CHOICES + ", when: {fact: q.a, eq: on}")  # fmt: skip
    assert "L04 questions/q.yaml:2 facts depend on each other in a circle: q.a → q.b → q.a" in lint({"questions/q.yaml": text})  # fmt: skip


def test_lint_knowledge_negation_takes_in_na_in_a_collect_table(lint: Lint) -> None:
    questions = "questions:\n" + question("q.a", 1) + question("q.b", 2, CHOICES + ", when: {fact: q.a, eq: on}")  # fmt: skip
    rule = "      - {id: R-1, when: {fact: q.b, ne: on}, then: x, because: b}\n      - {id: R-2, when: {fact: q.b, eq: on}, then: y, because: b}\n"
    found = lint({"questions/q.yaml": questions, "decisions/d.yaml": table(rule, "[q.b]").replace("unique", "collect")})  # fmt: skip
    assert found == [
        "L04 decisions/d.yaml:9 t.one: the rule also holds where q.b does not apply, by negation only"
    ]


def test_lint_knowledge_path_written_twice_and_reason_missing(lint: Lint) -> None:
    decisions = table(TOTAL.replace("because: b", "because: ' '", 1), "[q.a]").replace("{domain:", "{path: blueprint.q.n1, domain:")  # fmt: skip
    assert lint({"questions/q.yaml": "questions:\n" + question("q.a", 1), "decisions/d.yaml": decisions}) == [
        "L05 decisions/d.yaml:6 blueprint.q.n1 is written by q.a and by t.one",
        "L07 decisions/d.yaml:9 t.one: rule R-1 gives no reason",
    ]  # fmt: skip


FRAMEWORK = """
frameworks:
  - {id: old_law, title: t, version: v, status: superseded, source: s, checked_on: "2026-01-01", confidence: verified, superseded_by: new_law, aliases: [older], refs: ["1"]}
  - {id: new_law, title: t, version: v, status: in_force, source: s, checked_on: "2026-01-01", confidence: verified, refs: ["12", "13"]}
"""  # fmt: skip


@pytest.mark.parametrize(
    ("ref", "message"),
    [
        ("new_law:12", None),
        ("source-doc:spine", None),
        ("new_law:14", "new_law has no clause '14'"),
        ("old_law:1", "old_law is superseded by new_law"),
        ("older:1", "unknown framework 'older'"),
        ("lifecycle:LC001", "unknown lifecycle entry 'LC001'"),
    ],
)
def test_lint_knowledge_refs_lead_to_clauses_in_force(
    lint: Lint, ref: str, message: str | None
) -> None:
    files = {
        "frameworks.yaml": FRAMEWORK,
        "questions/q.yaml": "questions:\n" + question("q.a", 1, CHOICES + f", refs: ['{ref}']"),
    }
    expected = [f"L07 questions/q.yaml:2 {message}"] if message else []
    assert lint(files) == expected


CAPABILITY = "capabilities:\n  - {id: data.lake, title: t, stage: S2, purpose: p, flavours: [{name: big, summary: s}, {name: small, summary: s}]"


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (", flavour_from: q.a", "no value of q.a is a flavour of data.lake"),
        (", flavour_from: q.z", "no question or table yields 'q.z'"),
        (", platforms: [aws, asure]", "data.lake: unknown platform 'asure'"),
        (", platform_outputs: {awss: [a]}", "data.lake: unknown platform 'awss'"),
    ],
)
def test_lint_knowledge_capability_names_what_exists(lint: Lint, more: str, message: str) -> None:
    files = {"capabilities.yaml": CAPABILITY + more + "}\n", "questions/q.yaml": "questions:\n" + question("q.a", 1)}  # fmt: skip
    assert lint(files) == [f"L07 capabilities.yaml:2 {message}"]


def test_lint_knowledge_lifecycle_names_what_exists(lint: Lint) -> None:
    entry = (
        "entries:\n  - {id: LC001, subject: s, kind: service, platform: awz, state: retired, since: '2026-01-01', source: s, "
        "checked_on: '2026-01-01', confidence: verified, framework: no_law, allowed_when: data.lake=huge, instead: i}\n"
    )
    assert lint({"lifecycle.yaml": entry, "capabilities.yaml": CAPABILITY + "}\n"}) == [
        "L07 lifecycle.yaml:2 unknown platform 'awz'",
        "L07 lifecycle.yaml:2 unknown framework 'no_law'",
        "L07 lifecycle.yaml:2 'data.lake=huge' names no capability=flavour",
    ]


CONTROL = """id: LOG-01
title: t
objective: o
families: [audit]
gates: {poc: required, pilot: optional, production: required}
mappings: []
implementations:
  aws: [{kind: terraform}]
  azure: [{kind: not_supported}]
  gcp: [{kind: terraform, types: [a], capability: data.lak}]
evidence:
  - {id: LOG-02.E1, type: live}
  - {id: LOG-01.E2, type: checkov}
owner: {role: CISO}
residual: [{id: X, text: t}]
"""


def test_lint_knowledge_control_is_complete_on_every_platform(lint: Lint) -> None:
    found = lint({"controls/LOG-01.yaml": CONTROL, "capabilities.yaml": CAPABILITY + "}\n"})
    assert found == [
        "L11 controls/LOG-01.yaml:5 LOG-01 is required earlier and optional later",
        "L11 controls/LOG-01.yaml:7 LOG-01 says nothing about onprem",
        "L11 controls/LOG-01.yaml:8 LOG-01: a terraform implementation without `types`",
        "L11 controls/LOG-01.yaml:9 LOG-01: `not_supported` without `text`",
        "L07 controls/LOG-01.yaml:10 unknown capability 'data.lak'",
        "L11 controls/LOG-01.yaml:12 LOG-01: live evidence without `probes`",
        "L11 controls/LOG-01.yaml:12 LOG-01: evidence id 'LOG-02.E1' is not one of its own",
        "L11 controls/LOG-01.yaml:13 LOG-01: checkov evidence without `checks`",
        "L11 controls/LOG-01.yaml:15 LOG-01: residual id 'X' is not one of its own",
    ]


def test_lint_knowledge_digest_must_match_the_version(
    make_catalog: MakeCatalog, tmp_path: Path
) -> None:
    files = {
        "blueprints/kb.yaml": 'version: "2026.11"\nas_of: "2026-11-22"\nsha256: "0"\n',
        "blueprints/questions/q.yaml": "questions:\n" + question("q.a", 1),
    }
    (found,) = lint_knowledge(make_catalog(files))
    digest = digest_of([Pack("builtin", tmp_path)])
    assert (found.code, str(found.at)) == ("L10", "blueprints/kb.yaml:3:1")
    assert found.hint == f"raise `version` and write sha256: {digest}"
    fixed = files["blueprints/kb.yaml"].replace('"0"', digest)
    assert lint_knowledge(make_catalog({"blueprints/kb.yaml": fixed})) == ()


def test_lint_knowledge_digest_of_another_pack_does_not_count(
    make_catalog: MakeCatalog, tmp_path: Path
) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    (one / "blueprints").mkdir(parents=True)
    digest = digest_of([Pack("one", one)])
    (one / "blueprints/kb.yaml").write_text(
        f'version: "2026.11"\nas_of: "2026-11-22"\nsha256: {digest}\n'
    )
    (two / "blueprints/questions").mkdir(parents=True)
    (two / "blueprints/questions/q.yaml").write_text("questions:\n" + question("q.a", 1))
    assert lint_knowledge(Catalog((Pack("one", one), Pack("two", two)))) == ()


def test_lint_knowledge_file_nobody_reads_is_a_warning(make_catalog: MakeCatalog) -> None:
    names = ("questions/extra.yml", "rules/r.yaml", "capabilites.yaml", "questions/deep/x.yaml")
    found = lint_knowledge(make_catalog({f"blueprints/{n}": "questions: []\n" for n in names}))
    assert [(d.code, d.severity, str(d.at)) for d in found] == [
        ("L12", Severity.WARNING, f"blueprints/{n}") for n in sorted(names)
    ]


PLATFORM = """name: aws
title: t
required_version: ">= 1"
providers: {aws: {source: hashicorp/aws, version: "1", config: "region = var.regoin"}}
backend: {type: s3, by_environment: {bucket: "{projekt}-x"}, remote_state: {region: var.region}}
variables:
  region: {type: strin, description: d, value: "{region}"}
  count_of: {type: number, description: d, default: many}
  source: {type: string, description: d, from: blueprint.no.body}
locals: {tags: "{ x = local.tag }", region: "1"}
"""


def test_lint_knowledge_descriptor_reads_what_it_declares(make_catalog: MakeCatalog) -> None:
    found = lint_knowledge(make_catalog({"templates/stack/aws/platform.yaml": PLATFORM}))
    assert [(d.code, d.at.line if d.at else 0, d.message) for d in found] == [
        ("PLT003", 4, "aws: providers.aws.config reads unknown 'regoin'"),
        ("PLT001", 5, "aws: unknown placeholder {projekt}"),
        ("PLT002", 7, "region: not a Terraform type: 'strin': unknown word 'strin'"),
        ("PLT002", 8, "count_of: expected a number, found 'many'"),
        ("L05", 9, "no question or table writes blueprint.no.body"),
        ("PLT003", 10, "aws: locals.tags reads unknown 'tag'"),
        ("PLT003", 10, "'region' is a variable and a local"),
    ]
