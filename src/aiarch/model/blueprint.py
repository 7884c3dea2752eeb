"""The blueprint: the reviewed, editable choice that the composer builds from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from pydantic import Field

from aiarch.model.assessment import Metadata, Override
from aiarch.model.capability import Value
from aiarch.model.frozen import Frozen
from aiarch.model.link import Way
from aiarch.model.scoring import Confidence


class Selection(Frozen):
    """How a stack gets one capability."""

    flavour: str
    settings: Mapping[str, Value] = Field(default_factory=dict)
    """Values for every environment."""
    by_environment: Mapping[str, Mapping[str, Value]] = Field(default_factory=dict)
    """Environment → settings that differ there."""
    because: str = ""
    """Rule ids or a person's reason."""


class Gap(Frozen):
    """A decided capability that the catalogue cannot provide on this platform yet."""

    capability: str
    flavour: str
    because: str


class Stack(Frozen):
    """One platform with what runs there."""

    platform: str
    role: str = Field(default="primary", pattern="^(primary|leg)$")
    region: str = ""
    capabilities: Mapping[str, Selection]
    gaps: tuple[Gap, ...] = ()


class Link(Frozen):
    """A meeting point of two stacks: what may cross there, and what each side has told the other."""

    kind: str
    """One of the kinds in `blueprints/links.yaml`: network, identity, registry, data."""
    primary: str
    """Platform of the main stack."""
    leg: str
    """Platform of the second stack."""
    way: Way
    """Which way things may cross: `both`, `to_leg` or `to_primary`."""
    payload: str
    """What may cross, in one word; both stacks check each other for it."""
    what: str = ""
    """The same in a sentence."""
    because: str = ""
    """Rule id, or a person's reason."""
    agreed: Mapping[str, Mapping[str, Mapping[str, Value]]] = Field(default_factory=dict)
    """Environment → platform → what that stack tells the other one; open until both sides are here."""

    def peer_of(self, platform: str) -> str:
        """Return the platform on the other side, "" when this link does not touch `platform`."""
        return {self.primary: self.leg, self.leg: self.primary}.get(platform, "")

    def open_in(self, environments: Iterable[str]) -> tuple[str, ...]:
        """Return the environments in which a side has not yet said anything."""
        sides = {self.primary, self.leg}
        return tuple(
            e for e in environments if {p for p, v in self.agreed.get(e, {}).items() if v} < sides
        )


class PlatformRecord(Frozen):
    """What the scoring said about a platform; exclusions keep holding for edited blueprints."""

    score: int
    excluded_by: tuple[str, ...] = ()


class EnvironmentRecord(Frozen):
    """One environment; values that differ come from settings."""

    region: str = ""
    """Overrides the stack's region in this environment."""
    account: str = ""
    """Account, subscription or project id; informational, never a credential."""


class Delivery(Frozen):
    """How the render is delivered."""

    ci: str = "github"
    state_backend: str = "s3"
    wiring: Literal["remote_state", "variables"] = "remote_state"


class Blueprint(Frozen):
    """`blueprint.yaml`."""

    api_version: Literal["aiarch.dev/v1"] = Field(default="aiarch.dev/v1", alias="apiVersion")
    kind: Literal["Blueprint"] = "Blueprint"
    metadata: Metadata
    trace_sha256: str = ""
    """Digest of the trace this blueprint came from; empty for hand-written ones."""
    confidence: Confidence = Confidence.HIGH
    choices: Mapping[str, Mapping[str, Value]] = Field(default_factory=dict)
    """Outputs of the decisions by blueprint path: `choices.governance.tier` is `blueprint.governance.tier`."""
    platforms: Mapping[str, PlatformRecord] = Field(default_factory=dict)
    stacks: tuple[Stack, ...]
    links: tuple[Link, ...] = ()
    """Where the stacks of a hybrid meet."""
    environments: Mapping[str, EnvironmentRecord]
    delivery: Delivery = Delivery()
    controls: tuple[str, ...] = ()
    """Selected controls."""
    overrides: tuple[Override, ...] = ()
