"""What to ask next, and how far along one is. Pure functions over questions and the answers so far."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

from aiarch.assess.checking import answer_fact, answer_faults, check_answer, disabled_reason
from aiarch.decide.facts import resolve
from aiarch.errors import Severity, UsageError, did_you_mean
from aiarch.model.assessment import Answer, Assessment, Metadata, Source
from aiarch.model.condition import facts_of
from aiarch.model.question import Question, QuestionType

if TYPE_CHECKING:
    from random import Random

    from aiarch.model.assessment import AnswerValue
    from aiarch.model.condition import Facts, FactValue

__all__ = [
    "Option",
    "check_answer",
    "known_facts",
    "missing",
    "next_question",
    "options",
    "parse_set",
    "progress",
    "random_assessment",
    "relevant",
    "with_defaults",
]

_YES, _NO = ("true", "yes"), ("false", "no")
_WHOLE = re.compile(r"[-+]?[0-9]{1,18}")


class HasQuestions(Protocol):
    """Whatever knows the questions: `aiarch.decide.knowledge.Knowledge`, or a catalogue."""

    @property
    def questions(self) -> Mapping[str, Question]:
        """Questions by id, in the order of asking."""


@dataclasses.dataclass(frozen=True, slots=True)
class Option:
    """One thing a person may pick; `disabled_reason` is "" when it can be picked."""

    value: str | bool
    label: str
    disabled_reason: str = ""


def known_facts(questions: Mapping[str, Question], answers: Mapping[str, Answer]) -> Facts:
    """Return the facts that the answers so far settle; None = the question does not apply.

    A question without answer and default has no fact here, nor has one whose `when` reads such a question: it is not
    known yet whether it applies.
    """
    resolved = resolve(questions, answers)
    known: dict[str, FactValue] = {}
    for question in questions.values():
        when = question.when
        if when is not None and not facts_of(when) <= known.keys():
            continue
        if question.id not in resolved.missing:
            known[question.id] = resolved.facts[question.id]
    return known


def relevant(
    questions: Mapping[str, Question], answers: Mapping[str, Answer]
) -> tuple[Question, ...]:
    """Return the questions that apply for certain given the answers so far, in the order of asking."""
    facts = known_facts(questions, answers)
    return tuple(q for q in questions.values() if _applies(q, facts))


def _applies(question: Question, facts: Facts) -> bool | None:
    """Say whether a question applies; None when that is not known yet."""
    if question.when is None:
        return True
    if not facts_of(question.when) <= facts.keys():
        return None
    return question.when.holds(facts)


def next_question(
    questions: Mapping[str, Question], answers: Mapping[str, Answer]
) -> Question | None:
    """Return the first question that applies and has no answer, also when it has a default; None at the end.

    Answers that stop the run at stage 1 make the rest pointless: ask `aiarch.decide.engine.missing_answers` first.
    """
    return next((q for q in relevant(questions, answers) if q.id not in answers), None)


def progress(questions: Mapping[str, Question], answers: Mapping[str, Answer]) -> tuple[int, int]:
    """Return how many questions are answered, and about how many there will be: those not ruled out yet."""
    facts = known_facts(questions, answers)
    open_ = [q for q in questions.values() if _applies(q, facts) is not False]
    return sum(q.id in answers for q in open_), len(open_)


def options(question: Question, facts: Facts) -> tuple[Option, ...]:
    """Return what can be picked, in order, with why some cannot; nothing for numbers and text."""
    if question.type is QuestionType.BOOL:
        return (Option(value=True, label="Yes"), Option(value=False, label="No"))
    return tuple(
        Option(c.value, c.label, disabled_reason(question, c.value, facts))
        for c in question.choices
    )


def missing(questions: Mapping[str, Question], answers: Mapping[str, Answer]) -> tuple[str, ...]:
    """Return ids of questions that apply and have neither answer nor default."""
    return tuple(
        q.id for q in relevant(questions, answers) if q.id not in answers and q.default is None
    )


def with_defaults(
    questions: Mapping[str, Question], answers: Mapping[str, Answer]
) -> Mapping[str, Answer]:
    """Return the answers with the defaults of unanswered questions that apply, in the order of asking."""
    added = {
        q.id: Answer(value=q.default, source=Source.DEFAULT)
        for q in relevant(questions, answers)
        if q.id not in answers and q.default is not None
    }
    both = {**answers, **added}
    ordered = [*(n for n in questions if n in both), *(n for n in both if n not in questions)]
    return {name: both[name] for name in ordered}


def parse_set(questions: Mapping[str, Question], text: str) -> tuple[str, AnswerValue]:
    """Read `id=value` as one types it; several values with commas.

    Raises:
        UsageError: no such question, or the value cannot be an answer to it whatever the other answers are.
    """
    name, equals, typed = (part.strip() for part in text.partition("="))
    if not equals:
        raise UsageError(
            f"--set {text!r}: expected ID=VALUE",
            code="USE010",
            hint="for example --set needs.stage=pilot",
        )
    question = questions.get(name)
    if question is None:
        raise UsageError(
            f"--set: unknown question {name!r}",
            code="USE011",
            hint=did_you_mean(name, set(questions)) or "`aiarch catalog list questions` lists them",
        )
    value = _typed(question, typed)
    for fault in answer_faults(question, value, {}):
        found = fault.diagnostic
        if found.severity is Severity.ERROR:
            raise UsageError(f"--set {found.message}", code="USE012", hint=found.hint)
    return name, value


def _typed(question: Question, text: str) -> AnswerValue:
    """Return typed text as a value; text that does not fit stays text, for the check to name."""
    match question.type:
        case QuestionType.MULTI:
            return tuple(part.strip() for part in text.split(",") if part.strip())
        case QuestionType.BOOL if text.lower() in (*_YES, *_NO):
            return text.lower() in _YES
        case QuestionType.INT if _WHOLE.fullmatch(text):
            return int(text)
        case _:
            return text


def random_assessment(knowledge: HasQuestions, dice: Random, name: str) -> Assessment:
    """Return valid answers to every question that applies, drawn evenly from what can be picked.

    Raises:
        ValueError: no answer to some question was found that its rules accept (free text with a pattern).
    """
    facts: dict[str, FactValue] = {}
    answers: dict[str, Answer] = {}
    for question in knowledge.questions.values():
        facts[question.id] = None
        if question.when is not None and not question.when.holds(facts):
            continue
        value = _random_answer(question, facts, dice)
        answers[question.id] = Answer(value=value)
        facts[question.id] = answer_fact(question, value)
    return Assessment(
        metadata=Metadata(name=name, repository=f"example-org/{name}"), answers=answers
    )


def _random_answer(question: Question, facts: Facts, dice: Random) -> AnswerValue:
    earlier = {n: v for n, v in facts.items() if n != question.id}
    for _ in range(200):
        value = _throw(question, facts, dice)
        errors = (d for d in check_answer(question, value, earlier) if d.severity is Severity.ERROR)
        if next(errors, None) is None:
            return value
    raise ValueError(f"no valid answer to {question.id} found by chance")


def _throw(question: Question, facts: Facts, dice: Random) -> AnswerValue:
    free = [o.value for o in options(question, facts) if not o.disabled_reason]
    match question.type:
        case QuestionType.MULTI:
            return tuple(str(v) for v in free if dice.random() < 0.5)
        case QuestionType.INT:
            part = dice.choice(question.bins)
            return dice.randrange(part.low, part.high or part.low + abs(part.low) + 10)
        case QuestionType.TEXT:
            return str(question.default or "example")
        case _:
            return dice.choice(free)
