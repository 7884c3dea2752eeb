"""`aiarch lint|schema|tree`: the knowledge base itself."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from aiarch.cli.command import command
from aiarch.cli.session import Reply, Session
from aiarch.errors import ExitCode, Severity, UsageError

if TYPE_CHECKING:
    from aiarch.errors import Diagnostic


def register(app: typer.Typer) -> None:
    """Add the commands."""

    @command(app, "lint")
    def lint(
        session: Session,
        strict: Annotated[bool, typer.Option("--strict", help="Warnings fail as well.")] = False,
    ) -> Reply:
        """Check the knowledge: tables total and free of conflicts, nothing dead, every manifest true to its module.

        Example: aiarch lint --pack ./our-pack
        """
        from aiarch.catalog.lint.run import lint_knowledge
        from aiarch.catalog.modules import lint_modules

        found = (*lint_knowledge(session.catalog), *lint_modules(session.catalog))
        worst = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
        failed = [d for d in found if d.severity in worst]
        counts = {
            "questions": len(session.catalog.questions),
            "decisions": len(session.catalog.decisions),
            "controls": len(session.catalog.controls),
            "capabilities": len(session.catalog.capabilities),
            "modules": len(session.catalog.modules),
            "findings": len(found),
        }
        summary = ", ".join(f"{n} {name}" for name, n in counts.items())
        return Reply(
            counts,
            lambda screen: screen.text(summary),
            ExitCode.FINDINGS if failed else ExitCode.OK,
            tuple(_sorted(found)),
        )

    @command(app, "schema")
    def schema(
        session: Session,
        name: Annotated[
            str,
            typer.Argument(
                help="answers, blueprint, questions, decisions, scoring, capabilities, module, platform, control, frameworks or lifecycle."
            ),
        ],
    ) -> Reply:
        """Print the JSON Schema of a file format, for editors.

        Example: aiarch schema answers > assessment.schema.json
        """
        from aiarch.catalog.schema import json_schema

        found = json_schema(name, session.catalog.questions if name == "answers" else {})
        return Reply(
            found, lambda _: None, raw=json.dumps(found, indent=2, ensure_ascii=False) + "\n"
        )

    @command(app, "tree")
    def tree(
        session: Session,
        format_: Annotated[
            str, typer.Option("--format", metavar="text|mermaid", help="How to draw it.")
        ] = "text",
        taken: Annotated[
            bool, typer.Option("--taken", help="Mark the path the project's answers take.")
        ] = False,
    ) -> Reply:
        """Draw the decision tree.

        Example: aiarch tree --format mermaid > tree.mmd
        """
        from aiarch.cli.project import decided, knowledge
        from aiarch.report import tree as drawing

        if format_ not in {"text", "mermaid"}:
            raise UsageError(
                f"--format takes text or mermaid, not {format_!r}",
                code="USE005",
                hint="leave it out for text",
            )
        outcome = decided(session) if taken else None
        known = outcome.knowledge if outcome else knowledge(session)
        drawn = (
            drawing.mermaid(known, outcome)
            if format_ == "mermaid"
            else drawing.text(known, outcome)
        )
        return Reply({"format": format_, "drawing": drawn}, lambda _: None, raw=drawn)


def _sorted(found: tuple[Diagnostic, ...]) -> list[Diagnostic]:
    return sorted(found, key=lambda d: (str(d.at or ""), d.code, d.message))
