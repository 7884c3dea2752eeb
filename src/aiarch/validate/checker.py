"""The port every checker satisfies."""

from __future__ import annotations

from typing import Protocol

from aiarch.validate.finding import CheckerReport
from aiarch.validate.tree import ProjectTree


class Checker(Protocol):
    """Looks at a project and reports; raises `AiarchError` only when it cannot look."""

    @property
    def name(self) -> str:
        """The name in reports and on the command line."""
        ...

    @property
    def cacheable(self) -> bool:
        """Whether the same content, knowledge, date and salt always give the same report."""
        ...

    def salt(self) -> str:
        """Return what else the report depends on: the versions of the tools that look."""
        ...

    def check(self, tree: ProjectTree) -> CheckerReport:
        """Return what was found."""
        ...
