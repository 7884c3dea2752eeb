"""The port every preflight check satisfies."""

from __future__ import annotations

from typing import Protocol

from aiarch.live.world import World
from aiarch.validate.finding import CheckerReport


class Check(Protocol):
    """Looks at one thing and reports; raises `AiarchError` when it cannot look, which the runner reports as `failed`."""

    @property
    def name(self) -> str:
        """The name in reports."""
        ...

    @property
    def platform(self) -> str:
        """The platform it is about, "" for all."""
        ...

    @property
    def online(self) -> bool:
        """Whether it is of no use without a network."""
        ...

    def look(self, world: World) -> CheckerReport:
        """Return what was found; reads, and changes nothing."""
        ...
