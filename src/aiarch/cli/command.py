"""Register commands: the options every command has are added here, once."""

from __future__ import annotations

import functools
import inspect
import typing
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from aiarch.cli.session import Reply, Session
from aiarch.errors import UsageError

COLORS = ("auto", "always", "never")

Chdir = Annotated[
    Path,
    typer.Option(
        "-C", "--chdir", metavar="DIR", help="Work on the project in DIR.", envvar="AIARCH_CHDIR"
    ),
]
Packs = Annotated[
    list[Path] | None,
    typer.Option(
        "--pack",
        metavar="DIR",
        help="Add an organisation's pack (repeatable; later packs win).",
        envvar="AIARCH_PACK",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print exactly one JSON document on stdout.")]
Quiet = Annotated[bool, typer.Option("-q", "--quiet", help="No remarks on stderr.")]
Debug = Annotated[bool, typer.Option("--debug", help="Show a traceback when something fails.")]
Color = Annotated[
    str,
    typer.Option(
        "--color", metavar="auto|always|never", help="Colour of the output.", envvar="AIARCH_COLOR"
    ),
]

COMMON: dict[str, tuple[Any, Any]] = {
    "chdir": (Chdir, Path()),
    "pack": (Packs, None),
    "as_json": (Json, False),
    "quiet": (Quiet, False),
    "debug": (Debug, False),
    "color": (Color, "auto"),
}


def command(
    app: typer.Typer, name: str, prefix: str = ""
) -> Callable[[Callable[..., Reply]], Callable[..., Reply]]:
    """Register `function(session, …) -> Reply` as `name`, with the common options behind its own.

    Args:
        app: the group it belongs to.
        name: the verb.
        prefix: the group's name, for the `command` field of `--json`.
    """
    title = f"{prefix} {name}".strip()

    def register(function: Callable[..., Reply]) -> Callable[..., Reply]:
        hints = typing.get_type_hints(function, include_extras=True)
        own = [
            p.replace(annotation=hints[p.name])
            for p in list(inspect.signature(function).parameters.values())[1:]
        ]
        common = [
            inspect.Parameter(n, inspect.Parameter.KEYWORD_ONLY, default=d, annotation=a)
            for n, (a, d) in COMMON.items()
        ]

        @functools.wraps(function)
        def run(**values: Any) -> None:  # noqa: ANN401 - typer hands over parsed options
            shared = {key: values.pop(key) for key in COMMON}
            if shared["color"] not in COLORS:
                raise UsageError(
                    f"--color takes {', '.join(COLORS)}, not {shared['color']!r}",
                    code="USE002",
                    hint="leave it out for auto",
                )
            session = Session(
                title,
                chdir=shared["chdir"],
                packs=tuple(shared["pack"] or ()),
                as_json=shared["as_json"],
                quiet=shared["quiet"],
                color=shared["color"],
            )
            reply = function(session, **values)
            session.close()
            session.answer(reply)
            if reply.exit_code:
                raise typer.Exit(int(reply.exit_code))

        keyword = [p.replace(kind=inspect.Parameter.KEYWORD_ONLY) for p in own]
        run.__signature__ = inspect.Signature([*keyword, *common])  # type: ignore[attr-defined]  # read by typer
        run.__annotations__ = {p.name: p.annotation for p in [*keyword, *common]}
        app.command(name)(run)
        return function

    return register
