"""Answers → facts: defaults, `NA`, conservative values for "not known yet", bins. Reference: decisions-and-controls B2."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import TYPE_CHECKING

from aiarch.model.question import Question, QuestionType

if TYPE_CHECKING:
    from aiarch.model.assessment import Answer, AnswerValue
    from aiarch.model.condition import FactValue

NONE = "none"
"""A member of a multi-select that says "none of these"."""


@dataclasses.dataclass(frozen=True, slots=True)
class Assumption:
    """An answer nobody knew: the conservative value that is used instead."""

    question: str
    answered: str
    assumed: str


@dataclasses.dataclass(frozen=True, slots=True)
class Resolved:
    """What the answers say.

    Attributes:
        facts: question id → value the tables read; None = the question does not apply (`NA`).
        values: question id → value as answered, after assumptions (a number stays a number, a set a sorted tuple).
        sources: question id → `user`, `file`, `default`, `assumed`, or `na`.
        assumptions: answers replaced by a conservative value.
        missing: questions that apply and have neither answer nor default, in order of asking.
    """

    facts: Mapping[str, FactValue]
    values: Mapping[str, AnswerValue | None]
    sources: Mapping[str, str]
    assumptions: tuple[Assumption, ...]
    missing: tuple[str, ...]


def resolve(questions: Mapping[str, Question], answers: Mapping[str, Answer]) -> Resolved:
    """Return the facts of (possibly incomplete) answers; `questions` are in the order of asking.

    A question whose `when` is false is `NA` whatever was answered; an answer that is missing counts as `NA` for later
    questions and is listed in `missing`.
    """
    facts: dict[str, FactValue] = {}
    values: dict[str, AnswerValue | None] = {}
    sources: dict[str, str] = {}
    assumptions: list[Assumption] = []
    missing: list[str] = []
    for question in questions.values():
        name = question.id
        facts[name], values[name], sources[name] = None, None, "na"
        if question.when is not None and not question.when.holds(facts):
            continue
        answer = answers.get(name)
        value = question.default if answer is None else answer.value
        if value is None:
            missing.append(name)
            continue
        sources[name] = "default" if answer is None else str(answer.source)
        stands_for = _stands_for(question, value)
        if stands_for is not None:
            assumptions.append(Assumption(name, str(value), stands_for))
            value, sources[name] = stands_for, "assumed"
        facts[name] = fact_of(question, value)
        values[name] = tuple(sorted(value)) if isinstance(value, tuple) else value
    return Resolved(facts, values, sources, tuple(assumptions), tuple(missing))


def fact_of(question: Question, value: AnswerValue) -> FactValue:
    """Return what the tables read of one answer: the bin of a number, a set, whether a text was given."""
    match question.type:
        case QuestionType.INT:
            return question.bin_of(value) if isinstance(value, int) else None
        case QuestionType.MULTI:
            return frozenset(value) if isinstance(value, tuple) else frozenset({str(value)})
        case QuestionType.TEXT:
            return bool(value)
        case _:
            return value if not isinstance(value, tuple) else None


def _stands_for(question: Question, value: AnswerValue) -> str | None:
    if not isinstance(value, str):
        return None
    return next((c.resolves_to for c in question.choices if c.value == value), None)
