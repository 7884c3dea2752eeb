"""`aiarch assess`: answers → decisions → blueprint."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from aiarch.cli.command import command
from aiarch.cli.session import Reply, Session
from aiarch.errors import UsageError

if TYPE_CHECKING:
    from aiarch.cli.ui import Screen
    from aiarch.decide.engine import Outcome
    from aiarch.model.blueprint import Blueprint


def register(app: typer.Typer) -> None:
    """Add the command."""

    @command(app, "assess")
    def assess(
        session: Session,
        answers: Annotated[
            Path | None,
            typer.Option(
                "--answers",
                metavar="FILE",
                help="Take the answers from FILE instead of the project's assessment.yaml.",
            ),
        ] = None,
        set_: Annotated[
            list[str] | None,
            typer.Option(
                "--set",
                metavar="ID=VALUE",
                help="Answer one question (repeatable; several values with commas).",
            ),
        ] = None,
        decide: Annotated[
            list[str] | None,
            typer.Option(
                "--decide",
                metavar="DECISION=VALUE",
                help="Pin a decision's output; needs --by and --why.",
            ),
        ] = None,
        by: Annotated[str, typer.Option("--by", help="Who pins the decision.")] = "",
        why: Annotated[str, typer.Option("--why", help="Why the decision is pinned.")] = "",
        name: Annotated[
            str, typer.Option("--name", help="Project name for a new assessment.")
        ] = "",
        owner: Annotated[
            str, typer.Option("--owner", help="Owning team for a new assessment.")
        ] = "",
        repository: Annotated[
            str,
            typer.Option(
                "--repository", metavar="OWNER/NAME", help="Git repository the render goes to."
            ),
        ] = "",
        no_input: Annotated[
            bool, typer.Option("--no-input", help="Never ask; fail naming what is missing.")
        ] = False,
        force: Annotated[
            bool,
            typer.Option("--force", help="Overwrite a blueprint.yaml that was edited by hand."),
        ] = False,
    ) -> Reply:
        """Ask what matters, decide the architecture, and write assessment.yaml and blueprint.yaml.

        In a terminal a wizard asks only relevant questions; ^C keeps what was answered.
        Without a terminal it never asks: exit 2 names the missing answers.

        Example: aiarch assess --answers examples/retail-forecasting-aws/assessment.yaml -C my-platform
        """
        from aiarch.cli.intake import Given, collect

        given = Given(
            answers=answers,
            sets=tuple(set_ or ()),
            pins=tuple(decide or ()),
            by=by,
            why=why,
            name=name,
            owner=owner,
            repository=repository,
        )
        if given.pins and not (by and why):
            raise UsageError(
                "--decide needs --by and --why",
                code="USE003",
                hint="an override is recorded with who and why",
            )
        interactive = (
            not no_input and not session.as_json and sys.stdin.isatty() and sys.stdout.isatty()
        )
        assessment = collect(session, given, interactive=interactive)
        return decide_and_write(session, assessment, force=force)


def decide_and_write(session: Session, assessment: Any, *, force: bool) -> Reply:  # noqa: ANN401 - Assessment, kept out of module level
    """Decide, derive the blueprint, write both, and say what was chosen."""
    from aiarch.assess.document import dump_assessment, remarks
    from aiarch.blueprint.derive import derive
    from aiarch.blueprint.document import dump_blueprint
    from aiarch.blueprint.links import link_remarks
    from aiarch.cli.project import (
        ASSESSMENT,
        BLUEPRINT,
        TRACE,
        decided,
        knowledge,
        refuse_edited_blueprint,
        write_decided,
    )
    from aiarch.decide.trace import trace_json, trace_sha256

    outcome = decided(session, assessment)
    trace = trace_json(outcome)
    blueprint = derive(outcome, session.catalog, trace_sha256(trace))
    text = dump_blueprint(blueprint)
    refuse_edited_blueprint(session, text, force=force)
    write_decided(
        session,
        {
            ASSESSMENT: dump_assessment(assessment, knowledge(session)),
            BLUEPRINT: text,
            TRACE: trace,
        },
    )
    result = {
        "project": blueprint.metadata.name,
        "platform": outcome.platform,
        "confidence": str(outcome.confidence),
        "margin": outcome.margin,
        "choices": blueprint.model_dump(mode="json")["choices"],
        "capabilities": {
            s.platform: {c: sel.flavour for c, sel in s.capabilities.items()}
            for s in blueprint.stacks
        },
        "gaps": {s.platform: [g.capability for g in s.gaps] for s in blueprint.stacks},
        "links": [link.model_dump(mode="json") for link in blueprint.links],
        "written": [ASSESSMENT, BLUEPRINT, TRACE],
    }
    return Reply(
        result,
        lambda screen: show_decided(screen, outcome, blueprint, session.shown(session.root)),
        diagnostics=(
            *remarks(assessment, session.catalog.questions),
            *outcome.warnings,
            *link_remarks(blueprint),
        ),
    )


def show_decided(screen: Screen, outcome: Outcome, blueprint: Blueprint, folder: str) -> None:
    """Print what was chosen and why."""
    from aiarch.cli.present import decision_rows, link_rows, stack_rows

    screen.heading(f"What was chosen for {blueprint.metadata.name}, and why")
    screen.table(("decision", "value", "rule", "because"), decision_rows(outcome))
    screen.heading("What will be built")
    screen.table(("stack", "capability", "flavour", "state"), stack_rows(blueprint))
    if blueprint.links:
        screen.heading("Where the stacks meet")
        screen.table(("link", "between", "carries", "what", "rule"), link_rows(blueprint))
    screen.text()
    screen.text(f"written: {folder}/assessment.yaml, {folder}/blueprint.yaml")
    screen.text("next: aiarch explain deployment.platform, then aiarch render")
