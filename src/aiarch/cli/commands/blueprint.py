"""`aiarch blueprint show|validate|diff`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aiarch.cli.command import command
from aiarch.cli.session import Reply, Session
from aiarch.errors import ExitCode

if TYPE_CHECKING:
    from aiarch.blueprint.diff import Change
    from aiarch.cli.ui import Screen
    from aiarch.model.blueprint import Blueprint
    from aiarch.model.composition import Composition

File = Annotated[
    Path | None,
    typer.Argument(
        metavar="[FILE]",
        help="A blueprint, or the name of a ready-made one; the project's blueprint.yaml when left out.",
    ),
]


def register(app: typer.Typer) -> None:
    """Add the group's commands."""

    @command(app, "show", "blueprint")
    def show(session: Session, file: File = None) -> Reply:
        """Print a blueprint, complete and commented.

        Example: aiarch blueprint show aws-regulated > blueprint.yaml
        """
        from aiarch.blueprint.document import dump_blueprint

        blueprint = _load(session, file)
        return Reply(
            blueprint.model_dump(mode="json", by_alias=True),
            lambda _: None,
            raw=dump_blueprint(blueprint),
        )

    @command(app, "validate", "blueprint")
    def validate(session: Session, file: File = None) -> Reply:
        """Check a blueprint against the catalogue: capabilities, flavours, settings, exclusions.

        Example: aiarch blueprint validate blueprint.yaml
        """
        from aiarch.cli.project import load_blueprint
        from aiarch.compose.compose import compose

        if file and str(file) in session.catalog.references:
            blueprint, document = session.catalog.references[str(file)], None
        else:
            blueprint, document = load_blueprint(session, file)
        composition = compose(blueprint, session.catalog, document)
        result = {
            "project": composition.project,
            "stacks": {
                s.platform: [c.capability for r in s.roots for c in r.calls]
                for s in composition.stacks
            },
        }
        return Reply(result, lambda screen: _show_valid(screen, composition))

    @command(app, "diff", "blueprint")
    def diff(
        session: Session,
        old: Annotated[Path, typer.Argument(help="The earlier blueprint.")],
        new: File = None,
        check: Annotated[bool, typer.Option("--check", help="Exit 11 when they differ.")] = False,
    ) -> Reply:
        """List what differs between two blueprints, path by path.

        Example: aiarch blueprint diff blueprint.main.yaml blueprint.yaml
        """
        from aiarch.blueprint.diff import diff_blueprints

        changes = diff_blueprints(_load(session, old), _load(session, new))
        result = [{"path": c.path, "old": c.old, "new": c.new} for c in changes]
        return Reply(
            result,
            lambda screen: _show_diff(screen, changes),
            ExitCode.CHANGES if check and changes else ExitCode.OK,
        )


def _load(session: Session, file: Path | None) -> Blueprint:
    if file and str(file) in session.catalog.references:
        return session.catalog.references[str(file)]
    from aiarch.cli.project import load_blueprint

    return load_blueprint(session, file)[0]


def _show_valid(screen: Screen, composition: Composition) -> None:
    rows = [
        (s.platform, r.layer, c.capability, c.flavour, c.key)
        for s in composition.stacks
        for r in s.roots
        for c in r.calls
    ]
    screen.table(("stack", "layer", "capability", "flavour", "module"), rows)
    for stack in composition.stacks:
        for capability, flavour, because in stack.gaps:
            screen.text(f"gap: {stack.platform} {capability} ({flavour}): {because}")
    screen.text(f"{composition.project}: the blueprint fits the catalogue")


def _show_diff(screen: Screen, changes: tuple[Change, ...]) -> None:
    if not changes:
        screen.text("no differences")
        return
    screen.table(
        ("path", "old", "new"),
        [
            (c.path, "–" if c.old is None else c.old, "–" if c.new is None else c.new)
            for c in changes
        ],
    )
