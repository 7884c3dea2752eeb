"""The place where states live, and the identities of the pipeline: applied once per environment, its own state moved into it afterwards.

The bootstrap root is rendered with a local backend, since nothing else is there at first. Once applied, its state goes where the states of
the stack's other layers go, under the layer name `bootstrap`. `environments/<env>.backend.hcl` remembers that; while Terraform runs, an
override file beside the root names the backend, so that one environment can be remote before the next one is made.
"""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from aiarch.catalog.catalog import Catalog
from aiarch.compose.compose import backend_settings, placeholders
from aiarch.deploy import saved
from aiarch.deploy.changes import ShownPlan, Stateful, read_plan, state_values
from aiarch.deploy.events import Progress
from aiarch.deploy.layer import LayerRun, Workbench
from aiarch.deploy.project import Root
from aiarch.engine.port import Step
from aiarch.errors import ConflictError, Location, ToolFailedError
from aiarch.render.hcl import attributes

OVERRIDE = "aiarch_override.tf"
NAME = "bootstrap"
LOCAL = "local"
"""Backend type of states on this machine: there is nowhere to move to."""


@dataclasses.dataclass(frozen=True, slots=True)
class Planned:
    """A plan of the bootstrap root that waits for somebody's word."""

    target: Path
    shown: ShownPlan


@dataclasses.dataclass(frozen=True, slots=True)
class Bootstrapped:
    """What there is now.

    Attributes:
        backend: type of the backend that keeps the state; `local` when it stayed on this machine.
        outputs: root outputs that are not sensitive, for the variables of the pipeline.
    """

    changes: int
    backend: str
    outputs: Mapping[str, Any]


class Bootstrap:
    """The bootstrap root of one stack in one environment."""

    def __init__(self, bench: Workbench, root: Root, catalog: Catalog) -> None:
        self._bench = bench
        self._root = root
        self._here = bench.project.root / root.folder
        self._settings = self._here / "environments" / f"{bench.environment}.backend.hcl"
        blueprint = bench.project.blueprint
        platform = catalog.platforms[root.stack]
        self._state = platform.backend_for(blueprint.delivery.state_backend)
        stack = next(s for s in blueprint.stacks if s.platform == root.stack)
        self._words = placeholders(stack, blueprint, bench.environment, NAME)

    def plan(self, stateful: Stateful) -> Planned:
        """Plan; raises as `LayerRun.plan`, and ConflictError when something stateful would be lost."""
        self._bench.folder.mkdir(parents=True, exist_ok=True)
        target = self._bench.folder / f"{self._root.stack}.{NAME}.tfplan"
        with self._backend():
            shown = read_plan(self._run().plan(target), stateful)
        lost = [c for c in shown.changes if c.holds]
        if lost:
            raise ConflictError(
                f"{lost[0].address} would be lost, with {lost[0].holds}",
                code="DEP042",
                at=Location(self._root.folder),
                hint="states of every layer may lie there; do this by hand, with terraform, if it is really meant",
            )
        return Planned(target, shown)

    def apply(self, planned: Planned) -> Bootstrapped:
        """Apply, then move the state into the backend it has made; raises as `LayerRun.apply`."""
        progress = Progress(
            lambda text: self._bench.say(f"{self._root.name}: {text}"), len(planned.shown.changes)
        )
        with self._backend():
            run = self._run()
            state = run.apply(planned.target, progress)
        planned.target.unlink(missing_ok=True)
        backend = self._migrate(state)
        outputs = (state.get("values") or {}).get("outputs") or {}
        told = {k: o.get("value") for k, o in sorted(outputs.items()) if not o.get("sensitive")}
        return Bootstrapped(len(progress.done), backend, told)

    def _run(self) -> LayerRun:
        config = self._settings if self._settings.is_file() else None
        return LayerRun(self._bench, self._root, config or {"path": self._local.name})

    @property
    def _local(self) -> Path:
        return self._here / f"{self._bench.environment}.tfstate"

    @contextlib.contextmanager
    def _backend(self) -> Iterator[None]:
        """Name the remote backend while Terraform runs, where the state lies there already."""
        path = self._here / OVERRIDE
        if self._settings.is_file():
            fixed = attributes(self._state.fixed, 2)
            block = f'terraform {{\n  backend "{self._state.type}" {{\n{fixed}\n  }}\n}}\n'
            path.write_text(block, encoding="utf-8")
        try:
            yield
        finally:
            path.unlink(missing_ok=True)

    def _migrate(self, state: Mapping[str, Any]) -> str:
        """Move the local state to where the stack's layers keep theirs; return the type of that backend."""
        kind = self._state.type
        if self._settings.is_file() or kind == LOCAL:
            return kind
        settings = attributes(backend_settings(self._state, self._words), 0)
        self._settings.write_text(f"{settings}\n", encoding="utf-8")
        try:
            with self._backend():
                moved = self._moved()
            if set(state_values(moved)) != set(state_values(state)):
                raise ToolFailedError(
                    f"the state of {self._root.name} did not arrive in the {kind} backend whole",
                    code="DEP043",
                    at=Location(self._root.folder),
                    hint=f"it is still in {self._local.name}; `aiarch bootstrap` tries again",
                )
        except BaseException:
            self._settings.unlink(missing_ok=True)
            raise
        for left in (self._local, self._local.with_name(f"{self._local.name}.backup")):
            left.unlink(missing_ok=True)
        return kind

    def _moved(self) -> dict[str, Any]:
        """Copy the state, and return it as the new backend has it."""
        shown = self._bench.folder / f"{self._root.stack}.{NAME}.state"
        run = LayerRun(self._bench, self._root, self._settings)
        try:
            run.run(
                [run.init("-migrate-state", "-force-copy"), Step(("show", "-json"), out=shown)],
                f"move of the state of {self._root.name}",
                "move",
            )
            return saved.read_json(shown)
        finally:
            shown.unlink(missing_ok=True)
