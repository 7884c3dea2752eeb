"""What preflight checks look at: the rendered project, what was asked for, and the machine they run on."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from pathlib import Path

from aiarch.errors import InputError, Location, UsageError, did_you_mean
from aiarch.live.knowledge import PreflightKnowledge
from aiarch.live.rendered import Call, Given, Rendered
from aiarch.model.blueprint import Blueprint, Stack
from aiarch.model.capability import Platform
from aiarch.validate.tree import ProjectTree, root_platform


@dataclasses.dataclass(frozen=True, slots=True)
class Options:
    """What the user asked for.

    Attributes:
        environment: look at this one only, "" for all.
        stack: look at this platform's stack only, "" for all.
        offline: leave out what needs a network.
        mirror: folder with a mirror of the providers, used instead of any registry.
        env: environment variables.
        home: the user's folder.
    """

    environment: str = ""
    stack: str = ""
    offline: bool = False
    mirror: Path | None = None
    env: Mapping[str, str] = dataclasses.field(default_factory=dict)
    home: Path = Path()


@dataclasses.dataclass(frozen=True, slots=True)
class Target:
    """One stack in one environment."""

    platform: str
    environment: str

    def __str__(self) -> str:
        """Return `aws/dev`."""
        return f"{self.platform}/{self.environment}"


class World:
    """Everything is read when asked for, once.

    Raises (at construction): UsageError for an unknown environment or stack, InputError when nothing is rendered.
    """

    def __init__(
        self,
        tree: ProjectTree,
        options: Options,
        progress: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.tree = tree
        self.options = options
        self.progress = progress
        if not tree.roots:
            raise InputError(
                "nothing is rendered here",
                code="PRE001",
                at=Location(str(tree.root)),
                hint="render the project first: aiarch render",
            )
        _known("environment", options.environment, self.all_environments, "PRE003")
        _known("stack", options.stack, self.all_platforms, "PRE004")

    @property
    def blueprint(self) -> Blueprint:
        """`blueprint.yaml`."""
        return self.tree.blueprint

    @cached_property
    def knowledge(self) -> PreflightKnowledge:
        """`blueprints/preflight/*.yaml`."""
        return PreflightKnowledge.of(self.tree.catalog)

    @cached_property
    def rendered(self) -> Rendered:
        """Values of the rendered root modules."""
        return Rendered(self.tree, self.options.env)

    @property
    def all_environments(self) -> tuple[str, ...]:
        """Environments of the blueprint, in its order."""
        return tuple(self.blueprint.environments)

    @property
    def all_platforms(self) -> tuple[str, ...]:
        """Platforms of the stacks, in the blueprint's order."""
        return tuple(s.platform for s in self.blueprint.stacks)

    @property
    def targets(self) -> tuple[Target, ...]:
        """What was asked for."""
        return tuple(
            t
            for t in self.all_targets
            if self.options.environment in {"", t.environment}
            and self.options.stack in {"", t.platform}
        )

    @property
    def all_targets(self) -> tuple[Target, ...]:
        """Every stack in every environment."""
        return tuple(Target(p, e) for p in self.all_platforms for e in self.all_environments)

    @property
    def platforms(self) -> tuple[str, ...]:
        """Platforms that were asked for."""
        return tuple(dict.fromkeys(t.platform for t in self.targets))

    def stack(self, platform: str) -> Stack:
        """Return the stack of a platform."""
        return next(s for s in self.blueprint.stacks if s.platform == platform)

    def descriptor(self, platform: str) -> Platform | None:
        """Return a platform's descriptor; None when the catalogue has none."""
        return self.tree.catalog.platforms.get(platform)

    def roots(self, platform: str) -> tuple[str, ...]:
        """Return the root modules of a stack, bootstrap included."""
        return tuple(
            r for r in self.tree.roots if root_platform(r) == platform and r in self.tree.folders
        )

    def arguments(
        self, target: Target, module: str, names: tuple[str, ...]
    ) -> Iterator[tuple[Call, str, Given]]:
        """Yield call, name and value of a module's arguments, where the stack uses it and the value is known."""
        for root in self.roots(target.platform):
            for call in self.rendered.calls(root):
                for name in names if call.module == module else ():
                    given = self.rendered.argument(call, name, target.environment)
                    if given is not None and given.value is not None:
                        yield call, name, given

    def regions(self, target: Target) -> tuple[Given, ...]:
        """Return the regions the root modules are given, each once; the blueprint's where none of them asks."""
        descriptor = self.descriptor(target.platform)
        variables = descriptor.variables if descriptor else {}
        names = [name for name, v in variables.items() if v.value == "{region}"]
        asked = False
        found: dict[str, Given] = {}
        for root in self.roots(target.platform):
            values = self.rendered.values(root, target.environment)
            for name in names:
                asked = asked or name in values
                if name in values and values[name].value:
                    found.setdefault(str(values[name].value), values[name])
        record = self.blueprint.environments[target.environment]
        region = record.region or self.stack(target.platform).region
        if region and not asked:
            found[region] = Given(region, Location("blueprint.yaml"))
        return tuple(found.values())


def _known(kind: str, name: str, known: tuple[str, ...], code: str) -> None:
    if name and name not in known:
        raise UsageError(
            f"the blueprint has no {kind} {name!r}",
            code=code,
            hint=did_you_mean(name, known) or f"{kind}s: {', '.join(known)}",
        )
