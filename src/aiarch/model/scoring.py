"""Platform choice: hard exclusions, then integer points, then an explicit confidence state. Reference: B6."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from pydantic import Field

from aiarch.model.condition import Condition, facts_of
from aiarch.model.frozen import Frozen


class Confidence(StrEnum):
    """How sure the choice is; `tie`, `infeasible` and `stopped` are never resolved silently."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    TIE = "tie"
    INFEASIBLE = "infeasible"
    STOPPED = "stopped"
    """The spine ended at stage 1: no AI platform is needed, or the use is prohibited."""


class Candidate(Frozen):
    """A platform that can be chosen."""

    id: str
    title: str
    kind: str = Field(pattern="^(cloud|onprem)$")


class Pool(Frozen):
    """Which kinds of candidates compete, by deployment.core, and which leg comes with them."""

    core: str
    kinds: tuple[str, ...]
    also: tuple[str, ...] = ()
    """Candidates added as a second stack without competing (the on-prem leg of a hybrid)."""


class Lookup(Frozen):
    """Remove candidates whose row of `table` lacks the value(s) of `fact`; a candidate without a row passes."""

    table: str
    fact: str
    any_of: bool = False
    """For a set: one served value is enough, instead of all."""


class Exclusion(Frozen):
    """A hard barrier; nothing, not even an override, lifts it."""

    id: str = Field(pattern=r"^X[0-9]{2}$")
    title: str
    when: Condition | None = None
    removes: tuple[str, ...] = ()
    """Candidate ids; empty = every candidate (that `unless_listed` does not spare)."""
    unless_listed: Lookup | None = None
    spares_legs: bool = False
    """Bars a platform from being chosen, not from being the second stack of a hybrid."""
    because: str
    refs: tuple[str, ...] = ()

    @property
    def reads(self) -> frozenset[str]:
        """Facts the exclusion rests on."""
        read = facts_of(self.when) if self.when else frozenset()
        return read | {self.unless_listed.fact} if self.unless_listed else read


class Table(Frozen):
    """Dated facts used by exclusions: which candidate serves which value."""

    verified_on: str = Field(pattern=r"^\d{4}-\d{2}-\d{2}$")
    source: str
    scope: tuple[str, ...] = ()
    """Values the table speaks about; others pass."""
    serves: Mapping[str, tuple[str, ...]]


class PointRow(Frozen):
    """Points given when the condition holds."""

    when: Condition
    points: Mapping[str, int]


class Criterion(Frozen):
    """One weighted criterion; `unique` = exactly one row fires, `sum` = rows add up."""

    id: str = Field(pattern=r"^C[0-9]{1,2}$")
    title: str
    weight: int = Field(ge=1)
    inputs: tuple[str, ...]
    hit: str = Field(default="unique", pattern="^(unique|sum)$")
    max_points: int = 4
    rows: tuple[PointRow, ...]
    volatile: bool = False
    """Review quarterly: depends on vendors' catalogues."""


class Scoring(Frozen):
    """`blueprints/scoring.yaml`."""

    output: str = "deployment.platform"
    candidates: tuple[Candidate, ...]
    pools: tuple[Pool, ...]
    exclusions: tuple[Exclusion, ...]
    tables: Mapping[str, Table] = Field(default_factory=dict)
    criteria: tuple[Criterion, ...]
    high_margin: int = 14
    medium_margin: int = 7

    @property
    def maximum(self) -> int:
        """The highest reachable score."""
        return sum(c.weight * c.max_points for c in self.criteria)
