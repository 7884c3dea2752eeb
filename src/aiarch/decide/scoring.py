"""Platform choice: hard exclusions, then integer points, then an explicit state. Reference: decisions-and-controls B6."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import TYPE_CHECKING

from aiarch.decide.knowledge import CORE, Knowledge
from aiarch.errors import InputError
from aiarch.model.scoring import Confidence

if TYPE_CHECKING:
    from aiarch.model.condition import Facts, FactValue
    from aiarch.model.scoring import Candidate, Exclusion, Lookup, Pool, Scoring


@dataclasses.dataclass(frozen=True, slots=True)
class Barrier:
    """A hard exclusion that fired: why, and the facts it rests on."""

    id: str
    because: str
    facts: Mapping[str, FactValue]
    spares_legs: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Part:
    """What one criterion gave one candidate; it contributes weight times points."""

    criterion: str
    title: str
    weight: int
    points: int
    facts: Mapping[str, FactValue]

    @property
    def contribution(self) -> int:
        """Weight times points."""
        return self.weight * self.points


@dataclasses.dataclass(frozen=True, slots=True)
class Score:
    """One candidate's barriers and points (shown also when it is excluded)."""

    candidate: Candidate
    competes: bool
    """Whether deployment.core lets its kind compete."""
    barriers: tuple[Barrier, ...]
    parts: tuple[Part, ...]
    maximum: int

    @property
    def total(self) -> int:
        """Sum of the contributions."""
        return sum(p.contribution for p in self.parts)

    @property
    def of_hundred(self) -> int:
        """Points of the reachable maximum, as floor(100 * total / maximum). Says nothing about compliance."""
        return 100 * self.total // self.maximum

    @property
    def excluded_by(self) -> tuple[str, ...]:
        """Ids of the exclusions that fired."""
        return tuple(b.id for b in self.barriers)

    @property
    def eligible(self) -> bool:
        """Whether it may be chosen."""
        return self.competes and not self.barriers


@dataclasses.dataclass(frozen=True, slots=True)
class Choice:
    """The platform choice.

    Attributes:
        platform: the chosen candidate, "" for a tie or an infeasible result.
        legs: candidates that come as a second stack without competing.
        margin: points between the first two; None when fewer than two compete.
        forced_by: exclusions that left one candidate.
        ranking: eligible candidates, best first, ties by id.
    """

    platform: str
    legs: tuple[str, ...]
    confidence: Confidence
    margin: int | None
    forced_by: tuple[str, ...]
    ranking: tuple[str, ...]
    scores: Mapping[str, Score]


def choose(knowledge: Knowledge, facts: Facts) -> Choice:
    """Return the platform choice for complete facts (question facts and `deployment.core`)."""
    scoring = knowledge.scoring
    pool = next((p for p in scoring.pools if p.core == facts.get(CORE)), None)
    kinds = pool.kinds if pool else ()
    scores = {c.id: _score(c, c.kind in kinds, knowledge, facts) for c in scoring.candidates}
    ranking = tuple(
        s.candidate.id
        for s in sorted(scores.values(), key=lambda s: (-s.total, s.candidate.id))
        if s.eligible
    )
    legs = _legs(pool, scores)
    if not ranking or legs is None:
        return Choice("", (), Confidence.INFEASIBLE, None, (), ranking, scores)
    if len(ranking) == 1:
        others = [s for s in scores.values() if s.competes and not s.eligible]
        forced = tuple(sorted({x for s in others for x in s.excluded_by}))
        return Choice(ranking[0], legs, Confidence.HIGH, None, forced, ranking, scores)
    margin = scores[ranking[0]].total - scores[ranking[1]].total
    state = _confidence(margin, scoring)
    platform = "" if state is Confidence.TIE else ranking[0]
    return Choice(platform, legs, state, margin, (), ranking, scores)


def _legs(pool: Pool | None, scores: Mapping[str, Score]) -> tuple[str, ...] | None:
    """Return the legs of the pool; None when a barrier that also holds for legs removes one of them."""
    legs = pool.also if pool else ()
    barred = any(not b.spares_legs for name in legs for b in scores[name].barriers)
    return None if barred else legs


def _confidence(margin: int, scoring: Scoring) -> Confidence:
    if margin >= scoring.high_margin:
        return Confidence.HIGH
    if margin >= scoring.medium_margin:
        return Confidence.MEDIUM
    return Confidence.LOW if margin else Confidence.TIE


def _score(candidate: Candidate, competes: bool, knowledge: Knowledge, facts: Facts) -> Score:  # noqa: FBT001
    compiled = knowledge.compiled_scoring
    barriers = tuple(
        Barrier(x.id, x.because, {f: facts.get(f) for f in sorted(x.reads)}, x.spares_legs)
        for x, when in compiled.exclusions
        if (when is None or when(facts)) and _removes(x, candidate, knowledge.scoring, facts)
    )
    parts = []
    for criterion, rows in compiled.criteria:
        fired = [row for row, test in rows if test(facts)]
        if criterion.hit == "unique" and len(fired) != 1:
            raise InputError(
                f"criterion {criterion.id}: {len(fired)} rows hold, exactly one must",
                code="DEC003",
                hint="`aiarch lint` names the combination",
            )
        points = sum(row.points.get(candidate.id, 0) for row in fired)
        read = {f: facts.get(f) for f in criterion.inputs}
        parts.append(Part(criterion.id, criterion.title, criterion.weight, points, read))
    return Score(candidate, competes, barriers, tuple(parts), knowledge.scoring.maximum)


def _removes(x: Exclusion, candidate: Candidate, scoring: Scoring, facts: Facts) -> bool:
    if x.removes and candidate.id not in x.removes:
        return False
    return x.unless_listed is None or not _listed(x.unless_listed, candidate, scoring, facts)


def _listed(lookup: Lookup, candidate: Candidate, scoring: Scoring, facts: Facts) -> bool:
    """Say whether the candidate's row of the table serves the fact; values outside the table's scope pass."""
    table = scoring.tables[lookup.table]
    value = facts.get(lookup.fact)
    asked = value if isinstance(value, frozenset) else {value}
    judged = {str(v) for v in asked if v is not None and (not table.scope or v in table.scope)}
    row = table.serves.get(candidate.id)
    if row is None or not judged:
        return True
    return not judged.isdisjoint(row) if lookup.any_of else judged <= set(row)
