"""Links: where the two stacks of a hybrid meet, and what may cross there (ADR 0008)."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from pydantic import Field

from aiarch.model.capability import Setting
from aiarch.model.condition import Condition
from aiarch.model.frozen import Frozen

NAME = r"^[a-z][a-z0-9_]*$"
"""Kinds, fields and payloads become parts of Terraform names and values."""


class Way(StrEnum):
    """Who may start a transfer, seen from the main stack."""

    BOTH = "both"
    TO_LEG = "to_leg"
    TO_PRIMARY = "to_primary"


class Crossing(Frozen):
    """One rule of a link: when it holds, what may cross."""

    id: str
    when: Condition | None = None
    """None always holds; the first rule that holds counts."""
    payload: str = Field(pattern=NAME)
    """One word that both stacks check each other for: `aggregates`, `deidentified`."""
    way: Way
    what: str
    """One sentence for people: what crosses, and what never does."""
    because: str


class LinkField(Frozen):
    """One thing that each side tells the other."""

    help: str
    type: str = "string"
    pattern: str = ""
    offered: Mapping[str, str] = Field(default_factory=dict)
    """Platform → HCL (trusted text of the pack) that knows it there; `<capability.output>` stands for a module's output."""
    feeds: tuple[str, ...] = ()
    """Settings (`network.private.on_premises_cidrs`) that take the other side's value unless the blueprint sets them."""
    apart: bool = False
    """CIDR ranges of the two sides must not overlap."""

    @property
    def rules(self) -> Setting:
        """What a value must fulfil."""
        return Setting(type=self.type, help=self.help, pattern=self.pattern)


class LinkKind(Frozen):
    """One kind of meeting point."""

    id: str = Field(pattern=NAME)
    title: str
    crossings: tuple[Crossing, ...] = Field(min_length=1)
    fields: Mapping[str, LinkField] = Field(min_length=1)


class LinkFile(Frozen):
    """`blueprints/links.yaml`."""

    links: tuple[LinkKind, ...]
