"""Facts with their finite domains: what questions, decision tables and scoring can yield."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from functools import cached_property

from aiarch.catalog.catalog import Catalog
from aiarch.model.condition import All, AnyOf, Leaf, Not, Scalar, facts_of
from aiarch.model.decision import Decision, Hit
from aiarch.model.question import Question, QuestionType
from aiarch.model.scoring import Scoring

CORE = "deployment.core"
"""The decision that says which kinds of platforms compete."""
GATE = "gate.verdict"
STOP = "stop"
"""The decision that ends a run at stage 1, and the value with which it does."""

AnyCondition = Leaf | All | AnyOf | Not


@dataclasses.dataclass(frozen=True)
class Facts:
    """Everything a condition may read."""

    questions: Mapping[str, Question]
    decisions: Mapping[str, Decision]
    scoring: Scoring | None = None

    @classmethod
    def of(cls, catalog: Catalog) -> Facts:
        """Return the facts of a catalogue; one without scoring yields no platform."""
        scored = any(p.blueprint_file("scoring.yaml") for p in catalog.packs)
        return cls(catalog.questions, catalog.decisions, catalog.scoring if scored else None)

    @cached_property
    def names(self) -> frozenset[str]:
        """Every name that yields a value."""
        platform = {self.scoring.output} if self.scoring else set()
        return frozenset({*self.questions, *self.decisions, *platform})

    def is_set(self, name: str) -> bool:
        """Say whether the value is a set of members."""
        question, decision = self.questions.get(name), self.decisions.get(name)
        if question:
            return question.type is QuestionType.MULTI
        return decision is not None and decision.hit is Hit.COLLECT

    def may_be_na(self, name: str) -> bool:
        """Say whether the value may be `NA`."""
        question = self.questions.get(name)
        if question:
            return question.when is not None
        return name not in self.decisions

    def values(self, name: str) -> tuple[Scalar, ...]:
        """Return the values (members, for a set) a fact can have besides `NA`; nothing for an unknown name."""
        question, decision = self.questions.get(name), self.decisions.get(name)
        if question:
            return question_values(question)
        if decision:
            if decision.hit is Hit.SUM:
                return tuple(sorted(_sums(decision)))
            return decision.output.domain
        if self.scoring and name == self.scoring.output:
            return tuple(c.id for c in self.scoring.candidates)
        return ()

    def sources(self, name: str) -> frozenset[str]:
        """Return the facts a fact depends on directly; nothing for an unknown name."""
        return self._sources.get(name, frozenset())

    @cached_property
    def _sources(self) -> Mapping[str, frozenset[str]]:
        found = {q.id: facts_of(q.when) for q in self.questions.values() if q.when}
        found |= {d.id: frozenset(d.inputs) for d in self.decisions.values()}
        if self.scoring:
            found[self.scoring.output] = scoring_facts(self.scoring)
        return found

    def ancestors(self, *names: str) -> frozenset[str]:
        """Return the names with everything they depend on; unknown names stay."""
        done: set[str] = set()
        queue = list(names)
        while queue:
            name = queue.pop()
            if name not in done:
                done.add(name)
                queue.extend(self.sources(name))
        return frozenset(done)

    def given_for(self, *names: str) -> tuple[AnyCondition, ...]:
        """Return what holds whenever something that reads `names` is evaluated: a stopped run goes no further."""
        if GATE not in self.decisions or STOP not in self.decisions[GATE].output.domain:
            return ()
        before = self.ancestors(GATE)
        shared = self.ancestors(*names) & before & set(self.questions)
        return (Leaf(fact=GATE, ne=STOP),) if shared else ()

    @cached_property
    def cycle(self) -> tuple[str, ...]:
        """A circle of facts that depend on each other, () when there is none."""
        state: dict[str, int] = {}
        for start in sorted(self.names):
            trail: list[tuple[str, Iterator[str]]] = [(start, iter(sorted(self.sources(start))))]
            if state.setdefault(start, 1) == 2:
                continue
            while trail:
                name, rest = trail[-1]
                following = next(rest, None)
                if following is None:
                    state[name] = 2
                    trail.pop()
                elif state.get(following) == 1:
                    names = [n for n, _ in trail]
                    return tuple(names[names.index(following) :])
                elif following not in state:
                    state[following] = 1
                    trail.append((following, iter(sorted(self.sources(following)))))
        return ()


def question_values(question: Question) -> tuple[Scalar, ...]:
    """Return the values tables see of an answered question; of free text, whether there is any."""
    match question.type:
        case QuestionType.BOOL | QuestionType.TEXT:
            return (False, True)
        case QuestionType.INT:
            return tuple(b.label for b in question.bins)
        case _:
            return tuple(dict.fromkeys(c.resolves_to or c.value for c in question.choices))


def scoring_facts(scoring: Scoring) -> frozenset[str]:
    """Return the facts the platform choice reads: pools, exclusions and criteria."""
    read: set[str] = {CORE}
    for exclusion in scoring.exclusions:
        read |= facts_of(exclusion.when) if exclusion.when else set()
        read |= {exclusion.unless_listed.fact} if exclusion.unless_listed else set()
    for criterion in scoring.criteria:
        read = read.union(criterion.inputs, *(facts_of(r.when) for r in criterion.rows))
    return frozenset(read)


def _sums(decision: Decision) -> set[int]:
    sums = {0}
    for row in decision.rules:
        if isinstance(row.then, int):
            sums |= {total + row.then for total in sums}
    return sums
