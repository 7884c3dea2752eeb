"""`aiarch compare`: the same answers on several platforms, side by side."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aiarch.cli.command import command
from aiarch.cli.session import Reply, Session
from aiarch.errors import UsageError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aiarch.cli.ui import Screen
    from aiarch.report.compare import Checks, Comparison, Design

FORMATS = ("text", "markdown")
FAST = ("structure", "format", "syntax", "wiring", "lifecycle")
SCANNING = ("policy", "coverage")
FEWEST, MOST = 2, 4


def register(app: typer.Typer) -> None:
    """Add the command."""

    @command(app, "compare")
    def compare(
        session: Session,
        platforms: Annotated[
            list[str] | None,
            typer.Argument(
                metavar="[PLATFORM]...", help="Two to four platforms; the best four when left out."
            ),
        ] = None,
        answers: Annotated[
            Path | None,
            typer.Option(
                "--answers",
                metavar="FILE",
                help="Take the answers from FILE instead of the project's assessment.yaml.",
            ),
        ] = None,
        no_checks: Annotated[
            bool, typer.Option("--no-checks", help="Count only; render and check nothing.")
        ] = False,
        policy: Annotated[
            bool,
            typer.Option("--policy", help="Run checkov as well (about a minute per platform)."),
        ] = False,
        format_: Annotated[
            str, typer.Option("--format", metavar="|".join(FORMATS), help="How to print it.")
        ] = "text",
    ) -> Reply:
        """Show what the same answers become on two to four platforms; writes nothing into the project.

        Excluded platforms are designed too, and marked hypothetical: nobody may build them.

        Example: aiarch compare aws azure --answers examples/retail-forecasting-aws/assessment.yaml
        """
        from aiarch.report.compare import to_json, to_markdown

        if format_ not in FORMATS:
            raise UsageError(
                f"unknown format {format_!r}",
                code="USE006",
                hint=did_you_mean(format_, FORMATS) or f"formats: {', '.join(FORMATS)}",
            )
        if no_checks and policy:
            raise UsageError(
                "--no-checks and --policy exclude each other", code="USE015", hint="drop one"
            )
        checkers = () if no_checks else (*FAST, *(SCANNING if policy else ()))
        comparison = _compared(session, platforms or (), answers, checkers)
        raw = to_markdown(comparison) if format_ == "markdown" else None
        return Reply(to_json(comparison), lambda screen: _show(screen, comparison), raw=raw)


def _compared(
    session: Session, asked: Iterable[str], answers: Path | None, checkers: tuple[str, ...]
) -> Comparison:
    import dataclasses

    from aiarch.blueprint.derive import require_decided
    from aiarch.cli.project import decided, load_assessment
    from aiarch.report.compare import Comparison, column, order

    outcome = decided(session, load_assessment(session, answers))
    if outcome.stopped:
        require_decided(outcome)
    platforms = _platforms(tuple(asked), order(outcome))
    columns = []
    for platform in platforms:
        one = column(platform, outcome, session.catalog)
        if checkers and one.design:
            session.note(f"checking {platform}")
            one = dataclasses.replace(one, checks=_checked(session, one.design, checkers))
        columns.append(one)
    return Comparison(outcome.assessment.metadata.name, outcome, tuple(columns))


def _platforms(asked: tuple[str, ...], known: tuple[str, ...]) -> tuple[str, ...]:
    """Return what to compare, checked.

    Raises:
        UsageError: unknown platforms, or too few or too many.
    """
    for name in asked:
        if name not in known:
            raise UsageError(
                f"unknown platform {name!r}",
                code="USE016",
                hint=did_you_mean(name, known) or f"platforms: {', '.join(known)}",
            )
    chosen = tuple(dict.fromkeys(asked)) or known[:MOST]
    if not FEWEST <= len(chosen) <= MOST:
        raise UsageError(
            f"{len(chosen)} platform{'s' if len(chosen) != 1 else ''} cannot be compared",
            code="USE017",
            hint=f"name {FEWEST} to {MOST} of {', '.join(known)}",
        )
    return chosen


def _checked(session: Session, design: Design, checkers: tuple[str, ...]) -> Checks:
    """Render a design into a temporary folder and let the checkers look at it."""
    import hashlib
    import tempfile

    from aiarch.blueprint.document import dump_blueprint
    from aiarch.cli.project import BLUEPRINT, write_whole
    from aiarch.render.project import project_files
    from aiarch.render.tree import apply_sync, plan_sync
    from aiarch.report.compare import checks_of
    from aiarch.validate.runner import validate

    text = dump_blueprint(design.blueprint)
    files = project_files(design.composition, design.blueprint, session.catalog, None)
    with tempfile.TemporaryDirectory(prefix="aiarch-compare-") as name:
        folder = Path(name)
        write_whole(folder / BLUEPRINT, text)
        plan = plan_sync(folder, files, blueprint_sha256=hashlib.sha256(text.encode()).hexdigest())
        apply_sync(folder, plan)
        return checks_of(validate(folder, session.catalog, cache=False, only=checkers))


def _show(screen: Screen, comparison: Comparison) -> None:
    from aiarch.report.compare import LEGEND, notes_of, rows_of, verdict

    screen.heading(f"Platforms compared for {comparison.project}")
    screen.text(verdict(comparison))
    screen.text()
    screen.table(("", *(c.platform for c in comparison.columns)), rows_of(comparison))
    for note in notes_of(comparison):
        screen.bullet(note)
    screen.text()
    screen.text(LEGEND)
