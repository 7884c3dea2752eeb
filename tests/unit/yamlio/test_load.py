from __future__ import annotations

import pytest
from pydantic import BaseModel

from aiarch.errors import InputError
from aiarch.model.assessment import Assessment
from aiarch.model.blueprint import Blueprint
from aiarch.model.capability import Manifest
from aiarch.model.question import QuestionFile
from aiarch.yamlio.load import loads

ASSESSMENT = """apiVersion: aiarch.dev/v1
kind: Assessment
metadata: {name: retail-demo}
answers:
  needs.stage: {value: poc}
"""


def faults(text: str, model: type[BaseModel]) -> list[tuple[str, str, str, str]]:
    """Return (code, line:column, message, hint) of every fault; each must fit three lines."""
    with pytest.raises(InputError) as caught:
        loads(text, model, "f.yaml")
    found = caught.value.diagnostics
    assert all(len(d.lines()) <= 3 and "\n" not in d.message + d.hint for d in found)
    return [(d.code, f"{d.at.line}:{d.at.column}", d.message, d.hint) for d in found if d.at]


def test_loads_all_faults_in_one_pass_in_order_of_place() -> None:
    text = """apiVersion: aiarch.dev/v1
kind: Blueprint
metadata: {name: Retail, ownr: me}
stacks:
  - platform: aws
    role: main
    capabilities:
      data.lake: {flavour: managed, setings: {}}
      audit.trail: {settings: []}
environments: {dev: {regoin: x}}
delivery: {wiring: remote-state}
"""
    assert [f[:3] for f in faults(text, Blueprint)] == [
        ("YML023", "3:12", "metadata.name: 'Retail' does not match ^[a-z][a-z0-9-]{1,20}[a-z0-9]$"),
        ("YML020", "3:26", "unknown key 'ownr'"),
        ("YML023", "6:5", "stacks[0].role: 'main' does not match ^(primary|leg)$"),
        ("YML020", "8:37", "unknown key 'setings'"),
        ("YML021", "9:7", "key 'flavour' is missing"),
        ("YML025", "9:21", "stacks[0].capabilities.audit.trail.settings: expected a mapping, found a list"),
        ("YML020", "10:22", "unknown key 'regoin'"),
        ("YML022", "11:12", "delivery.wiring: 'remote-state' is not one of remote_state, variables"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "hint"),
    [
        ("metadata: {name: retail-demo}", "metdata: {name: retail-demo}", "did you mean 'metadata'?"),
        ("kind: Assessment", "kind: Assesment", "did you mean 'Assessment'?"),
        ("{value: poc}", "{value: poc, sourc: user}", "did you mean 'source'?"),
        ("{value: poc}", "{value: poc, source: usr}", "did you mean 'user'?"),
        ("{value: poc}", "{value: poc, zzz: 1}", "known here: note, source, value"),
        ("retail-demo", "Retail", "Project name: becomes part of resource names, so 3-22 lower-case letters, digits and hyphens."),
    ],
)  # fmt: skip
def test_loads_hint_says_the_nearest_or_what_the_field_means(old: str, new: str, hint: str) -> None:
    assert ASSESSMENT.count(old) == 1
    assert hint in [f[3] for f in faults(ASSESSMENT.replace(old, new), Assessment)]


def test_loads_wrong_type_in_a_union_is_one_fault() -> None:
    found = faults(ASSESSMENT.replace("{value: poc}", "{value: {a: 1}}"), Assessment)
    assert [f[:3] for f in found] == [
        ("YML025", "5:17", "answers.needs.stage.value: expected text or a whole number or true or false or a list, found a mapping")
    ]  # fmt: skip


@pytest.mark.parametrize("value", ["'1'", "1.0", "true", "[1]"])
def test_loads_never_coerces(value: str) -> None:
    text = (
        f"questions:\n  - {{id: q.a, number: {value}, stage: S1, type: bool, prompt: p, why: w}}\n"
    )
    (found,) = faults(text, QuestionFile)
    assert found[:2] == ("YML025", "2:15")
    assert found[2].startswith("questions[0].number: expected ")


def test_loads_fault_inside_a_condition_has_its_place_and_the_operators() -> None:
    text = "questions:\n  - id: q.b\n    number: 1\n    stage: S1\n    type: bool\n    prompt: p\n    why: w\n    when:\n      all:\n        - {fact: q.a, equals: x}\n        - {fact: q.a, eq: x, ne: y}\n"
    found = faults(text, QuestionFile)
    assert found[0][:3] == ("YML020", "10:23", "unknown key 'equals'")
    assert found[0][3].startswith("known here: ")
    assert found[-1][1] == "11:11"
    assert "found eq, ne" in found[-1][2]


def test_loads_two_sources_of_an_input_are_refused_at_the_input() -> None:
    text = "name: m\nplatform: aws\nlayer: platform\nprovides: {capability: a.b, flavour: c}\nsummary: s\nproviders: []\ninputs:\n  x: {from: stack.y, value: 1}\n"
    (found,) = faults(text, Manifest)
    assert found[:3] == ("YML024", "8:3", "inputs.x: an input takes either `from` or `value`")


@pytest.mark.parametrize(
    ("text", "message"),
    [("", "expected a mapping, found nothing"), ("- a", "expected a mapping, found a list"), ("x", "expected a mapping, found text")],
)  # fmt: skip
def test_loads_document_that_is_no_mapping_says_how_to_start(text: str, message: str) -> None:
    (found,) = faults(text, QuestionFile)
    assert found[0] == "YML011"
    assert found[2:] == (message, "start with a key such as `questions:`")


def test_loads_newer_api_version_is_the_only_thing_said() -> None:
    text = ASSESSMENT.replace("aiarch.dev/v1", "aiarch.dev/v2") + "new_key: 1\n"
    (found,) = faults(text, Assessment)
    assert found[:2] == ("YML012", "1:1")
    assert found[2] == "apiVersion aiarch.dev/v2 is not known to this release (aiarch.dev/v1)"


def test_loads_hostile_keys_and_values_stay_printable_and_short() -> None:
    text = (
        'metadata: {name: "x\\e[31m\\n'
        + "y" * 5000
        + '"}\nanswers: {"a\\e]0;t\\n": {value: {}}}\n"\\e[2J": 1\n'
    )
    for _, _, message, hint in faults(text, Assessment):
        assert (message + hint).isprintable()
        assert len(message) < 400
