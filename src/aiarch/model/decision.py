"""Decision tables: rows over facts with exactly one output. Reference: decisions-and-controls B4."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field, model_validator

from aiarch.model.condition import Condition, Scalar, facts_of
from aiarch.model.frozen import Frozen
from aiarch.model.question import ID_PATTERN, PATH_PATTERN, Stage


class Hit(StrEnum):
    """How rows combine: exactly one, the sorted set of all, or the sum of all."""

    UNIQUE = "unique"
    COLLECT = "collect"
    SUM = "sum"


class Output(Frozen):
    """What a table produces."""

    path: str | None = Field(default=None, pattern=PATH_PATTERN)
    """Blueprint path written; None for a fact that only other tables read."""
    domain: tuple[Scalar, ...]
    """Every value the table can produce (members, for `collect`)."""


class Row(Frozen):
    """One rule: when it holds the output is `then`, because of one sentence."""

    id: str = Field(pattern=r"^[A-Z][A-Za-z0-9_]*-[A-Za-z0-9_.-]+$")
    when: Condition
    then: Scalar
    because: str
    refs: tuple[str, ...] = ()
    warn: str = ""
    """A remark shown whenever the row fires (a choice that was not granted, an assumption)."""


class Otherwise(Frozen):
    """What holds when no row does."""

    then: Scalar
    because: str


class Decision(Frozen):
    """One table with one output; its id is the name of the fact it yields."""

    id: str = Field(pattern=ID_PATTERN)
    title: str
    stage: Stage
    adr: bool = False
    """Emit an architecture decision record for this node."""
    inputs: tuple[str, ...]
    """Facts the rows read: question ids or ids of other decisions."""
    output: Output
    hit: Hit
    rules: tuple[Row, ...] = Field(min_length=1)
    exhaustive: bool = True
    otherwise: Otherwise | None = None
    conflicts: tuple[tuple[str, str], ...] = ()
    """For `collect`: pairs of members, or member and `fact=value`, that must not meet (lint L06)."""
    consequences: tuple[str, ...] = ()
    """Sentences for the ADR: cost, lock-in, what follows."""
    controls: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _rows_read_inputs(self) -> Decision:
        read = frozenset[str]().union(*(facts_of(r.when) for r in self.rules))
        extra = sorted(read - set(self.inputs))
        if extra:
            raise ValueError(f"rules read facts that inputs do not name: {', '.join(extra)}")
        unused = sorted(set(self.inputs) - read)
        if unused:
            raise ValueError(f"inputs name facts that no rule reads: {', '.join(unused)}")
        return self


class Addition(Frozen):
    """Rules that a pack adds to a `collect` or `sum` table of an earlier pack, without copying the table."""

    decision: str = Field(pattern=ID_PATTERN)
    """Id of the table."""
    inputs: tuple[str, ...] = ()
    """Facts the added rules read and the table does not yet."""
    domain: tuple[Scalar, ...] = ()
    """Values the added rules yield and the table does not yet."""
    rules: tuple[Row, ...] = Field(min_length=1)


class DecisionFile(Frozen):
    """`blueprints/decisions/*.yaml`."""

    decisions: tuple[Decision, ...] = ()
    additions: tuple[Addition, ...] = ()
