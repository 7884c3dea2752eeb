"""`aiarch plan`, `apply`, `destroy` and `drift`: from a rendered project to a running platform, and back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from aiarch.cli.command import command
from aiarch.cli.deploying import (
    EngineOption,
    Environment,
    LayerOption,
    Mirror,
    Stack,
    Timeout,
    named,
    refuse_unconfirmed,
    unlocked,
    workbench,
)
from aiarch.cli.session import Reply, Session
from aiarch.errors import Diagnostic, ExitCode, Severity

if TYPE_CHECKING:
    from aiarch.cli.ui import Screen
    from aiarch.deploy.applying import Applied
    from aiarch.deploy.drifting import LayerDrift
    from aiarch.model.plan import SavedPlan

Allow = Annotated[
    list[str] | None,
    typer.Option(
        "--allow-destroy",
        metavar="ADDRESS",
        help="A stateful resource that may be replaced or deleted (repeatable; * for any text).",
    ),
]
NoLock = Annotated[
    bool,
    typer.Option(
        "--no-lock",
        help="Do not lock the state: for an identity that may only read.",
        envvar="AIARCH_NO_LOCK",
    ),
]
NoPolicy = Annotated[
    bool, typer.Option("--no-policy", help="Do not run checkov and aiarch's checks on the plan.")
]


def register(app: typer.Typer) -> None:
    """Add the commands."""

    @command(app, "plan")
    def plan(
        session: Session,
        projects: Annotated[
            list[Path] | None,
            typer.Argument(metavar="[DIR]...", help="Projects to plan, instead of that of -C."),
        ] = None,
        environment: Environment = "",
        stack: Stack = None,
        layer: LayerOption = None,
        allow_destroy: Allow = None,
        no_policy: NoPolicy = False,
        check: Annotated[
            bool, typer.Option("--check", help="Exit 11 when anything would change.")
        ] = False,
        no_lock: NoLock = False,
        jobs: Annotated[
            int, typer.Option("--jobs", metavar="N", min=1, help="So many projects at a time.")
        ] = 2,
        engine: EngineOption = "",
        provider_mirror: Mirror = None,
        timeout: Timeout = None,
    ) -> Reply:
        """Plan every layer in order, save the plans, and say what changes, what waits and what would be lost.

        Example: aiarch plan -e dev
        """
        if projects:
            given = _again(
                environment, stack, layer, allow_destroy, engine, provider_mirror, timeout
            )
            flags = {"--no-policy": no_policy, "--check": check, "--no-lock": no_lock}
            given += [name for name, on in flags.items() if on]
            return _fleet(session, given, projects, jobs)
        from aiarch.deploy.knowledge import stateful
        from aiarch.deploy.planning import PlanRequest
        from aiarch.deploy.planning import plan as make
        from aiarch.deploy.project import Project

        project = Project(session.root)
        roots = project.roots(named(environment), tuple(stack or ()), tuple(layer or ()))
        known = stateful(session.catalog)
        policy = None if no_policy else _policy(session)
        request = PlanRequest(roots, tuple(allow_destroy or ()), check=policy)
        with workbench(session, project, environment, engine, provider_mirror, timeout) as bench:
            made = make(unlocked(bench, no_lock), request, known)
        return _planned(session, made, changes_pending=check)

    @command(app, "apply")
    def apply(
        session: Session,
        environment: Environment = "",
        engine: EngineOption = "",
        provider_mirror: Mirror = None,
        timeout: Timeout = None,
    ) -> Reply:
        """Apply exactly the saved plans; never plans again. Stops at the first layer that fails.

        Example: aiarch apply -e dev
        """
        from aiarch.deploy import saved
        from aiarch.deploy.applying import apply as run
        from aiarch.deploy.applying import refuse_destroying
        from aiarch.deploy.project import Project

        project = Project(session.root)
        roots = project.roots(named(environment))
        with workbench(session, project, environment, engine, provider_mirror, timeout) as bench:
            made = saved.load(project, environment)
            refuse_destroying(made)
            _refuse_findings(made)
            done = run(bench, made, roots)
        return _applied(done, environment)

    @command(app, "destroy")
    def destroy(
        session: Session,
        environment: Environment = "",
        confirm: Annotated[
            str,
            typer.Option("--confirm", metavar="NAME", help="The project's name, for CI."),
        ] = "",
        stack: Stack = None,
        layer: LayerOption = None,
        allow_destroy: Allow = None,
        keep: Annotated[
            list[str] | None,
            typer.Option(
                "--keep",
                metavar="ADDRESS",
                help="Leave this in the cloud, and take it out of the state (repeatable; * for any text).",
            ),
        ] = None,
        engine: EngineOption = "",
        provider_mirror: Mirror = None,
        timeout: Timeout = None,
    ) -> Reply:
        """Remove an environment, layer by layer in reverse order. Refuses while something stateful is inside.

        Example: aiarch destroy -e dev --confirm shop --allow-destroy 'module.data_lake.*'
        """
        from aiarch.deploy.applying import apply as run
        from aiarch.deploy.applying import refuse_blocked
        from aiarch.deploy.knowledge import stateful
        from aiarch.deploy.planning import PlanRequest
        from aiarch.deploy.planning import plan as make
        from aiarch.deploy.project import Project

        project = Project(session.root)
        roots = project.roots(named(environment), tuple(stack or ()), tuple(layer or ()))
        known = stateful(session.catalog)
        allowed, kept = tuple(allow_destroy or ()), tuple(keep or ())
        request = PlanRequest(roots, allowed, destroys=True, kept=kept)
        refuse_unconfirmed(project.name, confirm, f"This removes {environment} of {project.name}")
        with workbench(session, project, environment, engine, provider_mirror, timeout) as bench:
            made = make(bench, request, known)
            refuse_blocked(made)
            done = run(bench, made, roots)
        return _applied(done, environment)

    @command(app, "drift")
    def drift(
        session: Session,
        environment: Environment = "",
        stack: Stack = None,
        layer: LayerOption = None,
        no_lock: NoLock = False,
        engine: EngineOption = "",
        provider_mirror: Mirror = None,
        timeout: Timeout = None,
    ) -> Reply:
        """Say what has changed in the world since the last apply; exit 11 when anything has.

        Example: aiarch drift -e prod --json
        """
        from aiarch.deploy.drifting import drift as look
        from aiarch.deploy.knowledge import stateful
        from aiarch.deploy.project import Project

        project = Project(session.root)
        roots = project.roots(named(environment), tuple(stack or ()), tuple(layer or ()))
        with workbench(session, project, environment, engine, provider_mirror, timeout) as bench:
            found = look(unlocked(bench, no_lock), roots, stateful(session.catalog))
        return _drifted(found, environment)


def _again(
    environment: str,
    stack: list[str] | None,
    layer: list[str] | None,
    allowed: list[str] | None,
    engine: str,
    mirror: Path | None,
    timeout: float | None,
) -> list[str]:
    """Return the options as they were given, for a process of each project."""
    words = ["-e", named(environment)]
    for name, values in (("--stack", stack), ("--layer", layer), ("--allow-destroy", allowed)):
        words += [word for value in values or () for word in (name, value)]
    words += ["--engine", engine] if engine else []
    words += ["--provider-mirror", str(mirror.absolute())] if mirror else []
    return words + (["--timeout", str(timeout)] if timeout else [])


def _fleet(session: Session, arguments: list[str], projects: list[Path], jobs: int) -> Reply:
    import dataclasses

    from aiarch.cli.fleet import run_each, worst

    packs = [word for pack in session.packs for word in ("--pack", str(pack.absolute()))]
    told = run_each(["plan", *arguments, *packs], projects, jobs, session.note)

    def show(screen: Screen) -> None:
        from aiarch.model.plan import SavedPlan

        rows = []
        for one in told:
            plan = SavedPlan.model_validate(one.result) if one.result else None
            changes = sum(len(x.changes) for x in plan.layers) if plan else ""
            waits = sum(x.status == "waits" for x in plan.layers) if plan else ""
            rows.append((one.project, str(changes), str(waits or ""), one.message))
        screen.table(
            ("project", "changes", "waiting", "said"), rows, numbers=("changes", "waiting")
        )

    return Reply([dataclasses.asdict(t) for t in told], show, worst(told))


def _policy(session: Session) -> Any:  # noqa: ANN401 - planning.Check
    from aiarch.deploy.policy import PlanPolicy

    return PlanPolicy(session.root, session.catalog)


def _planned(session: Session, plan: SavedPlan, *, changes_pending: bool) -> Reply:
    from aiarch.model.plan import LayerStatus

    failed = [f for layer in plan.layers for f in layer.findings if f.severity == "error"]
    code = ExitCode.OK
    if plan.blocked or failed:
        code = ExitCode.FINDINGS
    elif changes_pending and any(x.status is not LayerStatus.UNCHANGED for x in plan.layers):
        code = ExitCode.CHANGES
    remarks = [
        Diagnostic(
            "DEP040",
            f"{c.address} would be lost ({c.action}), with {c.holds}",
            hint=f"if that is meant: --allow-destroy '{c.address}'",
        )
        for c in plan.blocked
    ]
    remarks += [
        Diagnostic(f.check, f"{f.address}: {f.message}", severity=Severity(f.severity))
        for layer in plan.layers
        for f in layer.findings
    ]
    folder = session.shown(session.path(f".aiarch/plans/{plan.environment}"))
    return Reply(
        plan.model_dump(mode="json", exclude_defaults=True),
        lambda screen: _show_plan(screen, plan, folder),
        code,
        tuple(remarks),
    )


def _show_plan(screen: Screen, plan: SavedPlan, folder: str) -> None:
    from aiarch.deploy.summary import COLUMNS, row
    from aiarch.model.plan import LayerStatus

    screen.table(COLUMNS, [row(layer) for layer in plan.layers], numbers=COLUMNS[2:])
    if not plan.checked:
        screen.text("Not checked: planned with --no-policy.")
    statuses = {layer.status for layer in plan.layers}
    if plan.blocked:
        screen.text("Blocked: something stateful would be lost; see the remarks.")
    elif LayerStatus.PLANNED in statuses:
        screen.text(f"Saved in {folder}; apply exactly this: aiarch apply -e {plan.environment}")
    else:
        screen.text("Nothing to do.")


def _refuse_findings(plan: SavedPlan) -> None:
    """Stop a plan whose findings nobody has cleared.

    Raises:
        ConflictError: naming the first.
    """
    from aiarch.errors import ConflictError

    failed = [f for layer in plan.layers for f in layer.findings if f.severity == "error"]
    if failed:
        more = f" (and {len(failed) - 1} more)" if len(failed) > 1 else ""
        raise ConflictError(
            f"the plan has findings: {failed[0].check} {failed[0].address}{more}",
            code="DEP041",
            hint="repair the modules or suppress with reason, owner and expiry; then plan again",
        )


def _applied(done: Applied, environment: str) -> Reply:
    def show(screen: Screen) -> None:
        rows = [(name, str(count), "applied") for name, count in done.layers]
        rows += [(name, "", "applied before") for name in done.skipped]
        rows += [(name, "", "waiting") for name in done.waiting]
        if rows:
            screen.table(("layer", "changes", "state"), rows, numbers=("changes",))
        else:
            screen.text("Nothing to do.")
        if done.waiting:
            screen.text(f"Now plan what was waiting: aiarch plan -e {environment}")

    result = {
        "applied": [{"layer": name, "changes": count} for name, count in done.layers],
        "applied_before": list(done.skipped),
        "waiting": list(done.waiting),
    }
    return Reply(result, show)


def _drifted(found: tuple[LayerDrift, ...], environment: str) -> Reply:
    import dataclasses

    moved = any(x.drift or x.outputs for x in found)

    def show(screen: Screen) -> None:
        rows = [
            (x.name, d.address, "gone" if d.gone else ", ".join(d.attributes) or "new", x.since)
            for x in found
            for d in x.drift
        ]
        rows += [
            (x.name, f"output {name}", "changed", x.since) for x in found for name in x.outputs
        ]
        if rows:
            screen.table(("layer", "resource", "changed", "since"), rows)
            screen.text(f"To take it back: aiarch plan -e {environment}")
        absent = [x.name for x in found if not x.applied]
        if absent:
            screen.text(f"Not applied yet: {', '.join(absent)}")
        if not rows:
            screen.text("No drift: everything applied is as it was.")

    return Reply(
        [dataclasses.asdict(x) for x in found], show, ExitCode.CHANGES if moved else ExitCode.OK
    )
