"""Services that an account must have been signed up for (`registrations` in `blueprints/preflight/aws.yaml`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiarch.errors import Location, Severity
from aiarch.live.aws.account import PLATFORM, AwsCheck, Notes, region_of
from aiarch.live.aws.session import Aws
from aiarch.live.world import Target, World
from aiarch.validate.finding import CheckerReport, Finding

if TYPE_CHECKING:
    from aiarch.model.preflight import Registration

NAME = "aws-registration"


class Registered(AwsCheck):
    """Asks only for services the blueprint builds on."""

    name = NAME

    def look(self, world: World) -> CheckerReport:
        """Return what the account was never signed up for; skipped when nothing needs it."""
        if not _needed(world):
            return CheckerReport.skipped(
                NAME, "the blueprint builds on no service an account has to be signed up for"
            )
        return super().look(world)

    def look_at(self, world: World, aws: Aws, targets: list[Target], notes: Notes) -> None:
        """Find what the account was never signed up for."""
        regions = dict.fromkeys(region_of(world, t) for t in targets)
        for needed in _needed(world):
            for region in regions:
                world.progress(f"{NAME}: {needed.title}, {region}")
                with notes.softly():
                    reply = aws.call(needed.service, needed.operation, region)
                    state = str(reply.get(needed.answer, ""))
                    if state not in needed.accepted:
                        notes.findings.append(_missing(world, needed, region, state))
        notes.facts["services"] = ", ".join(n.title for n in _needed(world))


def _needed(world: World) -> tuple[Registration, ...]:
    chosen = {f"{c}={s.flavour}" for c, s in world.stack(PLATFORM).capabilities.items()}
    return tuple(r for r in world.knowledge.registrations(PLATFORM) if r.when in chosen)


def _missing(world: World, needed: Registration, region: str, state: str) -> Finding:
    entry = world.tree.catalog.lifecycle.get(needed.lifecycle)
    closed = (
        f", and it takes no new accounts since {entry.since}"
        if entry and entry.state == "closed_to_new" and entry.since <= world.tree.as_of
        else ""
    )
    return Finding(
        "PRE150",
        NAME,
        Severity.ERROR,
        f"{needed.title} is {state or 'in an unknown state'} for this account in {region}{closed}",
        Location("blueprint.yaml"),
        hint=needed.hint,
    )
