"""`aiarch render`: blueprint → a Git repository of Terraform."""

from __future__ import annotations

from typing import Annotated

import typer

from aiarch.cli.command import command
from aiarch.cli.session import Reply, Session
from aiarch.errors import ExitCode


def register(app: typer.Typer) -> None:
    """Add the command."""

    @command(app, "render")
    def render(
        session: Session,
        diff: Annotated[
            bool,
            typer.Option(
                "--diff", help="Print what would change as a unified diff; write nothing."
            ),
        ] = False,
        dry_run: Annotated[
            bool, typer.Option("--dry-run", help="List what would change; write nothing.")
        ] = False,
        check: Annotated[
            bool,
            typer.Option("--check", help="Write nothing; exit 11 when something would change."),
        ] = False,
        force: Annotated[
            bool, typer.Option("--force", help="Overwrite managed files that were edited by hand.")
        ] = False,
        accept_low_confidence: Annotated[
            bool,
            typer.Option(
                "--accept-low-confidence",
                help="Render although the platform choice is a close call.",
            ),
        ] = False,
    ) -> Reply:
        """Write the Terraform project of blueprint.yaml into the project folder.

        Managed files are written again each time; your own files beside them are kept.

        Example: aiarch render --diff -C my-platform
        """
        from aiarch.cli.rendering import prepare
        from aiarch.render.diff import diff_text, summary
        from aiarch.render.tree import apply_sync

        prepared = prepare(session, force=force, accept_low_confidence=accept_low_confidence)
        plan = prepared.plan
        rows = summary(plan)
        changed = plan.changed
        result = {
            "project": prepared.blueprint.metadata.name,
            "changes": [
                {"path": c.path, "action": str(c.action)}
                for c in plan.changes
                if str(c.action) != "unchanged"
            ],
            "counts": dict(rows),
        }
        if diff or dry_run or check:
            code = ExitCode.CHANGES if check and changed else ExitCode.OK
            raw = diff_text(plan) if diff else None
            return Reply(
                result,
                lambda screen: _show(
                    screen, rows, plan.changes, wrote=False, where=session.shown(session.root)
                ),
                code,
                prepared.remarks,
                raw=raw,
            )
        apply_sync(session.root, plan)
        return Reply(
            result,
            lambda screen: _show(
                screen, rows, plan.changes, wrote=True, where=session.shown(session.root)
            ),
            diagnostics=prepared.remarks,
        )


def _show(screen, rows, changes, *, wrote: bool, where: str) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    if not wrote:
        for change in changes:
            if str(change.action) not in {"unchanged", "seeded-kept"}:
                screen.text(f"{change.action!s:8} {change.path}")
    counted = ", ".join(f"{count} {action}" for action, count in rows if count)
    screen.text(f"{'rendered' if wrote else 'would render'} {where}: {counted or 'nothing'}")
    if wrote:
        screen.text("next: aiarch validate")
