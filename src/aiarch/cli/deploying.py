"""What `plan`, `apply`, `destroy`, `drift` and `bootstrap` share: options, the workbench, one progress line."""

from __future__ import annotations

import contextlib
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aiarch.errors import UsageError

if TYPE_CHECKING:
    from types import FrameType

    from aiarch.cli.session import Session
    from aiarch.deploy.layer import Workbench
    from aiarch.deploy.project import Project

Environment = Annotated[
    str,
    typer.Option(
        "-e",
        "--environment",
        metavar="NAME",
        help="Environment (dev, staging, …).",
        envvar="AIARCH_ENVIRONMENT",
    ),
]
Stack = Annotated[
    list[str] | None,
    typer.Option("--stack", metavar="PLATFORM", help="Only this stack (repeatable)."),
]
LayerOption = Annotated[
    list[str] | None,
    typer.Option("--layer", metavar="LAYER", help="Only this layer (repeatable)."),
]
EngineOption = Annotated[
    str,
    typer.Option(
        "--engine",
        metavar="embedded|terraform|tofu|PATH",
        help="Which Terraform; by default a program on PATH, else the embedded one.",
        envvar="AIARCH_ENGINE",
    ),
]
Mirror = Annotated[
    Path | None,
    typer.Option(
        "--provider-mirror",
        metavar="DIR",
        help="Take provider plugins from this folder only.",
        envvar="AIARCH_PROVIDER_MIRROR",
    ),
]
Timeout = Annotated[
    float | None,
    typer.Option("--timeout", metavar="MINUTES", help="Interrupt a layer that takes longer."),
]


@contextlib.contextmanager
def workbench(
    session: Session,
    project: Project,
    environment: str,
    engine: str,
    mirror: Path | None,
    timeout: float | None = None,
) -> Iterator[Workbench]:
    """Give the workbench of an environment, locked; SIGTERM counts as ^C meanwhile.

    Raises:
        UsageError: no environment was named.
        ConflictError: somebody else is at work on it.
        InterruptedRunError: a ^C between two runs of Terraform.
        ToolFailedError: the operating system refused a file.
    """
    from aiarch.deploy.layer import Workbench as Bench
    from aiarch.engine.selection import choose

    configured = session.config.get("provider_mirror")
    if mirror is None and configured:
        mirror = session.root / str(configured)
    chosen = choose(engine or str(session.config.get("engine", "")))
    line = ProgressLine(session)
    with (
        _said_well(project.root, environment),
        _terminated_like_interrupted(),
        project.locked(environment) as lock,
    ):
        try:
            yield Bench(
                project,
                environment,
                chosen,
                lock,
                line,
                mirror,
                timeout * 60 if timeout else None,
            )
        finally:
            line.end()


def unlocked(bench: Workbench, no_lock: bool) -> Workbench:  # noqa: FBT001 - the option as it is
    """Return a workbench that leaves the lock of the state alone when asked to."""
    import dataclasses

    return dataclasses.replace(bench, locks_state=False) if no_lock else bench


def named(environment: str) -> str:
    """Return the environment's name.

    Raises:
        UsageError: it is empty.
    """
    if not environment:
        raise UsageError(
            "which environment?", code="USE022", hint="-e dev, or AIARCH_ENVIRONMENT=dev"
        )
    return environment


def refuse_unconfirmed(name: str, confirm: str, what: str) -> None:
    """Stop unless a person typed the project's name.

    Raises:
        UsageError: it was not typed, or is another.
    """
    if not confirm and sys.stdin.isatty():
        sys.stderr.write(f"{what}. Type {name} to confirm: ")
        sys.stderr.flush()
        confirm = sys.stdin.readline().strip()
    if confirm != name:
        raise UsageError(
            f"not confirmed: the project is called {name!r}"
            + (f", not {confirm!r}" if confirm else ""),
            code="USE023",
            hint=f"--confirm {name}",
        )


class ProgressLine:
    """One line on stderr that is rewritten on a terminal; elsewhere each new sentence is a line, counts are not."""

    def __init__(self, session: Session) -> None:
        self._quiet = session.quiet
        self._live = sys.stderr.isatty()
        self._last = ""

    def __call__(self, text: str) -> None:
        """Show a sentence."""
        if self._quiet or text == self._last:
            return
        self._last = text
        if self._live:
            self._write(f"\r\033[K{text[:160]}")
        elif " done" not in text:
            self._write(f"{text}\n")

    def end(self) -> None:
        """Clear the line."""
        if self._live and self._last and not self._quiet:
            self._write("\r\033[K")

    def _write(self, text: str) -> None:
        # Whoever read along may have gone (`2>&1 | head`): no reason to leave Terraform alone.
        with contextlib.suppress(OSError):
            sys.stderr.write(text)
            sys.stderr.flush()


@contextlib.contextmanager
def _said_well(root: Path, environment: str) -> Iterator[None]:
    """Turn a ^C while no Terraform runs, and refusals of the operating system, into errors that say how to go on."""
    from aiarch.errors import InterruptedRunError, Location, ToolFailedError

    try:
        yield
    except KeyboardInterrupt:
        raise InterruptedRunError(
            f"interrupted while no Terraform ran for {environment}",
            code="DEP020",
            hint=f"what was applied is in the state: aiarch plan -e {environment}, then aiarch apply -e {environment}",
        ) from None
    except BrokenPipeError:
        raise
    except OSError as error:
        name = str(error.filename or root)
        raise ToolFailedError(
            f"{error.strerror or error}",
            code="DEP022",
            at=Location(name.removeprefix(f"{root}/")),
            hint=f"make room, or give the folder to who runs this; then aiarch plan -e {environment}",
        ) from None


@contextlib.contextmanager
def _terminated_like_interrupted() -> Iterator[None]:
    """CI systems end a job with SIGTERM; Terraform must get its chance to write the state."""

    def stop(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - a handler's signature
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
