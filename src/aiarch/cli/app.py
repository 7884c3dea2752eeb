"""The command tree. Importing it loads typer and the thin command modules, nothing else."""

from __future__ import annotations

from typing import Any

import typer

from aiarch.version import __version__

HELP = f"""Answers in, a governed AI platform out (aiarch {__version__}).

First steps:  aiarch demo  |  aiarch assess  →  aiarch explain  →  aiarch render  →  aiarch validate"""

GROUPS = {
    "blueprint": "Show, check and compare blueprints.",
    "catalog": "What can be composed: capabilities, modules, controls, lifecycle facts.",
}


def build(argv: list[str]) -> Any:  # noqa: ANN401, ARG001 - typer's command object is untyped for callers
    """Return the callable command tree."""
    app = typer.Typer(
        name="aiarch",
        help=HELP,
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )

    @app.callback()
    def _root(
        version: bool = typer.Option(False, "--version", "-V", help="Show the version and exit."),
    ) -> None:
        if version:
            typer.echo(f"aiarch {__version__}")
            raise typer.Exit

    from aiarch.cli.commands import (
        assess,
        blueprint,
        bootstrap,
        catalog,
        compare,
        demo,
        deploy,
        doctor,
        explain,
        knowledge,
        mirror,
        permissions,
        preflight,
        promote,
        render,
        validate,
    )

    for module in (
        assess,
        explain,
        compare,
        render,
        validate,
        preflight,
        deploy,
        bootstrap,
        promote,
        mirror,
        permissions,
        knowledge,
        doctor,
        demo,
    ):
        module.register(app)
    for name, module_ in (("blueprint", blueprint), ("catalog", catalog)):
        group = typer.Typer(
            name=name, help=GROUPS[name], no_args_is_help=True, rich_markup_mode=None
        )
        module_.register(group)
        app.add_typer(group, name=name)
    return typer.main.get_command(app)
