"""`aiarch preflight`: what a plan depends on and no file can promise."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aiarch.cli.command import command
from aiarch.cli.commands.validate import FORMATS, LEVELS, one_of, reply
from aiarch.cli.session import Reply, Session

if TYPE_CHECKING:
    from collections.abc import Callable

Environment = Annotated[
    str,
    typer.Option("-e", "--environment", metavar="ENV", help="Look at this environment only."),
]
Stack = Annotated[
    str, typer.Option("--stack", metavar="PLATFORM", help="Look at this platform's stack only.")
]
Offline = Annotated[
    bool, typer.Option("--offline", help="Leave out what needs a network; it is named as skipped.")
]
Mirror = Annotated[
    Path | None,
    typer.Option(
        "--provider-mirror",
        metavar="DIR",
        help="Take providers from this mirror and from nowhere else.",
        envvar="AIARCH_PROVIDER_MIRROR",
    ),
]
Format = Annotated[
    str, typer.Option("--format", metavar="|".join(FORMATS), help="How to print the report.")
]
FailOn = Annotated[
    str,
    typer.Option(
        "--fail-on",
        metavar="|".join(LEVELS),
        help="Weakest severity that makes the exit code 10.",
        envvar="AIARCH_FAIL_ON",
    ),
]


def register(app: typer.Typer) -> None:
    """Add the command."""

    @command(app, "preflight")
    def preflight(
        session: Session,
        environment: Environment = "",
        stack: Stack = "",
        offline: Offline = False,
        provider_mirror: Mirror = None,
        format_: Format = "text",
        fail_on: FailOn = "",
    ) -> Reply:
        """Check before a plan: engine, providers, state, networks, regions, dates, values; on AWS identity, quotas and more.

        Reads only. What could not be looked at is named, with the reason. AWS needs the extra: pip install 'aiarch[aws]'.

        Example: aiarch preflight -e dev -C my-platform
        """
        from aiarch.live.run import preflight as run
        from aiarch.live.world import Options

        level = fail_on or str(session.config.get("fail_on", "error"))
        one_of(format_, FORMATS, "format", "USE006")
        one_of(level, LEVELS, "level", "USE007")
        options = Options(
            environment=environment,
            stack=stack,
            offline=offline,
            mirror=provider_mirror or _configured_mirror(session),
            env=os.environ,
            home=Path.home(),
        )
        progress, done = _observer(session)
        try:
            report = run(session.root, session.catalog, options, progress=progress)
        finally:
            done()
        return reply(session, report, format_, level)


def _configured_mirror(session: Session) -> Path | None:
    """Return the mirror `aiarch.toml` names, relative to the project."""
    named = session.config.get("provider_mirror")
    return session.root / str(named) if named else None


def _observer(session: Session) -> tuple[Callable[[str], None], Callable[[], None]]:
    """Return what is told each step, and what ends it: one line that changes on a terminal, else a line per step."""
    live = sys.stderr.isatty() and not session.quiet

    def progress(step: str) -> None:
        if live:
            sys.stderr.write(f"\r\033[K{step} …")
            sys.stderr.flush()
        else:
            session.note(f"{step} …")

    def done() -> None:
        if live:
            sys.stderr.write("\r\033[K")

    return progress, done
