"""`aiarch demo`: the main job on a real example, in one go."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aiarch.cli.command import command
from aiarch.cli.session import Reply, Session
from aiarch.errors import UsageError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable

    from aiarch.cli.ui import Screen

DEFAULT = "retail-forecasting-aws"


def register(app: typer.Typer) -> None:
    """Add the command."""

    @command(app, "demo")
    def demo(
        session: Session,
        example: Annotated[str, typer.Argument(help="Name of an example.")] = DEFAULT,
        into: Annotated[
            Path | None,
            typer.Option(
                "--into",
                metavar="DIR",
                help="Folder to write the project to (made when missing); default: ./<example>.",
            ),
        ] = None,
        list_: Annotated[bool, typer.Option("--list", help="List the examples and stop.")] = False,
    ) -> Reply:
        """Take an example's answers all the way: decide, explain, write Terraform, check it.

        Example: aiarch demo retail-forecasting-aws --into /tmp/platform
        """
        from aiarch.catalog.packs import builtin_root

        examples = {
            p.parent.name: p
            for p in sorted((builtin_root() / "examples").glob("*/assessment.yaml"))
        }
        if list_:
            return Reply(sorted(examples), lambda screen: screen.text("\n".join(sorted(examples))))
        if example not in examples:
            raise UsageError(
                f"unknown example {example!r}",
                code="USE008",
                hint=did_you_mean(example, set(examples))
                or f"examples: {', '.join(sorted(examples))}",
            )
        return _run(session, examples[example], into or session.root / example)


def _run(session: Session, answers: Path, folder: Path) -> Reply:
    from aiarch.cli.commands.assess import decide_and_write
    from aiarch.cli.commands.validate import reply, run_checkers
    from aiarch.cli.project import load_assessment
    from aiarch.cli.rendering import prepare
    from aiarch.render.diff import summary
    from aiarch.render.tree import apply_sync

    started = time.perf_counter()
    folder.mkdir(parents=True, exist_ok=True)
    session.root = folder
    session.note(f"1/4 deciding on {answers.parent.name}")
    assessed = decide_and_write(session, load_assessment(session, answers), force=False)
    session.note("2/4 composing and rendering")
    prepared = prepare(session, force=False, accept_low_confidence=False)
    apply_sync(folder, prepared.plan)
    session.note("3/4 checking (checkov, our own checks, format, wiring, lifecycle)")
    checked = reply(session, run_checkers(session, cache=True), "text", "error")
    session.note(f"4/4 done in {time.perf_counter() - started:.1f} s")
    counts = dict(summary(prepared.plan))
    result = {
        "assess": assessed.result,
        "render": counts,
        "validate": checked.result,
        "project": str(folder.resolve()),
    }
    return Reply(
        result,
        lambda screen: _show(screen, assessed.show, checked.raw or "", counts, folder),
        checked.exit_code,
        (
            *assessed.diagnostics,
            *(r for r in prepared.remarks if r.code != "GAP001"),
        ),  # the table says them
    )


def _show(
    screen: Screen,
    chosen: Callable[[Screen], None],
    checked: str,
    counts: dict[str, int],
    folder: Path,
) -> None:
    chosen(screen)
    screen.heading("What was checked")
    screen.text(checked.rstrip())
    screen.heading("Where it is")
    screen.text(
        f"{folder.resolve()} ({', '.join(f'{n} {what}' for what, n in counts.items() if n)})"
    )
    screen.text(
        f"look at docs/README.md there; then: aiarch explain deployment.platform -C {folder}"
    )
