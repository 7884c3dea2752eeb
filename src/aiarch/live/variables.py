"""Values from outside: root variables and environment variables that Terraform will ask for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from aiarch.errors import Location, Severity
from aiarch.live.rendered import PREFIX
from aiarch.live.world import Target, World
from aiarch.validate.finding import CheckerReport, Finding

if TYPE_CHECKING:
    from aiarch.model.preflight import NeededVariable

NAME = "variables"


class VariablesGiven:
    """Compares what is required with files and environment; values are never shown."""

    name = NAME
    platform = ""
    online = False

    def look(self, world: World) -> CheckerReport:
        """Return what has no value."""
        findings: dict[tuple[str, str], Finding] = {}
        for target in world.targets:
            for finding in (*_root_variables(world, target), *_environment(world, target)):
                findings.setdefault((finding.message, str(finding.at)), finding)
        return CheckerReport.ran(NAME, list(findings.values()))


def _root_variables(world: World, target: Target) -> Iterator[Finding]:
    roots = world.roots(target.platform)
    for root in roots:
        folder = world.tree.folders[root]
        # With `delivery.wiring: variables` the outputs of other layers are handed over when they are known.
        handed = {o for other in roots if other != root for o in world.tree.folders[other].outputs}
        given = world.rendered.values(root, target.environment)
        for name, block in folder.variables.items():
            if name not in given and name not in handed:
                yield Finding(
                    "PRE050",
                    NAME,
                    Severity.ERROR,
                    f"{root} has no value for {name} in {target.environment}",
                    Location(block.file, block.line),
                    hint=f"set it in blueprint.yaml and render again, or as {PREFIX}{name}",
                )


def _environment(world: World, target: Target) -> Iterator[Finding]:
    env = world.options.env
    for root in world.roots(target.platform):
        for needed in world.knowledge.variables(target.platform):
            if _is_needed(world, target, root, needed) and not any(
                env.get(name) for name in (needed.name, *needed.alternatives)
            ):
                yield Finding(
                    "PRE051",
                    NAME,
                    Severity.ERROR,
                    f"the environment variable {needed.name} has no value: {needed.why}",
                    hint=f"set {' or '.join((needed.name, *needed.alternatives))} here and in the pipeline's secrets",
                )


def _is_needed(world: World, target: Target, root: str, needed: NeededVariable) -> bool:
    if needed.when_empty:
        values = world.rendered.values(root, target.environment)
        return needed.when_empty in values and not values[needed.when_empty].value
    backend = world.rendered.backend(root, target.environment)
    if backend is None or backend.type != needed.backend:
        return False
    return not any(backend.text(name) for name in needed.unless)
