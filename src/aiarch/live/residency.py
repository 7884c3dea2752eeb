"""Regions: every stack and its state stay where data must stay."""

from __future__ import annotations

from collections.abc import Iterator

from aiarch.errors import Location, Severity
from aiarch.live.rendered import Given
from aiarch.live.world import Target, World
from aiarch.validate.finding import CheckerReport, Finding

NAME = "residency"
ANYWHERE = "none"


class RegionsAllowed:
    """Compares the rendered regions with the platform's list for the residency that was answered."""

    name = NAME
    platform = ""
    online = False

    def look(self, world: World) -> CheckerReport:
        """Return regions outside the list."""
        residency = str(world.blueprint.choices.get("governance", {}).get("residency") or ANYWHERE)
        findings = [f for t in world.targets for f in _target(world, t, residency)]
        return CheckerReport.ran(NAME, findings, residency=residency)


def _target(world: World, target: Target, residency: str) -> Iterator[Finding]:
    given = [(g, "") for g in world.regions(target)]
    if not given:
        yield Finding(
            "PRE040",
            NAME,
            Severity.ERROR,
            f"{target} has no region",
            Location("blueprint.yaml"),
            hint="set `region` of the stack or the environment, and render again",
        )
        return
    if residency == ANYWHERE:
        return
    descriptor = world.descriptor(target.platform)
    allowed = descriptor.regions.get(residency, ()) if descriptor else ()
    given += [(g, "the state of ") for g in _states(world, target)]
    for region, what in given:
        if str(region.value) not in allowed:
            yield Finding(
                "PRE041",
                NAME,
                Severity.ERROR,
                f"{what}{target} lies in {region.value}, which does not keep data in {residency!r}",
                region.at,
                hint=f"regions that do: {', '.join(allowed) or 'none on this platform'}",
            )


def _states(world: World, target: Target) -> list[Given]:
    found: dict[str, Given] = {}
    for root in world.roots(target.platform):
        backend = world.rendered.backend(root, target.environment)
        if backend and "region" in backend.arguments:
            given = backend.arguments["region"]
            found.setdefault(str(given.value), given)
    return list(found.values())
