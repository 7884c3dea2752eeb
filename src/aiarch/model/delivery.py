"""Pipelines as data: what a CI system gets, which actions it may use, and what a platform's sign-in must know."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from aiarch.model.capability import Value
from aiarch.model.frozen import Frozen


class PipelineFile(Frozen):
    """One file a CI system gets."""

    path: str
    """Where it goes in the project."""
    template: str
    """Below `templates/delivery/`; `*.j2` is printed, anything else is copied byte for byte."""
    kind: Literal["managed", "seeded"] = "managed"
    platforms: tuple[str, ...] = ()
    """Only where one of these has a stack; empty = always."""


class PipelineSystem(Frozen):
    """`templates/delivery/<ci>/delivery.yaml`: one CI system."""

    name: str
    title: str
    comment: str = "#"
    """What starts a comment line; the marker of managed files follows it."""
    files: tuple[PipelineFile, ...]
    words: Mapping[str, Value] = Field(default_factory=dict)
    """Constants its templates and its part of `docs/delivery.md` read: days, time limits, image names."""
    inside: Mapping[str, Value] = Field(default_factory=dict)
    """Constants that differ where runners must stand inside the perimeter."""


class Pin(Frozen):
    """A third-party action, held to one commit."""

    action: str = Field(pattern=r"^[A-Za-z0-9_.-]+/[A-Za-z0-9_./-]+$")
    sha: str = Field(pattern="^[0-9a-f]{40}$")
    version: str = Field(pattern=r"^v\d+(\.\d+)*$")
    """Shown behind the commit; update tools read it."""
    source: str
    checked: str = Field(pattern=r"^\d{4}-\d{2}-\d{2}$")


class PinFile(Frozen):
    """`templates/delivery/<ci>/pins.yaml`."""

    pins: tuple[Pin, ...]


class PipelineVariable(Frozen):
    """A setting of the CI system; never a secret."""

    name: str = Field(pattern=r"^[A-Z][A-Z0-9_]*$")
    each_environment: bool = True
    """`_<ENVIRONMENT>` follows the name, one value for each."""
    output: str = ""
    """Output of `bootstrap/<platform>` that says the value."""
    what: str


class SignIn(Frozen):
    """`templates/delivery/platforms/<platform>.yaml`: what a pipeline must know to sign in to a platform."""

    name: str
    variables: tuple[PipelineVariable, ...]
    instead: Mapping[str, tuple[PipelineVariable, ...]] = Field(default_factory=dict)
    """CI system → its variables, where it needs others."""

    def variables_of(self, system: str) -> tuple[PipelineVariable, ...]:
        """Return what one CI system must be told."""
        return self.instead.get(system, self.variables)
