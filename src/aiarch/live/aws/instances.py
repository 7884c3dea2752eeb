"""Instance types that the rendered stacks choose."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sized
from typing import TYPE_CHECKING

from aiarch.errors import Location, Severity
from aiarch.live.world import Target, World

if TYPE_CHECKING:
    from aiarch.model.preflight import Capacity

ML = "ml."
"""SageMaker's names are EC2's with this in front."""
FAMILY = ".*"


@dataclasses.dataclass(frozen=True, slots=True)
class Choice:
    """An instance type, or a family (`ml.m5.*`), that an argument chooses."""

    type: str
    argument: str
    usages: tuple[str, ...]
    count: int
    severity: Severity
    why: str
    at: Location

    def covers(self, name: str) -> bool:
        """Return whether a type is the chosen one, or of the chosen family."""
        if self.type.endswith(FAMILY):
            return name.startswith(self.type.removesuffix("*"))
        return name == self.type


def chosen(world: World, target: Target) -> Iterator[Choice]:
    """Yield the types a stack chooses; words that are no types (`system`) are left out."""
    for capacity in world.knowledge.capacity(target.platform):
        for _, name, given in world.arguments(target, capacity.module, (capacity.argument,)):
            items = given.value if isinstance(given.value, list) else [given.value]
            count = max(capacity.count, _members(world, target, capacity))
            for item in items:
                if isinstance(item, str) and item.startswith(ML):
                    yield Choice(
                        item,
                        name,
                        capacity.usages,
                        count,
                        Severity(capacity.severity),
                        capacity.why,
                        given.at,
                    )


def _members(world: World, target: Target, capacity: Capacity) -> int:
    names = (capacity.members_of,) if capacity.members_of else ()
    found = (g.value for _, _, g in world.arguments(target, capacity.module, names))
    return max((len(v) for v in found if isinstance(v, Sized)), default=0)
