"""`aiarch validate`: checkers → findings."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from aiarch.cli.command import command
from aiarch.cli.session import Reply, Session
from aiarch.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from aiarch.validate.finding import Report

FORMATS = ("text", "json", "sarif", "junit", "github")
LEVELS = ("info", "warning", "error", "none")


def register(app: typer.Typer) -> None:
    """Add the command."""

    @command(app, "validate")
    def validate(
        session: Session,
        format_: Annotated[str, typer.Option("--format", metavar="|".join(FORMATS), help="How to print the report.")] = "text",
        fail_on: Annotated[str, typer.Option("--fail-on", metavar="|".join(LEVELS), help="Weakest severity that makes the exit code 10.", envvar="AIARCH_FAIL_ON")] = "",
        no_cache: Annotated[bool, typer.Option("--no-cache", help="Run every checker even when nothing changed.")] = False,
    ) -> Reply:
        """Check the rendered project: structure, format, wiring, policy, coverage, lifecycle.

        Example: aiarch validate --format sarif > findings.sarif
        """
        from aiarch.errors import did_you_mean

        level = fail_on or str(session.config.get("fail_on", "error"))
        if format_ not in FORMATS:
            raise UsageError(f"unknown format {format_!r}", code="USE006", hint=did_you_mean(format_, FORMATS) or f"formats: {', '.join(FORMATS)}")
        if level not in LEVELS:
            raise UsageError(f"unknown level {level!r}", code="USE007", hint=did_you_mean(level, LEVELS) or f"levels: {', '.join(LEVELS)}")
        report = run_checkers(session, cache=not no_cache)
        return reply(session, report, format_, level)


def run_checkers(session: Session, *, cache: bool) -> Report:
    """Run every checker on the project folder, one progress line per step on a terminal."""
    from aiarch.validate.runner import validate as run

    live = sys.stderr.isatty() and not session.quiet

    def progress(step: str) -> None:
        if live:
            sys.stderr.write(f"\r\033[K{step}")
            sys.stderr.flush()

    report = run(session.root, session.catalog, cache=cache, progress=progress)
    if live:
        sys.stderr.write("\r\033[K")
    return report


def reply(session: Session, report: Report, format_: str, level: str) -> Reply:
    """Print a report in one of the formats; the exit code says whether a finding reaches `level`."""
    from aiarch.validate.finding import fails

    code = ExitCode.FINDINGS if fails(report, level) else ExitCode.OK
    return Reply(_data(report), lambda _: None, code, raw=_write(report, format_, session.shown(session.root)))


def _data(report: Report) -> Any:  # noqa: ANN401 - JSON
    from aiarch.report.findings_json import to_json

    return to_json(report)


def _write(report: Report, format_: str, root: str) -> str:
    from aiarch.report import findings_github, findings_json, findings_junit, findings_sarif, findings_text

    writers = {
        "text": findings_text.write, "json": findings_json.write, "sarif": findings_sarif.write, "junit": findings_junit.write, "github": findings_github.write,
    }
    return writers[format_](report, root)
