"""Whether one answer will do: type, choice, range, pattern, and the question's own rules."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from aiarch.decide.facts import fact_of
from aiarch.errors import Diagnostic, Severity, did_you_mean
from aiarch.model.condition import facts_of
from aiarch.model.question import Question, QuestionType

if TYPE_CHECKING:
    from aiarch.model.assessment import AnswerValue
    from aiarch.model.condition import Facts, FactValue

EXPECTED = {
    QuestionType.CHOICE: "one choice",
    QuestionType.REGION: "one region",
    QuestionType.MULTI: "a list of choices",
    QuestionType.BOOL: "true or false",
    QuestionType.INT: "a whole number",
    QuestionType.TEXT: "text",
}
"""What an answer to each type of question is, in words."""


@dataclasses.dataclass(frozen=True, slots=True)
class Fault:
    """A diagnostic about an answer; `member` is the index of the choice to blame in a multi-select."""

    diagnostic: Diagnostic
    member: int | None = None


def answer_fact(question: Question, value: AnswerValue) -> FactValue:
    """Return what tables read of an answer: "not known yet" counts as what it resolves to."""
    stands_for = next(
        (c.resolves_to for c in question.choices if c.value == value and c.resolves_to), value
    )
    return fact_of(question, stands_for)


def check_answer(question: Question, value: AnswerValue, facts: Facts) -> tuple[Diagnostic, ...]:
    """Return every error and warning about one answer.

    Args:
        question: what was asked.
        value: the answer as given.
        facts: facts of earlier questions that are known (`known_facts`); a rule or a disabled choice that reads a fact
            missing here is not judged, a fact that is None does not apply.
    """
    return tuple(f.diagnostic for f in answer_faults(question, value, facts))


def answer_faults(question: Question, value: AnswerValue, facts: Facts) -> Iterator[Fault]:
    """Yield what `check_answer` returns, with the member of a multi-select that is to blame."""
    found = list(_faults_of_form(question, value))
    if not found:
        found += _disabled(question, value, facts)
    yield from found
    if not found:
        yield from _broken_rules(question, value, facts)


def _faults_of_form(question: Question, value: AnswerValue) -> Iterator[Fault]:
    """Yield faults that need no other answer."""
    if not _has_type(question.type, value):
        values = question.values
        hint = f"choices: {_few(values)}" if values else ""
        if question.type is QuestionType.MULTI and isinstance(value, str):
            hint = f"write [{value}]"
        elif question.type is QuestionType.BOOL:
            hint = "write true or false, without quotes"
        yield Fault(
            Diagnostic(
                "ASM002",
                f"{question.id}: expected {EXPECTED[question.type]}, found {describe(value)}",
                hint=hint,
            )
        )
    elif isinstance(value, tuple):
        for index, member in enumerate(value):
            if member not in question.values:
                yield Fault(_no_choice(question, member), index)
            elif member in value[:index]:
                yield Fault(Diagnostic("ASM004", f"{question.id}: {member!r} stands twice"), index)
    elif question.choices:
        if value not in question.values:
            yield Fault(_no_choice(question, str(value)))
    elif question.type is QuestionType.INT and isinstance(value, int):
        if question.bin_of(value) is None:
            lowest = min(b.low for b in question.bins)
            unit = f" {question.unit}" if question.unit else ""
            yield Fault(
                Diagnostic(
                    "ASM005",
                    f"{question.id}: {value}{unit} is out of range",
                    hint=f"at least {lowest}{unit}",
                )
            )
    elif (
        question.type is QuestionType.TEXT
        and question.pattern
        and not re.fullmatch(question.pattern, str(value))
    ):
        yield Fault(
            Diagnostic("ASM006", f"{question.id}: {value!r} does not match {question.pattern}")
        )


def _no_choice(question: Question, value: str) -> Diagnostic:
    return Diagnostic(
        "ASM003",
        f"{question.id}: {value!r} is not a choice",
        hint=did_you_mean(value, question.values) or f"choices: {_few(question.values)}",
    )


def _disabled(question: Question, value: AnswerValue, facts: Facts) -> Iterator[Fault]:
    picked = value if isinstance(value, tuple) else (value,)
    for index, member in enumerate(picked):
        for choice in question.choices:
            if choice.value == member and disabled_reason(question, choice.value, facts):
                yield Fault(
                    Diagnostic(
                        "ASM007",
                        f"{question.id}: {choice.value!r} cannot be picked: {choice.disabled_reason}",
                        hint="pick another choice, or change the earlier answer",
                    ),
                    index if isinstance(value, tuple) else None,
                )


def disabled_reason(question: Question, value: str, facts: Facts) -> str:
    """Return why a choice cannot be picked, "" when it can."""
    for choice in question.choices:
        barred = choice.disabled_when
        if choice.value == value and barred is not None and barred.holds(facts):
            return choice.disabled_reason if facts_of(barred) <= facts.keys() else ""
    return ""


def _broken_rules(question: Question, value: AnswerValue, facts: Facts) -> Iterator[Fault]:
    mine = {**facts, question.id: answer_fact(question, value)}
    for check in question.checks:
        if facts_of(check.rule) <= mine.keys() and not check.rule.holds(mine):
            yield Fault(
                Diagnostic(
                    "ASM008", f"{question.id}: {check.message}", severity=Severity(check.level)
                )
            )


def _has_type(kind: QuestionType, value: AnswerValue) -> bool:
    match kind:
        case QuestionType.BOOL:
            return isinstance(value, bool)
        case QuestionType.INT:
            return isinstance(value, int) and not isinstance(value, bool)
        case QuestionType.MULTI:
            return isinstance(value, tuple)
        case _:
            return isinstance(value, str)


def describe(value: object) -> str:
    """Return what somebody wrote, in words."""
    match value:
        case bool():
            return str(value).lower()
        case None:
            return "nothing"
        case int() | float():
            return f"the number {value}"
        case str():
            return f"the text {value[:40]!r}"
        case tuple() | list():
            return "a list"
        case _:
            return "a mapping"


def _few(values: tuple[str, ...]) -> str:
    return f"{', '.join(values[:12])}{' …' if len(values) > 12 else ''}"
