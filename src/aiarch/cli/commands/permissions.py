"""`aiarch permissions`: the least rights that plan and apply need."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Annotated

import typer

from aiarch.cli.command import command
from aiarch.cli.session import Reply, Session
from aiarch.errors import ExitCode, InputError, Location, Severity, UsageError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aiarch.cli.ui import Screen
    from aiarch.errors import Diagnostic
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
Write = Annotated[
    bool,
    typer.Option(
        "--write",
        help="Write bootstrap/<platform>/permissions/<environment>.json, which `aiarch bootstrap` gives the pipeline's roles.",
    ),
]
Check = Annotated[
    bool,
    typer.Option("--check", help="Exit 10 when such a file is not what the project needs now."),
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
        write: Write = False,
        check: Check = False,
    ) -> Reply:
        """Print the least rights that the plan role (reads) and the apply role need, from the rendered resources.

        Types and modules nothing is known about are findings (exit 10); nothing is ever widened to a wildcard action.

        Example: aiarch permissions -e prod --write
        """
        from aiarch.catalog.permissions import load_permissions
        from aiarch.report.permission_hcl import lines
        from aiarch.report.permission_uses import inventory
        from aiarch.report.permissions import Role as Whose
        from aiarch.report.permissions import deployer

        _check("format", format_, FORMATS)
        if role is not None:
            _check("role", role, ROLES)
        if write or check:
            _whole(role, layer, format_, both=write and check)
        session.as_json = session.as_json or format_ == "json"
        found = inventory(session.root, stack or "", layer or "")
        if environment is not None:
            _check("environment", environment, tuple(v.environment for v in found.values))
        roles = (Whose(role),) if role else tuple(Whose)
        result = deployer(found, load_permissions(session.catalog), roles, environment or "")
        if write or check:
            return _files(session, result, write=write)
        return Reply(
            _data(result, account),
            lambda screen: _show(screen, result),
            _exit_code(result.findings),
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


def _whole(role: str | None, layer: str | None, format_: str, *, both: bool) -> None:
    """Refuse what would make a file with a part of the rights."""
    narrowed = next((o for o, v in (("--role", role), ("--layer", layer)) if v), "")
    other = narrowed or ("--format hcl" if format_ == "hcl" else "--check" if both else "")
    if other:
        raise UsageError(
            f"--write{'' if both or not narrowed else ' and --check'} cannot be used with {other}",
            code="USE025",
            hint="a file holds all rights of both roles; narrow with --stack and -e only",
        )


def _files(session: Session, result: Deployer, *, write: bool) -> Reply:
    from aiarch.cli.project import write_whole
    from aiarch.report.permission_file import compared, rights_files

    files = rights_files(session.root, result.policies)
    if write and not files:
        raise InputError(
            "no bootstrap of this project takes computed rights",
            code="PRM009",
            at=Location("bootstrap"),
            hint="`aiarch render` again; where a site hands out rights itself: aiarch permissions --format json",
        )
    if write:
        for file in files:
            write_whole(session.path(file.path), file.text)
        found: tuple[Diagnostic, ...] = result.findings
    else:
        kept = [f for f in files if session.path(f.path).is_file()]
        files = tuple(kept)
        found = (*compared(session.root, kept), *(result.findings if kept else ()))
    paths = [file.path for file in files]

    def show(screen: Screen) -> None:
        for path in paths:
            screen.bullet(f"{'wrote' if write else 'looked at'} {path}")
        if write:
            screen.text("Next: commit them, and aiarch bootstrap -e <environment>")
        elif not paths:
            screen.text("no files of computed rights: the bootstrap grants per service")

    return Reply({"files": paths}, show, _exit_code(found), diagnostics=found)


def _exit_code(findings: Iterable[Diagnostic]) -> ExitCode:
    failed = any(f.severity is Severity.ERROR for f in findings)
    return ExitCode.FINDINGS if failed else ExitCode.OK


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
