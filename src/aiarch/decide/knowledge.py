"""Questions, tables and scoring made ready to decide: in order of evaluation, with compiled conditions."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

from aiarch.decide.compiled import Test, compile_condition
from aiarch.errors import InputError
from aiarch.model.condition import facts_of

if TYPE_CHECKING:
    from aiarch.catalog.catalog import Catalog
    from aiarch.model.decision import Decision, Row
    from aiarch.model.question import Question
    from aiarch.model.scoring import Criterion, Exclusion, PointRow, Scoring

GATE = "gate.verdict"
"""The decision that may end a run at stage 1, with the value `stop`."""
STOP = "stop"
CORE = "deployment.core"
"""The decision that says which kinds of platforms compete."""


@dataclasses.dataclass(frozen=True, slots=True)
class CompiledTable:
    """A table with its rows' conditions."""

    decision: Decision
    rows: tuple[tuple[Row, Test], ...]


@dataclasses.dataclass(frozen=True, slots=True)
class CompiledScoring:
    """Exclusions and criteria with their conditions."""

    exclusions: tuple[tuple[Exclusion, Test | None], ...]
    criteria: tuple[tuple[Criterion, tuple[tuple[PointRow, Test], ...]], ...]


class Knowledge:
    """What deciding needs of a catalogue. Immutable; everything derived is made once, when asked for."""

    def __init__(
        self,
        questions: Mapping[str, Question],
        decisions: Mapping[str, Decision],
        scoring: Scoring,
        *,
        version: str,
        sha256: str,
        as_of: str,
    ) -> None:
        self.questions = questions
        self.decisions = decisions
        self.scoring = scoring
        self.version = version
        self.sha256 = sha256
        self.as_of = as_of

    @classmethod
    def of(cls, catalog: Catalog) -> Knowledge:
        """Return the knowledge of a catalogue; raises as its parts do."""
        base = catalog.knowledge_base
        return cls(
            catalog.questions,
            catalog.decisions,
            catalog.scoring,
            version=base.version,
            sha256=catalog.digest,
            as_of=base.as_of,
        )

    @cached_property
    def scoring_inputs(self) -> frozenset[str]:
        """Facts the platform choice reads."""
        scoring = self.scoring
        read = {CORE}
        for criterion in scoring.criteria:
            read |= set(criterion.inputs)
        for exclusion in scoring.exclusions:
            read |= exclusion.reads
        return frozenset(read)

    @cached_property
    def order(self) -> tuple[str, ...]:
        """Ids of tables and of the platform choice in order of evaluation: by inputs, ties by id.

        Raises:
            InputError: tables read each other in a circle.
        """
        graph = {d.id: self._upstream(d.inputs) for d in self.decisions.values()}
        graph[self.scoring.output] = self._upstream(self.scoring_inputs)
        sorter = TopologicalSorter(graph)
        out: list[str] = []
        try:
            sorter.prepare()
        except CycleError as error:
            circle = " → ".join(str(x) for x in error.args[1])
            raise InputError(
                f"decisions read each other in a circle: {circle}",
                code="DEC001",
                hint="cut one of the inputs; `aiarch lint` shows where they are defined",
            ) from None
        while sorter.is_active():
            ready = sorted(sorter.get_ready())
            out += ready
            sorter.done(*ready)
        return tuple(out)

    def ancestors(self, node: str) -> tuple[str, ...]:
        """Return what must be evaluated for `node`, itself last, in order of evaluation."""
        wanted = {node}
        for name in reversed(self.order):
            if name in wanted:
                wanted |= self._upstream(self._inputs(name))
        return tuple(n for n in self.order if n in wanted)

    def questions_of(self, node: str) -> frozenset[str]:
        """Return the questions that `node` depends on, directly, through tables, or through another question's `when`."""
        read = {f for n in self.ancestors(node) for f in self._inputs(n)} & set(self.questions)
        for question in reversed(tuple(self.questions.values())):
            if question.id in read and question.when is not None:
                read |= facts_of(question.when) & set(self.questions)
        return frozenset(read)

    @cached_property
    def tables(self) -> Mapping[str, CompiledTable]:
        """Compiled tables by decision id."""
        return {
            d.id: CompiledTable(d, tuple((r, compile_condition(r.when)) for r in d.rules))
            for d in self.decisions.values()
        }

    @cached_property
    def compiled_scoring(self) -> CompiledScoring:
        """Compiled exclusions and criteria."""
        scoring = self.scoring
        return CompiledScoring(
            tuple((x, compile_condition(x.when) if x.when else None) for x in scoring.exclusions),
            tuple(
                (c, tuple((r, compile_condition(r.when)) for r in c.rows)) for c in scoring.criteria
            ),
        )

    def _inputs(self, node: str) -> Iterable[str]:
        return self.scoring_inputs if node == self.scoring.output else self.decisions[node].inputs

    def _upstream(self, inputs: Iterable[str]) -> set[str]:
        known = {*self.decisions, self.scoring.output}
        return {name for name in inputs if name in known}
