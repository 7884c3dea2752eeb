"""The command tree. Importing it loads typer and the thin command modules, nothing else."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import typer

from aiarch.version import __version__

HELP = f"""Answers in, a governed AI platform out (aiarch {__version__}).

First steps:  aiarch demo  |  aiarch assess  →  aiarch explain  →  aiarch render  →  aiarch validate"""

GROUPS = {
    "blueprint": "Show, check and compare blueprints.",
    "catalog": "What can be composed: capabilities, modules, controls, lifecycle facts.",
}

MODULES: dict[str, tuple[str, ...]] = {
    "assess": ("assess",),
    "explain": ("explain", "what-if"),
    "compare": ("compare",),
    "render": ("render",),
    "validate": ("validate",),
    "preflight": ("preflight",),
    "deploy": ("plan", "apply", "destroy", "drift"),
    "bootstrap": ("bootstrap",),
    "promote": ("promote",),
    "mirror": ("images", "providers"),
    "permissions": ("permissions",),
    "knowledge": ("lint", "schema", "tree"),
    "doctor": ("doctor",),
    "demo": ("demo",),
    "blueprint": ("blueprint",),
    "catalog": ("catalog",),
}
"""Module below `cli.commands` → what it registers, in the order of the help. Only the called one is loaded: each costs a millisecond or two."""


def build(argv: list[str]) -> Any:  # noqa: ANN401 - typer's command object is untyped for callers
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

    for name in _modules(argv):
        module = import_module(f"aiarch.cli.commands.{name}")
        if name in GROUPS:
            group = typer.Typer(
                name=name, help=GROUPS[name], no_args_is_help=True, rich_markup_mode=None
            )
            module.register(group)
            app.add_typer(group, name=name)
        else:
            module.register(app)
    return typer.main.get_command(app)


def _modules(argv: list[str]) -> tuple[str, ...]:
    """Return the module of the command that is called; all of them for help, and for what nobody defines."""
    called = argv[0] if argv else ""
    return tuple(m for m, commands in MODULES.items() if called in commands) or tuple(MODULES)
