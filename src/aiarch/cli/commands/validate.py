"""`aiarch validate`: checkers → findings."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from aiarch.cli.command import command
from aiarch.cli.session import Reply, Session
from aiarch.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aiarch.validate.finding import Report

FORMATS = ("text", "json", "sarif", "junit", "github")
LEVELS = ("info", "warning", "error", "none")


def register(app: typer.Typer) -> None:
    """Add the command."""

    @command(app, "validate")
    def validate(
        session: Session,
        format_: Annotated[
            str,
            typer.Option("--format", metavar="|".join(FORMATS), help="How to print the report."),
        ] = "text",
        fail_on: Annotated[
            str,
            typer.Option(
                "--fail-on",
                metavar="|".join(LEVELS),
                help="Weakest severity that makes the exit code 10.",
                envvar="AIARCH_FAIL_ON",
            ),
        ] = "",
        only: Annotated[
            list[str] | None,
            typer.Option("--only", metavar="CHECKER", help="Run this checker only (repeatable)."),
        ] = None,
        as_of: Annotated[
            str,
            typer.Option(
                "--as-of", metavar="YYYY-MM-DD", help="Date for what expires; today when left out."
            ),
        ] = "",
        no_cache: Annotated[
            bool, typer.Option("--no-cache", help="Run every checker even when nothing changed.")
        ] = False,
    ) -> Reply:
        """Check the rendered project: structure, format, wiring, policy, coverage, lifecycle.

        Example: aiarch validate --format sarif > findings.sarif
        """
        level = fail_on or str(session.config.get("fail_on", "error"))
        one_of(format_, FORMATS, "format", "USE006")
        one_of(level, LEVELS, "level", "USE007")
        report = run_checkers(session, cache=not no_cache, only=only or (), as_of=as_of)
        return reply(session, report, format_, level)


def run_checkers(
    session: Session, *, cache: bool, only: Sequence[str] = (), as_of: str = ""
) -> Report:
    """Run checkers on the project folder, one progress line per step on a terminal."""
    from aiarch.validate.runner import validate as run

    live = sys.stderr.isatty() and not session.quiet

    def progress(step: str) -> None:
        if live:
            sys.stderr.write(f"\r\033[K{step} …")
            sys.stderr.flush()

    try:
        return run(
            session.root, session.catalog, cache=cache, progress=progress, only=only, as_of=as_of
        )
    finally:
        if live:
            sys.stderr.write("\r\033[K")


def reply(session: Session, report: Report, format_: str, level: str) -> Reply:
    """Print a report in one of the formats; the exit code says whether a finding reaches `level`."""
    from aiarch.report.findings_json import to_json
    from aiarch.validate.finding import FailOn

    text = _write(report, format_, session.shown(session.root))
    return Reply(to_json(report), lambda _: None, report.exit_code(FailOn(level)), raw=text)


def _write(report: Report, format_: str, root: str) -> str:
    from aiarch.report import (
        findings_github,
        findings_json,
        findings_junit,
        findings_sarif,
        findings_text,
    )

    writers = {
        "text": findings_text.write, "json": findings_json.write, "sarif": findings_sarif.write, "junit": findings_junit.write, "github": findings_github.write,
    }  # fmt: skip
    return writers[format_](report, root)


def one_of(word: str, known: tuple[str, ...], kind: str, code: str) -> None:
    """Refuse a word that is none of the known ones."""
    from aiarch.errors import did_you_mean

    if word not in known:
        raise UsageError(
            f"unknown {kind} {word!r}",
            code=code,
            hint=did_you_mean(word, known) or f"{kind}s: {', '.join(known)}",
        )
