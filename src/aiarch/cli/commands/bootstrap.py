"""`aiarch bootstrap`: the place where states live, and the identities of the pipeline."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Annotated

import typer

from aiarch.cli.command import command
from aiarch.cli.deploying import (
    EngineOption,
    Environment,
    Mirror,
    Stack,
    Timeout,
    named,
    refuse_unconfirmed,
    workbench,
)
from aiarch.cli.session import Reply, Session

if TYPE_CHECKING:
    from aiarch.cli.ui import Screen
    from aiarch.deploy.bootstrapping import Bootstrapped
    from aiarch.deploy.changes import ShownPlan


def register(app: typer.Typer) -> None:
    """Add the command."""

    @command(app, "bootstrap")
    def bootstrap(
        session: Session,
        environment: Environment = "",
        confirm: Annotated[
            str,
            typer.Option("--confirm", metavar="NAME", help="The project's name, for CI."),
        ] = "",
        stack: Stack = None,
        engine: EngineOption = "",
        provider_mirror: Mirror = None,
        timeout: Timeout = None,
    ) -> Reply:
        """Make the place where states live and the identities of the pipeline; then move the state of that into it.

        Example: aiarch bootstrap -e dev
        """
        from aiarch.deploy.bootstrapping import Bootstrap
        from aiarch.deploy.knowledge import stateful
        from aiarch.deploy.project import Project

        project = Project(session.root)
        roots = project.bootstraps(named(environment), tuple(stack or ()))
        known = stateful(session.catalog)
        done = {}
        with workbench(session, project, environment, engine, provider_mirror, timeout) as bench:
            for root in roots:
                one = Bootstrap(bench, root, session.catalog)
                planned = one.plan(known)
                if planned.shown.changes:
                    refuse_unconfirmed(project.name, confirm, f"{root.name}: {_sum(planned.shown)}")
                done[root.name] = one.apply(planned)
        return _bootstrapped(done, environment)


def _sum(shown: ShownPlan) -> str:
    counted = Counter(str(c.action) for c in shown.changes)
    return ", ".join(f"{number} to {action}" for action, number in sorted(counted.items()))


def _bootstrapped(done: dict[str, Bootstrapped], environment: str) -> Reply:
    def show(screen: Screen) -> None:
        rows = [(name, str(b.changes), b.backend) for name, b in done.items()]
        screen.table(("root", "changes", "state in"), rows, numbers=("changes",))
        for name, found in done.items():
            screen.heading(
                f"Outputs of {name}, for the variables of your pipeline (docs/delivery.md)"
            )
            screen.table(("output", "value"), [(k, _short(v)) for k, v in found.outputs.items()])
        screen.text(f"Next: aiarch plan -e {environment}")

    result = {
        name: {"changes": b.changes, "backend": b.backend, "outputs": dict(b.outputs)}
        for name, b in done.items()
    }
    return Reply(result, show)


def _short(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)
