"""What to ask next: relevance, progress, options, typed answers, defaults, random answers."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from random import Random

import pytest

from aiarch.assess.questionnaire import (
    Option,
    known_facts,
    missing,
    next_question,
    options,
    parse_set,
    progress,
    random_assessment,
    relevant,
    with_defaults,
)
from aiarch.errors import UsageError
from aiarch.model.assessment import Answer, AnswerValue, Source
from aiarch.model.question import Question, QuestionFile
from aiarch.yamlio.load import loads

TEXT = """
questions:
  - {id: a.kind, number: 1, stage: S1, type: choice, prompt: p, why: w,
     choices: [{value: big, label: Big}, {value: small, label: Small}]}
  - {id: a.parts, number: 2, stage: S1, type: multi, prompt: p, why: w, default: [left],
     choices: [{value: left, label: Left}, {value: right, label: Right}]}
  - {id: a.size, number: 3, stage: S2, type: int, prompt: p, why: w, when: {fact: a.kind, ne: small},
     bins: [{label: few, low: 0, high: 10}, {label: many, low: 10}]}
  - {id: a.store, number: 4, stage: S2, type: choice, prompt: p, why: w, when: {fact: a.size, eq: many},
     choices: [{value: own, label: Own},
               {value: hosted, label: Hosted, disabled_when: {fact: a.parts, has: right}, disabled_reason: too far}]}
  - {id: a.twice, number: 5, stage: X, type: bool, prompt: p, why: w, when: {fact: a.parts, has: right}}
"""


@dataclasses.dataclass(frozen=True)
class Known:
    questions: Mapping[str, Question]


QUESTIONS = {q.id: q for q in loads(TEXT, QuestionFile).questions}


def answers(**given: AnswerValue) -> dict[str, Answer]:
    return {f"a.{name}": Answer(value=value) for name, value in given.items()}


def names(found: tuple[Question, ...]) -> list[str]:
    return [q.id for q in found]


def test_relevant_without_answers_leaves_out_what_is_not_known_yet() -> None:
    # `ne` would hold of a missing fact; a.size must still wait for a.kind.
    assert names(relevant(QUESTIONS, {})) == ["a.kind", "a.parts"]


def test_relevant_follows_the_answers() -> None:
    assert names(relevant(QUESTIONS, answers(kind="small"))) == ["a.kind", "a.parts"]
    assert names(relevant(QUESTIONS, answers(kind="big", size=12))) == [
        "a.kind", "a.parts", "a.size", "a.store",
    ]  # fmt: skip


def test_known_facts_tell_unknown_from_does_not_apply() -> None:
    assert known_facts(QUESTIONS, {}) == {"a.parts": frozenset({"left"}), "a.twice": None}
    assert known_facts(QUESTIONS, answers(kind="small")) == {
        "a.kind": "small", "a.parts": frozenset({"left"}), "a.size": None, "a.store": None, "a.twice": None,
    }  # fmt: skip


def test_next_question_asks_in_order_also_what_has_a_default() -> None:
    asked = []
    given: dict[str, Answer] = {}
    replies = iter(["big", ("right",), 12, "own", True])
    while (question := next_question(QUESTIONS, given)) is not None:
        asked.append(question.id)
        given[question.id] = Answer(value=next(replies))
    assert asked == ["a.kind", "a.parts", "a.size", "a.store", "a.twice"]


def test_progress_counts_what_is_not_ruled_out() -> None:
    assert progress(QUESTIONS, {}) == (0, 4)
    assert progress(QUESTIONS, answers(kind="small")) == (1, 2)
    assert progress(QUESTIONS, answers(kind="big", parts=("right",))) == (2, 5)


def test_missing_names_what_has_neither_answer_nor_default() -> None:
    assert missing(QUESTIONS, {}) == ("a.kind",)
    assert missing(QUESTIONS, answers(kind="big", parts=("right",))) == ("a.size", "a.twice")
    assert missing(QUESTIONS, answers(kind="small")) == ()


def test_options_keep_disabled_choices_with_their_reason() -> None:
    facts = known_facts(QUESTIONS, answers(kind="big", parts=("right",), size=12))
    assert options(QUESTIONS["a.store"], facts) == (
        Option("own", "Own"),
        Option("hosted", "Hosted", "too far"),
    )


def test_options_of_yes_and_no_are_typed() -> None:
    assert [o.value for o in options(QUESTIONS["a.twice"], {})] == [True, False]
    assert options(QUESTIONS["a.size"], {}) == ()


def test_with_defaults_records_the_source_in_the_order_of_asking() -> None:
    out = with_defaults(QUESTIONS, answers(size=3, kind="big"))
    assert list(out) == ["a.kind", "a.parts", "a.size"]
    assert out["a.parts"] == Answer(value=("left",), source=Source.DEFAULT)
    assert out["a.kind"].source is Source.FILE


def test_with_defaults_leaves_given_answers() -> None:
    given = answers(parts=("left", "right"))
    assert with_defaults(QUESTIONS, given)["a.parts"] is given["a.parts"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a.kind=big", ("a.kind", "big")),
        (" a.kind = small ", ("a.kind", "small")),
        ("a.parts=left,right", ("a.parts", ("left", "right"))),
        ("a.parts=left", ("a.parts", ("left",))),
        ("a.parts=", ("a.parts", ())),
        ("a.size=12", ("a.size", 12)),
        ("a.twice=yes", ("a.twice", True)),
        ("a.twice=False", ("a.twice", False)),
    ],
)
def test_parse_set_reads_a_typed_value(text: str, expected: tuple[str, AnswerValue]) -> None:
    assert parse_set(QUESTIONS, text) == expected


@pytest.mark.parametrize(
    ("text", "code", "hint"),
    [
        ("a.kind", "USE010", "for example --set needs.stage=pilot"),
        ("a.kinds=big", "USE011", "did you mean 'a.kind'?"),
        ("a.kind=bigg", "USE012", "did you mean 'big'?"),
        ("a.parts=left,rihgt", "USE012", "did you mean 'right'?"),
        ("a.size=twelve", "USE012", ""),
        ("a.size=1.5", "USE012", ""),
        ("a.size=-1", "USE012", "at least 0"),
        ("a.twice=perhaps", "USE012", "write true or false, without quotes"),
    ],
)
def test_parse_set_of_nonsense_is_a_usage_error(text: str, code: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_set(QUESTIONS, text)
    assert (caught.value.code, caught.value.hint) == (code, hint)


def test_random_assessment_repeats_with_the_same_dice() -> None:
    one = random_assessment(Known(QUESTIONS), Random(7), "dice")
    assert one == random_assessment(Known(QUESTIONS), Random(7), "dice")
    assert one.metadata.name == "dice"


def test_random_assessment_reaches_every_question_and_choice() -> None:
    dice = Random(1)
    seen: dict[str, set[AnswerValue]] = {}
    for _ in range(200):
        for name, answer in random_assessment(Known(QUESTIONS), dice, "dice").answers.items():
            seen.setdefault(name, set()).add(answer.value)
    assert seen["a.store"] == {"own", "hosted"}
    assert seen["a.parts"] == {(), ("left",), ("right",), ("left", "right")}
    assert {QUESTIONS["a.size"].bin_of(n) for n in seen["a.size"] if isinstance(n, int)} == {
        "few",
        "many",
    }
