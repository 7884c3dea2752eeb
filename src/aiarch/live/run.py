"""One run of the preflight checks: each by itself, none stopped by another."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from aiarch.errors import AiarchError, UsageError
from aiarch.live.aws.checks import aws_checks
from aiarch.live.aws.session import Aws, connect
from aiarch.live.backend import BackendReachable
from aiarch.live.check import Check
from aiarch.live.engine import EngineThere
from aiarch.live.lifecycle import NothingEnds
from aiarch.live.networks import NetworksApart
from aiarch.live.providers import ProvidersThere
from aiarch.live.residency import RegionsAllowed
from aiarch.live.variables import VariablesGiven
from aiarch.live.world import Options, World
from aiarch.validate.finding import CheckerReport, Report
from aiarch.validate.tree import ProjectTree

if TYPE_CHECKING:
    from aiarch.catalog.catalog import Catalog

OFFLINE = "--offline"


def preflight(
    root: Path,
    catalog: Catalog,
    options: Options,
    *,
    progress: Callable[[str], None] = lambda _: None,
    as_of: str = "",
    aws: Callable[[], Aws] = connect,
) -> Report:
    """Look at everything a plan depends on and nothing in the project can promise.

    Args:
        root: the rendered project.
        catalog: knowledge.
        options: what was asked for.
        progress: told each step before it is taken.
        as_of: date (`YYYY-MM-DD`) for what ends; today when empty.
        aws: makes the connection to AWS when the first check wants it.

    Raises:
        UsageError: an unknown environment or stack, no mirror folder.
        InputError: nothing is rendered, or a file of the project cannot be read.
    """
    day = as_of or datetime.datetime.now(datetime.UTC).date().isoformat()
    world = World(ProjectTree(root, catalog, day), options, progress)
    return Report(str(root), tuple(_look(check, world) for check in _checks(world, aws)))


def _checks(world: World, aws: Callable[[], Aws]) -> tuple[Check, ...]:
    every: tuple[Check, ...] = (
        EngineThere(),
        ProvidersThere(),
        BackendReachable(),
        VariablesGiven(),
        NetworksApart(),
        RegionsAllowed(),
        NothingEnds(),
        *aws_checks(aws),
    )
    live = {check.platform for check in every}
    # A cloud nobody can ask yet is named, so that its silence is not taken for health.
    others = tuple(NotYet(p) for p in world.platforms if p not in live)
    return (*(c for c in every if c.platform in {"", *world.platforms}), *others)


def _look(check: Check, world: World) -> CheckerReport:
    if check.online and world.options.offline:
        return CheckerReport.skipped(check.name, f"{OFFLINE}: it needs a network")
    world.progress(check.name)
    try:
        return check.look(world)
    except UsageError:
        raise
    except AiarchError as error:
        first = error.diagnostics[0]
        place = f"{first.at}: " if first.at else ""
        hint = f" ({first.hint})" if first.hint else ""
        return CheckerReport.failed(check.name, f"could not look: {place}{first.message}{hint}")


class NotYet:
    """Stands for a platform whose accounts, regions and quotas no check looks at."""

    online = False

    def __init__(self, platform: str) -> None:
        self.platform = platform

    @property
    def name(self) -> str:
        """Name in reports."""
        return f"{self.platform}-account"

    def look(self, world: World) -> CheckerReport:  # noqa: ARG002 - the port's signature
        """Say that nobody looked."""
        return CheckerReport.skipped(
            self.name, f"no check asks {self.platform} for identity, regions or quotas yet"
        )
