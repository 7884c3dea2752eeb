"""`blueprints/stateful.yaml`: resource types with which data or keys are lost."""

from __future__ import annotations

from pydantic import Field

from aiarch.model.frozen import Frozen


class StatefulTypes(Frozen):
    """Types that hold the same kind of thing."""

    holds: str
    """What is lost, in words that end a sentence: `objects and all their versions`."""
    types: tuple[str, ...] = Field(min_length=1)
    """Resource types; a `*` at the end stands for any rest."""


class StatefulFile(Frozen):
    """The file; packs add entries."""

    stateful: tuple[StatefulTypes, ...]
