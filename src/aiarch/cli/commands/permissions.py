"""`aiarch permissions`: the least rights that plan and apply need."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Annotated

import typer

from aiarch.cli.command import command
from aiarch.cli.session import Reply, Session
from aiarch.errors import ExitCode, Severity, UsageError, did_you_mean

if TYPE_CHECKING:
    from aiarch.cli.ui import Screen
    from aiarch.report.permissions import Deployer

FORMATS = ("text", "json", "hcl")
ROLES = ("plan", "apply")
Format = Annotated[
    str, typer.Option("--format", metavar="|".join(FORMATS), help="How to print it.")
]
Role = Annotated[
    str | None, typer.Option("--role", metavar="|".join(ROLES), help="One role; both by default.")
]
Stack = Annotated[
    str | None, typer.Option("--stack", metavar="PLATFORM", help="One stack; all by default.")
]
Layer = Annotated[
    str | None,
    typer.Option(
        "--layer", metavar="LAYER", help="One layer; by default all but bootstrap together."
    ),
]
Environment = Annotated[
    str | None,
    typer.Option(
        "-e",
        "--environment",
        metavar="NAME",
        help="One environment; all by default.",
        envvar="AIARCH_ENVIRONMENT",
    ),
]
Account = Annotated[
    str,
    typer.Option(
        "--account",
        metavar="ID",
        help="Id of the AWS account or Azure subscription, for --format json.",
    ),
]


def register(app: typer.Typer) -> None:
    """Add the command."""

    @command(app, "permissions")
    def permissions(
        session: Session,
        role: Role = None,
        stack: Stack = None,
        layer: Layer = None,
        environment: Environment = None,
        account: Account = "",
        format_: Format = "text",
    ) -> Reply:
        """Print the least rights that the plan role (reads) and the apply role need, from the rendered resources.

        Types and modules nothing is known about are findings (exit 10); nothing is ever widened to a wildcard action.

        Example: aiarch permissions --role apply -e prod --format hcl > deployer.tf
        """
        from aiarch.catalog.permissions import load_permissions
        from aiarch.report.permission_hcl import lines
        from aiarch.report.permission_uses import inventory
        from aiarch.report.permissions import Role as Whose
        from aiarch.report.permissions import deployer

        _check("format", format_, FORMATS)
        if role is not None:
            _check("role", role, ROLES)
        session.as_json = session.as_json or format_ == "json"
        found = inventory(session.root, stack or "", layer or "")
        if environment is not None:
            _check("environment", environment, tuple(v.environment for v in found.values))
        roles = (Whose(role),) if role else tuple(Whose)
        result = deployer(found, load_permissions(session.catalog), roles, environment or "")
        return Reply(
            _data(result, account),
            lambda screen: _show(screen, result),
            ExitCode.FINDINGS
            if any(f.severity is Severity.ERROR for f in result.findings)
            else ExitCode.OK,
            diagnostics=result.findings,
            raw="\n".join(lines(result.policies)) + "\n" if format_ == "hcl" else None,
        )


def _check(what: str, value: str, known: tuple[str, ...]) -> None:
    if value not in known:
        names = ", ".join(dict.fromkeys(known))
        raise UsageError(
            f"unknown {what} {value!r}",
            code="USE006",
            hint=did_you_mean(value, known) or f"known: {names or 'none'}",
        )


def _data(result: Deployer, account: str) -> dict[str, object]:
    return {
        "policies": [
            {
                "cloud": p.cloud,
                "stack": p.stack,
                "environment": p.environment,
                "role": str(p.role),
                "name": p.name,
                "scope": p.scope,
                "document": p.filled(account),
            }
            for p in result.policies
        ],
        "notes": [dataclasses.asdict(note) for note in result.notes],
        "assumed": list(result.assumed),
    }


def _show(screen: Screen, result: Deployer) -> None:
    screen.table(
        ("stack", "environment", "role", "policy", "scope", "rights", "characters"),
        [
            (p.stack, p.environment, p.role, p.name, p.scope, len(p.rights), p.characters)
            for p in result.policies
        ],
        numbers=("rights", "characters"),
    )
    screen.text("--format json prints the documents, --format hcl the resources that make them")
    if result.notes:
        screen.heading("What the documents cannot say")
        for note in result.notes:
            screen.bullet(f"{note.type}: {note.text}")
    if result.assumed:
        screen.heading("Types whose list was not compared with a source")
        screen.text(", ".join(result.assumed))
