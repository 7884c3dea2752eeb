"""Dated facts: what `validate` knows, with what ends soon set apart from what ends later."""

from __future__ import annotations

import dataclasses
import datetime

from aiarch.errors import Severity
from aiarch.live.world import World
from aiarch.validate.finding import CheckerReport, Finding
from aiarch.validate.lifecycle import Lifecycle

NAME = "lifecycle"
SOON_DAYS = 90


class NothingEnds:
    """Runs the lifecycle checker; what ends within 90 days keeps its severity, what ends later is told only."""

    name = NAME
    platform = ""
    online = False

    def look(self, world: World) -> CheckerReport:
        """Return uses of what has ended or will end."""
        today = datetime.date.fromisoformat(world.tree.as_of)
        found = Lifecycle().check(world.tree)
        judged = [_judged(world, finding, today) for finding in found.findings]
        soon = sum(0 < (_since(world, f) - today).days <= SOON_DAYS for f in judged)
        return CheckerReport.ran(NAME, judged, **found.facts, ends_within_90_days=soon)


def _since(world: World, finding: Finding) -> datetime.date:
    return datetime.date.fromisoformat(world.tree.catalog.lifecycle[finding.id].since)


def _judged(world: World, finding: Finding, today: datetime.date) -> Finding:
    days = (_since(world, finding) - today).days
    if days <= 0:
        return finding
    if days > SOON_DAYS:
        return dataclasses.replace(finding, severity=Severity.INFO)
    return dataclasses.replace(finding, message=f"{finding.message}, in {days} days")
