"""What would change a decision: single answers that flip it, and the smallest changes that open an infeasible case."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import TYPE_CHECKING, Any

from aiarch.decide.engine import evaluate
from aiarch.decide.facts import resolve
from aiarch.decide.knowledge import CORE
from aiarch.model.assessment import Answer, Source
from aiarch.model.question import QuestionType
from aiarch.model.scoring import Confidence

if TYPE_CHECKING:
    from aiarch.decide.engine import Outcome
    from aiarch.decide.knowledge import Knowledge
    from aiarch.model.assessment import AnswerValue
    from aiarch.model.question import Question


@dataclasses.dataclass(frozen=True, slots=True)
class Flip:
    """One other answer, and what the decision would then be."""

    question: str
    answer: AnswerValue
    then: Any
    """Value of the decision; for the platform choice a platform, `tie`, or `infeasible`."""


@dataclasses.dataclass(frozen=True, slots=True)
class Relaxation:
    """Answers to change together so that some platform can meet the rest."""

    changes: tuple[tuple[str, AnswerValue], ...]
    then: str


@dataclasses.dataclass(frozen=True, slots=True)
class Contrast:
    """One criterion in which the winner and the runner-up differ."""

    criterion: str
    title: str
    winner: int
    runner_up: int


def flips(outcome: Outcome, node: str) -> tuple[Flip, ...]:
    """Return every single other answer that changes `node`, in order of asking.

    For a multi-select one member is added or taken away; for a number another bin is tried by its lowest value.
    """
    knowledge = outcome.knowledge
    names = knowledge.ancestors(node)
    answers = outcome.assessment.answers
    now = _shown(evaluate(knowledge, outcome.resolved, names)[node])
    out = []
    for question, value in _alternatives(outcome, knowledge.questions_of(node)):
        changed = {**answers, question.id: Answer(value=value, source=Source.USER)}
        then = _shown(_evaluated(knowledge, changed, names)[node])
        if then != now:
            out.append(Flip(question.id, value, then))
    return tuple(out)


def sensitivity(outcome: Outcome) -> tuple[Flip, ...]:
    """Return every single other answer that changes the platform choice."""
    return () if outcome.stopped else flips(outcome, outcome.knowledge.scoring.output)


def relaxations(outcome: Outcome) -> tuple[Relaxation, ...]:
    """Return the smallest sets of answers to change (of size 1, then 2) that give some platform; () when one is there."""
    if outcome.confidence is not Confidence.INFEASIBLE:
        return ()
    knowledge = outcome.knowledge
    node = knowledge.scoring.output
    names = knowledge.ancestors(node)
    answers = outcome.assessment.answers
    # Points decide between platforms that are left; only core and exclusions decide whether one is.
    read = knowledge.questions_of(CORE)
    for exclusion in knowledge.scoring.exclusions:
        read |= exclusion.reads & set(knowledge.questions)
    options = list(_alternatives(outcome, read, dormant=True))

    def attempt(*changes: tuple[Question, AnswerValue]) -> str | None:
        extra = {q.id: Answer(value=v, source=Source.USER) for q, v in changes}
        platform, state = _evaluated(knowledge, {**answers, **extra}, names)[node]
        return None if state is Confidence.INFEASIBLE else str(platform or state)

    found: list[Relaxation] = []
    alone: set[tuple[str, AnswerValue]] = set()
    for question, value in options:
        then = attempt((question, value))
        if then:
            alone.add((question.id, value))
            found.append(Relaxation(((question.id, value),), then))
    rest = [(q, v) for q, v in options if (q.id, v) not in alone]
    for (one, a), (two, b) in combinations(rest, 2):
        if one.id != two.id:
            then = attempt((one, a), (two, b))
            if then:
                found.append(Relaxation(((one.id, a), (two.id, b)), then))
    return tuple(found)


def contrast(outcome: Outcome) -> tuple[Contrast, ...]:
    """Return the criteria in which the first two platforms differ, largest difference first."""
    if len(outcome.ranking) < 2:
        return ()
    first, second = (outcome.scores[name] for name in outcome.ranking[:2])
    rows = [
        Contrast(a.criterion, a.title, a.contribution, b.contribution)
        for a, b in zip(first.parts, second.parts, strict=True)
        if a.contribution != b.contribution
    ]
    return tuple(sorted(rows, key=lambda c: (-abs(c.winner - c.runner_up), c.criterion)))


def _evaluated(
    knowledge: Knowledge, answers: Mapping[str, Answer], names: tuple[str, ...]
) -> dict[str, Any]:
    return evaluate(knowledge, resolve(knowledge.questions, answers), names)


def _shown(value: Any) -> Any:  # noqa: ANN401 - the output of any decision
    if isinstance(value, tuple):
        platform, state = value
        return platform or str(state)
    return tuple(sorted(value)) if isinstance(value, frozenset) else value


def _alternatives(
    outcome: Outcome, read: frozenset[str], *, dormant: bool = False
) -> Iterator[tuple[Question, AnswerValue]]:
    """Yield (question, other value) for every question of `read`; `dormant` = also for those that are `NA` now."""
    for question in outcome.knowledge.questions.values():
        if question.id not in read:
            continue
        if outcome.resolved.sources.get(question.id) == "na" and not dormant:
            continue
        now = outcome.resolved.values.get(question.id)
        for value in _domain(question, now):
            if value != now:
                yield question, value


def _domain(question: Question, now: Any) -> Iterator[AnswerValue]:  # noqa: ANN401
    match question.type:
        case QuestionType.CHOICE | QuestionType.REGION:
            yield from (c.value for c in question.choices if c.resolves_to is None)
        case QuestionType.BOOL:
            yield from (True, False)
        case QuestionType.INT:
            here = question.bin_of(now) if isinstance(now, int) else None
            yield from (b.low for b in question.bins if b.label != here)
        case QuestionType.MULTI:
            members = set(now or ())
            yield from (tuple(sorted(members ^ {c.value})) for c in question.choices)
        case QuestionType.TEXT:
            return
