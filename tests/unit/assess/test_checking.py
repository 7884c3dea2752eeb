"""Whether one answer will do: form, choices that cannot be picked, and the question's own rules."""

from __future__ import annotations

import pytest

from aiarch.assess.checking import answer_fact, answer_faults, check_answer
from aiarch.errors import Severity
from aiarch.model.assessment import AnswerValue
from aiarch.model.question import Question, QuestionFile
from aiarch.yamlio.load import loads

QUESTIONS = {
    q.id: q
    for q in loads(
        """
questions:
  - {id: site.link, number: 1, stage: S1, type: choice, prompt: p, why: w,
     choices: [{value: online, label: a}, {value: air_gapped, label: b}, {value: unsure, label: c, resolves_to: air_gapped}],
     validate: [{rule: {fact: site.link, eq: online}, message: "check the mirrors", level: warning}]}
  - {id: site.tools, number: 2, stage: S1, type: multi, prompt: p, why: w,
     choices: [{value: kong, label: a},
               {value: apigee, label: b, disabled_when: {fact: site.link, eq: air_gapped}, disabled_reason: no route}],
     validate: [{rule: {any: [{fact: site.tools, has: kong}, {fact: site.tools, has: apigee}]}, message: pick one}]}
  - {id: site.years, number: 3, stage: S1, type: int, unit: years, prompt: p, why: w,
     bins: [{label: short, low: 1, high: 5}, {label: long, low: 5}]}
  - {id: site.reuse, number: 4, stage: S1, type: bool, prompt: p, why: w}
  - {id: site.code, number: 5, stage: S1, type: text, prompt: p, why: w, pattern: "[A-Z]{3}"}
""",
        QuestionFile,
    ).questions
}


def question(name: str) -> Question:
    return QUESTIONS[f"site.{name}"]


def codes(name: str, value: AnswerValue, **facts: str) -> list[str]:
    known = {f"site.{k}": v for k, v in facts.items()}
    return [d.code for d in check_answer(question(name), value, known)]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("link", "online"), ("tools", ("kong", "apigee")), ("years", 1), ("years", 4000), ("reuse", False), ("code", "ABC"),
    ],
)  # fmt: skip
def test_check_answer_that_fits_says_nothing(name: str, value: AnswerValue) -> None:
    assert codes(name, value) == []


@pytest.mark.parametrize(
    ("name", "value", "message", "hint"),
    [
        ("link", True, "expected one choice, found true", "choices: online, air_gapped, unsure"),
        ("tools", "kong", "expected a list of choices, found the text 'kong'", "write [kong]"),
        ("years", True, "expected a whole number, found true", ""),
        ("years", "ten", "expected a whole number, found the text 'ten'", ""),
        ("reuse", "yes", "expected true or false, found the text 'yes'", "write true or false, without quotes"),
        ("code", 7, "expected text, found the number 7", ""),
    ],
)  # fmt: skip
def test_check_answer_of_wrong_type_says_what_is_expected(
    name: str, value: AnswerValue, message: str, hint: str
) -> None:
    (found,) = check_answer(question(name), value, {})
    assert (found.code, found.message, found.hint) == ("ASM002", f"site.{name}: {message}", hint)


def test_check_answer_with_a_typo_names_the_nearest_choice() -> None:
    (found,) = check_answer(question("link"), "onlin", {})
    assert (found.code, found.hint) == ("ASM003", "did you mean 'online'?")


def test_check_answer_out_of_range_names_the_lowest_number() -> None:
    (found,) = check_answer(question("years"), 0, {})
    assert found.code == "ASM005"
    assert found.message == "site.years: 0 years is out of range"
    assert found.hint == "at least 1 years"


@pytest.mark.parametrize("value", ["abc", "ABCD", "ABC\n"])
def test_check_answer_matches_the_whole_text(value: str) -> None:
    assert codes("code", value) == ["ASM006"]


def test_answer_faults_blame_the_member_of_a_list() -> None:
    found = list(answer_faults(question("tools"), ("kong", "kongg", "kong"), {}))
    assert [(f.diagnostic.code, f.member) for f in found] == [("ASM003", 1), ("ASM004", 2)]


def test_check_answer_that_is_disabled_says_why() -> None:
    (found,) = check_answer(question("tools"), ("kong", "apigee"), {"site.link": "air_gapped"})
    assert found.code == "ASM007"
    assert found.message == "site.tools: 'apigee' cannot be picked: no route"


def test_check_answer_without_the_earlier_fact_is_not_disabled() -> None:
    assert codes("tools", ("apigee",)) == []


def test_check_answer_breaking_a_rule_has_the_level_of_the_rule() -> None:
    (error,) = check_answer(question("tools"), (), {})
    (warning,) = check_answer(question("link"), "air_gapped", {})
    assert (error.code, error.severity) == ("ASM008", Severity.ERROR)
    assert (warning.message, warning.severity) == ("site.link: check the mirrors", Severity.WARNING)


def test_answer_fact_of_not_known_yet_is_the_conservative_value() -> None:
    assert answer_fact(question("link"), "unsure") == "air_gapped"
    assert answer_fact(question("years"), 5) == "long"
    assert answer_fact(question("tools"), ("kong",)) == frozenset({"kong"})
