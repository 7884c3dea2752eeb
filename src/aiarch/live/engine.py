"""The Terraform engine: whether there is one."""

from __future__ import annotations

from aiarch.engine.batch import find_runner
from aiarch.errors import Severity, ToolMissingError
from aiarch.live.world import World
from aiarch.validate.finding import CheckerReport, Finding

NAME = "engine"


class EngineThere:
    """Without one nothing can be planned."""

    name = NAME
    platform = ""
    online = False

    def look(self, world: World) -> CheckerReport:  # noqa: ARG002 - the port's signature
        """Return which engine is used."""
        try:
            engine = find_runner().name
        except ToolMissingError as error:
            finding = Finding("PRE010", NAME, Severity.ERROR, error.message, hint=error.hint)
            return CheckerReport.ran(NAME, [finding])
        return CheckerReport.ran(NAME, [], engine=engine)
