"""`aiarch promote`: may this environment become that stage?"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from aiarch.cli.command import command
from aiarch.cli.commands.validate import one_of, run_checkers
from aiarch.cli.session import Reply, Session
from aiarch.errors import AiarchError, ConflictError, ExitCode, InputError, UsageError, did_you_mean

if TYPE_CHECKING:
    from aiarch.model.blueprint import Blueprint
    from aiarch.report.attestations import Signature
    from aiarch.report.control_states import Evidence
    from aiarch.report.promotion import PlanLook, Route
    from aiarch.report.promotion_rules import PromotionRules

FORMATS = ("text", "json", "markdown")
From = Annotated[str, typer.Option("--from", metavar="ENV", help="Environment that was proved.")]
To = Annotated[str, typer.Option("--to", metavar="ENV", help="Environment that comes next.")]
StageOption = Annotated[
    str,
    typer.Option(
        "--stage",
        metavar="pilot|production",
        help="Stage whose gate counts; that of the target environment when left out.",
    ),
]
Format = Annotated[
    str, typer.Option("--format", metavar="|".join(FORMATS), help="How to print the report.")
]
AsOf = Annotated[
    str,
    typer.Option(
        "--as-of", metavar="YYYY-MM-DD", help="Date for what expires; today when left out."
    ),
]


def register(app: typer.Typer) -> None:
    """Add the command."""

    @command(app, "promote")
    def promote(
        session: Session,
        source: From,
        target: To,
        stage: StageOption = "",
        format_: Format = "text",
        as_of: AsOf = "",
    ) -> Reply:
        """Show what differs between two environments and what the gate of the next stage still needs; changes nothing.

        Exit 10 when a required control, a signature (attestations.yaml) or an open finding stands in the way.

        Example: aiarch promote --from dev --to prod --format markdown > promotion.md
        """
        from aiarch.cli.rendering import prepare
        from aiarch.report.environments import differences
        from aiarch.report.promotion import Given, promotion, promotion_data
        from aiarch.report.promotion_rules import load_rules
        from aiarch.report.promotion_writers import markdown, text

        one_of(format_, FORMATS, "format", "USE006")
        session.as_json = session.as_json or format_ == "json"
        rules = load_rules(session.catalog)
        prepared = prepare(session, force=False, accept_low_confidence=True)
        _refuse_unrendered(session)
        route = _route(source, target, stage, prepared.blueprint, rules)
        day = _day(as_of)
        signatures = _signatures(session, prepared.blueprint, rules, day)
        report = run_checkers(session, cache=True, as_of=day)
        given = Given(
            prepared.blueprint,
            prepared.composition,
            session.catalog,
            rules,
            differences(session.root, source, target),
            _evidence(session, signatures, day),
            report,
            _saved_plan(session, target),
            tuple(c.path for c in prepared.plan.changes if c.writes),
        )
        result = promotion(given, route)
        write = markdown if format_ == "markdown" else text
        return Reply(
            promotion_data(result),
            lambda _: None,
            ExitCode.OK if result.ready else ExitCode.FINDINGS,
            raw=write(result),
        )


def _route(
    source: str, target: str, stage: str, blueprint: Blueprint, rules: PromotionRules
) -> Route:
    """Return where it goes; a target that only a stage knows is a finding, not a spelling mistake.

    Raises:
        UsageError: an unknown environment or stage.
    """
    from aiarch.report.promotion import Route

    here = frozenset(blueprint.environments)
    for name, known in ((source, here), (target, here | rules.environments)):
        if name not in known:
            raise UsageError(
                f"no environment {name!r} here",
                code="USE021",
                hint=did_you_mean(name, known) or f"environments: {', '.join(sorted(here))}",
            )
    if source == target:
        raise UsageError(
            f"{source} cannot be promoted to itself", code="USE022", hint="give two environments"
        )
    usual = rules.stage_of(target)
    if stage:
        one_of(stage, tuple(rules.stages), "stage", "USE023")
    elif not usual:
        raise UsageError(
            f"no stage is known for environment {target!r}",
            code="USE023",
            hint="say --stage pilot or --stage production, or add it to a pack's blueprints/promotion.yaml",
        )
    return Route(source, target, stage or usual, usual)


def _refuse_unrendered(session: Session) -> None:
    if not any(session.root.glob("stacks/*/*/main.tf")):
        raise InputError(
            "nothing is rendered here", code="PRO003", hint="aiarch render, then deploy the first environment"
        )  # fmt: skip


def _day(as_of: str) -> str:
    from aiarch.validate.runner import today

    try:
        return datetime.date.fromisoformat(as_of).isoformat() if as_of else today()
    except ValueError:
        raise UsageError(
            f"{as_of!r} is no date", code="USE009", hint="give a date as YYYY-MM-DD"
        ) from None


def _signatures(
    session: Session, blueprint: Blueprint, rules: PromotionRules, as_of: str
) -> tuple[Signature, ...]:
    from aiarch.report.attestations import Known, load_attestations

    known = Known(
        frozenset(session.catalog.controls),
        rules.requirements,
        frozenset(blueprint.environments) | rules.environments,
        frozenset(s.platform for s in blueprint.stacks),
    )
    return load_attestations(session.root, known, as_of)


def _evidence(session: Session, signatures: tuple[Signature, ...], as_of: str) -> Evidence:
    """Return signatures with the scan that the checkers have just left in the cache."""
    from aiarch.report.control_states import Evidence
    from aiarch.validate.runner import scan_of_project

    try:
        return Evidence(signatures, scan_of_project(session.root, session.catalog), "", as_of)
    except AiarchError as error:
        return Evidence(signatures, None, error.message, as_of)


def _saved_plan(session: Session, environment: str) -> PlanLook:
    """Return the saved plan of an environment when it is still the one that `aiarch apply` would take."""
    from aiarch.deploy import saved
    from aiarch.deploy.project import Project
    from aiarch.model.plan import LayerStatus
    from aiarch.report.promotion import PlanLook

    project = Project(session.root)
    if not (project.plans(environment) / saved.DOCUMENT).is_file():
        return PlanLook(None)
    try:
        plan = saved.load(project, environment)
        saved.refuse_stale(project, plan, {r.name: r for r in project.roots(environment)})
    except (ConflictError, InputError, UsageError) as error:
        return PlanLook(None, error.message)
    planned = {layer.name for layer in plan.layers if layer.status is LayerStatus.PLANNED}
    done = saved.applied(project.plans(environment), plan)
    return PlanLook(plan, applied=bool(planned) and planned <= done)
