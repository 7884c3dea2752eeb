"""One layer under Terraform: the commands that plan, apply and read it, and what their exits mean."""

from __future__ import annotations

import dataclasses
import json
import os
import re
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from aiarch.deploy import saved
from aiarch.deploy.changes import without_keys
from aiarch.deploy.events import NOT_SAVED, Progress, failure
from aiarch.deploy.project import Project, Root
from aiarch.engine.port import Engine, Outcome, Step, run
from aiarch.engine.selection import environment as environment_of
from aiarch.errors import InterruptedRunError, ToolFailedError

NO_CHANGES, CHANGES = 0, 2
"""Exit codes of `plan -detailed-exitcode` that are no failure."""
LOCK_TIMEOUT = "60s"
ERRORED = "errored.tfstate"
"""Where Terraform leaves a state that its backend would not take."""
_NO_ROOM = 64 * 1024
_FULL = "Error: no space left on device"
"""What Terraform would have said, had there been room for it."""
Say = Callable[[str], None]
"""Told what is going on, for people."""


@dataclasses.dataclass(frozen=True, slots=True)
class Workbench:
    """What all commands of a run share.

    Attributes:
        lock: descriptor that Terraform inherits and holds.
        locks_state: hold the state's lock while planning; an identity that may only read cannot.
        mirror: folder with provider plugins, the only source when given.
        seconds: longest time per layer, None for no limit.
    """

    project: Project
    environment: str
    engine: Engine
    lock: int
    say: Say
    mirror: Path | None = None
    seconds: float | None = None
    locks_state: bool = True

    @property
    def folder(self) -> Path:
        """Folder of the environment's saved plan and logs."""
        return self.project.plans(self.environment)


class LayerRun:
    """Terraform in one root module."""

    def __init__(
        self, bench: Workbench, root: Root, backend: Path | Mapping[str, str] | None = None
    ) -> None:
        """Take where the state lies: a file of backend settings, or the settings; the environment's own file when left out."""
        own = bench.project.root / root.folder / "environments" / f"{bench.environment}.backend.hcl"
        self._backend = backend if backend is not None else own
        self._bench = bench
        self.root = root
        self._here = bench.project.root / root.folder
        self._mark = f"{root.stack}.{root.layer}"

    @property
    def _var_file(self) -> str:
        return f"-var-file=environments/{self._bench.environment}.tfvars"

    @property
    def _lock(self) -> str:
        return f"-lock-timeout={LOCK_TIMEOUT}" if self._bench.locks_state else "-lock=false"

    def init(self, *mode: str) -> Step:
        """Return the step that prepares the root module; `mode` is `-reconfigure` unless the state shall move."""
        if isinstance(self._backend, Mapping):
            settings = [f"-backend-config={k}={v}" for k, v in self._backend.items()]
        else:
            settings = [f"-backend-config={self._backend}"] if self._backend.is_file() else []
        return Step(("init", "-input=false", "-no-color", *(mode or ("-reconfigure",)), *settings))

    def plan(
        self, target: Path, *, mode: tuple[str, ...] = (), name: str = "plan"
    ) -> dict[str, Any]:
        """Plan into a file and return the plan document, with the outputs of the state before as `state_outputs`.

        The document's own `prior_state` cannot tell: it holds outputs that only the plan has worked out.

        Args:
            target: where Terraform's own plan goes.
            mode: `-destroy` or `-refresh-only`.
            name: which log it is.

        Raises:
            AiarchError: Terraform's first error as ours.
        """
        shown, before = target.with_suffix(".shown"), target.with_suffix(".before")
        handed = target.with_suffix(".handed.tfvars.json")
        values = self._handed()
        given = [f"-var-file={handed}"] if values else []
        if values:
            saved.write_json(handed, values)
        steps = [
            self.init(),
            Step(("output", "-json", "-no-color"), out=before),
            Step(
                (
                    "plan", "-input=false", "-json", "-detailed-exitcode",
                    self._lock, self._var_file, *given, f"-out={target}", *mode,
                ),
                accepted=frozenset({NO_CHANGES, CHANGES}),
            ),
            Step(("show", "-json", "-no-color", str(target)), out=shown),
        ]  # fmt: skip
        try:
            self._run(steps, f"{name} of {self.root.name}", name)
            return saved.read_json(shown) | {"state_outputs": sorted(saved.read_json(before))}
        finally:
            for scratch in (shown, before, handed):
                scratch.unlink(missing_ok=True)

    def _handed(self) -> dict[str, Any]:
        """Return the outputs of earlier layers that this one takes as variables."""
        values: dict[str, Any] = {}
        if not self.root.handed:
            return values
        for earlier, names in self.root.reads.items():
            folder = f"stacks/{self.root.stack}/{earlier}"
            there = LayerRun(self._bench, Root(self.root.stack, earlier, folder, {})).outputs()
            values |= {n: there[n] for n in names if n in there}
        return values

    def apply(self, plan: Path, progress: Progress) -> dict[str, Any]:
        """Apply a saved plan and return the state document; raises as `plan`."""
        shown = self._bench.folder / f"{self._mark}.state"
        steps = [
            self.init(),
            Step(("apply", "-input=false", "-json", f"-lock-timeout={LOCK_TIMEOUT}", str(plan))),
            Step(("show", "-json", "-no-color"), out=shown),
        ]
        try:
            self._run(steps, f"apply of {self.root.name}", "apply", progress)
            return saved.read_json(shown)
        finally:
            shown.unlink(missing_ok=True)

    def addresses(self) -> tuple[str, ...]:
        """Return the addresses of the managed resources in the state; raises as `plan`."""
        shown = self._bench.folder / f"{self._mark}.addresses"
        # Exit 1 where there is no state file at all.
        steps = [self.init(), Step(("state", "list"), out=shown, accepted=frozenset({0, 1}))]
        try:
            self._run(steps, f"addresses of {self.root.name}", "list")
            found = shown.read_text(encoding="utf-8").splitlines()
        finally:
            shown.unlink(missing_ok=True)
        return tuple(a for a in found if a and not re.search(r"(?:^|\.)data\.", without_keys(a)))

    def forget(self, addresses: tuple[str, ...]) -> None:
        """Take resources out of the state and leave them in the world; raises as `plan`."""
        doing = f"keeping {len(addresses)} of {self.root.name}"
        self._run([self.init(), Step(("state", "rm", *addresses))], doing, "forget")

    def outputs(self) -> Mapping[str, Any]:
        """Return the outputs in the state by name, with sensitive values as Terraform has them; raises as `plan`."""
        shown = self._bench.folder / f"{self._mark}.outputs"
        steps = [self.init(), Step(("output", "-json", "-no-color"), out=shown)]
        try:
            self._run(steps, f"outputs of {self.root.name}", "output")
            data = saved.read_json(shown)
        finally:
            shown.unlink(missing_ok=True)
        return {name: output.get("value") for name, output in data.items()}

    def run(self, steps: list[Step], doing: str, name: str) -> Outcome:
        """Run further steps here; raises as `plan`."""
        return self._run(steps, doing, name)

    def _run(
        self, steps: list[Step], doing: str, name: str, progress: Progress | None = None
    ) -> Outcome:
        bench = self._bench
        heard = progress or Progress(lambda text: bench.say(f"{doing}: {text}"))
        data_folder = f".terraform/aiarch-{bench.environment}"
        env = environment_of(os.environ, data_folder, bench.folder, bench.mirror)
        bench.say(doing)
        kept = self._kept
        if kept.is_file():
            bench.say(f"{doing}: first the state that could not be saved is put back")
            steps = [steps[0], Step(("state", "push", str(kept))), *steps[1:]]
        outcome = run(
            bench.engine,
            self._here,
            steps,
            env=env,
            log=bench.folder / f"{self._mark}.{name}.log",
            listen=heard.line,
            keep=(bench.lock,),
            seconds=bench.seconds,
        )
        if kept.is_file() and len(outcome.codes) > 1 and outcome.codes[1] == 0:
            kept.unlink()
        rescued = self._rescue()
        if outcome.interrupted:
            raise InterruptedRunError(
                f"{doing}: interrupted; Terraform has stopped and released the state",
                code="DEP020",
                hint="what was done is in the state: `aiarch plan` again shows what is left, then `aiarch apply`",
            )
        last = steps[len(outcome.codes) - 1]
        if outcome.codes[-1] not in last.accepted:
            if not outcome.errors and not heard.problems and _is_full(bench.folder):
                outcome = dataclasses.replace(outcome, errors=_FULL)
            error = failure(heard, outcome, self.root.folder, f"{doing} failed")
            if error.code == NOT_SAVED and not rescued:
                raise ToolFailedError(
                    error.message,
                    code="DEP025",
                    at=error.at,
                    hint="nor could the state be kept elsewhere: the log beside the plan lists what was made; import it once there is room",
                )
            raise error
        return outcome

    @property
    def _kept(self) -> Path:
        """A state that could not be saved; it goes where it belongs before anything else is done."""
        return self._bench.folder / f"{self._mark}.{ERRORED}"

    def _rescue(self) -> bool:
        """Take a state that Terraform could not save out of the folder that all environments share; return whether there was a whole one."""
        left = self._here / ERRORED
        try:
            whole = "lineage" in json.loads(left.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return False
        if whole:
            left.replace(self._kept)
        return whole


def _is_full(folder: Path) -> bool:
    return shutil.disk_usage(folder).free < _NO_ROOM
