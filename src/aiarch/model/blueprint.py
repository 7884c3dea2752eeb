"""The blueprint: the reviewed, editable choice that the composer builds from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from aiarch.model.assessment import Metadata, Override
from aiarch.model.capability import Value
from aiarch.model.frozen import Frozen
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
    environments: Mapping[str, EnvironmentRecord]
    delivery: Delivery = Delivery()
    controls: tuple[str, ...] = ()
    """Selected controls."""
    overrides: tuple[Override, ...] = ()
